"""What machines ask this server: whether it is well, its figures, whom to tell about a hole."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from participate.config import Config, engine_options
from participate.factory import create_app
from participate.web import views
from tests.factories import NOON, SECRET


def made(url, **settings):
    return create_app(
        Config(SQLALCHEMY_DATABASE_URI=url, SECRET_KEY=SECRET, TESTING=True, **settings)
    ).test_client()


def test_a_server_that_is_well_says_so_and_nothing_else(client, sign_in, session):
    from participate.accounts.rules import Role  # noqa: PLC0415
    from tests.factories import make_account  # noqa: PLC0415

    sign_in(make_account(session, Role.ADMINISTRATOR))  # whose cookie other pages would renew
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_tables_of_another_version_are_not_well(client, session):
    version = session.scalar(text("SELECT version_num FROM alembic_version"))
    session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    try:
        answer = client.get("/healthz")
    finally:
        session.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
        session.commit()
    assert (answer.status_code, answer.text) == (503, "not ok\n")


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all.db", "postgresql+psycopg://127.0.0.1:1/x"]
)
def test_nor_is_a_database_that_does_not_answer(url):
    answer = made(url).get("/healthz")
    assert (answer.status_code, answer.text) == (503, "not ok\n")


@pytest.mark.long
def test_nor_is_a_server_that_lets_nobody_in_and_says_nothing():
    """It takes the connection and never speaks, as a host does that hangs."""
    with socket.create_server(("127.0.0.1", 0)) as silent, ThreadPoolExecutor(1) as visitor:
        url = f"postgresql+psycopg://127.0.0.1:{silent.getsockname()[1]}/x"
        client = made(url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(on_sqlite=False))
        asked = visitor.submit(client.get, "/healthz")
        try:
            answer = asked.result(timeout=60)
        finally:
            silent.close()  # or whoever still waits would wait for good
    assert (answer.status_code, answer.text) == (503, "not ok\n")


def test_figures_are_off_by_default(client):
    assert client.get("/metrics").status_code == 404


def test_figures_want_the_token_that_is_set(database_url, tmp_path, monkeypatch):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    client = made(database_url, METRICS=True, METRICS_TOKEN="let me in")  # noqa: S106
    for header in ({}, {"Authorization": "Bearer let me"}, {"Authorization": "Bearer lët me in"}):
        assert client.get("/metrics", headers=header).status_code == 404
    allowed = client.get("/metrics", headers={"Authorization": "Bearer let me in"})
    assert allowed.status_code == 200
    assert allowed.mimetype == "text/plain"


def test_whom_to_tell_about_a_hole_comes_from_the_settings(database_url, monkeypatch):
    monkeypatch.setattr(views, "now", lambda: NOON)
    settings = {"PUBLIC_URL": "https://familie.example.org"}
    named = made(database_url, SECURITY_CONTACT="https://example.org/hole", **settings)
    assert named.get("/.well-known/security.txt").text == (
        "Contact: https://example.org/hole\n"
        "Expires: 2026-10-31T00:00:00Z\n"
        "Preferred-Languages: de, en\n"
        "Canonical: https://familie.example.org/.well-known/security.txt\n"
    )
    mailed = made(database_url, OPERATOR_EMAIL="rathaus@example.org", **settings)
    assert "Contact: mailto:rathaus@example.org\n" in mailed.get("/.well-known/security.txt").text
    assert made(database_url).get("/.well-known/security.txt").status_code == 404
