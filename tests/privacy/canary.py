"""Somebody with an unmistakable word in each field, and where to look for that word."""

import re

from sqlalchemy import inspect, text

from participate.accounts.rules import Role
from participate.board.models import Review
from participate.core.outbox import put_mail
from participate.core.text import tidy
from participate.ideas.actions.discussing import submit_comment, submit_report
from participate.ideas.actions.moderating import hide
from participate.ideas.actions.proposing import Proposal, edit_idea, submit_idea
from participate.ideas.rules import CommentKind, ReportReason
from participate.needs.actions import Wording, submit_need
from participate.pages.actions import give_feedback
from participate.requirements.models import ContributionSalt
from participate.voting.actions import cast_ballot
from participate.workshops.rules import StepKind
from tests import factories as make

#: Unlike any word the program itself would write.
CANARY = "Zaunkoenigzwitscher"
EMAIL = f"{CANARY.lower()}@canary.example"


def rows_with_canary(engine):
    """Every column of every table there is in which the word stands, sealed texts left aside."""
    found = []
    with engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():  # noqa: S608
                found += [
                    f"{table}.{column}"
                    for column, value in row.items()
                    if re.search(CANARY, str(value), re.IGNORECASE)
                ]
    return sorted(set(found))


def busy_participant(session, workshop, **values):
    """A participant with the word in every field, who has done all that participants can do."""
    me = make.make_participant(
        session,
        workshop,
        pseudonym=CANARY,
        device_hash=f"d {CANARY}",
        resume_hash=CANARY,
        language=CANARY,
        **values,
    )
    take_part(session, workshop, me)
    return me


def take_part(session, workshop, me, word=CANARY):
    """Let somebody do all that participants can do, with the word in every field."""
    wording = Wording(word, f"{word} braucht Schatten", word, place=word)
    make.open_only(session, workshop, StepKind.COLLECT_NEEDS)
    submit_need(session, workshop, wording=wording, by=me, at=make.NOON)
    make.open_only(session, workshop, StepKind.PROPOSE_IDEAS)
    idea = submit_idea(session, workshop, Proposal(word, word), by=me, at=make.NOON)
    edit_idea(session, idea, Proposal(f"{word} neu", word), by=me, at=make.NOON)
    session.add(ContributionSalt(idea_id=idea.id, salt="s" * 64))
    others = make.make_idea(session, workshop)
    said = submit_comment(
        session, others, by=me, kind=CommentKind.PRO, body=tidy(word, longest=99), at=make.NOON
    )
    submit_comment(
        session, others, by=me, kind=CommentKind.PRO, body=f"{word} 2", at=make.NOON, to=said
    )
    moderator = make.make_account(session, Role.MODERATOR)
    hide(session, said, by=moderator, reason=f"wegen {word}", at=make.NOON)
    submit_report(session, others, by=me, reason=ReportReason.OTHER, note=word, at=make.NOON)
    for ideas in ([idea, others], [others]):
        round_ = make.make_round(session, workshop, ideas=ideas)
        cast_ballot(session, round_, by=me, marks={others.id: 2})
    session.commit()


def busy_account(session, workshop, word=CANARY, email=EMAIL):
    """An account with every role, the word in every field, and something done in every role."""
    said = {"display_name": word, "password_hash": word, "language": word}
    me = make.make_account(session, *Role, email=email, **said)
    make.open_only(session, workshop, StepKind.PROPOSE_IDEAS)
    idea = submit_idea(session, workshop, Proposal(word, word), by=me, at=make.NOON)
    edit_idea(session, idea, Proposal(f"{word} neu", word), by=me, at=make.NOON)
    submit_comment(session, idea, by=me, kind=CommentKind.PRO, body=word, at=make.NOON)
    make.make_assignment(session, idea, me)
    other = make.make_idea(session, workshop)
    make.make_assignment(session, other, me)
    session.add(
        Review(
            idea=other,
            account=me,
            benefit=4,
            feasibility=4,
            reach=4,
            urgency=4,
            note=word,
            reviewed_at=make.NOON,
        )
    )
    make.make_provider(session, me)
    make.make_passkey(session, me, name=word)
    put_mail(
        session,
        to=email,
        subject=word,
        body="x",
        key=make.SECRET.encode(),
        language="de",
        at=make.NOON,
    )
    give_feedback(session, body="Der Fokus fehlt.", page="", contact=f"An {email}", at=make.NOON)
    session.commit()
    return me
