"""Cards show the truth with few repaints, and in each channel things are said in the order of their cause."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot.demo.stage import Stage
from bot.playground.faults import What
from bot.playground.server import Playground
from tests.stories.acting import (
    APPROVE,
    DECIDE,
    UNDO,
    again,
    all_sent,
    calls,
    cards,
    errors,
    in_channel,
    open_role,
    post_candidate,
    reject,
    rest,
    role_card,
    sound,
    submit_candidate,
    thread,
)

INSTANT, SECOND = timedelta(milliseconds=50), timedelta(seconds=1)


async def test_repaints_that_wait_collapse_into_one_that_shows_the_truth(on_stage: Stage) -> None:
    playground = on_stage.playground
    role = await open_role(playground)
    standing = role_card(playground, role)
    held = playground.faults.add("chat.update", "hang_before")
    await submit_candidate(playground, role, "Ada 1")
    await held.reached()
    for number in range(2, 7):
        await submit_candidate(playground, role, f"Ada {number}")
    held.release()
    await rest(playground)
    painted = [given for given in calls(playground, "chat.update") if given["ts"] == standing.ts]
    assert len(painted) == 2
    assert "In review 6" in again(playground, standing).all_text
    assert [card.text for card in cards(playground, role)] == [
        f"Candidate {n}, REQ-1: a profile to review" for n in range(1, 7)
    ]
    await all_sent(on_stage.bot.database)
    sound(playground)


@pytest.mark.parametrize("what", ["drop_after", "drop_before", "server_error", "rate_limited", "hang_after"])
async def test_a_repaint_whose_answer_was_lost_is_made_again(lite_stage: Stage, what: What) -> None:
    playground = lite_stage.playground
    role = await open_role(playground)
    card = await post_candidate(playground, role)
    lost = playground.faults.add("chat.update", what, when=lambda given: given["ts"] == card.ts)
    assert (await playground.person("Hal").click(APPROVE, message=card)).ok
    await lost.reached()
    await reject(playground, await post_candidate(playground, role, "Grace Okello")) if what != "hang_after" else None
    lost.release()
    await rest(playground, timedelta(minutes=2))
    assert {UNDO, "Plan an interview"} <= set(again(playground, card).buttons)
    assert "Approved by Hal" in again(playground, card).all_text
    assert "In review 0 · Interview 1" in role_card(playground, role).all_text
    await all_sent(lite_stage.bot.database)


async def test_many_changes_of_mind_end_in_the_last(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    role = await open_role(playground)
    card = await post_candidate(playground, role)
    hal = playground.person("Hal")
    for heard in (True, False):
        assert (await hal.click(APPROVE, message=card)).ok
        await playground.until(lambda: UNDO in again(playground, card).buttons, "the undo button")
        if heard:
            await playground.until(lambda: thread(playground, card), "the first answer in the thread")
        assert (await hal.click(UNDO, message=card)).ok
        await playground.until(lambda: APPROVE in again(playground, card).buttons, "the approve button")
    await rest(playground)
    assert again(playground, card).buttons == DECIDE
    assert "Hal took an earlier answer back" in again(playground, card).all_text
    said = thread(playground, card)
    assert ["yes" in words for words in said] == [True, False] * (len(said) // 2)  # what is no longer true is dropped
    assert "will answer again" in said[-1]
    await all_sent(lite_stage.bot.database)


def _gaps(playground: Playground) -> dict[str, list[float]]:
    """Seconds between one message and the next, by channel."""
    posted: dict[str, list[datetime]] = {}
    for call in playground.ledger:
        if call.method == "chat.postMessage":
            posted.setdefault(call.arguments["channel"], []).append(call.when)
    return {
        channel: [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
        for channel, times in posted.items()
    }


async def test_a_channel_gets_one_message_a_second_in_the_order_of_their_cause(on_stage: Stage) -> None:
    playground = on_stage.playground
    role = await open_role(playground)
    names = [f"Ada {number}" for number in range(1, 7)]
    for name in names:  # in pairs, so that the queue runs empty just after a message and fills again at once
        await submit_candidate(playground, role, name)
        await rest(playground, INSTANT if name in names[::2] else SECOND)
    await rest(playground)
    shown = cards(playground, role)
    assert [each.all_text.split(" · ")[0] for each in shown] == names
    assert (await playground.person("Hal").click(APPROVE, message=shown[0])).ok
    await reject(playground, shown[1])
    assert (await playground.person("Hal").click(APPROVE, message=shown[2])).ok
    await rest(playground)
    answers = [each.text.split(":")[0] for each in in_channel(playground, role) if each.is_reply]
    assert answers == ["Candidate 1, REQ-1", "Candidate 2, REQ-1", "Candidate 3, REQ-1"]
    gaps = _gaps(playground)
    assert len(gaps) == 1
    assert min(gap for channel in gaps.values() for gap in channel) >= 1, gaps
    assert "ratelimited" not in errors(playground)
