"""Drafts: a brief typed section by section by two people, confirmed, asked for and proposed; on both databases."""

from __future__ import annotations

import asyncio
from datetime import date, datetime

from storage import briefs, chapters, drafts, models
from storage.drafts import Draft
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.briefs import Section
from storage.rules.chapters import Chapter, chapter_of
from storage.rules.criteria import Answer
from storage.rules.promises import Kind
from storage.versions import Brief
from tests.storage.world import BEN, DAY, HANA, MONA, MONDAY, OTTO, RITA, World, days, hours, refused

WHY, OUTCOMES, MUST = {Section.WHY: "Loads fail"}, {Section.OUTCOMES: "Runs it"}, {Section.MUST_HAVES: "SQL\nCalm"}
ALL = WHY | OUTCOMES | MUST
SEEN = {"SQL": Answer("a work sample", turns_away=True), "Calm": Answer("", turns_away=False)}
FRIDAY = date(2026, 6, 5)


async def save(
    world: World,
    role: Requisition,
    words: dict[Section, str],
    *,
    by: str = RITA,
    over: int = 0,
    at: datetime = MONDAY,
) -> None:
    typed = {str(section): text for section, text in words.items()}
    revisions = {chapter_of(section): over for section in words}
    async with world.database.begin() as session:
        await drafts.save(session, world.person(by), role.id, typed, over=revisions, at=at)


async def look(world: World, role: Requisition, *, by: str = RITA) -> Draft:
    async with world.database.read() as session:
        return await drafts.look(session, world.person(by), role.id)


async def confirm(world: World, role: Requisition, chapter: Chapter, *, by: str = MONA, over: int = 1) -> None:
    async with world.database.begin() as session:
        await drafts.confirm(session, world.person(by), role.id, chapter, over=over, at=MONDAY + hours(6))


async def answer_test(world: World, role: Requisition, *, by: str = RITA) -> None:
    async with world.database.begin() as session:
        await drafts.answer_test(session, world.person(by), role.id, SEEN, at=MONDAY)


async def ask(world: World, role: Requisition, *, by: str = RITA) -> list[tuple[Chapter, str]]:
    async with world.database.begin() as session:
        return await drafts.ask(session, world.person(by), role.id, at=MONDAY)


async def propose(world: World, role: Requisition, *, by: str = RITA, at: datetime = MONDAY) -> Brief:
    async with world.database.begin() as session:
        return await drafts.propose(session, world.person(by), role.id, at=at)


async def plan(world: World, role: Requisition, day: date | None, *, at: datetime = MONDAY) -> None:
    async with world.database.begin() as session:
        await drafts.plan(session, world.person(RITA), role.id, day, at=at)


async def signed(world: World, role: Requisition) -> Brief:
    """The first version, typed by Rita and signed by both."""
    await save(world, role, ALL)
    await answer_test(world, role)
    made = await propose(world, role)
    async with world.database.begin() as session:
        return await briefs.sign(session, world.person(MONA), made.id, at=MONDAY)


async def test_saving_begins_one_draft_and_nobody_is_asked_to_sign(lone: World) -> None:
    role = await lone.open()
    await save(lone, role, WHY)
    await save(lone, role, OUTCOMES, by=MONA)
    (row,) = await lone.rows(models.Brief)
    assert (row.version, row.state) == (1, "draft")
    assert await lone.asks() == []
    now = await look(lone, role)
    assert (now.version, now.is_changed, now.words) == (1, True, {"why": "Loads fail", "outcomes": "Runs it"})
    assert now.missing == [Section.MUST_HAVES]


async def test_the_owners_typing_confirms_and_the_others_waits(lone: World) -> None:
    role = await lone.open()
    await save(lone, role, WHY | MUST)
    await save(lone, role, OUTCOMES, by=MONA)
    waits = {chapter: each.waits_for for chapter, each in (await look(lone, role)).progress.items()}
    assert waits[Chapter.WHY] == waits[Chapter.CRITERIA] == [MONA]
    assert waits[Chapter.OUTCOMES] == []
    assert waits[Chapter.MARKET] == [RITA]
    await confirm(lone, role, Chapter.WHY)
    await confirm(lone, role, Chapter.WHY)
    now = await look(lone, role)
    why = now.progress[Chapter.WHY]
    assert (why.waits_for, why.written_by, why.confirmed_by) == ([], RITA, MONA)
    await save(lone, role, {Section.WHY: "Two left"}, over=1)
    assert (await look(lone, role)).progress[Chapter.WHY].waits_for == [MONA]


async def test_only_the_two_write_confirm_ask_and_propose(lone: World) -> None:
    role = await lone.open(helpers=(HANA,))
    await save(lone, role, WHY)
    for who in (BEN, HANA, OTTO):
        for verb in (
            save(lone, role, OUTCOMES, by=who),
            look(lone, role, by=who),
            confirm(lone, role, Chapter.WHY, by=who),
            answer_test(lone, role, by=who),
            ask(lone, role, by=who),
            propose(lone, role, by=who),
        ):
            assert (await refused(verb)).why is Why.NOT_ALLOWED


async def test_what_was_written_meanwhile_is_not_overwritten_and_nothing_of_it_is_saved(lone: World) -> None:
    role = await lone.open()
    await save(lone, role, WHY, by=MONA)
    said_no = await refused(save(lone, role, {Section.WHY: "Mine", Section.OUTCOMES: "Mine too"}))
    assert (said_no.why, said_no.facts) == (Why.SECTION_MOVED_ON, {"chapter": Chapter.WHY, "by": MONA})
    assert (await look(lone, role)).words == {"why": "Loads fail"}
    assert (await refused(confirm(lone, role, Chapter.WHY, over=0))).why is Why.SECTION_MOVED_ON
    await save(lone, role, {Section.WHY: "Mine"}, over=1)
    assert (await look(lone, role)).words == {"why": "Mine"}


async def test_two_who_save_one_section_at_the_same_instant_never_lose_a_word_unseen(lone: World) -> None:
    role = await lone.open()
    both = [save(lone, role, {Section.WHY: who}, by=who) for who in (RITA, MONA)]
    ended = await asyncio.gather(*both, return_exceptions=True)
    assert [each.why for each in ended if isinstance(each, Refused)] == [Why.SECTION_MOVED_ON]
    assert len(await lone.rows(models.Brief)) == 1


async def test_saving_what_stands_there_begins_nothing(lone: World) -> None:
    role = await lone.open()
    await signed(lone, role)
    await save(lone, role, WHY, over=1)
    assert [row.state for row in await lone.rows(models.Brief)] == ["signed"]


async def test_proposing_is_refused_with_what_is_missing_and_keeps_what_is_typed(lone: World) -> None:
    role = await lone.open()
    assert (await refused(propose(lone, role))).facts["missing"] == [
        Section.WHY,
        Section.OUTCOMES,
        Section.MUST_HAVES,
    ]
    await save(lone, role, ALL)
    said_no = await refused(propose(lone, role))
    assert (said_no.why, said_no.facts) == (Why.BRIEF_INCOMPLETE, {"missing": [Section.TESTED]})
    assert (await look(lone, role)).words["must_haves"] == "SQL\nCalm"


async def test_the_draft_becomes_the_version_that_waits_and_the_must_have_test_sorts_it(lone: World) -> None:
    role = await lone.open()
    await save(lone, role, ALL)
    await answer_test(lone, role)
    await plan(lone, role, FRIDAY)
    made = await propose(lone, role, at=MONDAY + hours(1))
    assert (made.version, made.state, made.waits_for, made.shortlist_on) == (1, "signing", [MONA], FRIDAY)
    assert made.created_at == MONDAY + hours(1)
    now = await look(lone, role)
    assert (now.words["must_haves"], now.words["nice"], now.words["tested"]) == ("SQL", "Calm", "SQL: a work sample")
    assert (now.is_changed, now.missing) == (False, [])
    assert (await refused(propose(lone, role))).why is Why.BRIEF_UNCHANGED


async def test_a_draft_over_a_signed_version_starts_confirmed_and_the_signed_one_holds(lone: World) -> None:
    role = await lone.open()
    first = await signed(lone, role)
    await save(lone, role, {Section.JOIN: "The team"}, at=MONDAY + days(1))
    now = await look(lone, role)
    assert (now.version, now.standing.holds) == (2, first)
    waits = {chapter: each.waits_for for chapter, each in now.progress.items()}
    assert (waits[Chapter.WHY], waits[Chapter.CRITERIA], waits[Chapter.PITCH]) == ([], [], [MONA])
    assert now.holds_at_once
    second = await propose(lone, role, by=MONA)
    assert (second.version, second.is_signed, second.object_until is not None) == (2, True, True)
    await save(lone, role, {Section.OUTCOMES: "Another year"}, over=1, at=MONDAY + days(1))
    now = await look(lone, role)
    assert (now.is_changed, now.holds_at_once) == (True, False)  # both sign that again
    rows = await lone.rows(models.BriefText, brief_id=first.id)
    assert Section.JOIN not in {row.section for row in rows}


async def test_a_draft_begun_before_the_signature_waits_for_nobody_once_it_is_given(lone: World) -> None:
    role = await lone.open()
    await save(lone, role, ALL)
    await answer_test(lone, role)
    first = await propose(lone, role)
    await save(lone, role, {Section.JOIN: "The team"}, by=MONA)
    assert (await look(lone, role)).progress[Chapter.WHY].waits_for == [MONA]
    async with lone.database.begin() as session:
        await briefs.sign(session, lone.person(MONA), first.id, at=MONDAY)
    now = await look(lone, role)
    assert (now.version, now.standing.holds is not None) == (2, True)
    assert (now.progress[Chapter.WHY].waits_for, now.progress[Chapter.CRITERIA].waits_for) == ([], [])


async def test_the_other_is_asked_once_for_what_is_needed_and_answers_by_confirming_or_typing(lone: World) -> None:
    role = await lone.open()
    await save(lone, role, WHY)
    assert await ask(lone, role) == [(Chapter.WHY, MONA), (Chapter.OUTCOMES, MONA), (Chapter.CRITERIA, MONA)]
    assert (await refused(ask(lone, role))).why is Why.NOTHING_TO_ASK_FOR
    asked = await lone.asks(kind=Kind.SECTION)
    assert {(each.owner, each.asker, each.promise) for each in asked} == {(MONA, RITA, 2 * DAY)}
    async with lone.database.read() as session:
        found = await chapters.asked_for(session, lone.workspace, [each.id for each in asked])
    assert list(found.values()) == [Chapter.WHY, Chapter.OUTCOMES, Chapter.CRITERIA]
    await confirm(lone, role, Chapter.WHY)
    await save(lone, role, OUTCOMES, by=MONA)
    assert [each.state for each in await lone.asks(kind=Kind.SECTION)] == ["answered", "answered", "open"]
    await save(lone, role, MUST, by=RITA)
    await answer_test(lone, role)
    assert [each.state for each in await lone.asks(kind=Kind.SECTION)] == ["answered", "answered", "open"]
    await propose(lone, role)
    states = [(each.kind, each.state) for each in await lone.asks()]
    assert states[2:] == [(Kind.SECTION, "cancelled"), (Kind.SIGNATURE, "open")]


async def test_nobody_asks_themself(lone: World) -> None:
    role = await lone.open()
    assert await ask(lone, role, by=MONA) == [(Chapter.CRITERIA, RITA)]
    alone = await lone.open(recruiter=RITA, manager=RITA)
    assert (await refused(ask(lone, alone))).why is Why.NOTHING_TO_ASK_FOR


async def test_a_closed_role_takes_no_words_and_its_asks_end(lone: World) -> None:
    role = await lone.open()
    await save(lone, role, WHY)
    await ask(lone, role)
    await lone.close(role)
    assert {each.state for each in await lone.asks(kind=Kind.SECTION)} == {"cancelled"}
    assert (await refused(save(lone, role, OUTCOMES))).why is Why.CLOSED
    assert (await refused(confirm(lone, role, Chapter.WHY))).why is Why.CLOSED


async def test_a_day_on_which_nobody_works_is_not_planned(lone: World) -> None:
    role = await lone.open()
    assert (await refused(plan(lone, role, date(2026, 6, 6)))).why is Why.SHORTLIST_DAY
    assert await lone.rows(models.Brief) == []


async def test_another_workspaces_draft_does_not_exist(world: World) -> None:
    role = await world.twin.open()
    await save(world.twin, role, WHY)
    assert (await refused(save(world, role, WHY))).why is Why.NO_SUCH_REQUISITION
    assert (await refused(look(world, role))).why is Why.NOT_ALLOWED
    async with world.database.read() as session:
        assert await chapters.draft(session, world.workspace, role.id) is None
