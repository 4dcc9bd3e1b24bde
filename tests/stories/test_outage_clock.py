"""The machine sleeps for a month, or its clock is an hour off and set right: nobody hears a thing twice, or thirty
times, and nothing waits for the wrong hour to come round."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.stage import Stage
from tests.bot.test_clock import shift
from tests.stories.acting import all_sent, at, cards, direct, open_role, outbox, post_candidate, rest, sound, told_at

HOUR = timedelta(hours=1)


async def test_after_thirty_days_of_sleep_everybody_gets_one_message_and_the_channel_one_digest(
    on_stage: Stage,
) -> None:
    playground = on_stage.playground
    rita = playground.person("Rita")
    role = await open_role(playground, backup="Bo")
    for number in range(3):
        await post_candidate(playground, role, f"Ada {number}")
    assert (await rita.command("/samepage digest", "hiring")).ok
    assert (await rita.submit({"Days": ["Monday", "Wednesday"]})).ok
    await rest(playground)
    before = {row.id for row in await outbox(on_stage.bot.database)}
    awake = datetime(2026, 7, 1, 14, 0, tzinfo=UTC)  # a Wednesday, ten in New York
    playground.clock.move_to(awake)
    await rest(playground, timedelta(minutes=30))
    new = [row for row in await outbox(on_stage.bot.database) if row.id not in before and row.key]
    said = Counter((row.lane_id, row.kind) for row in new)
    assert max(said.values()) == 1, said
    assert {row.kind for row in new} <= {"gathered.post", "pulse.post", "digest.post"}  # a new month asks its question
    (message,) = [each.all_text for each in direct(playground, "Hal") if "Ada" in each.all_text]
    assert all(f"Candidate {number}" in message for number in (1, 2, 3))
    digests = [each for each in playground.person("Rita").messages("hiring") if each.text.startswith("Hiring this")]
    assert len(digests) == 1
    await all_sent(on_stage.bot.database)
    sound(playground)


@pytest.mark.parametrize("first", [HOUR, -HOUR])
async def test_a_clock_that_is_an_hour_off_and_set_right_doubles_nothing_and_holds_nothing_up(
    on_stage: Stage, first: timedelta
) -> None:
    playground = on_stage.playground
    playground.limits.on = False  # Slack's own clock is right: it does not count by this one
    role = await open_role(playground)
    await post_candidate(playground, role, "Ada 1")
    await at(playground, "Hal", "2026-06-01 08:50")
    for step, name in ((first, "Ada 2"), (-first, "Ada 3")):
        shift(playground.clock.path, playground.clock.shift + step.total_seconds())
        await rest(playground)
        shown = len(cards(playground, role))
        await post_candidate(playground, role, name)  # its card is there within half a minute
        assert len(cards(playground, role)) == shown + 1
    await at(playground, "Hal", "2026-06-01 18:00")
    assert len(told_at(playground, "Hal")) == 2  # in his two windows, whatever the clock said between
    assert len({each[:9] for each in told_at(playground, "Hal")}) == 1
    await all_sent(on_stage.bot.database)
    sound(playground)
