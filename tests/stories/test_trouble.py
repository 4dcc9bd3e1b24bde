"""The database away, the socket cut, Slack not answering: the person gets words, and afterwards all works again."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text

from bot.demo.stage import Stage, settings_for, stage
from bot.playground.faults import What
from bot.playground.server import Playground
from bot.runtime import running
from storage import models
from storage.database import Database
from tests.conftest import opened
from tests.stories.acting import (
    APPROVE,
    FOREVER,
    MANIFEST,
    MONDAY,
    REJECT,
    SKILLS,
    again,
    all_sent,
    calls,
    open_role,
    post_candidate,
    private_channels,
    rest,
    table,
    thread,
    told,
)

PAST_A_LEASE = timedelta(minutes=3)  # a delivery cut off in the middle waits for lease and grace
BREAKING: list[tuple[What, dict[str, Any]]] = [
    ("drop_before", {}),
    ("server_error", {}),
    ("rate_limited", {"retry_after": 5}),
    ("error", {"code": "fatal_error"}),
]


async def decisions(stage: Stage) -> int:
    return len(await table(stage.bot.database, models.Decision))


async def test_while_the_file_is_locked_people_get_words_and_nothing_is_half_done(
    sqlite_url: str, lite_stage: Stage
) -> None:
    playground = lite_stage.playground
    role = await open_role(playground)
    card = await post_candidate(playground, role)
    hal, rita = playground.person("Hal"), playground.person("Rita")
    assert (await rita.command("/req open Analyst")).ok
    await rita.fill({"Hiring manager": "Hal"})
    file = make_url(sqlite_url).database or ""
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        await asyncio.to_thread(
            other.execute, "BEGIN EXCLUSIVE"
        )  # a bot in the middle of a save must be able to end it
        words = told(await hal.click(APPROVE, message=card))
        assert "nothing was saved" in words or "still saving" in words
        (words,) = (await rita.submit()).errors.values()
        assert "nothing was saved" in words or "still saving" in words
        assert rita.view is not None  # with all that was typed, to be sent again
        assert role.key in told(await rita.command("/req list"))  # reading goes on
        assert await decisions(lite_stage) == 0
        other.execute("ROLLBACK")
    await rest(playground)
    if await decisions(lite_stage) == 0:  # it had given up: pressing again does it
        assert (await hal.click(APPROVE, message=card)).text is None
    await rest(playground)
    assert await decisions(lite_stage) == 1
    assert len(thread(playground, card)) == 1
    assert len(await table(lite_stage.bot.database, models.Requisition)) == len(private_channels(playground))
    await all_sent(lite_stage.bot.database)


@pytest.fixture
async def lite_stage(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage whose Slack waits as long as Slack does, and no longer."""
    async with stage(MANIFEST, tmp_path, database_url=sqlite_url, begin=MONDAY) as found:
        yield found


@pytest.fixture
async def on_postgres(postgres_url: str, tmp_path: Any) -> AsyncIterator[tuple[Stage, Database]]:
    """A stage on PostgreSQL, and a connection of one's own to cut the bot's with."""
    async with (
        opened(postgres_url) as store,
        stage(MANIFEST, tmp_path, database_url=postgres_url, begin=MONDAY, delivery="http") as found,
    ):
        yield found, store


async def cut(store: Database) -> int:
    """Ends every connection to this database but the one that says so."""
    async with store.begin() as session:
        ended = await session.execute(
            text(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and pid <> pg_backend_pid()"
            )
        )
        return len(ended.all())


async def test_a_cut_connection_to_postgresql_is_made_again(on_postgres: tuple[Stage, Database]) -> None:
    on_stage, store = on_postgres
    playground = on_stage.playground
    card = await post_candidate(playground, await open_role(playground))
    assert await cut(store) > 0
    assert (await playground.person("Hal").click(APPROVE, message=card)).text is None
    assert await decisions(on_stage) == 1
    assert await cut(store) > 0
    await rest(playground, PAST_A_LEASE)
    assert len(thread(playground, card)) == 1
    await all_sent(on_stage.bot.database)


async def test_connections_cut_in_the_middle_of_clicks_leave_nothing_half_done(
    on_postgres: tuple[Stage, Database],
) -> None:
    on_stage, store = on_postgres
    playground = on_stage.playground
    role = await open_role(playground)
    posted = [await post_candidate(playground, role, f"Ada {number}") for number in range(3)]
    hal = playground.person("Hal")
    clicks = [hal.click(APPROVE, message=card) for card in posted]
    cutting = asyncio.create_task(cut(store))
    replies = await asyncio.gather(*clicks)
    assert await cutting > 0
    assert all(reply.ok for reply in replies)
    await rest(playground, PAST_A_LEASE)
    for card in posted:  # who was told that nothing was saved presses again
        if APPROVE in again(playground, card, "Hal").buttons:
            assert (await hal.click(APPROVE, message=card)).ok
    await rest(playground)
    assert await decisions(on_stage) == 3
    assert [len(thread(playground, card)) for card in posted] == [1, 1, 1]
    await all_sent(on_stage.bot.database)


@pytest.mark.parametrize("how", ["warning", "refresh_requested", "link_disabled", "dropped", "handshake fails"])
async def test_after_a_lost_socket_commands_work_again(lite_stage: Stage, how: str) -> None:
    playground = lite_stage.playground
    (old,) = playground.connections
    failed = playground.faults.add("link", "server_error") if how == "handshake fails" else None
    if how in ("dropped", "handshake fails"):
        await playground.drop_connections()
    else:
        await playground.disconnect(how)
    if failed:
        await failed.reached(20)
    await playground.until(lambda: [each for each in playground.connections if each != old], "a new connection", 25)
    rita = playground.person("Rita")
    for _ in range(5):  # Slack's client may replace the first new connection by a second one
        await playground.connected()
        if (await rita.command("/req open Analyst")).ok:
            break
    assert rita.view is not None


async def test_a_first_handshake_that_fails_does_not_keep_the_bot_from_starting(
    playground: Playground, sqlite_url: str
) -> None:
    failed = playground.faults.add("link", "server_error")
    async with asyncio.timeout(30), running(settings_for(playground, sqlite_url)):
        await failed.reached()
        assert (await playground.person("Rita").command("/samepage help")).ok


@pytest.mark.parametrize(("what", "details"), [*BREAKING, ("drop_after", {}), ("hang_before", {})])
async def test_a_form_slack_does_not_open_is_told_in_words(
    lite_stage: Stage, what: What, details: dict[str, Any]
) -> None:
    playground = lite_stage.playground
    rita = playground.person("Rita")
    playground.faults.add("views.open", what, **details)
    words = told(await rita.command("/req open Analyst"))
    assert "again" in words
    playground.faults.clear()
    assert (await rita.command("/req open Analyst")).text is None
    assert rita.view is not None


async def test_a_form_slack_does_not_open_from_a_card_is_told_in_words(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    card = await post_candidate(playground, await open_role(playground))
    hal = playground.person("Hal")
    for what, details in BREAKING:
        playground.faults.add("views.open", what, **details)
        assert "again" in told(await hal.click(REJECT, message=card)), what
        assert hal.view is None
    assert (await hal.click(REJECT, message=card)).ok
    assert hal.view is not None


@pytest.mark.parametrize("what", ["hang_before", "drop_before", "server_error"])
async def test_words_slack_does_not_take_never_cost_the_ack(lite_stage: Stage, what: What) -> None:
    playground = lite_stage.playground
    card = await post_candidate(playground, await open_role(playground, backup="Bo"))
    assert (await playground.person("Hal").click(APPROVE, message=card)).ok
    words = playground.faults.add("respond", what)
    assert (await playground.person("Bo").click(APPROVE, message=card)).ok
    await words.reached()
    words.release()
    await rest(playground)
    assert await decisions(lite_stage) == 1
    assert playground.complaints == []


@pytest.mark.parametrize(("what", "details"), BREAKING)
async def test_slack_not_saying_who_somebody_is_saves_nothing_and_says_so(
    lite_stage: Stage, what: What, details: dict[str, Any]
) -> None:
    playground = lite_stage.playground
    rita = playground.person("Rita")
    assert (await rita.command("/req open Analyst")).ok
    playground.faults.add("users.info", what, times=FOREVER, **details)
    done = await rita.submit({"Hiring manager": "Hal", "Location": "Berlin"})
    assert done.error is None, done
    (words,) = done.errors.values()
    assert "again" in words
    assert await table(lite_stage.bot.database, models.Requisition) == []
    playground.faults.clear()
    assert rita.view is not None
    assert rita.view.values["location"]["field"]["value"] == "Berlin"  # nothing that was typed is lost
    assert (await rita.submit()).closed


async def test_a_rejection_is_kept_though_nobody_hears_of_it_at_once(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    card = await post_candidate(playground, await open_role(playground))
    hal = playground.person("Hal")
    assert (await hal.click(REJECT, message=card)).ok
    playground.faults.add("*", "drop_before", times=3)
    done = await hal.submit({"What is missing?": SKILLS, "What did you see or not see?": "No streaming work."})
    assert done.closed
    await rest(playground, timedelta(minutes=5))
    assert len(thread(playground, card)) == 1
    assert len(calls(playground, "chat.update")) >= 2
    await all_sent(lite_stage.bot.database)
