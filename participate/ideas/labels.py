"""Names for what ideas call by key, and what people read when an action says no."""

from flask_babel import lazy_gettext as _

from participate.ideas.actions.discussing import (
    CommentHiddenError,
    CommentsClosedError,
    ReportedBeforeError,
)
from participate.ideas.actions.moderating import (
    HiddenBeforeError,
    SettledBeforeError,
    ShownBeforeError,
)
from participate.ideas.actions.proposing import IdeaHiddenError, StepNotOpenError
from participate.ideas.rules import CommentKind, IdeaFilter, IdeaSort, ReportReason
from participate.web.labels import name_all

name_all(
    CommentKind,
    {
        CommentKind.PRO: _("In favour"),
        CommentKind.CONTRA: _("Against"),
        CommentKind.QUESTION: _("Question"),
        CommentKind.REMARK: _("Remark"),
    },
)
name_all(
    ReportReason,
    {
        ReportReason.INSULT: _("It insults or threatens somebody"),
        ReportReason.PERSONAL_DATA: _("It names or shows a private person"),
        ReportReason.OFF_TOPIC: _("It has nothing to do with the topic"),
        ReportReason.OTHER: _("Something else"),
    },
)
name_all(
    IdeaSort,
    {
        IdeaSort.NEWEST: _("Newest first"),
        IdeaSort.MOST_COMMENTED: _("Most discussed"),
        IdeaSort.TITLE: _("A to Z"),
    },
)
name_all(
    IdeaFilter,
    {
        IdeaFilter.ALL: _("All"),
        IdeaFilter.WITHOUT_COMMENT: _("Without comment"),
        IdeaFilter.MINE: _("My ideas"),
        IdeaFilter.HIDDEN: _("Hidden"),
    },
)

#: The sign of each kind of comment: its icon in `static/symbols.svg`; its colour goes by the key.
SIGNS = {
    CommentKind.PRO: "i-plus",
    CommentKind.CONTRA: "i-minus",
    CommentKind.QUESTION: "i-ask",
    CommentKind.REMARK: "i-chat",
}

StepNotOpenError.explanation = _(
    "Ideas can be proposed and changed only while the workshop has that step open."
    " Ask the moderators, or tell a helper in the hall."
)
CommentsClosedError.explanation = _(
    "The workshop is past commenting. You can still read all comments."
)
IdeaHiddenError.explanation = _("The moderators have hidden this idea. Its author sees why.")
CommentHiddenError.explanation = _(
    "The moderators have hidden this comment in the meantime. You can comment on the idea itself."
)
ReportedBeforeError.explanation = _("You have reported this before. The moderators know about it.")
HiddenBeforeError.explanation = _("Somebody else has hidden this in the meantime. See the reason.")
ShownBeforeError.explanation = _("Somebody else has shown this again in the meantime.")
SettledBeforeError.explanation = _("Somebody else has settled this report in the meantime.")
