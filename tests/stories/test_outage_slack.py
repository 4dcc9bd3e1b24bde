"""Slack is gone for an hour: what it missed is told at its own pace, as things stand then, and what is no longer true
is not told at all."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from bot.demo.stage import Stage
from bot.playground.limits import PER_MINUTE
from bot.playground.server import Playground
from storage import decisions, models, people
from storage.database import Database
from tests.stories.acting import (
    APPROVE,
    FOREVER,
    again,
    all_sent,
    direct,
    errors,
    open_role,
    outbox,
    post_candidate,
    rest,
    role_card,
    sound,
    table,
    thread,
)

PER_CALL = {"chat.update": PER_MINUTE[3], "chat.postMessage": 60, "views.publish": PER_MINUTE[4]}


def by_minute(whens: list[datetime]) -> Counter[str]:
    return Counter(f"{when:%d %H:%M}" for when in whens)


async def undo(database: Database, number: int) -> None:
    """The first decisions are taken back by whoever took them."""
    for row in (await table(database, models.Decision))[:number]:
        async with database.begin() as session:
            decider = await people.get(session, row.workspace, row.decided_by)
            await decisions.undo(session, decider, row.id, at=row.decided_at + timedelta(minutes=1))


def busiest(playground: Playground, since: int) -> dict[str, int]:
    """Calls of a method in its busiest minute, after the call with that number."""
    found: dict[str, int] = {}
    for method in PER_CALL:
        whens = [call.when for call in playground.ledger if call.method == method and call.number > since]
        found[method] = max(by_minute(whens).values(), default=0)
    return found


async def test_slack_gone_for_an_hour_and_back(on_stage: Stage) -> None:
    playground = on_stage.playground
    hal = playground.person("Hal")
    role = await open_role(playground)
    posted = [await post_candidate(playground, role, f"Ada {number}") for number in range(1, 7)]
    playground.faults.add("*", "server_error", times=FOREVER, status=503)
    gone = playground.clock.now()
    for card in posted[:4]:
        assert (await hal.click(APPROVE, message=card)).ok
    await rest(playground)
    await undo(on_stage.bot.database, 2)  # their cards do not show it: nobody could press it there
    await rest(playground, timedelta(minutes=5))
    settled = playground.clock.now()
    await rest(playground, timedelta(minutes=55))
    tried = by_minute([met.when for met in playground.met if met.when > settled])
    assert max(tried.values()) <= 2 * len(await outbox(on_stage.bot.database))
    assert sum(tried.values()) <= 60 * 4  # one lane, and somebody's Home: no storm while Slack is down
    playground.faults.clear()
    before = playground.ledger[-1].number
    await rest(playground, timedelta(minutes=10))
    assert playground.clock.now() - gone > timedelta(hours=1)
    await all_sent(on_stage.bot.database)
    assert "ratelimited" not in errors(playground)
    rate = busiest(playground, before)
    assert all(rate[method] <= PER_CALL[method] for method in PER_CALL), rate
    painted: dict[str, set[str]] = {}
    for call in playground.ledger:
        if call.method == "chat.update" and call.number > before:
            painted.setdefault(call.arguments["ts"], set()).add(str(call.arguments["blocks"]))
    assert painted
    assert all(len(shown) == 1 for shown in painted.values())  # never an old state that is painted over
    approved = ["Approved by Hal" in again(playground, card).all_text for card in posted]
    assert approved == [False, False, True, True, False, False]
    assert "In review 4 · Interview 2" in role_card(playground, role).all_text
    assert [len(thread(playground, card)) for card in posted] == [0, 0, 1, 1, 0, 0]
    assert direct(playground, "Hal") == []  # his window has not come
    sound(playground)
