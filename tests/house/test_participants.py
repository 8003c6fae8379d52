"""Whoever joins gets a drawn name, a device cookie and a code to come back, and nothing else.

So no column about them comes into the database without a purpose that somebody wrote down here.
"""

from participate.core.db import Base

#: What is stored about whoever takes part, and what for.
PURPOSES = {
    "participant.id": "ballots and texts hang on it",
    "participant.workshop_id": "where they take part",
    "participant.group_key": "no group is drowned: results show each one",
    "participant.pseudonym": "drawn by us, for reading aloud",
    "participant.device_hash": "their phone is theirs at the next page",
    "participant.resume_hash": "they come back on another device",
    "participant.language": "the next device speaks it, too",
    "participant.joined_on": "how many came, by day",
    "participant.erased_at": "their number is given to nobody else",
    "need.id": "its address",
    "need.workshop_id": "where it was collected",
    "need.participant_id": "its author finds it again, and can take it back",
    "need.account_id": "who typed it for somebody else",
    "need.group_key": "whose need it is",
    "need.as_a": "typed, and public",
    "need.i_need": "typed, and public",
    "need.so_that": "typed, and public",
    "need.life_phase": "chosen, and public: families find it",
    "need.field_of_action": "chosen, and public: the town sorts by it",
    "need.place": "typed, and public",
    "need.channel": "paper and voice are counted apart",
    "need.cluster_id": "where moderators put it",
    "need.clustered_at": "when moderators put it there",
    "need.text_version": "whether it changed since something was built on it",
    "need.submitted_at": "newest first",
    "need.edited_at": "others see that it changed",
    "need.hidden_at": "moderation",
    "need.hidden_reason": "moderation, told to its author",
    "idea.id": "its address",
    "idea.workshop_id": "where it was proposed",
    "idea.participant_id": "its author finds it again, and can take it back",
    "idea.account_id": "which moderator wrote it",
    "idea.source_author": "only of what was imported",
    "idea.source_id": "only of what was imported",
    "idea.title": "typed, and public",
    "idea.body": "typed, and public",
    "idea.life_phase": "chosen, and public",
    "idea.field_of_action": "chosen, and public",
    "idea.topic": "only of what was imported",
    "idea.channel": "paper and voice are counted apart",
    "idea.cluster_id": "which needs it answers",
    "idea.comment_count": "lists never count",
    "idea.text_version": "whether it changed since something was built on it",
    "idea.submitted_at": "newest first",
    "idea.edited_at": "others see that it changed",
    "idea.hidden_at": "moderation",
    "idea.hidden_reason": "moderation, told to its author",
    "idea.answer": "the answer of the town",
    "idea.answered_at": "the answer of the town",
    "idea.answered_by_id": "the answer of the town",
    "comment.id": "its address",
    "comment.idea_id": "what it is about",
    "comment.parent_id": "what it answers",
    "comment.participant_id": "its author finds it again, and can take it back",
    "comment.account_id": "which moderator wrote it",
    "comment.source_author": "only of what was imported",
    "comment.source_id": "only of what was imported",
    "comment.kind": "chosen, and public: pro, contra or a question",
    "comment.body": "typed, and public",
    "comment.submitted_at": "in the order of the talk",
    "comment.edited_at": "others see that it changed",
    "comment.hidden_at": "moderation",
    "comment.hidden_reason": "moderation, told to its author",
    "report.id": "moderators settle it",
    "report.idea_id": "what it is about",
    "report.comment_id": "what it is about",
    "report.participant_id": "nobody reports the same thing twice",
    "report.reason": "chosen, for the moderators",
    "report.note": "typed, for the moderators",
    "report.reported_at": "oldest first",
    "report.settled_at": "forgotten a year later",
}


def test_nothing_is_stored_about_participants_without_a_purpose():
    theirs = [Base.metadata.tables["participant"]]
    theirs += [
        table
        for table in Base.metadata.sorted_tables
        if any(key.column.table is theirs[0] for key in table.foreign_keys)
    ]
    columns = {f"{table.name}.{column.name}" for table in theirs for column in table.columns}
    assert columns - set(PURPOSES) == set(), "say what for, or do not store it"
    assert set(PURPOSES) - columns == set()


def test_no_ballot_refers_to_anybody():
    for name in ("ballot", "mark"):
        found = {key.column.table.name for key in Base.metadata.tables[name].foreign_keys}
        assert found <= {"voting_round", "stakeholder_group", "ballot", "idea"}
