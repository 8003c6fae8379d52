"""Names for what offers call by key, and what to do when something is refused."""

from flask_babel import lazy_gettext as _

from participate.offers.actions import (
    EditedMeanwhileError,
    IncompleteError,
    NameTakenError,
    NotPublishedError,
)
from participate.offers.rules import CostKind, Lack, OfferStatus
from participate.web.labels import name_all

name_all(
    OfferStatus,
    {
        OfferStatus.DRAFT: _("Draft"),
        OfferStatus.PUBLISHED: _("Published"),
        OfferStatus.WITHDRAWN: _("Withdrawn"),
    },
)
name_all(
    CostKind,
    {
        CostKind.FREE: _("Free of charge"),
        CostKind.PAID: _("Costs something"),
        CostKind.DEPENDS: _("Depends"),
    },
)
name_all(
    Lack,
    {
        Lack.TITLE: _("Write down what the offer is called."),
        Lack.DESCRIPTION: _("Describe the offer in a few short sentences."),
        Lack.LIFE_PHASE: _("Choose at least one life phase."),
        Lack.WAY_IN: _("Say how to apply, or name somebody whom families can ask."),
    },
)

IncompleteError.explanation = _("Something that families need is still missing. Please add it.")
EditedMeanwhileError.explanation = _(
    "Somebody else changed this offer in the meantime. Open it in a second window, take over what"
    " is new there, and save again."
)
NameTakenError.explanation = _("Another provider has this name. Choose one that differs.")
NotPublishedError.explanation = _(
    "Families do not find this offer at the moment. Publish it first."
)
