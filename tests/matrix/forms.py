"""What people type into each form of the town, so that only permission decides about it."""

from typing import Any

Fields = dict[str, Any]

OFFER = {
    "title": "Ferienbetreuung",
    "description": "Jeden Nachmittag.",
    "life_phases": "primary_school",
    "cost_kind": "free",
    "contact": "Büro",
    "how_to_apply": "Anrufen.",
}
REQUIREMENT = {
    "title": "Ein Kalender",
    "story": "Als Mutter brauche ich einen Kalender.",
    "ideas": "{idea_id}",
    "criteria-0": "Es gibt ihn.",
    "moscow": "must",
}
NEED = {"as_a": "Mutter", "i_need": "mehr Schatten", "so_that": "", "channel": "paper"}
NEED |= {"group": "parents"}
WORKSHOP = {
    "title": "Werkstatt am See",
    "starts_on": "2026-07-01",
    "starts_time": "17:00",
    "ends_time": "19:00",
}
ERASE = {"texts": "kept", "sure": "y"}
CHOSEN = {"new_password": "ein anderes Kennwort", "new_password_again": "ein anderes Kennwort"}

FORMS: dict[str, Fields] = {
    "accounts.ask_for_password": {"email": "jemand@example.org"},
    "accounts.ask_to_sign_in": {"email": "jemand@example.org"},
    "accounts.change_password": {"password": "{password}", **CHOSEN},
    "accounts.edit": {"name": "Neuer Name", "roles": "provider", "active": "y"},
    "accounts.end_session": {},
    "accounts.enter_code": {"one_time_code": "123456"},
    "accounts.invite": {},
    "accounts.mine": {"name": "Neuer Name"},
    "accounts.new": {"name": "Neu", "email": "neu@example.org", "roles": "board"},
    "accounts.new_passkey": {"answer": ""},
    "accounts.passkeys": {"name": "Mein Handy", "password": "{password}"},
    "accounts.password": {},
    "accounts.remove_all_passkeys": {},
    "accounts.remove_factor": {},
    "accounts.remove_own_factor": {"one_time_code": "{recovery_code}"},
    "accounts.remove_passkey": {},
    "accounts.second_factor": {"key": "", "one_time_code": "123456"},
    "accounts.sign_in": {"email": "{email}", "password": "{password}"},
    "accounts.sign_in_with_passkey": {"answer": ""},
    "accounts.sign_out": {},
    "accounts.sign_out_everywhere": {},
    "accounts.use_link": CHOSEN,
    "board.assign": {"ideas": "{idea_id}", "members": "{board_id}"},
    "board.resolve": {
        "outcome": "recommend",
        "reason": "Es hilft vielen.",
        "yes": "9",
        "no": "2",
        "abstained": "0",
        "decided_on": "2026-05-04",
    },
    "board.review": {"benefit": "3", "feasibility": "3", "reach": "3", "urgency": "3"},
    "board.take_back": {},
    "ideas.answer": {"answer": "Das prüfen wir."},
    "ideas.comment": {"kind": "remark", "body": "Gute Sache."},
    "ideas.edit": {"title": "Anderer Titel"},
    "ideas.hide": {"reason": "Nennt einen Namen."},
    "ideas.new": {"title": "Eine Rutsche", "channel": "paper"},
    "ideas.report": {"reason": "other", "note": "Bitte ansehen."},
    "ideas.reports": {"report": "{report_id}"},
    "ideas.unhide": {},
    "needs.dissolve_cluster": {},
    "needs.edit": NEED,
    "needs.hide": {"reason": "Nennt einen Namen."},
    "needs.move": {"into": "free"},
    "needs.new": NEED,
    "needs.rename_cluster": {"headline": "Schatten"},
    "needs.unhide": {},
    "needs.wall": {"needs": "{need_id}", "into": "", "headline": "Schatten"},
    "notices.try_now": {},
    "offers.confirm": {},
    "offers.edit": {"seen": "1", **OFFER},
    "offers.edit_provider": {"name": "Kita am See", "website": "", "members": "{outsider_id}"},
    "offers.new": {"provider": "{provider_id}", **OFFER},
    "offers.providers": {"name": "Verein am See", "website": ""},
    "offers.publish": {},
    "offers.withdraw": {},
    "pages.accessibility": {"body": "Der Knopf ist zu klein."},
    "pages.feedback": {"feedback": "{feedback_id}"},
    "pages.forget_device": {},
    "pages.language": {"language": "en"},
    "privacy.erase_by_code": {"code": "{resume_code}", **ERASE},
    "privacy.erase_me": ERASE,
    "privacy.erase_other_account": ERASE | {"password": "{password}"},
    "privacy.erase_own_account": ERASE | {"password": "{password}"},
    "requirements.change_status": {"status": "in_progress"},
    "requirements.confirm_source": {"text_version": "1"},
    "requirements.edit": {"seen": "1", **REQUIREMENT},
    "requirements.new": REQUIREMENT,
    "requirements.new_release": {"title": "Zweite", "number": "2", "seen": "{digest}"},
    "trace.fulfil": {"requirements": "{other_requirement_id}", "note": ""},
    "trace.note": {"note": "nur nachmittags"},
    "trace.unfulfil": {},
    "voting.ballot": {"idea": "{idea_id}", "dots": "1"},
    "voting.close": {},
    "voting.new": {"question": "Was?", "budget": "3", "most_per_idea": "1"}
    | {"ideas": ["{idea_id}", "{other_idea_id}"]},
    "voting.reopen": {"reason": "Zu früh."},
    "workshops.agenda": {"kind": "break", "title": "", "minutes": "10"},
    "workshops.close_step": {},
    "workshops.edit": WORKSHOP,
    "workshops.edit_step": {"kind": "break", "title": "", "minutes": "10"},
    "workshops.join": {"code": "{code}", "group": "parents"},
    "workshops.join_by_code": {"code": "{code}", "group": "parents"},
    "workshops.move_step": {"to": "earlier"},
    "workshops.new": WORKSHOP,
    "workshops.open_step": {"instead_of": "{open_step_id}"},
    "workshops.publish": {},
    "workshops.remove_step": {},
    "workshops.resume": {"code": "{resume_code}"},
    "workshops.unpublish": {},
}


def filled_in(endpoint: str, ids: dict[str, Any]) -> Fields:
    """Return a form as it is sent in a town with these ids."""
    return {
        name: [one.format(**ids) for one in said] if isinstance(said, list) else said.format(**ids)
        for name, said in FORMS[endpoint].items()
    }
