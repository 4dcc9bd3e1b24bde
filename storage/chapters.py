"""Chapters: the rows of a version while it is a draft: begun as a copy of the newest, written, confirmed, closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, models, versions
from storage.requisitions import Requisition
from storage.rules import criteria
from storage.rules.briefs import Section
from storage.rules.chapters import Chapter, chapter_of, waits_for
from storage.rules.criteria import SECTIONS, Criterion
from storage.versions import Brief

CRITERIA = frozenset(str(section) for section in SECTIONS.values())


async def draft(session: AsyncSession, workspace: str, requisition_id: int) -> models.Brief | None:
    """The working copy of a requisition's next version, if somebody began one."""
    row = models.Brief
    found: models.Brief | None = await session.scalar(
        select(row)
        .where(row.workspace == workspace, row.requisition_id == requisition_id, row.state == "draft")
        .execution_options(populate_existing=True)
    )
    return found


async def begin(
    session: AsyncSession, role: Requisition, newest: Brief | None, person: str, *, at: datetime
) -> models.Brief:
    """A working copy of the newest version, word by word; empty where there is none. What both have signed is
    confirmed. The caller holds the requisition's lock and knows that there is no draft yet."""
    highest = await session.scalar(
        select(func.max(models.Brief.version)).where(
            models.Brief.workspace == role.workspace, models.Brief.requisition_id == role.id
        )
    )
    row = models.Brief(
        workspace=role.workspace,
        requisition_id=role.id,
        version=(highest or 0) + 1,
        state="draft",
        created_by=person,
        created_at=at,
        shortlist_on=newest.shortlist_on if newest else None,
    )
    session.add(row)
    await session.flush()
    if newest is None:
        return row
    text, chapter = models.BriefText, models.BriefChapter
    for each in await session.scalars(
        select(text).where(text.workspace == role.workspace, text.brief_id == newest.id).order_by(text.id)
    ):
        session.add(
            text(
                workspace=each.workspace,
                brief_id=row.id,
                section=each.section,
                text=each.text,
                written_by=each.written_by,
                written_at=each.written_at,
            )
        )
    for known in await of(session, role.workspace, newest.id):
        session.add(
            chapter(
                workspace=known.workspace,
                brief_id=row.id,
                chapter=known.chapter,
                revision=known.revision,
                written_by=known.written_by,
                written_at=known.written_at,
                confirmed_by=known.confirmed_by,
                confirmed_at=newest.signed_at or known.confirmed_at,
            )
        )
    await _put(session, row, await versions.criteria_of(session, role.workspace, newest.id))
    return row


async def copy(session: AsyncSession, role: Requisition, source: Brief, person: str, *, at: datetime) -> None:
    """Begins a role's draft with what another's brief says, as if `person` had typed it: the criteria with their tests,
    without the day for the first shortlist, and with nothing signed or confirmed. Nobody is in mind for this one. The
    caller has checked that `person` may read it, holds the role's lock and knows that it has no draft."""
    row = await begin(session, role, None, person, at=at)
    said = await versions.words(session, source.workspace, source.id)
    left_out = (Section.TESTED, Section.IN_MIND)
    await write(session, role, row, {each: text for each, text in said.items() if each not in left_out}, person, at=at)
    await judge(session, row, await versions.criteria_of(session, source.workspace, source.id))


async def worded(
    session: AsyncSession, workspace: str, brief_id: int | None, sections: Mapping[str, str]
) -> dict[str, str]:
    """What `sections` would have a version say, in the words `versions.words` would find: empty ones where nothing
    would be left."""
    plain = {section: text for section, text in sections.items() if section not in CRITERIA}
    before = await versions.criteria_of(session, workspace, brief_id) if brief_id is not None else []
    after = criteria.words(criteria.written(before, sections))
    return plain | {section: after.get(section, "") for section in (*CRITERIA, Section.TESTED)}


async def write(
    session: AsyncSession,
    role: Requisition,
    row: models.Brief,
    sections: Mapping[str, str],
    person: str,
    *,
    at: datetime,
) -> None:
    """Writes what is different into the draft; whoever is asked for a chapter they wrote has answered. The caller holds
    the locks."""
    now = await versions.words(session, row.workspace, row.id)
    others = {section: text for section, text in sections.items() if now.get(section, "") != text}
    if not others:
        return
    text = models.BriefText
    plain = {section: words for section, words in others.items() if section not in CRITERIA}
    await session.execute(
        delete(text).where(text.workspace == row.workspace, text.brief_id == row.id, text.section.in_(plain))
    )
    for section, words in plain.items():
        if words:
            session.add(
                text(
                    workspace=row.workspace,
                    brief_id=row.id,
                    section=section,
                    text=words,
                    written_by=person,
                    written_at=at,
                )
            )
    if len(plain) != len(others):
        before = await versions.criteria_of(session, row.workspace, row.id)
        await _put(session, row, criteria.written(before, others))
    for chapter in dict.fromkeys(chapter_of(Section(section)) for section in others):
        await wrote(session, role, row, chapter, person, at=at)


async def judge(session: AsyncSession, row: models.Brief, found: list[Criterion]) -> bool:
    """Has the draft's criteria be these; whether they were others. The caller holds the requisition's lock."""
    if found == await versions.criteria_of(session, row.workspace, row.id):
        return False
    await _put(session, row, found)
    return True


async def _put(session: AsyncSession, row: models.Brief, found: Iterable[Criterion]) -> None:
    criterion = models.Criterion
    await session.execute(delete(criterion).where(criterion.workspace == row.workspace, criterion.brief_id == row.id))
    for position, each in enumerate(found, 1):
        session.add(
            criterion(
                workspace=row.workspace,
                brief_id=row.id,
                position=position,
                weight=each.weight,
                text=each.text,
                tested=each.tested,
                turns_away=each.turns_away,
            )
        )
    await session.flush()


async def wrote(
    session: AsyncSession, role: Requisition, row: models.Brief, chapter: Chapter, person: str, *, at: datetime
) -> None:
    """Somebody wrote in a chapter: the next revision, confirmed by whoever wrote it and by nobody else."""
    known = await one(session, row, chapter)
    known.revision += 1
    known.written_by, known.written_at = person, at
    known.confirmed_by = known.confirmed_at = None
    await agreed(session, role, known, person, at=at)


async def agreed(
    session: AsyncSession, role: Requisition, known: models.BriefChapter, person: str, *, at: datetime
) -> None:
    """Notes whether a chapter waits for nobody any more, and that `person` has answered if they were asked for it."""
    left = waits_for(
        Chapter(known.chapter),
        role.manager,
        role.recruiter,
        written_by=known.written_by,
        confirmed_by=known.confirmed_by,
    )
    if not left:
        known.confirmed_at = at
    await session.flush()
    asked = await open_ask(session, known)
    if asked is not None and (asked.owner == person or not left):
        if asked.owner == person:
            await asks.answer(session, asked, by=person, at=at)
        else:
            await asks.end(session, asked, state="cancelled", at=at)


async def close(session: AsyncSession, row: models.Brief, *, at: datetime) -> None:
    """The draft is proposed: nobody is asked for a chapter of it any more, but for a signature."""
    for known in await of(session, row.workspace, row.id):
        asked = await open_ask(session, known)
        if asked is not None:
            await asks.end(session, asked, state="cancelled", at=at)


async def open_ask(session: AsyncSession, known: models.BriefChapter) -> models.Ask | None:
    """The ask for a chapter that nobody has answered yet."""
    row = await asks.get(session, known.workspace, known.ask_id) if known.ask_id is not None else None
    return row if row is not None and row.state in asks.LIVE else None


async def asked_anew(session: AsyncSession, before: models.Ask, after: models.Ask) -> None:
    """An ask for a chapter was passed on: it is found by the new one."""
    row = models.BriefChapter
    await session.execute(
        update(row).where(row.workspace == before.workspace, row.ask_id == before.id).values(ask_id=after.id)
    )


async def one(session: AsyncSession, row: models.Brief, chapter: Chapter) -> models.BriefChapter:
    """A chapter's row, made where nobody wrote in it yet."""
    known = models.BriefChapter
    found: models.BriefChapter | None = await session.scalar(
        select(known)
        .where(known.workspace == row.workspace, known.brief_id == row.id, known.chapter == chapter)
        .execution_options(populate_existing=True)
    )
    if found is None:
        found = known(workspace=row.workspace, brief_id=row.id, chapter=chapter, revision=0)
        session.add(found)
        await session.flush()
    return found


async def of(session: AsyncSession, workspace: str, brief_id: int) -> list[models.BriefChapter]:
    """Every chapter somebody wrote in or was asked for."""
    row = models.BriefChapter
    found = await session.scalars(
        select(row).where(row.workspace == workspace, row.brief_id == brief_id).order_by(row.id)
    )
    return list(found)


async def asked_for(session: AsyncSession, workspace: str, ask_ids: Iterable[int]) -> dict[int, Chapter]:
    """Which chapter each of these asks is for, by ask id."""
    row, wanted = models.BriefChapter, set(ask_ids)
    if not wanted:
        return {}
    found = await session.execute(
        select(row.ask_id, row.chapter).where(
            row.workspace == workspace, row.ask_id.in_(wanted), row.ask_id.is_not(None)
        )
    )
    return {ask_id: Chapter(chapter) for ask_id, chapter in found.all() if ask_id is not None}
