"""The parts this is built from."""

from participate.pages.licences import assets_used, parts_used


def test_every_part_says_its_licence():
    parts = {part.name.lower(): part for part in parts_used()}
    assert {"flask", "sqlalchemy", "werkzeug", "argon2-cffi", "psycopg"} <= parts.keys()
    assert parts["psycopg"].licence == "LGPL-3.0-only"
    for part in [*parts.values(), *assets_used()]:
        assert part.licence not in {"", "?"}, part.name
        assert len(part.licence) <= 40
        assert part.address == "" or part.address.startswith("https://")


def test_what_only_tests_need_is_not_named():
    assert not {"pytest", "ruff", "hypothesis"} & {part.name for part in parts_used()}
