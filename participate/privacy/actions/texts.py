"""Taking people off what they wrote, and their words with them if they want that."""

from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, select, update

from participate.core.db import DbSession
from participate.ideas.models import Comment, EarlierText, Idea, Report
from participate.needs.models import Need
from participate.privacy.rules import WITHDRAWN, Texts
from participate.requirements.models import ContributionSalt
from participate.workshops.rules import Channel

#: What an author typed, by table, and what takes its place. A need of which only `i_need` is left
#: is shown as that alone.
PLACEHOLDERS: dict[type[Need | Idea | Comment], dict[str, Any]] = {
    Need: {
        "as_a": "",
        "i_need": WITHDRAWN,
        "so_that": "",
        "place": "",
        "text_version": Need.text_version + 1,
    },
    Idea: {"title": WITHDRAWN, "body": "", "text_version": Idea.text_version + 1},
    Comment: {"body": WITHDRAWN},
}
NO_SYNC = {"synchronize_session": False}


def unlink_participants(session: DbSession, people: Select[Any], *, texts: Texts) -> None:
    """Take participants off all they wrote. The same number of statements for one and for all.

    Contributions stay where they are and count as before. Earlier versions of texts go in any case:
    somebody may have taken a name out of one. So do the notes of reports, which others never read.

    Args:
        session: left uncommitted; what it holds is out of date afterwards.
        people: selects their ids.
        texts: whether the words stay.
    """
    for model in PLACEHOLDERS:
        _unlink(session, model, "participant_id", model.participant_id.in_(people), texts)
    written = Report.participant_id.in_(people)
    session.execute(
        update(Report).where(written).values(participant_id=None, note=""),
        execution_options=NO_SYNC,
    )


def unlink_account(session: DbSession, account_id: int, *, texts: Texts) -> None:
    """Take an account off all it wrote. What it typed for others stays theirs, in their words."""
    for model in PLACEHOLDERS:
        mine = model.account_id == account_id
        if model is not Comment:
            for_others = mine & (model.__table__.c.channel != Channel.PHONE)
            _unlink(session, model, "account_id", for_others, Texts.KEPT)
        _unlink(session, model, "account_id", mine, texts)


def _unlink(
    session: DbSession,
    model: type[Need | Idea | Comment],
    author: str,
    theirs: ColumnElement[bool],
    texts: Texts,
) -> None:
    """Empty the author's column, and put placeholders in the place of the words."""
    values: dict[str, Any] = {author: None}
    if model is Idea:
        ideas = select(Idea.id).where(theirs)
        _delete(session, EarlierText, EarlierText.idea_id.in_(ideas))
        if texts is Texts.WITHDRAWN:  # no release can be linked to what was taken back
            _delete(session, ContributionSalt, ContributionSalt.idea_id.in_(ideas))
    if texts is Texts.WITHDRAWN:
        values |= PLACEHOLDERS[model]
        why = case((model.hidden_reason.is_not(None), WITHDRAWN))  # it may repeat the words
        values["hidden_reason"] = why
    session.execute(update(model).where(theirs).values(values), execution_options=NO_SYNC)


def _delete(session: DbSession, model: Any, which: ColumnElement[bool]) -> None:
    session.execute(delete(model).where(which), execution_options=NO_SYNC)
