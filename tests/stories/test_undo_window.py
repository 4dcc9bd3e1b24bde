"""A yes can be taken back for an hour: at 59 minutes it is, at 61 it is final, though the button still stands there."""

from __future__ import annotations

from datetime import timedelta

from bot.demo.stage import Stage
from storage import models
from storage.rules.promises import Kind
from tests.stories.acting import (
    APPROVE,
    DECIDE,
    FOREVER,
    UNDO,
    again,
    all_sent,
    cards,
    open_role,
    rest,
    sound,
    submit_candidate,
    table,
    thread,
    told,
)


async def test_a_yes_is_taken_back_at_59_minutes_and_stands_at_61(on_stage: Stage) -> None:
    playground, database = on_stage.playground, on_stage.bot.database
    hal = playground.person("Hal")
    role = await open_role(playground)
    for name in ("Ada Marlowe", "Mei Tanaka"):
        await submit_candidate(playground, role, name)
    await rest(playground)
    pressed = playground.clock.now()
    for card in cards(playground, role):
        assert (await hal.click(APPROVE, message=card)).ok
    await rest(playground)
    first, second = cards(playground, role)

    await playground.move_to(pressed + timedelta(minutes=59))
    assert (await hal.click(UNDO, message=first)).text is None
    await rest(playground)
    playground.faults.add("chat.update", "rate_limited", times=FOREVER, retry_after=5)  # the second keeps its button
    await playground.move_to(pressed + timedelta(minutes=61))
    assert UNDO in again(playground, second, "Hal").buttons
    assert "final now" in told(await hal.click(UNDO, message=second))
    playground.faults.clear()
    await rest(playground)

    found = sorted(await table(database, models.Decision), key=lambda row: row.id)
    assert [(row.undone_at is None, row.final_at is None) for row in found] == [(False, True), (True, False)]
    posted = sorted(await table(database, models.Submission), key=lambda row: row.number)
    assert [row.stage for row in posted] == ["review", "interview"]
    owed = [(row.kind, row.submission_id) for row in await table(database, models.Ask) if row.state == "open"]
    assert sorted(owed) == sorted([(Kind.REVIEW, posted[0].id), (Kind.CONTACT, posted[1].id)])
    assert again(playground, first, "Hal").buttons == DECIDE
    assert UNDO not in again(playground, second, "Hal").buttons
    assert [any("back" in each for each in thread(playground, card)) for card in (first, second)] == [True, False]
    await all_sent(database)
    sound(playground)
