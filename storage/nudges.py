"""Nudges: at a person's window, everything there is to say to them gathered into one message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    asks,
    chapters,
    check_in_views,
    clocks,
    models,
    notices,
    outbox,
    people,
    requisitions,
    stand_ins,
    submissions,
    versions,
)
from storage.asks import Ask
from storage.dossiers import Decision
from storage.falls_due import FallsDue
from storage.people import Person
from storage.requisitions import Requisition
from storage.rules.chapters import Chapter
from storage.rules.ladder import Rung
from storage.rules.preferences import MOST_WINDOWS
from storage.rules.promises import Kind
from storage.rules.rhythm import local_day
from storage.rules.windows import next_window, window_at_or_before
from storage.rules.working_time import is_open
from storage.served import served
from storage.submissions import Sketch, Submission

_PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Line:
    """One line of a gathered message: the ask as it is now, and why this reader sees it."""

    ask: Ask
    rung: Rung
    requisition: Requisition
    submission: Submission | None
    candidate: Sketch | None
    owner: Person
    asker: Person | None
    words: str = ""  # of a question
    is_superseded: bool = False  # a later message to the same reader lists the same ask
    version: int | None = None  # of the brief to be signed
    chapter: Chapter | None = None  # of the brief, to be written or confirmed
    decision: Decision | None = None  # that this line gives notice of
    content: int | None = None  # how content its owner is, where this line gives notice of that

    def for_owner(self, reader: str) -> bool:
        return self.ask.owner == reader


@dataclass(frozen=True)
class Message:
    """A gathered message: what it lists, in the order of what is due first."""

    id: int
    reader: Person
    window_at: datetime
    lines: list[Line]
    is_first: bool
    is_latest: bool
    more_waits: bool  # the reader owes answers that this message does not list


# People whose window has come: (workspace, person). A look that costs the one who writes nothing.
due_people: FallsDue[str] = FallsDue(models.Person.next_window_at)


async def claim_people(session: AsyncSession, *, at: datetime, limit: int = 10) -> list[tuple[str, str]]:
    """Locks up to `limit` people whose window has come, so that no other worker takes them: (workspace, person). Few at
    a time: on SQLite whoever presses a button meanwhile waits for this transaction.

    The caller gathers for each of them in this transaction; that sets their next window. Whoever has a check-in due
    waits for that round first, since it belongs into the same message; but not for ever.
    """
    person = models.Person
    taken = await session.execute(
        select(person.workspace, person.id)
        .where(
            person.next_window_at <= at,
            served(person.workspace),
            or_(
                person.next_check_in_at.is_(None),
                person.next_check_in_at > at,
                person.next_check_in_at <= at - _PATIENCE,
            ),
        )
        .order_by(person.next_window_at, person.workspace, person.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return sorted((workspace, who) for workspace, who in taken.all())


async def gather(session: AsyncSession, workspace: str, person_id: str, *, at: datetime) -> int | None:
    """Writes the gathered message of this person's window, if there is anything to say; gives back its id.

    A message is one row per person and window, a rung one row per ask and reader: run twice, nothing is said twice.
    What joins a window that has had its message, or is found outside working hours or on another day by a round that
    comes late, waits for the next window: never more than two messages a day, whatever hours and zone somebody changes
    to, and none at night.
    """
    person = await people.get(session, workspace, person_id)
    if person.is_deactivated or person.is_guest:
        await _silence(session, person)
        return None
    ask, nudge = models.Ask, models.Nudge
    window = window_at_or_before(person.calendar, at)
    if not is_open(person.calendar, at) or await _has_spoken(session, person, window, at):
        await session.execute(
            update(ask)
            .where(
                ask.workspace == workspace,
                ask.owner == person_id,
                ask.state == "open",
                ask.next_nudge_at <= at,
            )
            .values(next_nudge_at=next_window(person.calendar, at))
        )
        await asks.plan_window(session, person, now=at)
        return None
    said: list[models.Nudge] = []
    owed = await session.scalars(
        select(ask)
        .where(
            ask.workspace == workspace,
            ask.owner == person_id,
            ask.state == "open",
            ask.next_nudge_at <= at,
        )
        .order_by(ask.due_at, ask.id)
    )
    for row in owed:
        rung = clocks.climb(row, person, at)
        if rung is not None:
            said.append(
                models.Nudge(workspace=workspace, ask_id=row.id, person=person_id, rung=rung, again=row.again, at=at)
            )
    told = await session.execute(
        select(nudge, ask)
        .join(ask, (ask.workspace == nudge.workspace) & (ask.id == nudge.ask_id))
        .where(nudge.workspace == workspace, nudge.person == person_id, nudge.gathered_id.is_(None))
        .order_by(nudge.id)
    )
    for notice, row in told.all():
        if notice.rung in notices.KINDS:
            so = await notices.is_still_so(session, notice)
        else:
            so = row.state == "open" and (notice.rung != Rung.AWAY or await _is_away(session, row, at))
        if so:
            said.append(notice)
        else:
            await session.delete(notice)  # answered, back or taken back before it was said
    gathered_id = None
    if said:
        message = models.Gathered(workspace=workspace, person=person_id, window_at=window)
        session.add(message)
        await session.flush()
        gathered_id = message.id
        for line in said:
            line.gathered_id = gathered_id
            session.add(line)
        await outbox.send(
            session,
            workspace,
            person_id,
            "gathered.post",
            {"gathered": gathered_id},
            key=f"gathered:{gathered_id}",
            at=at,
        )
        for line in said:  # earlier messages point to this one
            await asks.repaint_gathered(session, workspace, line.ask_id, at=at, before=gathered_id)
    await session.flush()
    await asks.plan_window(session, person, now=at)
    return gathered_id


async def _is_away(session: AsyncSession, row: models.Ask, at: datetime) -> bool:
    return await stand_ins.is_long_away(session, await people.get(session, row.workspace, row.owner), at=at)


async def _silence(session: AsyncSession, person: Person) -> None:
    """Whoever has left, or became a guest, is told nothing: their asks go on, and reach the backup or the one who
    waits. Should they come back, `people.remember` has the next round look at them again."""
    nudge = models.Nudge
    await session.execute(
        delete(nudge).where(nudge.workspace == person.workspace, nudge.person == person.id, nudge.gathered_id.is_(None))
    )
    await session.execute(
        update(models.Person)
        .where(models.Person.workspace == person.workspace, models.Person.id == person.id)
        .values(next_window_at=None)
    )


async def _has_spoken(session: AsyncSession, person: Person, window: datetime, at: datetime) -> bool:
    """Whether this window is over: it had its message, it was another day's, or the day had its two already."""
    today = local_day(person.zone, at)
    if local_day(person.zone, window) != today:
        return True
    gathered = models.Gathered
    lately = await session.scalars(
        select(gathered.window_at).where(
            gathered.workspace == person.workspace,
            gathered.person == person.id,
            gathered.window_at > at - timedelta(days=2),
        )
    )
    said = [each for each in lately if local_day(person.zone, each) == today]
    return window in said or len(said) >= MOST_WINDOWS


async def message(session: AsyncSession, workspace: str, gathered_id: int) -> Message | None:
    """A gathered message as it reads now: every line it was sent with, in the state its ask has by now."""
    gathered, nudge, ask = models.Gathered, models.Nudge, models.Ask
    head = await session.scalar(select(gathered).where(gathered.workspace == workspace, gathered.id == gathered_id))
    if head is None:
        return None
    rows = (
        await session.execute(
            select(ask, nudge.rung)
            .join(nudge, (nudge.workspace == ask.workspace) & (nudge.ask_id == ask.id))
            .where(nudge.workspace == workspace, nudge.gathered_id == gathered_id)
            .order_by(ask.due_at, ask.id)
        )
    ).all()
    found = [(asks.value(row), Rung(rung)) for row, rung in rows]
    theirs = (gathered.workspace == workspace) & (gathered.person == head.person)
    earlier = await session.scalar(select(exists().where(theirs, gathered.window_at < head.window_at)))
    following = await session.scalar(select(exists().where(theirs, gathered.window_at > head.window_at)))
    later = set(
        await session.scalars(
            select(nudge.ask_id).where(
                nudge.workspace == workspace,
                nudge.person == head.person,
                nudge.gathered_id > gathered_id,
                nudge.ask_id.in_([found_ask.id for found_ask, _ in found]),
            )
        )
    )
    said = await lines(session, workspace, found)
    given = await notices.decisions_in(session, workspace, gathered_id)
    told = [found_ask.id for found_ask, rung in found if rung == Rung.CONTENT]
    content = await check_in_views.contents(session, workspace, head.person, told) if told else {}
    more = await session.scalar(
        select(
            exists().where(
                ask.workspace == workspace,
                ask.owner == head.person,
                ask.state == "open",
                ask.id.not_in([found_ask.id for found_ask, _ in found]),
            )
        )
    )
    return Message(
        gathered_id,
        await people.get(session, workspace, head.person),
        head.window_at,
        [
            replace(
                line,
                is_superseded=line.ask.id in later,
                decision=given.get((line.ask.id, line.rung)),
                content=content.get(line.ask.id) if line.rung == Rung.CONTENT else None,
            )
            for line in said
        ],
        not earlier,
        not following,
        bool(more),
    )


async def lines(
    session: AsyncSession, workspace: str, found: list[tuple[Ask, Rung]], known_roles: Iterable[Requisition] = ()
) -> list[Line]:
    """Asks with everything it takes to say them in a sentence. `known_roles` are in hand already: only the others are
    asked for."""
    roles = {role.id: role for role in known_roles}
    roles |= await requisitions.named(session, workspace, {ask.requisition_id for ask, _ in found} - roles.keys())
    about = {ask.submission_id for ask, _ in found if ask.submission_id is not None}
    posted, candidates = await submissions.sketched(session, workspace, list(about))
    known = await people.named(session, workspace, [who for ask, _ in found for who in (ask.owner, ask.asker)])
    words = await submissions.texts(session, workspace, {ask.text_id for ask, _ in found if ask.text_id is not None})
    sections = await chapters.asked_for(session, workspace, [ask.id for ask, _ in found if ask.kind is Kind.SECTION])
    briefs = await versions.asked_for(session, workspace, [ask.id for ask, _ in found if ask.kind is Kind.SIGNATURE])
    return [
        Line(
            ask,
            rung,
            roles[ask.requisition_id],
            posted.get(ask.submission_id) if ask.submission_id is not None else None,
            candidates.get(ask.submission_id) if ask.submission_id is not None else None,
            known[ask.owner],
            known.get(ask.asker) if ask.asker else None,
            words.get(ask.text_id or -1, ""),
            version=briefs.get(ask.id),
            chapter=sections.get(ask.id),
        )
        for ask, rung in found
    ]
