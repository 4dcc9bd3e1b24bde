"""A role is opened exactly once, wherever on the way the bot dies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.playground import conversations
from bot.playground.faults import What
from bot.playground.people import BOT_USER
from bot.playground.server import Playground
from storage import models
from storage.database import Database
from tests.stories.acting import (
    Role,
    all_sent,
    bots_own,
    fill_open,
    in_channel,
    private_channels,
    role_card,
    table,
)
from tests.stories.process import House

# Every step Slack takes for a role with a backup: the method, and which of its calls is meant.
STEPS: list[tuple[str, Callable[[dict[str, Any]], bool] | None]] = [
    ("conversations.create", None),
    ("conversations.invite", lambda given: given["users"] == "U0RITA"),
    ("conversations.invite", lambda given: given["users"] == "U0HAL"),
    ("conversations.invite", lambda given: given["users"] == "U0BO"),
    ("conversations.setTopic", None),
    ("chat.postMessage", None),
    ("pins.add", None),
]
PAST_EVERYTHING = timedelta(minutes=3)  # lease and grace are a minute each


@pytest.mark.long
@pytest.mark.parametrize("what", ["hang_after", "hang_before"])
async def test_a_role_is_opened_once_though_the_bot_dies_at_any_step(house: House, store: Database, what: What) -> None:
    playground = house.playground
    steps = STEPS
    await house.start()
    for number, (method, meant) in enumerate(steps, start=1):
        at = f"{what} {method}, step {number}"
        fault = playground.faults.add(method, what, when=meant)
        await fill_open(playground, f"Engineer {number}", backup="Bo")
        if method == "pins.add":
            await playground.until(partial(_has_cards, playground, number), "the card")
            playground.clock.move_to(playground.clock.now() + timedelta(seconds=2))  # a second after the card
        await fault.reached()
        await house.kill()
        await house.start()
        await playground.move_by(PAST_EVERYTHING)
        made = private_channels(playground)
        assert [each.name for each in made] == [f"req-{n}-engineer-{n}" for n in range(1, number + 1)], at
        channel = made[-1]
        assert sorted(channel.members) == sorted([BOT_USER, "U0RITA", "U0HAL", "U0BO"]), at
        assert channel.topic.startswith(f"REQ-{number} · Engineer {number}"), at
        (message,) = bots_own(channel)
        assert channel.pins == [message.ts], at
        standing = [row for row in await table(store, models.Card) if row.subject == number]
        assert [(row.kind, row.channel, row.ts) for row in standing] == [("requisition", channel.id, message.ts)], at
        await all_sent(store)


def _has_cards(playground: Playground, number: int) -> bool:
    return sum(len(bots_own(channel)) for channel in private_channels(playground)) == number


async def test_a_name_somebody_took_is_not_mistaken_for_our_own_channel(lite_house: House) -> None:
    playground = lite_house.playground
    taken = conversations.create(playground.workspace, "req-1-engineer", private=True, by="U0MAYA")
    await lite_house.start()
    fault = playground.faults.add(
        "conversations.create", "hang_after", when=lambda given: given["name"] != "req-1-engineer"
    )
    await fill_open(playground, "Engineer")
    await fault.reached()
    await lite_house.kill()
    await lite_house.start()
    await playground.move_by(PAST_EVERYTHING)
    assert [each.name for each in private_channels(playground)] == ["req-1-engineer", "req-1-engineer-2"]
    assert bots_own(taken) == []
    role = Role("REQ-1", "req-1-engineer-2")
    assert len(in_channel(playground, role)) == 1
    assert "Engineer" in role_card(playground, role).all_text
