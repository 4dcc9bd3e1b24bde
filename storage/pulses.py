"""The pulse: begun once a month for two who share a live role, asked of each in a window of their own, answered alone.

The numbers stand in the blind round of the month (blind.py). Without both answers they are deleted when it lapses.
Locks: the pair or the pulse first, then people's lanes.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage import blind, models, outbox, people, stand_ins
from storage.blind import Said, Subject
from storage.falls_due import FallsDue
from storage.inserts import or_nothing
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import POSTABLE
from storage.rules.pulse import AGAIN, LEAST, MOST, OPEN_FOR, begins, first, following, month_at
from storage.rules.rights import Role
from storage.rules.windows import next_window, window_at_or_after
from storage.rules.working_time import is_open

SIDES = (Role.RECRUITER, Role.MANAGER)
ASK, SHOWN = "ask", "shown"
MOST_IN_ONE = 20  # pairs in one message, two blocks each, within its fifty


async def plan(session: AsyncSession, workspace: str, *who: str, now: datetime) -> None:
    """Has these people's pairs be those they share a live role with. With whom they share none any more nothing new
    begins; what was revealed stays with the two."""
    pair = models.PulsePair
    wanted = {_pair(mine, other) for mine, other, _ in await _shared(session, workspace, *who)}
    known = {
        (row.one, row.other): row
        for row in await session.scalars(
            select(pair)
            .where(pair.workspace == workspace, or_(pair.one.in_(who), pair.other.in_(who)))
            .order_by(pair.one, pair.other)
        )
    }
    for each in sorted(known.keys() | wanted):
        row = known.get(each)
        if each not in wanted:
            if row is not None and row.next_at is not None:
                await _next(session, row, None)
        elif row is None or row.next_at is None:
            at = first([(await people.get(session, workspace, one)).zone for one in each], now)
            if row is None:
                new = {"workspace": workspace, "one": each[0], "other": each[1], "next_at": at}
                await session.execute(or_nothing(session, pair, **new))
            else:
                await _next(session, row, at)


def _pair(one: str, other: str) -> tuple[str, str]:
    return min(one, other), max(one, other)


async def _next(session: AsyncSession, row: models.PulsePair, at: datetime | None) -> None:
    pair = models.PulsePair
    await session.execute(update(pair).where(pair.workspace == row.workspace, pair.id == row.id).values(next_at=at))


async def _shared(session: AsyncSession, workspace: str, *who: str) -> list[tuple[str, str, str]]:
    """Each of these people with whom they share a live role, and its status: the other of recruiter and manager, never
    themself."""
    mine, theirs, role = aliased(models.RequisitionPerson), aliased(models.RequisitionPerson), models.Requisition
    found = await session.execute(
        select(mine.person, theirs.person, role.status)
        .join(mine, (mine.workspace == theirs.workspace) & (mine.requisition_id == theirs.requisition_id))
        .join(role, (role.workspace == mine.workspace) & (role.id == mine.requisition_id))
        .where(
            mine.workspace == workspace,
            mine.person.in_(who),
            mine.role.in_(SIDES),
            mine.until.is_(None),
            theirs.role.in_(SIDES),
            theirs.until.is_(None),
            theirs.person != mine.person,
            role.closed_at.is_(None),
        )
    )
    return [(one, other, status) for one, other, status in found.all()]


# --- the month begins


# Pairs whose month has come: (workspace, pair id).
due_to_begin: FallsDue[int] = FallsDue(models.PulsePair.next_at)


async def begin(session: AsyncSession, workspace: str, pair_id: int, *, at: datetime) -> bool:
    """Begins a pair's month: each is asked in their next window. While every role they share is on hold or not approved
    yet, or one of them is away, it waits. False where nothing began. A month has one at most."""
    pair, pulse = models.PulsePair, models.Pulse
    row = await session.scalar(
        select(pair)
        .where(pair.workspace == workspace, pair.id == pair_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or row.next_at is None or row.next_at > at:
        return False
    both = [await people.get(session, workspace, who) for who in (row.one, row.other)]
    statuses = [status for _, other, status in await _shared(session, workspace, row.one) if other == row.other]
    if not statuses:
        row.next_at = None
        return False
    here = all(each.is_member and stand_ins.away_until(each, at) is None for each in both)
    if not here or not set(statuses) & set(POSTABLE):
        row.next_at = at + AGAIN
        return False
    zones = [each.zone for each in both]
    month = month_at(zones, at)
    since, row.next_at = row.next_at, begins(zones, following(month))
    held = (pulse.workspace == workspace) & (pulse.pair_id == pair_id) & (pulse.month == month)
    if await session.scalar(select(pulse.id).where(held)):
        return False
    windows = {
        each.id: window_at_or_after(each.calendar, since) for each in both
    }  # a round that is late serves this one
    begun = pulse(workspace=workspace, pair_id=pair_id, month=month, lapse_at=max(at, *windows.values()) + OPEN_FOR)
    session.add(begun)
    await session.flush()
    for who, window in windows.items():
        session.add(models.PulseAsk(workspace=workspace, pulse_id=begun.id, person=who, step=ASK, due_at=window))
    await blind.begin(session, workspace, Subject.PULSE, begun.id, windows, at=at)
    return True


# --- people are told


# People who are to hear something of a pulse: (workspace, person).
due_people: FallsDue[str] = FallsDue(models.PulseAsk.due_at, key=models.PulseAsk.person)


async def tell(session: AsyncSession, workspace: str, person_id: str, *, at: datetime) -> bool:
    """Says to somebody what is due: all questions in one message, and all that was revealed since in another. Found
    outside their hours by a round that comes late, it waits for their next window. False where nothing was said."""
    row = models.PulseAsk
    person = await people.get(session, workspace, person_id)
    rows = list(
        await session.scalars(
            select(row)
            .where(row.workspace == workspace, row.person == person_id, row.due_at <= at)
            .order_by(row.id)
            .limit(MOST_IN_ONE)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )
    if not person.is_member:
        for each in rows:
            each.due_at = each.step = None
        return False
    if not is_open(person.calendar, at):
        for each in rows:
            each.due_at = next_window(person.calendar, at)
        return False
    for step, kind in ((ASK, "pulse.post"), (SHOWN, "pulse.shown")):
        said = [each for each in rows if each.step == step]
        if not said:
            continue
        for each in said:
            each.due_at = each.step = None
            if step == ASK:
                each.message_id = said[0].id
        ids = {"message": said[0].id} if step == ASK else {"asks": [each.id for each in said], "person": person_id}
        await outbox.send(session, workspace, person_id, kind, ids, key=f"pulse:{said[0].id}:{step}", at=at)
    return bool(rows)


# --- the answers


async def answer(session: AsyncSession, person: Person, pulse_id: int, number: int, *, at: datetime) -> bool:
    """Somebody's own number from 1 to 5; until both have answered a second one takes the first one's place. With the
    last answer both are revealed to the two: gives back whether they were. Refuses whoever was not asked, and once it
    is over."""
    if not LEAST <= number <= MOST:
        raise ValueError(f"a pulse is a number from {LEAST} to {MOST}")
    workspace = person.workspace
    row = await _locked(session, workspace, pulse_id)
    people.must_be_member(await people.get(session, workspace, person.id))
    asked = await _asks(session, workspace, pulse_id)
    if row is None or all(each.person != person.id for each in asked):
        raise Refused(Why.NOT_YOUR_ASK)
    if row.ended_at is not None and not await blind.revealed(session, workspace, Subject.PULSE, pulse_id):
        raise Refused(Why.PULSE_OVER)
    await blind.answer(session, person, Subject.PULSE, pulse_id, Said(number), at=at)
    shown = await blind.reveal(session, workspace, Subject.PULSE, pulse_id, at=at)
    if shown:
        row.ended_at, row.lapse_at = at, None
        for each in asked:
            if each.person != person.id:  # who answered first hears of it, in a window of theirs
                other = await people.get(session, workspace, each.person)
                each.step, each.due_at = SHOWN, next_window(other.calendar, at)
    await _repaint(session, [each for each in asked if shown or each.person == person.id], at=at)
    return shown


# Pulses whose week is over: (workspace, pulse id).
due_to_lapse: FallsDue[int] = FallsDue(models.Pulse.lapse_at)


async def lapse(session: AsyncSession, workspace: str, pulse_id: int, *, at: datetime) -> bool:
    """Ends a month without both answers: the one there may be is deleted unread, and the messages say so without saying
    whose it was. False when somebody else did, or it was revealed."""
    row = await _locked(session, workspace, pulse_id)
    if row is None or row.lapse_at is None or row.lapse_at > at:
        return False
    row.ended_at, row.lapse_at = at, None
    await blind.discard(session, workspace, Subject.PULSE, pulse_id)
    asked = await _asks(session, workspace, pulse_id)
    for each in asked:
        each.due_at = each.step = None
    await _repaint(session, asked, at=at)
    return True


async def _locked(session: AsyncSession, workspace: str, pulse_id: int) -> models.Pulse | None:
    row = models.Pulse
    found: models.Pulse | None = await session.scalar(
        select(row)
        .where(row.workspace == workspace, row.id == pulse_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found


async def _asks(session: AsyncSession, workspace: str, pulse_id: int) -> list[models.PulseAsk]:
    row = models.PulseAsk
    rows = await session.scalars(
        select(row)
        .where(row.workspace == workspace, row.pulse_id == pulse_id)
        .order_by(row.person)
        .execution_options(populate_existing=True)
    )
    return list(rows)


async def _repaint(session: AsyncSession, asked: list[models.PulseAsk], *, at: datetime) -> None:
    """The messages these stand in, painted again; in the order of their lanes, as everybody takes them."""
    await session.flush()
    for each in asked:
        if each.message_id is not None:
            card = f"pulse:{each.message_id}"
            ids = {"message": each.message_id}
            await outbox.repaint(session, each.workspace, each.person, "pulse.repaint", ids, card=card, at=at)
