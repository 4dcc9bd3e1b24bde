"""Whatever was seen of people, and whatever anybody thinks of them: wherever several stand together they stand in order
of arrival, and the same people stand there."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Sequence
from contextlib import AbstractAsyncContextManager, ExitStack
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import inspect, select

from handlers import candidates, comparisons, requisitions, waiting
from handlers.blocks import digests as digest_words
from handlers.blocks.home import painted
from handlers.blocks.waiting import gathered
from handlers.clients import always
from handlers.people import People
from handlers.replies import Reply
from handlers.visit import Office, Visit
from storage import digest_contents, digest_settings, digests, home, models, submissions
from storage.database import Database
from storage.requisitions import Requisition
from storage.reviews import step
from storage.rules.evidence import Evidence, Seen
from storage.rules.interviews import MARKS, Recommendation
from storage.submissions import Posting
from tests.conftest import opened
from tests.storage.conftest import worlds
from tests.storage.test_briefs import propose, sign
from tests.storage.test_interviews import AFTER, hand_in, plan, through
from tests.storage.world import HANA, HERE, MONA, MONDAY, OTTO, RITA, World, final_round, new_york, nudge_round

T = TypeVar("T")
EVERYBODY = [1, 2, 3, 4, 5, 6]
JUDGED, WAITING = EVERYBODY[:3], EVERYBODY[3:]
CRITERIA = ("SQL", "On-call")
LATER = new_york("2026-06-03 09:30")


@dataclass(frozen=True)
class Opinions:
    """What is thought of people: of each must-have at posting, on each scorecard, and in which order it came in."""

    seen: list[Seen]
    marks: list[int]
    would: list[Recommendation]
    came: list[int]


OPINIONS = st.builds(
    Opinions,
    st.lists(st.sampled_from(Seen), min_size=12, max_size=12),
    st.lists(st.sampled_from(MARKS), min_size=12, max_size=12),
    st.lists(st.sampled_from(Recommendation), min_size=6, max_size=6),
    st.permutations(range(6)),
)


def test_whatever_is_thought_of_people_they_stand_in_order_of_arrival_everywhere(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    fresh = worlds("sqlite", request, tmp_path)
    with asyncio.Runner() as runner, ExitStack() as stack:
        url = runner.run(_enter(fresh(True), stack, runner))
        world = World(runner.run(_enter(opened(url), stack, runner)))
        role = runner.run(_search(world))
        before = runner.run(everywhere(world, role))
        assert before == {
            "list": EVERYBODY,
            "list, a page": EVERYBODY,
            "compare": EVERYBODY,
            "cards in the channel": EVERYBODY,
            "review": WAITING,
            "closing": EVERYBODY,
            "what waits": WAITING,
            "what one waits for": WAITING,
            "gathered message": WAITING,
            "Home of who decides": WAITING,
            "Home of who waits": WAITING,
            "role's card": [],  # numbers of people, and nobody
            "digest": [],
        }

        @settings(max_examples=15)
        @given(OPINIONS)
        def run(opinions: Opinions) -> None:
            runner.run(think(world.database, opinions))
            assert runner.run(everywhere(world, role)) == before

        run()


async def _enter(manager: AbstractAsyncContextManager[T], stack: ExitStack, runner: asyncio.Runner) -> T:
    """Opens something for as long as the stack stands."""
    found = await manager.__aenter__()
    stack.callback(lambda: runner.run(manager.__aexit__(None, None, None)))
    return found


async def think(database: Database, opinions: Opinions) -> None:
    async with database.begin() as session:
        held: list[tuple[type[models.Base], str, Sequence[object]]] = [
            (models.PostedEvidence, "seen", opinions.seen),
            (models.ScorecardMark, "mark", opinions.marks),
            (models.Interviewer, "recommendation", opinions.would),
            (models.Interviewer, "handed_in_at", [AFTER + timedelta(minutes=each) for each in opinions.came]),
        ]
        for table, column, said in held:
            found = await session.scalars(select(table).filter_by(workspace=HERE).order_by(*inspect(table).primary_key))
            for row, value in zip(found, said, strict=True):
                setattr(row, column, value)


async def _search(world: World) -> Requisition:
    """Three people who were interviewed by two each, the last first, and three who wait to be looked at."""
    role = await world.open()
    await sign(world, await propose(world, role, must_haves="\n".join(CRITERIA)))
    for number in EVERYBODY:
        said = tuple(Evidence(at, text, Seen.PARTLY, f"Saw {number}") for at, text in enumerate(CRITERIA, 1))
        posting = Posting(f"Candidate {number}", "Built it", evidence=said)
        async with world.database.begin() as session:
            origin = world.origin()
            await submissions.post(session, world.person(RITA), role.id, posting, origin=origin, at=MONDAY)
    async with world.database.read() as session:
        posted = (await submissions.of_requisition(session, role))[: len(JUDGED)]
    planned = []
    for each in posted:
        await world.approve(each)
        planned.append(await plan(world, each, (HANA, OTTO), {1: [HANA, OTTO], 2: [HANA, OTTO]}))
    await through(world.database, AFTER)
    for interview in reversed(planned):
        for who in (OTTO, HANA):
            await hand_in(world, interview, who)
    await final_round(world.database, AFTER)
    async with world.database.begin() as session:
        channel, every = "C_DIGEST", frozenset(range(7))
        await digests.set_digest(
            session, world.person(RITA), channel, days=every, at=time(9), zone="Europe/Berlin", now=AFTER
        )
    await nudge_round(world.database, LATER)
    return role


async def everywhere(world: World, role: Requisition) -> dict[str, list[int]]:
    """Whom each surface names, in its order."""
    speaks = always(AsyncWebClient())
    office = Office(world.database, People(world.database, speaks, lambda: LATER), lambda: None, speaks)

    def visit(who: str, text: str = "", value: str = "") -> Visit:
        return Visit(office, world.person(who), LATER, text=text, value=value)

    found = {
        "list": await named(candidates.list_(visit(RITA, role.key))),
        "list, a page": await named(candidates.list_page(visit(RITA, value=f"{role.id}:0"))),
        "closing": await named(requisitions.close(visit(RITA, role.key))),
        "what waits": await named(waiting.overview(visit(MONA))),
        "what one waits for": await named(waiting.overview(visit(RITA))),
        "role's card": await named(requisitions.show(visit(MONA, role.key))),
        "compare": [],
        "review": [],
    }
    for page in (0, 1):
        found["compare"] += await named(comparisons.turn(visit(RITA, value=f"{role.id}:{page}:0")))
    async with world.database.read() as session:
        after = 0
        while (shown := (await step(session, world.person(MONA), role.id, after=after)).dossier) is not None:
            after = shown.submission.number
            found["review"].append(after)
        for who, whose in ((MONA, "Home of who decides"), (RITA, "Home of who waits")):
            found[whose] = numbers(painted(await home.look(session, world.person(who), at=LATER), LATER))
        digest = await digest_settings.of_channel(session, HERE, "C_DIGEST")
        assert digest is not None
        found["digest"] = numbers(
            digest_words.message(await digest_contents.contents(session, digest, at=LATER), "Rita")
        )
        cards = select(models.OutboxRow).where(models.OutboxRow.kind == "submission.card")
        sent = await session.scalars(cards.where(models.OutboxRow.workspace == HERE).order_by(models.OutboxRow.id))
        people = {each.id: each.number for each in await submissions.of_requisition(session, role)}
        found["cards in the channel"] = [people[row.ids["submission"]] for row in sent]
    message = (await world.messages(MONA))[-1]
    return found | {"gathered message": numbers(gathered(message, LATER))}


async def named(reply: Awaitable[Reply]) -> list[int]:
    return numbers(await reply)


def numbers(shown: object) -> list[int]:
    """The candidates named, each once, in the order they are first named in."""
    return list(dict.fromkeys(int(each) for each in re.findall(r"Candidate (\d)\b", str(shown))))
