"""The doctor of a bot in many workspaces: every installation is looked at, whatever is wrong with one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.doctor import Mark
from bot.tokens import Vault, new_key, read_keys
from storage import installations, models, removals
from storage.database import Database
from storage.installations import Installation
from tests.bot.test_doctor import Case, case
from tests.storage.world import MONDAY

__all__ = ["case"]  # a fixture


def _many(case: Case) -> tuple[str, Vault]:
    """Has the bot installed from its own page; gives back the token Slack knows, and what encrypts."""
    token, key = case.environment.pop("SLACK_BOT_TOKEN"), new_key()
    case.environment |= {
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "0123456789abcdef0123456789abcdef",
        "SAMEPAGE_SECRET_KEY": key,
        "SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef",
    }
    return token, Vault(read_keys(key))


async def _install(case: Case, vault: Vault, owner: str, token: str, *, row: str = "") -> None:
    sealed = vault.seal(token, owner)
    new = Installation(
        row or owner, None, False, "UB", "BB", ("commands",), sealed.content, sealed.key, "U_ADMIN", MONDAY
    )
    database = Database.open(case.environment["SAMEPAGE_DATABASE_URL"])
    try:
        await database.write(lambda session: installations.install(session, new, name="Kestrel"))
    finally:
        await database.close()


async def test_where_nobody_has_installed_it_yet_that_is_said(case: Case) -> None:
    _many(case)
    await case.examine()
    assert [each for each in case.found if each.mark is Mark.BAD] == []
    assert "/slack/install" in case.of("installations").mend
    assert case.of("SLACK_BOT_TOKEN").found == "not set"
    assert "anybody who can open /slack/install" in case.of("SAMEPAGE_MAY_INSTALL").found
    case.environment["SAMEPAGE_MAY_INSTALL"] = "T0PLAY"
    await case.examine()
    assert case.of("SAMEPAGE_MAY_INSTALL").found == "set"


async def test_each_token_is_opened_and_shown_to_slack_and_none_is_printed(case: Case) -> None:
    token, vault = _many(case)
    await _install(case, vault, "T_WELL", token)
    await _install(case, vault, "T_GONE", "xoxb-nobody-knows-me")
    await _install(case, vault, "T_MOVED", token, row="T_OTHER")
    await _install(case, Vault(read_keys(new_key())), "T_LOST", token)
    await case.examine()
    assert case.of("token of T_WELL").mark is Mark.GOOD
    assert case.of("clock").mark is Mark.GOOD
    found = {each.check: each for each in case.found if each.mark is Mark.BAD and "token" in each.check}
    assert set(found) == {"token of T_GONE", "token of T_OTHER", "token of T_LOST"}
    assert "invalid_auth" in found["token of T_GONE"].found
    assert "SAMEPAGE_SECRET_KEY" in found["token of T_LOST"].mend
    said = str(case.found)
    assert token not in said
    assert case.environment["SAMEPAGE_SECRET_KEY"] not in said


@pytest.mark.parametrize("sick", ["sqlite+aiosqlite:///nowhere/nothing.db", "mysql://x"])
async def test_where_the_database_does_not_tell_the_rest_is_looked_at(sick: str, case: Case) -> None:
    _many(case)
    case.environment["SAMEPAGE_DATABASE_URL"] = sick
    del case.environment["SLACK_APP_TOKEN"]
    await case.examine()
    assert case.of("signing secret").mark is Mark.GOOD
    assert case.of("clock").mark is not Mark.BAD


async def test_each_removed_workspace_is_listed_with_its_day_or_with_what_keeps_it(case: Case) -> None:
    token, vault = _many(case)
    left = {"T_SOON": timedelta(days=30), "T_STAYS": None, "T_HELD": timedelta(days=30), "T_GOES": timedelta(days=30)}
    for owner in left:
        await _install(case, vault, owner, token)
    database = Database.open(case.environment["SAMEPAGE_DATABASE_URL"])
    try:
        async with database.begin() as session:
            for owner, keep in left.items():
                await installations.remove(session, owner, at=MONDAY, keep=keep)
            session.add(models.Candidate(workspace="T_HELD", id=41, name="Zyx", created_at=MONDAY, held_at=MONDAY))
        await database.write(lambda found: removals.begin(found, "T_GOES", at=MONDAY + timedelta(days=31)))
    finally:
        await database.close()
    await case.examine()
    found = {owner: case.of(f"removed {owner}") for owner in left}
    assert {each.mark for each in found.values()} == {Mark.NOTE}
    assert "removed there on 2026-06-01; what is stored of it is erased on 2026-07-01" in found["T_SOON"].found
    assert "SAMEPAGE_ERASE_AFTER_DAYS" in found["T_STAYS"].mend
    assert "legal holds stand (by id: candidate 41)" in found["T_HELD"].found
    assert "is being erased" in found["T_GOES"].found
    assert "Zyx" not in str(case.found)
