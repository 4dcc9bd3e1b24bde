"""Briefs: proposed by one side, signed by the other, and the first shortlist they agree on; on both databases."""

from __future__ import annotations

import asyncio
from datetime import date, datetime

import pytest

from storage import briefs, models, shortlists, versions
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.briefs import Section, WrongDay
from storage.rules.ladder import Rung
from storage.rules.promises import Kind
from storage.versions import Brief, Page, Standing
from tests.storage.world import (
    BEN,
    DAY,
    HANA,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    World,
    berlin,
    days,
    escalation_round,
    hours,
    new_york,
    nudge_round,
    refused,
)

WORDS = {Section.WHY: "Nightly loads fail", Section.OUTCOMES: "Runs the pipeline", Section.MUST_HAVES: "SQL\nOn-call"}
FRIDAY = date(2026, 6, 5)


async def propose(
    world: World,
    role: Requisition,
    *,
    by: str = RITA,
    on: date | None = None,
    at: datetime = MONDAY,
    over: int | None = None,
    **words: str,
) -> Brief:
    async with world.database.begin() as session:
        return await briefs.propose(session, world.person(by), role.id, WORDS | words, on, at=at, over=over)


async def sign(world: World, brief: Brief, *, by: str = MONA, at: datetime = MONDAY) -> Brief:
    async with world.database.begin() as session:
        return await briefs.sign(session, world.person(by), brief.id, at=at)


async def standing(world: World, role: Requisition) -> Standing:
    async with world.database.read() as session:
        return await versions.standing(session, world.workspace, role.id)


async def status(world: World, role: Requisition) -> str:
    (row,) = await world.rows(models.Requisition, id=role.id)
    return str(row.status)


async def test_whoever_proposes_has_signed_and_the_other_is_asked(lone: World) -> None:
    role = await lone.open()
    brief = await propose(lone, role)
    assert (brief.version, brief.state, brief.waits_for) == (1, "signing", [MONA])
    ask = await lone.only_ask()
    assert (ask.kind, ask.owner, ask.asker, ask.promise) == (Kind.SIGNATURE, MONA, RITA, DAY)
    assert ask.due_at == new_york("2026-06-01 17:00")
    assert await status(lone, role) == "intake"


async def test_the_second_signature_answers_the_ask_and_opens_the_role(lone: World) -> None:
    role = await lone.open()
    brief = await sign(lone, await propose(lone, role), at=new_york("2026-06-01 10:00"))
    ask = await lone.only_ask()
    assert (ask.state, ask.answered_by, ask.waited) == ("answered", MONA, 3600)
    assert (brief.state, brief.waits_for, brief.signed_at) == ("signed", [], new_york("2026-06-01 10:00"))
    assert await status(lone, role) == "open"
    sent = [row for row in await lone.rows(models.OutboxRow) if row.kind == "brief.signed"]
    assert [row.ids for row in sent] == [{"brief": brief.id}]
    entries = await lone.rows(models.TimelineEntry, requisition_id=role.id)
    assert [entry.kind for entry in entries][-2:] == ["brief_proposed", "brief_signed"]


async def test_signing_twice_or_at_once_changes_nothing_more(lone: World) -> None:
    role = await lone.open()
    brief = await propose(lone, role, on=FRIDAY)
    await asyncio.gather(*(sign(lone, brief) for _ in range(4)))
    again = await sign(lone, brief, at=MONDAY + hours(2))
    assert again.signed_at == MONDAY
    assert await sign(lone, brief, by=RITA) == again
    assert [ask.state for ask in await lone.asks(kind=Kind.SIGNATURE)] == ["answered"]
    assert len(await lone.asks(kind=Kind.SHORTLIST)) == 1


async def test_whoever_is_both_signs_by_proposing(lone: World) -> None:
    role = await lone.open(recruiter=RITA, manager=RITA)
    brief = await propose(lone, role, on=FRIDAY)
    assert (brief.state, len(brief.signatures)) == ("signed", 1)
    assert await status(lone, role) == "open"
    assert [(ask.kind, ask.owner) for ask in await lone.asks()] == [(Kind.SHORTLIST, RITA)]


async def test_only_the_two_write_and_sign(lone: World) -> None:
    role = await lone.open(helpers=(HANA,))
    for who in (BEN, HANA, OTTO):
        assert (await refused(propose(lone, role, by=who))).why is Why.NOT_ALLOWED
    brief = await propose(lone, role, by=MONA)
    for who in (BEN, HANA, OTTO):
        assert (await refused(sign(lone, brief, by=who))).why is Why.NOT_ALLOWED
    assert (await sign(lone, brief, by=RITA)).is_signed


async def test_a_newer_version_gives_the_waiting_one_up_and_its_ask(lone: World) -> None:
    role = await lone.open()
    first = await propose(lone, role)
    second = await propose(lone, role, by=MONA, why="Two people left")
    assert [(ask.owner, ask.state) for ask in await lone.asks()] == [(MONA, "cancelled"), (RITA, "open")]
    said_no = await refused(sign(lone, first))
    assert (said_no.why, said_no.facts) == (Why.BRIEF_GAVE_WAY, {"version": 1, "key": role.key})
    assert (second.version, (await sign(lone, second, by=RITA)).is_signed) == (2, True)


async def test_a_signed_version_holds_until_the_next_is_signed_and_its_words_stay(lone: World) -> None:
    role = await lone.open()
    first = await sign(lone, await propose(lone, role))
    second = await propose(lone, role, by=MONA, must_haves="SQL")
    now = await standing(lone, role)
    assert (now.holds, now.proposed) == (first, second)
    await sign(lone, second, by=RITA)
    now = await standing(lone, role)
    assert now.holds is not None
    assert (now.holds.version, now.proposed) == (2, None)
    async with lone.database.read() as session:
        assert (await versions.words(session, lone.workspace, first.id))["must_haves"] == "SQL\nOn-call"
        found = await versions.difference(session, second)
    assert found is not None
    assert (found.before.id, found.sections, found.is_day_changed) == (first.id, [Section.MUST_HAVES], False)


async def test_words_that_stay_keep_who_wrote_them(lone: World) -> None:
    role = await lone.open()
    await propose(lone, role)
    second = await propose(lone, role, by=MONA, why="Two people left", at=MONDAY + hours(1))
    texts = await lone.rows(models.BriefText, brief_id=second.id)
    assert {text.section: (text.written_by, text.written_at) for text in texts} == {
        "why": (MONA, MONDAY + hours(1)),
        "outcomes": (RITA, MONDAY),
        "must_haves": (RITA, MONDAY),
    }


async def test_proposing_what_stands_there_already_changes_nothing(lone: World) -> None:
    role = await lone.open()
    await propose(lone, role, on=FRIDAY)
    for who in (RITA, MONA):
        said_no = await refused(propose(lone, role, by=who, on=FRIDAY))
        assert (said_no.why, said_no.facts) == (Why.BRIEF_UNCHANGED, {"version": 1})
    assert len(await lone.rows(models.Brief)) == 1
    assert (await propose(lone, role)).version == 2  # without the day it is another


async def test_nobody_writes_over_a_version_they_have_not_seen(lone: World) -> None:
    role = await lone.open()
    await propose(lone, role, over=0)
    said_no = await refused(propose(lone, role, by=MONA, why="Two people left", over=0))
    assert (said_no.why, said_no.facts) == (Why.BRIEF_MOVED_ON, {"version": 1})
    both = [propose(lone, role, by=who, why=f"{who} says why", over=1) for who in (RITA, MONA)]
    done = await asyncio.gather(*both, return_exceptions=True)
    assert [each.version for each in done if isinstance(each, Brief)] == [2]
    assert [each.why for each in done if isinstance(each, Refused)] == [Why.BRIEF_MOVED_ON]


async def test_a_closed_role_has_no_brief_to_write_or_sign(lone: World) -> None:
    role = await lone.open()
    brief = await propose(lone, role)
    await lone.close(role)
    assert [ask.state for ask in await lone.asks(kind=Kind.SIGNATURE)] == ["cancelled"]
    assert (await refused(sign(lone, brief))).why is Why.CLOSED
    assert (await refused(propose(lone, role, why="Two people left"))).why is Why.CLOSED


@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        (date(2026, 5, 29), WrongDay.OVER),
        (date(2026, 6, 6), WrongDay.NOT_WORKED),
        (date(2027, 6, 2), WrongDay.TOO_FAR),
    ],
)
async def test_a_day_that_cannot_be_is_refused_and_nothing_is_proposed(lone: World, day: date, wrong: WrongDay) -> None:
    role = await lone.open()
    said_no = await refused(propose(lone, role, on=day))
    assert (said_no.why, said_no.facts) == (Why.SHORTLIST_DAY, {"wrong": wrong, "day": day})
    assert await lone.rows(models.Brief) == []


async def test_the_shortlist_agreed_on_is_owed_by_the_end_of_the_recruiters_day(lone: World) -> None:
    role = await lone.open()
    await sign(lone, await propose(lone, role, on=FRIDAY), at=berlin("2026-06-02 12:00:00.250"))
    (ask,) = await lone.asks(kind=Kind.SHORTLIST)
    assert (ask.owner, ask.asker, ask.state) == (RITA, MONA, "open")
    assert ask.due_at == berlin("2026-06-05 17:00")
    # however far off the day was: a full promise over is the kind's own working day
    assert ask.escalate_at == berlin("2026-06-08 17:00")


async def test_the_first_one_put_forward_answers_the_shortlist(lone: World) -> None:
    role = await lone.open(helpers=(HANA,))
    await lone.post(role)  # known when the day was named: it is not what was agreed
    await sign(lone, await propose(lone, role, on=FRIDAY, at=MONDAY + hours(1)), at=MONDAY + hours(2))
    await lone.post(role, by=HANA, at=berlin("2026-06-03 10:00"))
    (ask,) = await lone.asks(kind=Kind.SHORTLIST)
    assert (ask.state, ask.answered_by) == ("answered", HANA)
    assert len(await lone.asks(kind=Kind.REVIEW)) == 2
    await sign(lone, await propose(lone, role, on=date(2026, 6, 9), at=berlin("2026-06-04 10:00")))
    assert len(await lone.asks(kind=Kind.SHORTLIST)) == 1  # there is one first shortlist


async def test_whoever_came_before_the_signature_is_the_shortlist(lone: World) -> None:
    role = await lone.open()
    brief = await propose(lone, role, on=FRIDAY)
    await lone.post(role, at=MONDAY + hours(1))
    await sign(lone, brief, at=MONDAY + hours(2))
    assert await lone.asks(kind=Kind.SHORTLIST) == []


@pytest.mark.parametrize(
    ("then", "left"),
    [
        (FRIDAY, [("open", berlin("2026-06-05 17:00"))]),
        (date(2026, 6, 9), [("cancelled", berlin("2026-06-05 17:00")), ("open", berlin("2026-06-09 17:00"))]),
        (None, [("cancelled", berlin("2026-06-05 17:00"))]),
    ],
    ids=["same day", "another day", "no day"],
)
async def test_the_next_version_signed_says_what_becomes_of_the_shortlist(
    lone: World, then: date | None, left: list[tuple[str, datetime]]
) -> None:
    role = await lone.open()
    await sign(lone, await propose(lone, role, on=FRIDAY))
    await sign(lone, await propose(lone, role, on=then, why="Two people left"))
    assert [(ask.state, ask.due_at) for ask in await lone.asks(kind=Kind.SHORTLIST)] == left


async def test_a_day_that_is_over_when_the_last_one_signs_binds_nobody(lone: World) -> None:
    role = await lone.open()
    brief = await propose(lone, role, on=FRIDAY)
    assert (await sign(lone, brief, at=berlin("2026-06-08 10:00"))).is_signed
    assert await lone.asks(kind=Kind.SHORTLIST) == []
    # agreed on once, it may stand in the next version too
    again = await propose(lone, role, on=FRIDAY, why="Two people left", at=berlin("2026-06-08 11:00"))
    assert again.version == 2


@pytest.mark.parametrize(
    ("late", "before", "full_over", "told"),
    [
        (Kind.SIGNATURE, new_york("2026-06-02 16:59"), new_york("2026-06-02 17:00"), RITA),
        (Kind.SHORTLIST, berlin("2026-06-03 16:59"), berlin("2026-06-03 17:00"), HANA),
    ],
)
async def test_a_late_signature_is_told_to_whoever_asked_and_a_late_shortlist_to_a_helper(
    world: World, late: Kind, before: datetime, full_over: datetime, told: str
) -> None:
    role = await world.open(helpers=(HANA,))
    brief = await propose(world, role, on=date(2026, 6, 2))
    if late is Kind.SHORTLIST:
        await sign(world, brief)
    (ask,) = await world.asks(kind=late)
    await escalation_round(world.database, before)
    assert await world.rows(models.Nudge, ask_id=ask.id) == []
    await escalation_round(world.database, full_over)
    said = await world.rows(models.Nudge, ask_id=ask.id)
    assert [(nudge.person, nudge.rung) for nudge in said] == [(told, Rung.FULL_OVER)]


async def test_a_line_knows_which_version_it_asks_to_sign(world: World) -> None:
    role = await world.open()
    await propose(world, role)
    await propose(world, role, why="Two people left")
    await nudge_round(world.database, new_york("2026-06-01 09:30"))
    (message,) = await world.messages(MONA)
    assert [(line.ask.kind, line.version) for line in message.lines] == [(Kind.SIGNATURE, 2)]


async def test_a_page_shows_each_reader_what_is_theirs_to_do(lone: World) -> None:
    role = await lone.open()

    async def page(who: str) -> Page:
        async with lone.database.read() as session:
            return await versions.page(session, lone.person(who), role)

    empty = await page(MONA)
    assert (empty.brief, empty.words, empty.is_asked, empty.may_write) == (None, {}, False, True)
    await propose(lone, role)
    seen = {who: await page(who) for who in (RITA, MONA, BEN)}
    assert {who: (each.is_asked, each.may_write) for who, each in seen.items()} == {
        RITA: (False, True),
        MONA: (True, True),
        BEN: (False, False),
    }
    assert seen[BEN].words["must_haves"] == "SQL\nOn-call"
    assert (await refused(page(OTTO))).why is Why.NOT_ALLOWED


async def test_another_workspaces_brief_does_not_exist(world: World) -> None:
    role = await world.twin.open()
    theirs = await propose(world.twin, role, on=FRIDAY)
    assert (await refused(sign(world, theirs))).why is Why.NO_SUCH_BRIEF
    assert (await refused(propose(world, role))).why is Why.NO_SUCH_REQUISITION
    async with world.database.read() as session:
        here = world.workspace
        assert await versions.standing(session, here, role.id) == Standing()
        assert await versions.find(session, here, theirs.id) is None
        assert await versions.words(session, here, theirs.id) == {}
        assert await versions.asked_for(session, here, [ask.id for ask in await world.twin.asks()]) == {}
        assert await shortlists.owed(session, here, role.id) is None
    assert (await sign(world.twin, theirs, at=MONDAY + days(1))).is_signed
