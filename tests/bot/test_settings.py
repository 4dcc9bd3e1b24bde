"""Settings are checked at once: every fault is named, in words, with the way to mend it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings import SLACK, SettingsWrong, read, whole_url
from bot.tokens import new_key

GOOD = {"SLACK_BOT_TOKEN": "xoxb-1234567890", "SLACK_APP_TOKEN": "xapp-1-1234567890"}
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


def test_the_bot_token_and_one_way_in_are_enough() -> None:
    by_http = read({"SLACK_BOT_TOKEN": "xoxb-1234567890", "SLACK_SIGNING_SECRET": SECRET})
    assert (by_http.app_token, by_http.signing_secret) == (None, SECRET)
    settings = read(GOOD)
    assert settings.signing_secret is None
    assert settings.database_url == "sqlite+aiosqlite:///samepage.db"
    assert settings.slack_api_url == SLACK
    assert (settings.clock_file, settings.port) == (None, 3000)


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(SettingsWrong) as wrong:
        read({"SLACK_BOT_TOKEN": "xoxp-1", "SAMEPAGE_DATABASE_URL": "mysql://x", "PORT": "eighty"})
    named = {fault.split()[0] for fault in wrong.value.faults}
    assert named == {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SAMEPAGE_DATABASE_URL", "PORT"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", ""),
        ("SLACK_BOT_TOKEN", "   "),
        ("SLACK_BOT_TOKEN", "xapp-1-1234567890"),
        ("SLACK_BOT_TOKEN", "xoxb-"),
        ("SLACK_BOT_TOKEN", "xoxb-123 456 789"),
        ("SLACK_APP_TOKEN", "xoxb-1234567890"),
        ("SLACK_APP_TOKEN", ""),
        ("SLACK_SIGNING_SECRET", "too short"),
        ("SLACK_SIGNING_SECRET", "v0=" + SECRET),
        ("SAMEPAGE_DATABASE_URL", "not an address"),
        ("SAMEPAGE_DATABASE_URL", "sqlite:///samepage.db"),
        ("SAMEPAGE_SLACK_API_URL", "slack.com/api"),
        ("SAMEPAGE_SLACK_API_URL", "ftp://slack.com/api/"),
        ("SAMEPAGE_SLACK_API_URL", "http://[::1/api/"),
        ("SAMEPAGE_SLACK_API_URL", "http://[slack]/api/"),
        ("SAMEPAGE_SLACK_API_URL", "http://127.0.0.1:99999/api/"),
        ("SAMEPAGE_CLOCK_FILE", "/nowhere/at/all"),
        ("SAMEPAGE_MAY_INSTALL", "T123ABC,,E1"),
        ("SAMEPAGE_MAY_INSTALL", "kestrel"),
        ("SAMEPAGE_BEHIND_PROXY", "perhaps"),
        ("SAMEPAGE_ERASE_AFTER_DAYS", "-1"),
        ("SAMEPAGE_ERASE_AFTER_DAYS", "a month"),
        ("SAMEPAGE_ERASE_AFTER_DAYS", "3651"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("PORT", "3.5"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsWrong) as wrong:
        read({**GOOD, name: value})
    (fault,) = wrong.value.faults
    assert fault.startswith(name)


@pytest.mark.parametrize("usual", ["postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+asyncpg://u:p@h/d"])
def test_postgresql_is_understood_in_its_usual_spellings(usual: str) -> None:
    assert read({**GOOD, "SAMEPAGE_DATABASE_URL": usual}).database_url == "postgresql+asyncpg://u:p@h/d"


def test_an_address_as_hosts_hand_it_out_means_the_same_to_the_driver() -> None:
    given = "postgresql://bot:s3cret@db.example.com:6432/samepage?sslmode=verify-full"
    assert whole_url(given) == "postgresql+asyncpg://bot:s3cret@db.example.com:6432/samepage?ssl=verify-full"
    with pytest.raises(ValueError, match="channel_binding") as wrong:
        whole_url(f"{given}&channel_binding=require")
    assert "s3cret" not in str(wrong.value)


def test_a_wrong_token_is_not_repeated() -> None:
    with pytest.raises(SettingsWrong) as wrong:
        read({**GOOD, "SLACK_BOT_TOKEN": "xoxp-do-not-print-me"})
    assert "do-not-print-me" not in str(wrong.value)


def test_tokens_and_addresses_with_passwords_do_not_show() -> None:
    shown = repr(read({**GOOD, "SLACK_SIGNING_SECRET": SECRET, "SAMEPAGE_DATABASE_URL": "postgresql://u:secret@h/d"}))
    assert SECRET not in shown
    assert "xoxb" not in shown
    assert "xapp" not in shown
    assert "secret" not in shown


def test_a_clock_file_has_eight_bytes(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_bytes(bytes(7))
    with pytest.raises(SettingsWrong, match="8 bytes"):
        read({**GOOD, "SAMEPAGE_CLOCK_FILE": str(file)})
    file.write_bytes(bytes(8))
    assert read({**GOOD, "SAMEPAGE_CLOCK_FILE": str(file)}).clock_file == file


MANY = {
    "SLACK_CLIENT_ID": "1234567890.9876543210",
    "SLACK_CLIENT_SECRET": SECRET,
    "SAMEPAGE_SECRET_KEY": KEY,
    "SLACK_SIGNING_SECRET": SECRET,
}


def faults(environment: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsWrong) as wrong:
        read(environment)
    return wrong.value.faults


def test_the_apps_secrets_and_a_key_take_the_place_of_a_bot_token() -> None:
    settings = read({**MANY, "SAMEPAGE_SECRET_KEY": f"{new_key()},{KEY}"})
    assert settings.bot_token is None
    assert len(settings.secret_keys) == 2
    assert read({**GOOD, "SAMEPAGE_SECRET_KEY": KEY}).bot_token is not None  # a key alone asks for nothing


def test_who_may_install_is_a_list_of_ids() -> None:
    assert read(MANY).may_install == frozenset()
    assert read({**MANY, "SAMEPAGE_MAY_INSTALL": "T123ABC, E0GROUP"}).may_install == {"T123ABC", "E0GROUP"}


def test_a_proxy_is_believed_only_where_somebody_says_so() -> None:
    assert not read(GOOD).behind_proxy
    assert read({**GOOD, "SAMEPAGE_BEHIND_PROXY": "yes"}).behind_proxy
    assert not read({**GOOD, "SAMEPAGE_BEHIND_PROXY": "no"}).behind_proxy


@pytest.mark.parametrize("missing", ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SAMEPAGE_SECRET_KEY"])
def test_for_many_workspaces_each_of_the_three_is_needed(missing: str) -> None:
    (fault,) = faults({name: value for name, value in MANY.items() if name != missing})
    assert fault.startswith(f"{missing} is missing")


def test_one_workspace_and_many_at_once_is_named_beside_every_other_fault() -> None:
    named = faults({"SLACK_BOT_TOKEN": "xoxp-1", "SLACK_CLIENT_ID": "mine", "PORT": "eighty"})
    assert {fault.split()[0] for fault in named} == {
        "SLACK_BOT_TOKEN",
        "SLACK_CLIENT_ID",
        "SLACK_CLIENT_SECRET",
        "SAMEPAGE_SECRET_KEY",
        "SLACK_APP_TOKEN",
        "PORT",
    }
    assert any("leave out one or the others" in fault for fault in named)


@pytest.mark.parametrize("value", ["short", KEY[:-8], f"{KEY},{KEY}", f"{KEY},"])
def test_a_key_that_is_none_is_named_and_not_repeated(value: str) -> None:
    (fault,) = faults({**MANY, "SAMEPAGE_SECRET_KEY": value})
    assert fault.startswith("SAMEPAGE_SECRET_KEY")
    assert value not in fault


def test_keys_and_client_secrets_do_not_show() -> None:
    shown = repr(read(MANY))
    assert SECRET not in shown
    assert KEY not in shown
    assert "secret_keys" not in shown


def test_removed_workspaces_are_erased_after_30_days_or_as_said_or_never() -> None:
    assert read(MANY).erase_after == timedelta(days=30)
    assert read({**MANY, "SAMEPAGE_ERASE_AFTER_DAYS": "7"}).erase_after == timedelta(days=7)
    assert read({**MANY, "SAMEPAGE_ERASE_AFTER_DAYS": "0"}).erase_after is None
