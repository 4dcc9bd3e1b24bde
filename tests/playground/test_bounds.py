"""A workspace that runs for days does not grow by what it only lends: triggers, addresses for answers, tickets."""

from __future__ import annotations

import pytest

from bot.playground import files, respond_urls, triggers
from bot.playground.errors import SlackError
from bot.playground.server import Playground
from tests.playground.by_hand import Api


async def test_the_oldest_triggers_are_forgotten_long_after_they_expired(playground: Playground) -> None:
    lent = playground.workspace.triggers
    given = [lent.give("U0RITA", None) for _ in range(triggers.KEPT + 1)]
    assert len(set(given)) == len(given)
    with pytest.raises(SlackError, match="invalid_arguments"):
        lent.check(given[0])
    assert lent.check(given[1]) is not lent.check(given[-1])


async def test_the_oldest_addresses_for_answers_are_forgotten(playground: Playground) -> None:
    lent = playground.workspace.response_urls
    given = [lent.give("U0RITA", "C0GENERAL").rpartition("/")[2] for _ in range(respond_urls.KEPT + 1)]
    with pytest.raises(SlackError, match="invalid_url"):
        lent.check(given[0])
    assert lent.check(given[1]) is not lent.check(given[-1])


async def test_the_oldest_upload_that_never_came_is_given_up(playground: Playground, api: Api) -> None:
    stored = playground.workspace.files
    begun = [stored.begin("a.txt", 1, "U0SAMEPAGE") for _ in range(files.TICKETS + 1)]
    assert stored.expected(begun[0][1]) is None
    assert stored.expected(begun[1][1]) is begun[1][0]
    async with api.http.post(f"{playground.url}/upload/{begun[0][1]}", data=b"x") as answer:
        assert answer.status == 404
