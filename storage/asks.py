"""Asks: one person owes another an answer by a time, measured on the fair clock of the one who owes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models, outbox, people
from storage.people import Person
from storage.promises import promised
from storage.rules import ladder
from storage.rules.ladder import Rung
from storage.rules.promises import Kind, full_over, lapses, worth
from storage.rules.windows import next_window
from storage.rules.working_time import after, between, due


@dataclass(frozen=True)
class Ask:
    """One ask. `promise`, `elapsed` and `waited` are working seconds of the owner; `waited` is None until answered."""

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

    @property
    def is_open(self) -> bool:
        return self.state == "open"


def value(row: models.Ask) -> Ask:
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
    )


def _start_clock(row: models.Ask, owner: Person, at: datetime) -> None:
    """Sets the clock running at `at`: due time, next rung and escalation follow from what is left of the promise. One
    that had run out already stays as late as it was."""
    row.running_since = at
    if row.elapsed < row.promise:
        row.due_at = due(owner.calendar, at, row.promise - row.elapsed)
    if lapses(Kind(row.kind)):
        row.escalate_at = row.due_at
    else:
        row.escalate_at = after(owner.calendar, row.due_at, full_over(Kind(row.kind), row.promise, owner.calendar))
    _plan_nudge(row, owner, at)


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
        cut = max(each.running_since, since)
        each.elapsed += between(before.calendar, each.running_since, cut)
        escalated = each.escalate_at is None
        _start_clock(each, after, cut)
        if each.escalate_at is not None and escalated and each.escalate_at <= at:
            each.escalate_at = None  # it was said, and is not said again because somebody changed their hours
        _plan_nudge(each, after, at)
        if each.said == Rung.NONE:
            each.next_nudge_at = next_window(after.calendar, at)
        await repaint_gathered(session, after.workspace, each.id, at=at)
    await session.flush()
    await plan_window(session, after, now=at)
    return number


def _ladder(row: models.Ask, owner: Person) -> list[ladder.Step]:
    kind = Kind(row.kind)
    over = full_over(kind, row.promise, owner.calendar)
    return ladder.schedule(owner.calendar, row.running_since, row.due_at, over, lapses=lapses(kind))


def _plan_nudge(row: models.Ask, owner: Person, now: datetime) -> None:
    steps = _ladder(row, owner)
    step = ladder.next_step(steps, Rung(row.said), now)
    row.next_nudge_at = step.at if step else None


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
    due_at: datetime | None = None,
) -> Ask:
    """Opens an ask under the promise that holds on this requisition. `say_at`: a window other than the owner's next one
    (a check-in comes in the very window that asks for it). `due_at`: the end of a working day agreed on instead of a
    promise (a first shortlist). The caller has locked requisition and owner."""
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
    )
    _start_clock(row, owed_by, at)
    if say_at is not None:
        row.next_nudge_at = say_at
    session.add(row)
    await session.flush()
    await plan_window(session, owed_by, now=at)
    return value(row)


async def answer(session: AsyncSession, row: models.Ask, *, by: str, at: datetime) -> Ask:
    """Stops the clock for good. The caller has checked that `by` may answer and holds the locks."""
    owner = await people.get(session, row.workspace, row.owner)
    row.waited = row.elapsed + between(owner.calendar, row.running_since, at)
    row.state, row.answered_at, row.answered_by = "answered", at, by
    await _left(session, row, owner, at)
    return value(row)


async def end(session: AsyncSession, row: models.Ask, *, state: str, at: datetime) -> None:
    """Ends an ask that became moot (`cancelled`) or ran out (`lapsed`): it counts in no measure."""
    row.state = state
    await _left(session, row, await people.get(session, row.workspace, row.owner), at)


async def reopen(session: AsyncSession, row: models.Ask, *, at: datetime) -> Ask:
    """Takes an answer back: the same clock goes on from what it had counted when it stopped."""
    owner = await people.get(session, row.workspace, row.owner)
    row.elapsed = row.waited or 0
    row.state, row.answered_at, row.answered_by, row.waited = "open", None, None, None
    _start_clock(row, owner, at)
    await session.flush()
    await plan_window(session, owner, now=at)
    return value(row)


async def _left(session: AsyncSession, row: models.Ask, owner: Person, at: datetime) -> None:
    row.next_nudge_at = row.escalate_at = None
    await session.flush()
    await plan_window(session, owner, now=at)
    await repaint_gathered(session, row.workspace, row.id, at=at)


def climb(row: models.Ask, owner: Person, now: datetime) -> Rung | None:
    """The rung to say now, if one was reached that was not said yet; plans the window of the next one."""
    steps = _ladder(row, owner)
    rung = max(ladder.reached(steps, now), Rung.TOLD)
    said = Rung(row.said)
    row.said = max(rung, said)
    _plan_nudge(row, owner, now)
    return rung if rung > said else None


async def plan_window(session: AsyncSession, owner: Person, *, now: datetime) -> None:
    """Sets when the nudge round looks at this person next: at the first window with something to say, or never."""
    row, nudge = models.Ask, models.Nudge
    at = await session.scalar(
        select(func.min(row.next_nudge_at)).where(
            row.workspace == owner.workspace, row.owner == owner.id, row.state == "open"
        )
    )
    notices = await session.scalar(
        select(
            exists().where(
                nudge.workspace == owner.workspace,
                nudge.person == owner.id,
                nudge.gathered_id.is_(None),
            )
        )
    )
    if notices:
        window = next_window(owner.calendar, now)
        at = min(at, window) if at else window
    await session.execute(
        update(models.Person)
        .where(models.Person.workspace == owner.workspace, models.Person.id == owner.id)
        .values(next_window_at=at)
    )


async def repaint_gathered(
    session: AsyncSession, workspace: str, ask_id: int, *, at: datetime, before: int | None = None
) -> None:
    """Has every gathered message that lists this ask painted again; with `before`, only those older than that one."""
    nudge, gathered = models.Nudge, models.Gathered
    query = (
        select(gathered.id, gathered.person)
        .join(nudge, (nudge.workspace == gathered.workspace) & (nudge.gathered_id == gathered.id))
        .where(gathered.workspace == workspace, nudge.ask_id == ask_id)
        .distinct()
        .order_by(gathered.person, gathered.id)
    )
    if before is not None:
        query = query.where(gathered.id < before)
    listed = await session.execute(query)
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


async def open_on(session: AsyncSession, workspace: str, requisition_id: int) -> list[Ask]:
    """The open asks of one requisition, the first due first."""
    row = models.Ask
    found = await session.scalars(
        select(row)
        .where(row.workspace == workspace, row.requisition_id == requisition_id, row.state == "open")
        .order_by(row.due_at, row.id)
    )
    return [value(r) for r in found]


async def open_on_each(session: AsyncSession, workspace: str, requisition_ids: list[int]) -> dict[int, list[Ask]]:
    """As `open_on`, for several requisitions at once, by requisition id."""
    if not requisition_ids:
        return {}
    row = models.Ask
    found = await session.scalars(
        select(row)
        .where(row.workspace == workspace, row.requisition_id.in_(requisition_ids), row.state == "open")
        .order_by(row.due_at, row.id)
    )
    on: dict[int, list[Ask]] = {}
    for r in found:
        on.setdefault(r.requisition_id, []).append(value(r))
    return on
