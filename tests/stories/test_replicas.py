"""Two replicas on one database: they share the work, one of them may die at any moment, and whatever reaches both is
done once. The playground's ledger is the referee."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Literal

import pytest

from bot.demo.stage import Way
from bot.playground.people import BOT_USER
from bot.playground.server import Playground
from storage import models
from tests.stories.acting import (
    APPROVE,
    REJECT,
    SKILLS,
    UNDO,
    Role,
    again,
    all_sent,
    cards,
    open_role,
    post_candidate,
    private_channels,
    rest,
    sound,
    table,
    thread,
)
from tests.stories.process import Zygote
from tests.stories.replicas import Doubled, doubled
from tests.stories.test_chaos import A_WHILE, PATIENCE, until_seen, until_taken

pytestmark = pytest.mark.long
NAMES = ("Ada Marlowe", "Ben Okafor", "Cleo Duarte", "Dev Anand")


@pytest.fixture(params=["http", "socket"])
async def pair(
    request: pytest.FixtureRequest, zygote: Zygote, postgres_url: str, tmp_path: Path
) -> AsyncIterator[Doubled]:
    way: Way = request.param
    async with doubled(zygote, tmp_path, postgres_url, way) as found:
        yield found


@pytest.fixture
async def by_http(zygote: Zygote, postgres_url: str, tmp_path: Path) -> AsyncIterator[Doubled]:
    async with doubled(zygote, tmp_path, postgres_url) as found:
        yield found


def posted_once(pair: Doubled) -> None:
    """No message of the bot's stands anywhere twice: each bears the key of its row in the outbox."""
    keys = Counter(
        str((message.metadata or {}).get("event_payload"))
        for conversation in pair.playground.workspace.conversations.values()
        for message in conversation.messages.values()
        if message.user == BOT_USER and message.metadata
    )
    assert keys
    assert keys.most_common(1)[0][1] == 1, keys.most_common(3)


def shown(playground: Playground, role: Role, count: int) -> bool:
    return len(cards(playground, role)) == count


@pytest.mark.parametrize("seed", [1, 2])
async def test_one_dies_again_and_again_and_each_thing_happens_once(pair: Doubled, seed: int) -> None:
    playground, replicas = pair.playground, pair.replicas
    rita, hal = playground.person("Rita"), playground.person("Hal")
    async with replicas.dying(seed):
        opening = {"Hiring manager": "Hal", "Title": "Analyst"}
        await until_taken(playground, "Rita", lambda: rita.command("/req open"), opening)
        await until_seen(
            playground,
            lambda: any(each.pins and hal.id in each.members for each in private_channels(playground)),
            "channel",
        )
        role = Role("REQ-1", private_channels(playground)[0].name)
        for count, name in enumerate(NAMES, 1):
            posting = {"Name": name, "Why this person?": "Built the same twice."}
            await until_taken(playground, "Rita", lambda: rita.command("/candidate post", role.channel), posting)
            await until_seen(playground, partial(shown, playground, role, count), "the card")
            card = cards(playground, role)[-1]
            for _ in range(PATIENCE):
                if (await hal.click(APPROVE, message=card)).ok:
                    break
            await rest(playground, A_WHILE)
    await rest(playground, A_WHILE)
    assert replicas.kills >= 3, "nobody died: that shows nothing"
    assert len(await table(pair.bot.database, models.Requisition)) == 1
    assert len(await table(pair.bot.database, models.Submission)) == len(NAMES)
    assert len(await table(pair.bot.database, models.Decision)) == len(NAMES)
    assert shown(playground, role, len(NAMES))
    assert [len(thread(playground, card)) for card in cards(playground, role)] == [1] * len(NAMES)
    posted_once(pair)
    sound(playground)
    await all_sent(pair.bot.database)
    found = await replicas.readiness()
    assert [each["ready"] for each in found] == [True, True]


@pytest.mark.parametrize("twice", ["in turn", "at once"])
async def test_what_is_sent_to_both_is_done_once(by_http: Doubled, twice: Literal["in turn", "at once"]) -> None:
    """Each request, signature and all, to one and to the other: as a balancer does that tries again, and as somebody
    does who caught it. The person gets the answer of one of them, whichever that is."""
    playground, replicas, database = by_http.playground, by_http.replicas, by_http.bot.database
    replicas.twice, replicas.served = twice, {}
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground)
    first, second = [await post_candidate(playground, role, name) for name in NAMES[:2]]
    assert (await hal.click(APPROVE, message=first)).ok
    assert (await hal.click(REJECT, message=second)).ok
    await hal.submit({"What is missing?": SKILLS, "What did you see or not see?": "No streaming work."})
    if hal.view is not None:  # the answer was the one of the replica that came second: it says it is decided
        await hal.close()
    await rest(playground)
    assert (await hal.click(UNDO, message=again(playground, second))).ok
    assert (await rita.command("/samepage away tomorrow")).ok
    await hal.open_home()
    assert (await rita.command("/req hold", role.channel)).ok
    await rest(playground, timedelta(minutes=10))
    assert len(set(replicas.served)) == 2
    assert len(set(replicas.served.values())) == 1, "each has had every request"
    assert len(await table(database, models.Requisition)) == 1
    assert len(await table(database, models.Submission)) == 2
    assert len(await table(database, models.Decision)) == 2
    assert len(cards(playground, role)) == 2
    first_said, second_said = (thread(playground, card) for card in cards(playground, role))
    assert (len(first_said), len(second_said)) == (1, 2), "approved; passed on, and then not"
    posted_once(by_http)
    sound(playground)
    await all_sent(database)


async def test_both_work_and_either_may_go_while_nothing_is_in_hand(by_http: Doubled) -> None:
    """Killed between two steps, neither is missed: nobody waits a minute longer for anything."""
    playground, replicas = by_http.playground, by_http.replicas
    role = await open_role(playground)
    for name in NAMES[:3]:
        await replicas.whole()
        await replicas.kill()
        card = await post_candidate(playground, role, name)
        assert (await playground.person("Hal").click(APPROVE, message=card)).ok
        await rest(playground)
        assert len(thread(playground, card)) == 1
    assert replicas.kills == 3
    await replicas.whole()
    await rest(playground)
    found = await replicas.readiness()
    assert [(each["ready"], each["unsent"]) for each in found] == [(True, {}), (True, {})]
    posted_once(by_http)
    sound(playground)


async def test_both_take_their_part_of_what_comes_at_once(by_http: Doubled) -> None:
    playground, replicas = by_http.playground, by_http.replicas
    role = await open_role(playground)
    people = [playground.person(who) for who in ("Rita", "Hal")]
    said = await asyncio.gather(*(each.command("/samepage help", role.channel) for each in people * 4))
    assert all(reply.ok for reply in said)
    assert len(replicas.served) == 2
    assert min(replicas.served.values()) >= 4
