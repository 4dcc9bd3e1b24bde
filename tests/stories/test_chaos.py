"""Slack fails at every turn, as a seed draws it: a role, a profile and a decision still happen once each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from bot.demo.stage import Stage
from bot.playground.control import Reply
from bot.playground.faults import DELIVERIES, What, story
from bot.playground.server import Playground
from storage import models
from tests.stories.acting import APPROVE, Role, all_sent, cards, in_channel, private_channels, rest, table, thread

A_WHILE = timedelta(minutes=10)  # past the grace after which Slack's history is looked into
ONCE = (models.Requisition, models.Submission, models.Decision)
PATIENCE = 12  # how often a person tries, and how long the bot is given


@contextmanager
def failing(playground: Playground, seed: int) -> Iterator[None]:
    """Calls and deliveries fail as `seed` draws it; whatever goes wrong in the block is told with what was met.

    Where a socket is cut the SDK takes seconds to come back, so those stay whole: test_trouble.py cuts them.
    """
    kept: tuple[What, ...] = ("duplicate", "reorder", "slow") if playground.way == "socket" else ()
    playground.faults.chaos(seed, 0.15, methods=("*", "respond"))
    playground.faults.chaos(seed, 0.3, methods=DELIVERIES, what=kept)
    try:
        yield
    except BaseException as error:
        error.add_note(f"under chaos with seed {seed}; faults met:\n{story(playground.met)}")
        raise
    finally:
        playground.faults.clear()


async def until_taken(
    playground: Playground, who: str, ask: Callable[[], Awaitable[Reply]], answers: dict[str, str]
) -> None:
    """Somebody who asks for a form until it opens, and sends it again while it stays, as people do."""
    person = playground.person(who)
    for _ in range(PATIENCE):
        if person.view is None:
            await ask()
        elif not answers.keys() <= set(person.view.labels):
            await person.close()  # an earlier one that opened late
        elif (await person.submit(answers)).closed:
            return
    raise AssertionError(f"{who} could not send {answers}")


async def until_seen(playground: Playground, seen: Callable[[], object], what: str) -> None:
    for _ in range(PATIENCE):
        if seen():
            return
        await rest(playground, A_WHILE / 5)
    raise AssertionError(f"never seen: {what}")


@pytest.mark.alone  # a bot starts against a Slack that answers
@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 102])
async def test_whatever_slack_does_each_thing_happens_once(on_stage: Stage, seed: int) -> None:
    playground = on_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    with failing(playground, seed):
        opening = {"Hiring manager": "Hal", "Title": "Analyst"}
        await until_taken(playground, "Rita", lambda: rita.command("/req open"), opening)
        await until_seen(
            playground,
            lambda: any(each.pins and hal.id in each.members for each in private_channels(playground)),
            "channel",
        )
        role = Role("REQ-1", private_channels(playground)[0].name)
        posting = {"Name": "Ada Marlowe", "Why this person?": "Built the same twice."}
        await until_taken(playground, "Rita", lambda: rita.command("/candidate post", role.channel), posting)
        await until_seen(playground, lambda: cards(playground, role), "the card")
        (card,) = cards(playground, role)
        for _ in range(PATIENCE):
            if (await hal.click(APPROVE, message=card)).ok:
                break
        await rest(playground, A_WHILE)
        playground.faults.clear()
        await rest(playground, A_WHILE)
        assert any(met.nth for met in playground.met), "chaos that never struck shows nothing"
        assert [len(await table(on_stage.bot.database, model)) for model in ONCE] == [1, 1, 1]
        (channel,) = private_channels(playground)
        assert len(channel.pins) == 1
        assert [message.is_reply for message in in_channel(playground, role)] == [False, False, True]
        assert len(thread(playground, card)) == 1
        await all_sent(on_stage.bot.database)
