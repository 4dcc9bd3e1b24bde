"""No query of a working day reads a table from end to end: history costs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import (
    briefs,
    calibrating,
    calibrations,
    check_in_answers,
    comparisons,
    criteria,
    deadlines,
    digest_contents,
    digest_settings,
    digests,
    dossiers,
    drafts,
    due,
    home,
    homes,
    interviewing,
    last_time,
    measures,
    models,
    nudges,
    objections,
    overviews,
    panels,
    pulse_views,
    pulses,
    realities,
    requisitions,
    scorecards,
    scoring,
    submissions,
    timeline,
    versions,
    waiting,
)
from storage.blind import Said
from storage.database import Database
from storage.rules.calibrations import Verdict
from storage.rules.criteria import Answer
from storage.rules.interviews import Recommendation
from tests.storage.conftest import worlds
from tests.storage.test_interviews import through
from tests.storage.world import BERLIN, HERE, MONA, MONDAY, RITA, World, days, every_round, hours, pulse_round

GROWING = {
    "agreed_actions",
    "asks",
    "balls",
    "blind_answers",
    "blind_rounds",
    "brief_chapters",
    "brief_texts",
    "briefs",
    "calibration_answers",
    "calibration_criteria",
    "calibration_notes",
    "calibration_people",
    "calibration_samples",
    "calibrations",
    "candidate_texts",
    "candidates",
    "celebrations",
    "check_in_answers",
    "check_ins",
    "criteria",
    "decisions",
    "digest_issues",
    "gathered",
    "insights",
    "interview_focus",
    "interviewers",
    "interviews",
    "nudges",
    "outbox",
    "pulse_asks",
    "pulses",
    "requisition_people",
    "requisitions",
    "retrospectives",
    "scorecard_marks",
    "seen_events",
    "signatures",
    "stays",
    "submissions",
    "timeline",
    "tips_told",
}

PARTIAL = {
    index.name
    for table in models.Base.metadata.tables.values()
    for index in table.indexes
    if index.dialect_kwargs.get("sqlite_where") is not None
}


@contextmanager
def recorded(*engines: AsyncEngine) -> Iterator[dict[str, Any]]:
    """Every statement sent in the block, with parameters of one of its uses."""
    seen: dict[str, Any] = {}

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        seen[statement] = parameters[0] if many else parameters

    sync: list[Engine] = [engine.sync_engine for engine in engines]
    for engine in sync:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in sync:
        event.remove(engine, "before_cursor_execute", note)


async def a_working_day(world: World) -> None:
    role = await world.open()
    said, day = Said(4, "A talk"), MONDAY.date() + days(1)
    for author, signer, what in ((RITA, MONA, "SQL"), (MONA, RITA, "Python"), (RITA, MONA, "SQL\nPython")):
        async with world.database.begin() as session:
            words, by = {"why": "Loads fail", "outcomes": "Runs it", "must_haves": what}, world.person(author)
            brief = await briefs.propose(session, by, role.id, words, day, at=MONDAY, pictured=said)
            if what != "Python":
                await briefs.sign(session, world.person(signer), brief.id, at=MONDAY, pictured=said)
    async with world.database.begin() as session:
        words = {"why": "Two left"}
        change = await briefs.propose(session, world.person(RITA), role.id, words, day, at=MONDAY)
    async with world.database.begin() as session:
        await objections.make(session, world.person(MONA), change.id, "Nobody left", at=MONDAY)
    async with world.database.begin() as session:
        await drafts.save(
            session, world.person(RITA), role.id, {"join": "The team", "nice": "Dutch"}, over={}, at=MONDAY
        )
        await drafts.answer_test(session, world.person(RITA), role.id, {"SQL": Answer("a task", True)}, at=MONDAY)
        await drafts.ask(session, world.person(RITA), role.id, at=MONDAY)
        await drafts.look(session, world.person(MONA), role.id)
    async with world.database.begin() as session:
        both, samples = (MONA, RITA), ("One", "Two", "Three")
        made = await calibrating.start(session, world.person(RITA), role.id, samples, both, origin="V_C", at=MONDAY)
        await calibrations.page(session, world.person(MONA), role.id, at=MONDAY)
        for somebody in both:
            by = world.person(somebody)
            for sample in (1, 2, 3):
                verdicts = dict.fromkeys(range(1, len(made.criteria) + 1), Verdict.YES)
                await calibrating.save(session, by, made.id, sample, verdicts, "A line")
            await calibrations.of_ask(session, by, made.participants[0 if somebody == MONA else 1].ask_id)
            await calibrating.hand_in(session, by, made.id, at=MONDAY)
    first = await world.post(role, email="a@example.com")
    await world.undo(await world.reject(first))
    await world.approve(first)
    await _an_interview(world, first.id)
    async with world.database.begin() as session:
        digest = await digests.set_digest(
            session, world.person(RITA), "C_ALL", days=frozenset(range(7)), at=time(9), zone=BERLIN, now=MONDAY
        )
    async with world.database.begin() as session:
        for who in (MONA, RITA):
            await homes.opened(session, HERE, who, at=MONDAY)
    await world.post(role, offer_by=MONDAY.date() + days(2))
    for number in range(1, 4):
        await every_round(world.database, MONDAY + days(number) + hours(7))
    since = MONDAY - days(7)
    async with world.database.read() as session:
        mona, rita = world.person(MONA), world.person(RITA)
        await overviews.of(session, role)
        await requisitions.by_number(session, rita, role.number)
        await requisitions.by_channel(session, rita, "C_ALL")
        await requisitions.live(session, HERE)
        await submissions.of_requisition(session, role)
        await dossiers.visible(session, rita, first.id)
        await dossiers.undoable(session, HERE, role.id)
        await versions.page(session, mona, role, at=MONDAY)
        await criteria.holding(session, HERE, role.id)
        await waiting.both(session, mona)
        await home.look(session, mona, at=MONDAY)
        asked = await check_in_answers.pending(session, mona)
        await check_in_answers.with_changes(session, mona, asked, at=MONDAY)
        await digest_contents.contents(session, digest, at=MONDAY)
        await digest_settings.listed(session, rita)
        await digests.offered(session, rita, "C_ALL")
        await due.next_due(session)
        await due.unsent(session)
        await measures.answered_by(session, mona, since=since, until=MONDAY)
        await measures.answered_in(session, HERE, since=since, until=MONDAY)
        await measures.answered_on(session, HERE, role.id)
        await deadlines.line(session, HERE, 2)
        await timeline.of_requisition(session, HERE, role.id)
        await realities.look(session, mona, role.id, at=MONDAY)
        await last_time.of(session, mona, role)
        await last_time.agreed(session, HERE, role.id)
        for gathered in range(1, 9):
            await nudges.message(session, HERE, gathered)
    async with world.database.begin() as session:
        await check_in_answers.answer_all(session, world.person(RITA), {}, at=MONDAY + days(3) + hours(8))
    await every_round(world.database, MONDAY + days(4) + hours(7))
    await _a_pulse(world)
    await world.close(role, at=MONDAY + days(5))


async def _a_pulse(world: World) -> None:
    (pair,) = await world.rows(models.PulsePair)
    pulse, ask = models.Pulse, models.PulseAsk
    begun: list[int] = []
    for month, numbers in enumerate(((4, 3), (5,))):
        begins = pair.next_at + days(31 * month)
        for _ in range(2):
            await pulse_round(world.database, begins + hours(15))
        async with world.database.read() as session:
            mine = (pulse.workspace == HERE) & (pulse.pair_id == pair.id)
            begun = list(await session.scalars(select(pulse.id).where(mine).order_by(pulse.month)))
        for who, number in zip((RITA, MONA), numbers, strict=False):
            async with world.database.begin() as session:
                await pulses.answer(session, world.person(who), begun[-1], number, at=begins + hours(16))
        await pulse_round(world.database, begins + days(9))
    async with world.database.read() as session:
        assert len(begun) == 2
        for each in list(await session.scalars(select(ask).where(ask.workspace == HERE, ask.pulse_id.in_(begun)))):
            await pulse_views.message(session, HERE, each.message_id or 0)
            await pulse_views.revealed(session, HERE, [each.id])


async def _an_interview(world: World, submission_id: int) -> None:
    rita, begins = world.person(RITA), MONDAY + hours(4)
    async with world.database.begin() as session:
        planned = await interviewing.plan(
            session, rita, submission_id, [MONA, RITA], begins, 60, {1: [MONA]}, origin="V_I", at=MONDAY
        )
    await through(world.database, begins + hours(1))
    async with world.database.begin() as session:
        await interviewing.change(session, rita, planned.id, [MONA], begins, 60, {1: [MONA]}, at=begins + hours(1))
    async with world.database.begin() as session:
        mona = world.person(MONA)
        (asked,) = (await panels.panel(session, mona, submission_id, at=begins)).interviews[0].seats
        await scorecards.of_ask(session, mona, asked.ask_id or 0)
        await scoring.save(session, mona, planned.id, 1, 3, "Seen", at=begins + hours(1))
        await scoring.hand_in(session, mona, planned.id, Recommendation.YES, at=begins + hours(1))
    async with world.database.begin() as session:
        found = await panels.panel(session, mona, submission_id, at=begins)
        assert found.is_revealed
        await scoring.debrief(session, mona, submission_id, at=begins + hours(1))
        await comparisons.compare(session, mona, found.requisition, 0)


@pytest.fixture
def fresh_sqlite_world(request: pytest.FixtureRequest, tmp_path: Any) -> Any:
    return worlds("sqlite", request, tmp_path)


@pytest.fixture
async def sqlite_database(fresh_sqlite_world: Any) -> Any:
    async with fresh_sqlite_world(True) as url:
        database = Database.open(url)
        yield database
        await database.close()


async def test_nothing_is_looked_for_by_reading_a_whole_table(sqlite_database: Database) -> None:
    """SQLite's planner is asked: it plans by rules, where PostgreSQL's plans depend on how many rows there are."""
    database = sqlite_database
    with recorded(database.writer, database.reader) as seen:
        await a_working_day(World(database))
    assert len(seen) > 60
    found = await scans(database, seen)
    assert not found, "\n".join(found)


async def scans(database: Database, seen: dict[str, Any]) -> list[str]:
    """The steps that read all of a growing table, or all of a workspace in it, each with its statement."""
    found = []
    async with database.reader.connect() as connection:
        for statement, parameters in seen.items():
            if not statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE")) or "alembic" in statement:
                continue
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            for *_, step in plan.all():
                verb, table, *rest = step.split()
                whole_table = verb == "SCAN" and "INDEX" not in rest
                whole_workspace = verb == "SEARCH" and step.endswith("(workspace=?)") and not PARTIAL & set(rest)
                if table in GROWING and (whole_table or whole_workspace):
                    found.append(f"{step}\n  {statement}")
    return found
