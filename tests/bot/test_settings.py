"""Settings are checked at once: every fault is named, in words, with the way to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SLACK, SettingsWrong, read

GOOD = {"SLACK_BOT_TOKEN": "xoxb-1234567890", "SLACK_APP_TOKEN": "xapp-1-1234567890"}
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


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
