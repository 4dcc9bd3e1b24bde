"""Drafts: the next version of a brief, typed section by section by either of the two, confirmed by whose word it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import agreements, asks, briefs, calibrations, chapters, last_time, models, people, requisitions, versions
from storage.agreements import Agreement
from storage.blind import Said
from storage.calibrations import Calibration
from storage.last_time import LastTime
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules import criteria
from storage.rules.agreements import USUAL
from storage.rules.briefs import Section, changed
from storage.rules.chapters import NEEDED_CHAPTERS, Chapter, missing, owners, sections_of, waits_for
from storage.rules.criteria import Answer, Criterion
from storage.rules.promises import Kind
from storage.rules.rights import Act
from storage.versions import Brief, Standing


@dataclass(frozen=True)
class Progress:
    """How far a chapter is: who wrote it when (None: nobody yet), and who has yet to write or confirm it. `asked`: who
    owes that already."""

    chapter: Chapter
    revision: int
    written_by: str | None
    written_at: datetime | None
    waits_for: list[str]
    asked: str | None
    confirmed_by: str | None = None
    is_signed: bool = False  # it reads as both have signed it


@dataclass(frozen=True)
class Draft:
    """A brief on its way, as one of the two sees it: the working copy, or the newest version while nobody has begun
    one. `missing` is what is needed before anybody is asked to sign; `is_changed`: whether there is anything to
    sign, and `holds_at_once` whether it would hold without the other's signature."""

    requisition: Requisition
    version: int
    standing: Standing
    words: dict[str, str]
    criteria: list[Criterion]
    shortlist_on: date | None
    progress: dict[Chapter, Progress]
    missing: list[Section]
    is_changed: bool
    people: dict[str, Person]
    last_time: LastTime | None = None  # of this hiring manager
    calibration: Calibration | None = None  # the newest
    agreement: Agreement = field(default_factory=lambda: Agreement(USUAL))
    holds_at_once: bool = False


async def look(session: AsyncSession, person: Person, requisition_id: int) -> Draft:
    """The draft of a requisition, for the two who write it."""
    await people.must(session, person, Act.BRIEF, requisition_id)
    role = await requisitions.known(session, person.workspace, requisition_id)
    now = await versions.standing(session, role.workspace, role.id)
    row = await chapters.draft(session, role.workspace, role.id)
    newest = now.newest
    base = row.id if row else newest.id if newest else None
    words = await versions.words(session, role.workspace, base) if base is not None else {}
    judged = await versions.criteria_of(session, role.workspace, base) if base is not None else []
    before = await versions.words(session, role.workspace, newest.id) if newest else {}
    calibration = await calibrations.newest(session, role.workspace, role.id)
    taking_part = [each.person for each in calibration.participants] if calibration else []
    version = row.version if row else newest.version if newest else 1
    day = row.shortlist_on if row else newest.shortlist_on if newest else None
    agreement = await agreements.look(session, role)
    is_changed = row is not None and (
        bool(changed(before, words)) or (newest is not None and day != newest.shortlist_on)
    )
    return Draft(
        role,
        version,
        now,
        words,
        judged,
        day,
        await _progress(session, role, base, now.holds),
        missing(words, len(criteria.untested(judged))),
        is_changed,
        await people.named(
            session,
            role.workspace,
            [role.recruiter, role.manager, *taking_part, *agreements.people_of(agreement)],
        ),
        await last_time.of(session, person, role),
        calibration,
        agreement,
        is_changed and not await briefs.asks_both(session, person, role, now.holds, words),
    )


async def _progress(
    session: AsyncSession, role: Requisition, brief_id: int | None, holds: Brief | None
) -> dict[Chapter, Progress]:
    """How far each chapter is; what stands as both have signed it waits for nobody."""
    rows = await chapters.of(session, role.workspace, brief_id) if brief_id is not None else []
    known = {Chapter(row.chapter): row for row in rows}
    signed = await chapters.of(session, role.workspace, holds.id) if holds else []
    agreed = {(Chapter(row.chapter), row.revision) for row in signed if row.revision}
    found = {}
    for chapter in Chapter:
        row = known.get(chapter)
        if row is None:
            found[chapter] = Progress(chapter, 0, None, None, owners(chapter, role.manager, role.recruiter), None)
            continue
        left = waits_for(
            chapter, role.manager, role.recruiter, written_by=row.written_by, confirmed_by=row.confirmed_by
        )
        signed_so = (chapter, row.revision) in agreed
        if row.confirmed_at is not None or signed_so:
            left = []
        asked = await chapters.open_ask(session, row)
        owed_by = asked.owner if asked else None
        found[chapter] = Progress(
            chapter, row.revision, row.written_by, row.written_at, left, owed_by, row.confirmed_by, signed_so
        )
    return found


async def save(
    session: AsyncSession,
    person: Person,
    requisition_id: int,
    words: Mapping[str, str],
    *,
    over: Mapping[Chapter, int],
    at: datetime,
) -> None:
    """Saves what was typed into the draft, which is begun where there is none; what is not named stays. `over` is the
    revision each chapter was typed over: refused where somebody wrote in it since, so that nothing is lost unseen."""
    role, now, row = await _locked(session, person, requisition_id)
    base = row.id if row else now.newest.id if now.newest else None
    known = {each.chapter: each for each in await chapters.of(session, role.workspace, base)} if base else {}
    for chapter, revision in over.items():
        found = known.get(chapter)
        if found is not None and found.revision != revision:
            raise Refused(Why.SECTION_MOVED_ON, chapter=chapter, by=found.written_by)
    if row is None and not await _says_otherwise(session, role, base, words):
        return
    row = row or await chapters.begin(session, role, now.newest, person.id, at=at)
    await chapters.write(session, role, row, words, person.id, at=at)
    await requisitions.repaint(session, role.workspace, role.id, at=at)


async def _says_otherwise(session: AsyncSession, role: Requisition, base: int | None, words: Mapping[str, str]) -> bool:
    before = await versions.words(session, role.workspace, base) if base is not None else {}
    after = before | await chapters.worded(session, role.workspace, base, words)
    return bool(changed(before, after))


async def plan(session: AsyncSession, person: Person, requisition_id: int, day: date | None, *, at: datetime) -> None:
    """Notes the day for the first shortlist in the draft, which is begun where the day is another. Refused where none
    can be due then."""
    role, now, row = await _locked(session, person, requisition_id)
    if day == (row.shortlist_on if row else now.newest.shortlist_on if now.newest else None):
        return
    await briefs.must_be_possible(session, role, day, now, at)
    row = row or await chapters.begin(session, role, now.newest, person.id, at=at)
    row.shortlist_on = day
    await session.flush()


async def answer_test(
    session: AsyncSession, person: Person, requisition_id: int, answers: Mapping[str, Answer], *, at: datetime
) -> None:
    """Saves what was said in the must-have test, by must-have: how it is tested, and whether it is one."""
    role, now, row = await _locked(session, person, requisition_id)
    row = row or await chapters.begin(session, role, now.newest, person.id, at=at)
    before = await versions.criteria_of(session, role.workspace, row.id)
    if await chapters.judge(session, row, criteria.sorted_by_test(before, answers)):
        await chapters.wrote(session, role, row, Chapter.CRITERIA, person.id, at=at)


async def confirm(
    session: AsyncSession, person: Person, requisition_id: int, chapter: Chapter, *, over: int, at: datetime
) -> None:
    """Says that a chapter stands as it reads in revision `over`; a second time changes nothing."""
    role, now, row = await _locked(session, person, requisition_id)
    row = row or await chapters.begin(session, role, now.newest, person.id, at=at)
    known = await chapters.one(session, row, chapter)
    if known.revision != over:
        raise Refused(Why.SECTION_MOVED_ON, chapter=chapter, by=known.written_by)
    left = waits_for(
        chapter, role.manager, role.recruiter, written_by=known.written_by, confirmed_by=known.confirmed_by
    )
    if not over or known.confirmed_at is not None or person.id not in left:
        return
    known.confirmed_by = person.id
    await chapters.agreed(session, role, known, person.id, at=at)
    await requisitions.repaint(session, role.workspace, role.id, at=at)


async def ask(session: AsyncSession, person: Person, requisition_id: int, *, at: datetime) -> list[tuple[Chapter, str]]:
    """Asks the other for every needed chapter that waits for them; gives back which, and whom. Nobody is asked twice,
    and nobody asks themself."""
    role, now, row = await _locked(session, person, requisition_id)
    row = row or await chapters.begin(session, role, now.newest, person.id, at=at)
    progress = await _progress(session, role, row.id, now.holds)
    found = []
    for chapter in NEEDED_CHAPTERS:
        each = progress[chapter]
        owed_by = next((who for who in each.waits_for if who != person.id), None)
        if owed_by is None or each.asked is not None:
            continue
        asked = await asks.ask(
            session,
            role.workspace,
            Kind.SECTION,
            owner=owed_by,
            asker=person.id,
            requisition_id=role.id,
            at=at,
        )
        (await chapters.one(session, row, chapter)).ask_id = asked.id
        found.append((chapter, owed_by))
    if not found:
        raise Refused(Why.NOTHING_TO_ASK_FOR)
    await requisitions.repaint(session, role.workspace, role.id, at=at)
    return found


async def propose(
    session: AsyncSession,
    person: Person,
    requisition_id: int,
    *,
    at: datetime,
    over: int | None = None,
    pictured: Said | None = None,
) -> Brief:
    """Proposes the draft for signing; `over` and `pictured` as in `briefs.propose`. Refused while something needed is
    missing, with what it is."""
    role, now, row = await _opened(session, person, requisition_id)
    newest = now.newest
    if row is None:
        if newest is None:
            raise Refused(Why.BRIEF_INCOMPLETE, missing=missing({}, 0))
        raise Refused(Why.BRIEF_UNCHANGED, version=newest.version)
    words = await versions.words(session, role.workspace, row.id)
    judged = await versions.criteria_of(session, role.workspace, row.id)
    if lacks := missing(words, len(criteria.untested(judged))):
        raise Refused(Why.BRIEF_INCOMPLETE, missing=lacks)
    return await briefs.propose(session, person, role.id, {}, row.shortlist_on, at=at, over=over, pictured=pictured)


async def _locked(
    session: AsyncSession, person: Person, requisition_id: int
) -> tuple[Requisition, Standing, models.Brief | None]:
    """As `_opened`, with the two people's rows locked, for what asks or answers."""
    found = await _opened(session, person, requisition_id)
    await people.lock(session, person.workspace, found[0].recruiter, found[0].manager)
    return found


async def _opened(
    session: AsyncSession, person: Person, requisition_id: int
) -> tuple[Requisition, Standing, models.Brief | None]:
    """The role, its row locked, where its brief stands, and its draft, for somebody who may write it now."""
    _, role = await briefs.locked(session, person.workspace, requisition_id)
    await people.must(session, person, Act.BRIEF, requisition_id)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
    now = await versions.standing(session, role.workspace, role.id)
    return role, now, await chapters.draft(session, role.workspace, role.id)


def revisions(draft: Draft, sections: list[Section]) -> dict[Chapter, int]:
    """The revision of each chapter these sections belong to, for what is about to be typed over them."""
    return {
        chapter: draft.progress[chapter].revision
        for chapter in Chapter
        if any(section in sections_of(chapter) for section in sections)
    }
