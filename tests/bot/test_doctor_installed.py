"""The doctor where the app is installed in many workspaces: each is looked at, and what is wrong with one is said."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.demo.neighbours import Neighbours, neighbours
from bot.doctor import Finding, Mark, examine
from bot.manifest import manifest
from bot.playground.people import HERON, KESTREL
from bot.tokens import new_key
from tests.stories.conftest import CALM


@dataclass
class Case:
    """Two workspaces, and the key their tokens are encrypted with."""

    town: Neighbours
    key: str

    async def examine(self, keys: str = "") -> dict[str, Finding]:
        found = await examine(self.town.environment(keys or self.key))
        said = " ".join(each.found + each.mend for each in found)
        tokens = [each.bot_token for each in self.town.slack.workspaces.values() if each.bot_token]
        assert not any(secret in said for secret in (*tokens, self.key, self.town.slack.app.client_secret))
        return {each.check: each for each in found}


@pytest.fixture
async def case(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Case]:
    key = new_key()
    async with neighbours(manifest(), tmp_path, database_url=sqlite_url, patience=CALM, key=key) as town:
        yield Case(town, key)


async def test_it_says_where_to_begin_and_then_looks_at_each_workspace(case: Case) -> None:
    found = await case.examine()
    assert (found["installations"].mark, "/slack/install" in found["installations"].mend) == (Mark.NOTE, True)
    for team in (KESTREL, HERON):
        await case.town.install(team.id)
    found = await case.examine()
    assert not [each for each in found.values() if each.mark in (Mark.BAD, Mark.SKIPPED)]
    for team in (KESTREL, HERON):
        assert found[team.id].found == f"installed in {team.name} ({team.id})"
        assert found[f"{team.id} scopes"].mark is Mark.GOOD
    assert found["clock"].mark is Mark.GOOD
    assert found["SLACK_BOT_TOKEN"].found == "not set"


async def test_a_key_that_is_gone_and_a_token_that_is_refused_are_named_with_their_workspace(case: Case) -> None:
    for team in (KESTREL, HERON):
        await case.town.install(team.id)
    other = await case.examine(new_key())
    for team in (KESTREL, HERON):
        assert (other[team.id].mark, "SAMEPAGE_SECRET_KEY" in other[team.id].mend) == (Mark.BAD, True)
    await case.town.work.aclose()  # nobody is there to hear of it
    case.town.slack.uninstall(HERON.id, silently=True)
    found = await case.examine()
    assert found[HERON.id].found == "Slack refuses its token (account_inactive)"
    assert found[HERON.id].mark is Mark.BAD
    assert found[KESTREL.id].mark is Mark.GOOD
