"""Asks: one person owes another an answer by a time, measured on the fair clock of the one who owes it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import clocks, homes, models, offers, outbox, people, stand_ins, stillness
from storage.given import ID, OF
from storage.people import Person
from storage.promises import promised
from storage.rules.ladder import Rung
from storage.rules.promises import FROM_OUTSIDE, Kind, lapses, worth
from storage.rules.turns import grace
from storage.rules.windows import next_window
from storage.rules.working_time import between

LIVE = ("open", "paused")


@dataclass(frozen=True)
class Ask:
    """One ask. `promise`, `grace` and `waited` are working seconds of the owner; `waited` is None until answered.
    `grace` is what was added so that half a working day remained when the ball came back."""

    id: int
    workspace: str
    requisition_id: int
    submission_id: int | None
    kind: Kind
    owner: str
    asker: str | None
    state: str
    asked_at: datetime
    due_at: datetime
    promise: int
    said: Rung
    answered_at: datetime | None
    answered_by: str | None
    waited: int | None
    grace: int = 0
    snoozes: int = 0
    snoozed_until: datetime | None = None
    snooze_reason: str | None = None
    reminded_at: datetime | None = None
    paused_for: str | None = None
    resume_at: datetime | None = None
    about_id: int | None = None
    from_id: int | None = None
    text_id: int | None = None
    reply_id: int | None = None

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def is_paused(self) -> bool:
        return self.state == "paused"

    @property
    def in_time(self) -> bool:
        """Whether it was answered within what was promised."""
        return self.waited is not None and self.waited <= self.promise + self.grace


COLUMNS = tuple(getattr(models.Ask, field.name) for field in fields(Ask))  # of rows that are only read


def value(row: models.Ask | Row[Any]) -> Ask:
    """The row as a value that outlives its session."""
    return Ask(
        row.id,
        row.workspace,
        row.requisition_id,
        row.submission_id,
        Kind(row.kind),
        row.owner,
        row.asker,
        row.state,
        row.asked_at,
        row.due_at,
        row.promise,
        Rung(row.said),
        row.answered_at,
        row.answered_by,
        row.waited,
        row.grace,
        row.snoozes,
        row.snoozed_until,
        row.snooze_reason,
        row.reminded_at,
        row.paused_for,
        row.resume_at,
        row.about_id,
        row.from_id,
        row.text_id,
        row.reply_id,
    )


async def recount(session: AsyncSession, before: Person, after: Person, *, since: datetime, at: datetime) -> int:
    """Counts every open ask of a person by their new calendar from `since` on (`at` is now), and by the old one up to
    there; answered ones stay as they were measured. Gives back how many there were. The caller holds the person's lock.
    """
    row = models.Ask
    found = await session.scalars(
        select(row)
        .where(row.workspace == after.workspace, row.owner == after.id, row.state == "open")
        .order_by(row.id)
        .with_for_update()
    )
    number = 0
    for each in found:
        number += 1
        cut, was_due = max(each.running_since, since), each.due_at
        each.elapsed += between(before.calendar, each.running_since, cut)
        escalated = each.escalate_at is None
        clocks.start(each, after, cut)
        if each.escalate_at is not None and escalated and each.escalate_at <= at:
            each.escalate_at = None  # it was said, and is not said again because somebody changed their hours
        if each.due_at > was_due:
            clocks.due_again(each, after, at)
        clocks.plan(each, after, at)
        if each.said == Rung.NONE and each.wake_at is None:
            each.next_nudge_at = next_window(after.calendar, at)
        await offers.follow(session, each, after, at=at)
        await repaint_gathered(session, after.workspace, each.id, at=at)
    await session.flush()
    await plan_window(session, after, now=at)
    await homes.touch(session, after.workspace, [after.id], at=at)
    return number


async def ask(
    session: AsyncSession,
    workspace: str,
    kind: Kind,
    *,
    owner: str,
    asker: str | None,
    requisition_id: int,
    submission_id: int | None = None,
    at: datetime,
    say_at: datetime | None = None,
    about_id: int | None = None,
    from_id: int | None = None,
    text_id: int | None = None,
    due_at: datetime | None = None,
) -> Ask:
    """Opens an ask under the promise that holds on this requisition, to its owner or, while that one is away, to
    whoever stands in. `say_at`: a window other than the owner's next one (a check-in comes in the very window that asks
    for it). `due_at`: the end of a working day agreed on instead of a promise (a first shortlist). The caller has
    locked requisition and owner."""
    stands_in = await stand_ins.find(session, workspace, kind, owner, requisition_id, asker=asker, at=at)
    if stands_in is not None:
        owner = stands_in
        await people.lock(session, workspace, owner)
        if kind not in FROM_OUTSIDE:
            await stand_ins.let_in(session, workspace, owner, requisition_id, at=at)
    owed_by = await people.get(session, workspace, owner)
    if due_at is None:
        promise = worth(await promised(session, workspace, requisition_id, kind), owed_by.calendar)
    else:
        promise = between(owed_by.calendar, at.replace(microsecond=0), due_at)
    row = models.Ask(
        workspace=workspace,
        requisition_id=requisition_id,
        submission_id=submission_id,
        kind=kind,
        owner=owner,
        asker=asker,
        state="open",
        asked_at=at,
        promise=promise,
        due_at=due_at,
        elapsed=0,
        said=0,
        grace=0,
        deferred=0,
        snoozes=0,
        again=0,
        about_id=about_id,
        from_id=from_id,
        text_id=text_id,
    )
    clocks.start(row, owed_by, at)
    if say_at is not None:
        row.next_nudge_at = say_at
    await stillness.keep(session, row, owed_by, at=at)
    session.add(row)
    await changed(session, row, owed_by, at=at)
    if stands_in is None and await stand_ins.is_long_away(session, owed_by, at=at):
        await tell_of_absence(session, row, at=at)
    return value(row)


async def tell_of_absence(session: AsyncSession, row: models.Ask, *, at: datetime) -> None:
    """Whoever waits for somebody who is away, with nobody in their place, is told so once, in their own window."""
    if row.asker is None or row.asker == row.owner or lapses(Kind(row.kind)):
        return
    nudge = models.Nudge
    told = await session.scalar(
        select(nudge.id).where(
            nudge.workspace == row.workspace,
            nudge.ask_id == row.id,
            nudge.person == row.asker,
            nudge.rung == Rung.AWAY,
        )
    )
    if told is None:
        await notice(session, row.workspace, row.id, row.asker, Rung.AWAY, at=at)


async def answer(session: AsyncSession, row: models.Ask, *, by: str, at: datetime) -> Ask:
    """Stops the clock for good. The caller has checked that `by` may answer and holds the locks."""
    owner = await people.get(session, row.workspace, row.owner)
    since = between(owner.calendar, row.running_since, at) if row.state == "open" else 0
    row.waited = row.elapsed + since
    row.state, row.answered_at, row.answered_by = "answered", at, by
    await _left(session, row, owner, at)
    return value(row)


async def end(session: AsyncSession, row: models.Ask, *, state: str, at: datetime) -> None:
    """Ends an ask that became moot (`cancelled`), ran out (`lapsed`) or went to somebody else (`handed_over`): it
    counts in no measure."""
    row.state = state
    await _left(session, row, await people.get(session, row.workspace, row.owner), at)


async def reopen(session: AsyncSession, row: models.Ask, *, at: datetime) -> Ask:
    """Takes an answer back: the same clock goes on from what it had counted when it stopped. One answered while it
    stood still has half a working day left, as when the ball comes back."""
    owner = await people.get(session, row.workspace, row.owner)
    row.elapsed = row.waited or 0
    if row.paused_for is not None:
        row.grace = grace(row.promise, row.elapsed, row.grace, owner.calendar)
    row.state, row.answered_at, row.answered_by, row.waited = "open", None, None, None
    row.paused_for = row.paused_at = row.resume_at = None
    clocks.start(row, owner, at)
    await stillness.keep(session, row, owner, at=at)
    await changed(session, row, owner, at=at)
    return value(row)


async def _left(session: AsyncSession, row: models.Ask, owner: Person, at: datetime) -> None:
    row.next_nudge_at = row.escalate_at = row.wake_at = row.snoozed_until = row.resume_at = None
    await changed(session, row, owner, at=at)


async def changed(session: AsyncSession, row: models.Ask, owner: Person, *, at: datetime) -> None:
    """What follows from any change of an ask: its owner's next window, what is said of another offer,
    every message that lists it, and App Home."""
    await session.flush()
    await offers.follow(session, row, owner, at=at)
    await plan_window(session, owner, now=at)
    await repaint_gathered(session, row.workspace, row.id, at=at)
    await homes.touch(session, row.workspace, [row.owner, row.asker], at=at)


async def notice(
    session: AsyncSession, workspace: str, ask_id: int, person: str, rung: Rung, *, number: int = 0, at: datetime
) -> None:
    """Has a person told something about an ask in their next window, once; `number` tells one from the next."""
    session.add(models.Nudge(workspace=workspace, ask_id=ask_id, person=person, rung=rung, again=number, at=at))
    await session.flush()
    await plan_window(session, await people.get(session, workspace, person), now=at)


_ROW, _NUDGE = models.Ask, models.Nudge
_NOTICES = exists().where(_NUDGE.workspace == OF, _NUDGE.person == bindparam("who"), _NUDGE.gathered_id.is_(None))
_TO_SAY = select(func.min(_ROW.next_nudge_at), _NOTICES).where(
    _ROW.workspace == OF, _ROW.owner == bindparam("who"), _ROW.state == "open"
)


async def plan_window(session: AsyncSession, owner: Person, *, now: datetime) -> None:
    """Sets when the nudge round looks at this person next: at the first window with something to say, or never."""
    found = await session.execute(_TO_SAY, {"of": owner.workspace, "who": owner.id})
    at, notices = found.one()
    if notices:
        window = next_window(owner.calendar, now)
        at = min(at, window) if at else window
    await session.execute(
        update(models.Person)
        .where(models.Person.workspace == owner.workspace, models.Person.id == owner.id)
        .values(next_window_at=at)
    )


_LISTING = (  # whoever was told has it in a message of their own
    select(_NUDGE.gathered_id, _NUDGE.person)
    .where(_NUDGE.workspace == OF, _NUDGE.ask_id == ID, _NUDGE.gathered_id.is_not(None))
    .distinct()
    .order_by(_NUDGE.person, _NUDGE.gathered_id)
)


async def repaint_gathered(
    session: AsyncSession, workspace: str, ask_id: int, *, at: datetime, before: int | None = None
) -> None:
    """Has every gathered message that lists this ask painted again; with `before`, only those older than that one."""
    query = _LISTING if before is None else _LISTING.where(_NUDGE.gathered_id < before)
    listed = await session.execute(query, {"of": workspace, "id": ask_id})
    for gathered_id, person in listed.all():
        await outbox.repaint(
            session,
            workspace,
            person,
            "gathered.repaint",
            {"gathered": gathered_id},
            card=f"gathered:{gathered_id}",
            at=at,
        )


async def get(session: AsyncSession, workspace: str, ask_id: int) -> models.Ask | None:
    """The row of an ask, for verbs that change it."""
    found: models.Ask | None = await session.scalar(
        select(models.Ask).where(models.Ask.workspace == workspace, models.Ask.id == ask_id)
    )
    return found
