"""Calibrations: each answers alone, nobody reads another's answer before the reveal, and nobody is waited for for ever;
on both databases."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from storage import calibrating, calibrations, drafts, models, timeline
from storage.calibrations import Calibration, Page, Revealed
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.calibrations import Verdict
from storage.rules.promises import Kind
from tests.conftest import FreshDatabase, opened
from tests.storage.world import (
    BEN,
    GONE,
    GUEST,
    HANA,
    HERE,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    ROBOT,
    World,
    days,
    dump,
    escalation_round,
    hours,
    nudge_round,
    refused,
)

ROOT = Path(__file__).parents[2]
YES, NO, UNSURE = Verdict
SAMPLES = ("Zyxsample six years in a bank", "Zyxsample led one migration", "Zyxsample never on call")
FORGOTTEN = (models.CalibrationSample, models.CalibrationAnswer, models.CalibrationNote)


async def prepared(world: World, must: str = "SQL\nOn-call", **who: Any) -> Requisition:
    role = await world.open(**who)
    async with world.database.begin() as session:
        words = {"why": "Loads fail", "outcomes": "Runs it", "must_haves": must}
        await drafts.save(session, world.person(role.recruiter), role.id, words, over={}, at=MONDAY)
    return role


async def start(
    world: World, role: Requisition, *who: str, by: str = RITA, origin: str = "V_CAL", samples: Sequence[str] = SAMPLES
) -> Calibration:
    async with world.database.begin() as session:
        return await calibrating.start(
            session, world.person(by), role.id, samples, who or (MONA, RITA, OTTO), origin=origin, at=MONDAY
        )


async def answer(
    world: World, found: Calibration, who: str, verdicts: str, note: str = "", *, at: Any = MONDAY
) -> int | None:
    """One letter an answer: y, n or u, sample by sample; fewer are half of it."""
    wanted = iter(verdicts)
    known = {"y": YES, "n": NO, "u": UNSURE}
    async with world.database.begin() as session:
        for sample in range(1, len(found.samples) + 1):
            said = {at: known[each] for at, each in zip(range(1, len(found.criteria) + 1), wanted, strict=False)}
            await calibrating.save(session, world.person(who), found.id, sample, said, note)
        return await calibrating.hand_in(session, world.person(who), found.id, at=at)


async def look(world: World, role: Requisition, who: str = RITA, *, at: Any = MONDAY) -> Page:
    async with world.database.read() as session:
        return await calibrations.page(session, world.person(who), role.id, at=at)


async def newest(world: World, role: Requisition) -> Calibration:
    found = (await look(world, role)).calibration
    assert found is not None
    return found


async def reveal(world: World, found: Calibration, *, by: str = RITA, at: Any = MONDAY) -> Calibration:
    async with world.database.begin() as session:
        return await calibrating.reveal(session, world.person(by), found.id, at=at)


def differing(said: Revealed) -> list[tuple[int, int]]:
    return [(cell.sample, cell.criterion) for cell in said.differ]


async def test_everybody_is_asked_and_the_last_answer_reveals_all_at_once(world: World) -> None:
    role = await prepared(world)
    found = await start(world, role)
    asked = await world.asks(kind=Kind.CALIBRATION)
    assert [(ask.owner, ask.asker, ask.promise // 3600) for ask in asked] == [
        (MONA, RITA, 16),
        (RITA, MONA, 16),
        (OTTO, RITA, 16),
    ]
    assert found.criteria == ("SQL", "On-call")
    assert await answer(world, found, MONA, "yyyyyy") is None
    assert await answer(world, found, RITA, "ynyyyu", "Zyxnote of Rita") is None
    for who in (RITA, MONA, OTTO):
        assert (await look(world, role, who)).revealed == Revealed()
    assert await answer(world, found, OTTO, "yyyyyn") is None
    said = (await look(world, role)).revealed
    assert differing(said) == [(1, 2), (3, 2)]
    assert said.differ[0].said == ((MONA, YES), (RITA, NO), (OTTO, YES))
    assert said.notes[2] == [(RITA, "Zyxnote of Rita")]
    done = await newest(world, role)
    assert (done.state, done.differ, done.agree) == ("revealed", 2, 4)
    assert {ask.state for ask in await world.asks(kind=Kind.CALIBRATION)} == {"answered"}
    sent = [(row.kind, row.ids.get("person")) for row in await world.rows(models.OutboxRow) if "calib" in row.kind]
    assert sent == [("calibration.revealed", None), ("calibration.told", OTTO)]  # who is not on the role
    assert (await refused(answer(world, found, OTTO, "nnnnnn"))).why is Why.CALIBRATION_OVER


async def test_half_a_set_is_kept_for_its_author_and_not_handed_in(world: World) -> None:
    role = await prepared(world)
    found = await start(world, role)
    assert await answer(world, found, MONA, "yyn") == 2  # the first sample of which something is missing
    async with world.database.read() as session:
        own = await calibrations.own(session, world.person(MONA), found.id)
        assert own.verdicts == {(1, 1): YES, (1, 2): YES, (2, 1): NO}
        assert (await calibrations.own(session, world.person(RITA), found.id)).verdicts == {}
    assert (await newest(world, role)).waits_for == [MONA, RITA, OTTO]
    assert await answer(world, found, MONA, "yynnuu") is None
    assert (await refused(answer(world, found, MONA, "nnnnnn"))).why is Why.ALREADY_ANSWERED


async def test_who_never_answers_holds_the_others_up_until_overdue_and_no_longer(world: World) -> None:
    role = await prepared(world)
    found = await start(world, role)
    await answer(world, found, OTTO, "y")  # half of it, never handed in
    await answer(world, found, MONA, "yyyyyy")
    late = MONDAY + days(3)
    assert (await refused(reveal(world, found, at=late))).why is Why.CALIBRATION_WAITS  # one has nobody to differ from
    await answer(world, found, RITA, "nyyyyy")
    assert (await refused(reveal(world, found))).why is Why.CALIBRATION_WAITS
    assert [(await look(world, role, at=each)).may_reveal for each in (MONDAY, late)] == [False, True]
    assert (await refused(reveal(world, found, by=OTTO, at=late))).why is Why.NOT_ALLOWED
    await escalation_round(world.database, MONDAY + days(7))
    told = [row.person for row in await world.rows(models.Nudge) if row.rung == 4]
    assert told == [RITA]  # whoever asked
    both = await asyncio.gather(reveal(world, found, at=late), reveal(world, found, by=MONA, at=late))
    assert {each.state for each in both} == {"revealed"}
    said = (await look(world, role)).revealed
    assert differing(said) == [(1, 1)]
    assert {who for cell in said.cells for who, _ in cell.said} == {MONA, RITA}
    assert [(ask.owner, ask.state) for ask in await world.asks(kind=Kind.CALIBRATION)][-1] == (OTTO, "cancelled")
    assert (await refused(answer(world, found, OTTO, "yyyyyy"))).why is Why.CALIBRATION_OVER
    async with world.database.read() as session:
        happened = await timeline.of_requisition(session, world.workspace, role.id)
    (entry,) = [each for each in happened if each.kind == "calibration_revealed"]
    assert (entry.actor in (RITA, MONA), entry.facts) == (True, {"without": [OTTO], "differ": 1})


@pytest.mark.parametrize(("who", "why"), [(GUEST, Why.GUEST), (GONE, Why.DEACTIVATED), (ROBOT, Why.NOT_A_PERSON)])
async def test_guests_apps_and_who_left_take_no_part(lone: World, who: str, why: Why) -> None:
    role = await prepared(lone)
    assert (await refused(start(lone, role, RITA, who))).why is why
    assert await lone.rows(models.Calibration) == []


async def test_one_is_open_at_a_time_and_the_same_form_twice_starts_one(lone: World) -> None:
    role = await prepared(lone)
    first = await start(lone, role)
    assert (await start(lone, role)).id == first.id
    assert (await refused(start(lone, role, origin="V_OTHER"))).why is Why.CALIBRATION_OPEN
    async with lone.database.begin() as session:
        await calibrating.cancel(session, lone.person(MONA), first.id, at=MONDAY)
        await calibrating.cancel(session, lone.person(MONA), first.id, at=MONDAY)
    assert {ask.state for ask in await lone.asks(kind=Kind.CALIBRATION)} == {"cancelled"}
    assert [await lone.rows(table) for table in FORGOTTEN] == [[], [], []]
    second = await start(lone, role, origin="V_OTHER")
    assert (second.id != first.id, second.state) == (True, "open")


async def test_only_the_two_start_one_and_only_over_must_haves(lone: World) -> None:
    bare = await lone.open()
    assert (await refused(start(lone, bare))).why is Why.CALIBRATION_OF_NOTHING
    role = await prepared(lone)
    assert (await refused(start(lone, role, by=BEN))).why is Why.NOT_ALLOWED
    for samples in (SAMPLES[:2], (*SAMPLES, "see https://example.com/ada"), SAMPLES * 2):
        with pytest.raises(ValueError, match="three to five"):
            await start(lone, role, samples=samples)
    with pytest.raises(ValueError, match="2 to 10"):
        await start(lone, role, RITA, RITA)


async def test_the_page_is_for_the_two_and_who_takes_part_until_it_is_revealed(lone: World) -> None:
    role = await prepared(lone)
    found = await start(lone, role)
    assert (await look(lone, role, OTTO)).may_lead is False
    assert (await refused(look(lone, role, BEN))).why is Why.NOT_ALLOWED
    assert (await refused(look(lone, role, HANA))).why is Why.NOT_ALLOWED
    for who in (MONA, RITA, OTTO):
        await answer(lone, found, who, "yyyyyn")
    assert len((await look(lone, role, BEN)).revealed.cells) == 6  # he reads the channel anyway
    assert (await refused(look(lone, role, HANA))).why is Why.NOT_ALLOWED


async def test_another_workspaces_calibration_does_not_exist(world: World) -> None:
    role = await prepared(world.twin)
    found = await start(world.twin, role, MONA, RITA)
    for verb in (answer(world, found, MONA, "yyyyyy"), reveal(world, found)):
        assert (await refused(verb)).why is Why.NOT_YOUR_ASK
    with pytest.raises((Refused, LookupError)):
        await look(world, role)


async def _told(fresh_world: FreshDatabase, verdicts: str, note: str) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in every other table once Rita has handed in, Mona has half, and their messages went out."""
    async with fresh_world(True) as url, opened(url) as database:
        world = World(database)
        role = await prepared(world)
        found = await start(world, role)
        await answer(world, found, RITA, verdicts, note)
        await answer(world, found, MONA, verdicts[:3], note)
        for day in range(3):
            await nudge_round(database, MONDAY + days(day) + hours(6))
        tables = await dump(database, HERE)
    assert tables.pop("calibration_answers")
    assert note in repr(tables.pop("calibration_notes"))
    return tables


async def test_until_the_reveal_no_other_table_differs_whatever_was_said(fresh_world: FreshDatabase) -> None:
    one = await _told(fresh_world, "yyyyyy", "Zyxnote one")
    assert "Zyxnote" not in repr(one)
    assert [name for name, rows in one.items() if "Zyxsample" in repr(rows)] == ["calibration_samples"]
    assert one == await _told(fresh_world, "nnnuuu", "Zyxnote two")


def test_no_other_file_reads_what_was_said() -> None:
    floors = (ROOT / floor for floor in ("bot", "handlers", "storage"))
    named = {
        path.relative_to(ROOT).as_posix()
        for floor in floors
        for path in floor.rglob("*.py")
        if "migrations" not in path.parts
        and re.search(r"CalibrationAnswer|CalibrationNote|calibration_answers", path.read_text(encoding="utf-8"))
    }
    assert named == {
        "storage/models/__init__.py",
        "storage/models/calibrations.py",
        "storage/calibrations.py",  # the wall
        "storage/calibrating.py",  # writes one's own
        "storage/calibration_ends.py",  # deletes
    }


async def test_what_was_said_does_not_print_itself(lone: World) -> None:
    role = await prepared(lone)
    found = await start(lone, role)
    for who in (MONA, RITA, OTTO):
        await answer(lone, found, who, "yyyyyn", "Zyxnote")
    shown = await look(lone, role)
    async with lone.database.read() as session:
        own = await calibrations.own(session, lone.person(RITA), found.id)
    assert "Zyx" not in repr((shown, own))
    assert "UNSURE" not in repr((shown.revealed.cells, own)).upper()
