"""What the environment may say, and the one sentence for what it may not."""

import pytest

from participate.config import Config, ConfigurationError, secret_file

SECRET = "x" * 32


@pytest.fixture(autouse=True)
def no_own_data(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))


def read(**environment):
    return Config.from_environment({"SECRET_KEY": SECRET} | environment)


def test_an_empty_environment_runs_on_this_machine_with_one_file(tmp_path):
    config = read()
    assert (config.HOST, config.PORT, config.PUBLIC_URL) == (
        "127.0.0.1",
        8000,
        "http://127.0.0.1:8000",
    )
    assert f"sqlite:///{tmp_path}/participate.db" == config.SQLALCHEMY_DATABASE_URI
    assert config.SQLALCHEMY_ENGINE_OPTIONS == {
        "connect_args": {"timeout": 15},
        "hide_parameters": True,
    }


def test_cookies_want_https_exactly_when_the_public_address_does():
    assert read(PUBLIC_URL="https://familie.example.org/").SESSION_COOKIE_SECURE
    assert read(PUBLIC_URL="https://familie.example.org/").PUBLIC_URL == (
        "https://familie.example.org"
    )
    assert not read(PUBLIC_URL="http://10.0.0.5:8000").SESSION_COOKIE_SECURE


def test_links_point_to_the_port_that_is_served():
    assert read(HOST="0.0.0.0", PORT="9000").PUBLIC_URL == "http://127.0.0.1:9000"  # noqa: S104
    assert read(HOST="::1").PUBLIC_URL == "http://[::1]:8000"


def test_a_postgresql_address_gets_the_driver_that_is_installed():
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        config = read(DATABASE_URL=f"{scheme}://u:p@db/town?sslmode=require")
        assert config.SQLALCHEMY_DATABASE_URI == "postgresql+psycopg://u:p@db/town?sslmode=require"


def test_a_relative_database_file_does_not_depend_on_where_flask_looks(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert (f"sqlite:///{tmp_path}/town.db") == read(
        DATABASE_URL="sqlite:///town.db"
    ).SQLALCHEMY_DATABASE_URI


def test_the_operator_comes_from_the_environment_and_is_empty_otherwise():
    assert read(OPERATOR_NAME=" Stadt ").OPERATOR_NAME == "Stadt"
    assert read().OPERATOR_NAME == ""


def test_the_secret_comes_from_the_file_of_the_set_up():
    secret_file().write_text("y" * 40 + "\n")
    assert Config.from_environment({}).SECRET_KEY == "y" * 40


def test_without_a_secret_nothing_starts():
    with pytest.raises(ConfigurationError, match="make setup"):
        Config.from_environment({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "99999"),
        ("PORT", "0"),
        ("PORT", "eighty"),
        ("PORT", "٣"),
        ("PUBLIC_URL", "familie.example.org"),
        ("PUBLIC_URL", "ftp://familie.example.org"),
        ("PUBLIC_URL", "https://familie.example.org/werkstatt"),
        ("PUBLIC_URL", "https://familie.example.org:port"),
        ("PUBLIC_URL", "https://someone@familie.example.org"),
        ("DATABASE_URL", "mysql://db/town"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "no address"),
        ("SECRET_KEY", "short"),
        ("TOWN_NAME", "two\nlines"),
        ("TOWN_NAME", "x" * 101),
    ],
)
def test_what_cannot_work_is_named(name, value):
    with pytest.raises(ConfigurationError, match=name):
        read(**{name: value})


def test_no_message_repeats_a_password():
    with pytest.raises(ConfigurationError) as error:
        read(DATABASE_URL="mysql://town:hunter2@db/town")
    assert "hunter2" not in str(error.value)


def test_the_log_is_plain_or_json():
    assert read().LOG_FORMAT == "plain"
    assert read(LOG_FORMAT="JSON").LOG_FORMAT == "json"
    with pytest.raises(ConfigurationError, match="LOG_FORMAT is 'xml': it must be plain or json"):
        read(LOG_FORMAT="xml")
