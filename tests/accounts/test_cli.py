"""The first administrator comes from the command line."""

import sqlite3

import pytest

GOOD = "a long enough password"
ADDRESS = ("create-admin", "--email", "Amt@example.org", "--password-stdin")


@pytest.fixture
def accounts(ready):
    """Read every account and its role from the database that commands work on."""

    def accounts():
        with sqlite3.connect(ready / "participate.db") as database:
            return database.execute(
                "SELECT email, role FROM account JOIN held_role ON account_id = account.id"
            ).fetchall()

    return accounts


def test_an_administrator_is_made_from_a_pipe(participate, accounts):
    done = participate(*ADDRESS, typed=GOOD + "\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert accounts() == [("amt@example.org", "administrator")]
    assert GOOD not in done.stdout


def test_an_address_that_is_taken_is_said_and_nothing_changes(participate, accounts):
    participate(*ADDRESS, typed=GOOD)
    again = participate(*ADDRESS, typed=GOOD)
    assert again.returncode == 1
    assert "There is an account for amt@example.org already" in again.stderr
    assert len(accounts()) == 1


def test_a_short_password_is_refused(participate, accounts):
    done = participate(*ADDRESS, typed="short\n")
    assert done.returncode == 2
    assert "12 to 200 characters" in done.stderr
    assert accounts() == []


@pytest.mark.parametrize(
    "wrong", [("--email", "no address"), ("--name", " "), ("--name", "x" * 81)]
)
def test_what_does_not_fit_is_refused_by_name(participate, accounts, wrong):
    done = participate(*ADDRESS, *wrong, typed=GOOD)
    assert done.returncode == 2
    assert f"Invalid value for '{wrong[0]}'" in done.stderr
    assert accounts() == []


def test_without_tables_it_says_so(participate, place):
    done = participate(*ADDRESS, typed=GOOD, SECRET_KEY="x" * 32)
    assert done.returncode == 1
    assert "participate check" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_lost_second_factor_is_removed(participate, ready, accounts):
    participate(*ADDRESS, typed=GOOD)

    def remove():
        return participate("remove-second-factor", "Amt@example.org")

    nothing = remove()
    assert (nothing.returncode, len(accounts())) == (1, 1)
    assert "No account with a second factor" in nothing.stderr
    with sqlite3.connect(ready / "participate.db") as database:
        database.execute(
            "INSERT INTO second_factor (account_id, secret, last_step, added_at)"
            " SELECT id, 'sealed', 1, created_at FROM account"
        )
    assert remove().returncode == 0
    with sqlite3.connect(ready / "participate.db") as database:
        left = database.execute("SELECT * FROM second_factor").fetchall()
        events = database.execute("SELECT event FROM audit_entry").fetchall()
    assert left == []
    assert events[-1] == ("account.second_factor_removed",)


def test_passkeys_of_a_stolen_device_are_removed(participate, ready, accounts):
    participate(*ADDRESS, typed=GOOD)
    nothing = participate("remove-passkeys", "Amt@example.org")
    assert (nothing.returncode, len(accounts())) == (1, 1)
    assert "No account with a passkey" in nothing.stderr
    with sqlite3.connect(ready / "participate.db") as database:
        database.execute(
            "INSERT INTO passkey"
            " (account_id, credential_id, public_key, sign_count, name, added_at)"
            " SELECT id, 'c', 'k', 0, 'Handy', created_at FROM account"
        )
    assert participate("remove-passkeys", "Amt@example.org").returncode == 0
    with sqlite3.connect(ready / "participate.db") as database:
        assert database.execute("SELECT * FROM passkey").fetchall() == []
        events = database.execute("SELECT event FROM audit_entry").fetchall()
    assert events[-1] == ("account.passkey_removed",)
