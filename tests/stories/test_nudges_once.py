"""A nudge that is due is posted once: whatever Slack answers, however many bots there are, whenever one dies."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.demo.stage import Stage, clock_at, joined, settings_for
from bot.playground.faults import What
from bot.playground.people import Human
from bot.playground.server import Playground
from bot.rounds import nudges
from bot.runtime import running
from storage import models, openings, people, submissions
from storage.database import Database
from storage.openings import Opening
from storage.people import Person
from storage.submissions import Posting
from tests.conftest import opened
from tests.stories.acting import (
    FOREVER,
    MANIFEST,
    MONDAY,
    all_sent,
    bots_own,
    calls,
    direct,
    open_role,
    outbox,
    post_candidate,
    private_channels,
    rest,
    sound,
    submit_candidate,
    table,
)
from tests.stories.process import House

HALS_WINDOW = datetime(2026, 6, 1, 13, 30, tzinfo=UTC)  # half past nine in New York
A_WHILE = timedelta(minutes=5)  # more than lease, grace and every Retry-After used here


def to_hal(given: dict[str, Any]) -> bool:
    """The call that sends him his gathered message."""
    return str(given["channel"]).startswith("D")


async def something_due(playground: Playground) -> None:
    """Hal owes an answer, and is to be told of it in his first window."""
    await post_candidate(playground, await open_role(playground))


async def test_a_round_run_by_three_at_once_sends_one_message(on_stage: Stage) -> None:
    playground, database = on_stage.playground, on_stage.bot.database
    await something_due(playground)
    playground.clock.move_to(HALS_WINDOW)
    await asyncio.gather(*(nudges.run(database, HALS_WINDOW) for _ in range(3)))
    await rest(playground)
    (message,) = direct(playground, "Hal")
    assert "Candidate 1, Ada Marlowe" in message.all_text
    assert await nudges.run(database, HALS_WINDOW) == 0
    await rest(playground)
    assert len(direct(playground, "Hal")) == 1
    await all_sent(database)


@pytest.mark.parametrize(
    ("what", "details"),
    [
        ("drop_after", {}),
        ("drop_before", {}),
        ("server_error", {"status": 500}),
        ("server_error", {"status": 503}),
        ("error", {"code": "internal_error"}),
        ("rate_limited", {"retry_after": 40}),
    ],
)
async def test_a_lost_answer_neither_loses_nor_doubles_the_message(
    lite_stage: Stage, what: What, details: dict[str, Any]
) -> None:
    playground = lite_stage.playground
    await something_due(playground)
    fault = playground.faults.add("chat.postMessage", what, when=to_hal, **details)
    await playground.move_to(HALS_WINDOW)
    await fault.reached()
    await rest(playground, A_WHILE)
    (message,) = direct(playground, "Hal")
    (row,) = await outbox(lite_stage.bot.database, "gathered.post")
    assert (row.state, row.ts) == ("done", message.ts)
    await all_sent(lite_stage.bot.database)


async def test_slacks_retry_after_is_obeyed_to_the_second(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    await something_due(playground)
    playground.faults.add("chat.postMessage", "rate_limited", times=2, when=to_hal, retry_after=40)
    await playground.move_to(HALS_WINDOW)
    await rest(playground, A_WHILE)
    tries = [call.when for call in playground.ledger if call.method == "chat.postMessage" and to_hal(call.arguments)]
    assert len(tries) == 3
    waits = [(later - earlier).total_seconds() for earlier, later in pairwise(tries)]
    assert all(40 <= wait < 45 for wait in waits), waits
    assert len(direct(playground, "Hal")) == 1


@pytest.mark.long
@pytest.mark.parametrize("what", ["rate_limited", "server_error", "drop_before"])
@pytest.mark.parametrize("sent", ["drop_after", "drop_before"])
async def test_trouble_while_looking_for_a_message_does_not_double_it(
    lite_stage: Stage, sent: What, what: What
) -> None:
    playground = lite_stage.playground
    await something_due(playground)
    playground.faults.add("chat.postMessage", sent, when=to_hal)
    looking = playground.faults.add("conversations.history", what, times=2)
    await playground.move_to(HALS_WINDOW)
    await rest(playground, A_WHILE)
    await looking.reached()
    assert len(direct(playground, "Hal")) == 1
    await all_sent(lite_stage.bot.database)


@pytest.mark.parametrize(("sent", "there"), [("drop_after", 1), ("drop_before", 0)])
async def test_without_history_a_message_of_unknown_end_is_shown_not_sent_again(
    on_stage: Stage, sent: What, there: int
) -> None:
    playground = on_stage.playground
    await something_due(playground)
    playground.faults.add("chat.postMessage", sent, when=to_hal)
    playground.faults.add("conversations.history", "error", times=FOREVER, code="missing_scope")
    await playground.move_to(HALS_WINDOW)
    await rest(playground, A_WHILE)
    assert len(direct(playground, "Hal")) == there
    (row,) = await outbox(on_stage.bot.database, "gathered.post")
    assert (row.state, row.error, row.ts) == ("unknown", "missing_scope", None)
    async with aiohttp.ClientSession() as session, session.get(f"{on_stage.bot.url}/readyz") as answer:
        assert (await answer.json())["unsent"] == {"unknown": 1}
    role = (await table(on_stage.bot.database, models.Requisition))[0]
    assert role.status == "intake"
    await rest(playground, timedelta(hours=6))  # his second window says the next rung: the lane is not blocked
    assert len(direct(playground, "Hal")) == there + 1


async def test_a_bot_killed_before_it_hears_the_answer_sends_no_second_message(house: House, store: Database) -> None:
    playground = house.playground
    await house.start()
    await something_due(playground)
    for number, what in enumerate(("hang_after", "hang_before"), start=1):
        fault = playground.faults.add("chat.postMessage", what, when=to_hal)  # type: ignore[arg-type]
        playground.clock.move_to(HALS_WINDOW + timedelta(days=number - 1))
        await fault.reached()
        await house.kill()
        await house.start()
        await rest(playground, A_WHILE)
        messages = direct(playground, "Hal")
        rows = await outbox(store, "gathered.post")
        assert len(rows) == number, what
        assert [(row.state, row.ts) for row in rows] == [("done", message.ts) for message in messages], what
    await all_sent(store)


async def _seed(database: Database, managers: list[Human]) -> None:
    """A role with one candidate for each of the managers, so that all of them are told in the same window."""

    async def one(session: AsyncSession, manager: Human) -> None:
        rita = Person("T0PLAY", "U0RITA", "Rita Lindqvist", "Europe/Berlin")
        await people.remember(session, rita, at=MONDAY)
        await people.remember(session, Person("T0PLAY", manager.id, manager.name, manager.zone), at=MONDAY)
        role = await openings.open_requisition(
            session, rita, Opening(f"Role of {manager.name}", manager.id, ""), origin=manager.id, at=MONDAY
        )
        await submissions.post(session, rita, role.id, Posting("Ada", "Because."), origin=manager.id, at=MONDAY)

    await database.write(partial(people.join, workspace="T0PLAY", name="Kestrel Works", bot_user="U0SAMEPAGE"))
    for manager in managers:
        await database.write(partial(one, manager=manager))


@pytest.mark.long
async def test_two_bots_open_ten_roles_and_tell_ten_managers_once(postgres_url: str, tmp_path: Path) -> None:
    managers = [Human(f"U1M{n}", f"Manager {n}", "Manager", "America/New_York") for n in range(10)]
    async with (
        opened(postgres_url) as store,
        Playground(MANIFEST, clock_file=clock_at(tmp_path / "clock", MONDAY)) as playground,
    ):
        for manager in managers:
            playground.welcome(manager)
        await _seed(store, managers)
        settings = settings_for(playground, postgres_url, "http")
        async with running(settings) as one, running(settings) as other:
            await joined(playground, one.url, "http")

            async def both_rest() -> None:
                for bot in (one, other):
                    playground.readyz = f"{bot.url}/readyz"
                    await playground.move_by(timedelta(seconds=2))

            def pinned() -> bool:
                made = private_channels(playground)
                return len(made) == 10 and all(len(bots_own(each)) == 2 and each.pins for each in made)

            await playground.until(pinned, "ten channels, each with two cards", 30)
            await both_rest()
            playground.clock.move_to(HALS_WINDOW)
            await playground.until(lambda: all(direct(playground, each.id) for each in managers), "ten messages")
            await both_rest()
            await both_rest()
            assert [len(direct(playground, each.id)) for each in managers] == [1] * 10
            assert len(private_channels(playground)) == 10
            assert all(len(each.members) == 3 for each in private_channels(playground))
        assert len({call.connection for call in playground.ledger if call.method == "chat.postMessage"}) > 1
        await all_sent(store)
        sound(playground)


async def test_what_was_answered_before_its_window_is_not_said(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    role = await open_role(playground)
    card = await post_candidate(playground, role)
    await submit_candidate(playground, role, "Grace Okello")
    await rest(playground)
    assert (await playground.person("Hal").click("Approve → interview", message=card)).ok
    await playground.move_to(HALS_WINDOW)
    (message,) = direct(playground, "Hal")
    assert "Grace Okello" in message.all_text
    assert "Ada Marlowe" not in message.all_text
    assert [given["users"] for given in calls(playground, "conversations.open")].count("U0HAL") == 1
