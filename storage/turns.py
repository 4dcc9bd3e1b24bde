"""Turns: what else an ask's owner may do than answer, and what whoever waits may do: put it off, hand it over, ask
again; and the clock that stands still while the ball is with somebody else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, clocks, models, people, requisitions, stand_ins, stillness, submissions, timeline
from storage.asks import Ask
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.ladder import Rung
from storage.rules.promises import FROM_OUTSIDE, PERSONAL, Kind, lapses
from storage.rules.rhythm import local_day
from storage.rules.rights import Act, Role
from storage.rules.turns import MOST_SNOOZES, REASONS, choices, grace
from storage.rules.windows import next_window


async def mine(session: AsyncSession, person: Person, ask_id: int) -> Ask:
    """An open ask of this person, to be shown before they do something with it. Refuses what is not theirs or over."""
    row = await asks.get(session, person.workspace, ask_id)
    if row is None or row.owner != person.id:
        raise Refused(Why.NOT_YOUR_ASK)
    if row.state != "open":
        raise Refused(Why.ALREADY_ANSWERED)
    return asks.value(row)


async def _locked(session: AsyncSession, workspace: str, ask_id: int, *also: str) -> models.Ask:
    """The row of an ask, with its requisition and the people it concerns locked first."""
    row = await asks.get(session, workspace, ask_id)
    if row is None:
        raise Refused(Why.NOT_YOUR_ASK)
    await requisitions.lock(session, workspace, row.requisition_id)
    await people.lock(session, workspace, row.owner, *filter(None, (row.asker, *also)))
    await session.refresh(row)
    return row


async def _locked_of(session: AsyncSession, person: Person, ask_id: int, *also: str) -> models.Ask:
    """As `_locked`, for its owner alone, and while it is open."""
    row = await _locked(session, person.workspace, ask_id, *also)
    people.must_be_member(await people.get(session, person.workspace, person.id))
    if row.owner != person.id:
        raise Refused(Why.NOT_YOUR_ASK)
    if row.state != "open":
        raise Refused(Why.ALREADY_ANSWERED)
    return row


# --- the ball is with somebody else


async def pause(
    session: AsyncSession, row: models.Ask, why: str, *, at: datetime, resume_at: datetime | None = None
) -> None:
    """The clock stands still for a `question` or a `hold`. The caller holds the locks."""
    owner = await people.get(session, row.workspace, row.owner)
    clocks.stop(row, owner, at)
    row.state, row.paused_for, row.paused_at, row.resume_at = "paused", why, at, resume_at
    row.next_nudge_at = row.escalate_at = row.wake_at = row.snoozed_until = None
    await asks.changed(session, row, owner, at=at)


async def resume(session: AsyncSession, row: models.Ask, *, at: datetime) -> Ask:
    """The ball is back: the same clock goes on with half a working day left at least, and the owner hears of it in the
    next window; who is away by now is stood in for. The caller holds the locks."""
    owner = await people.get(session, row.workspace, row.owner)
    row.state, row.paused_for, row.paused_at, row.resume_at = "open", None, None, None
    row.grace = grace(row.promise, row.elapsed, row.grace, owner.calendar)
    row.again += 1
    row.wake_at = next_window(owner.calendar, at)
    clocks.start(row, owner, at)
    clocks.due_again(row, owner, at)
    await stillness.keep(session, row, owner, at=at)
    await asks.changed(session, row, owner, at=at)
    return await stood_in_for(session, row, at=at)


async def stood_in_for(session: AsyncSession, row: models.Ask, *, at: datetime) -> Ask:
    """An open ask goes to whoever stands in while its owner is away, on a fresh clock; with nobody, whoever waits is
    told of a long absence. Nothing where the owner is here, or the clock stands with the role. The caller holds the
    locks."""
    if row.state != "open":
        return asks.value(row)
    kind = Kind(row.kind)
    to = await stand_ins.find(session, row.workspace, kind, row.owner, row.requisition_id, asker=row.asker, at=at)
    if to is not None:
        return await pass_on(session, row, to=to, by=None, at=at)
    if await stand_ins.is_long_away(session, await people.get(session, row.workspace, row.owner), at=at):
        await asks.tell_of_absence(session, row, at=at)
    return asks.value(row)


# --- what the owner may do


async def snooze(
    session: AsyncSession, person: Person, ask_id: int, *, reason: str, until: datetime, at: datetime
) -> Ask:
    """Puts an ask off to one of the owner's own windows within a working day: twice at most. Reminders and escalation
    move, the due time never does, and whoever waits sees until when."""
    if reason not in REASONS:
        raise ValueError(f"{reason} is no reason to put something off")
    row = await _locked_of(session, person, ask_id)
    if lapses(Kind(row.kind)):
        raise Refused(Why.NOT_TO_BE_PUT_OFF)
    if row.snoozes >= MOST_SNOOZES:
        raise Refused(Why.SNOOZED_ENOUGH, most=MOST_SNOOZES)
    owner = await people.get(session, person.workspace, person.id)
    if until <= at:
        raise Refused(Why.SNOOZE_PAST)
    if until > max(choices(owner.calendar, at)):
        raise Refused(Why.SNOOZE_TOO_LONG)
    row.snoozes += 1
    row.again += 1
    row.snooze_reason = reason
    clocks.put_off(row, owner, until, at)
    await asks.changed(session, row, owner, at=at)
    _record(session, row, "snoozed", person.id, at, reason=reason)
    return asks.value(row)


async def hand_over(session: AsyncSession, person: Person, ask_id: int, to: str, *, at: datetime) -> Ask:
    """Gives an ask to somebody else, on a fresh clock; gives back theirs. A decision goes to the backup or whoever the
    decider names, and nothing goes to the one who waits for it, or to somebody who is away or cannot answer."""
    row = await _locked_of(session, person, ask_id, to)
    if Kind(row.kind) in PERSONAL:
        raise Refused(Why.HAND_OVER_PERSONAL)
    if to == person.id:
        raise Refused(Why.HAND_OVER_SELF)
    if to == row.asker or (Kind(row.kind) in FROM_OUTSIDE and Role.RECRUITER in await _parts(session, row, to)):
        raise Refused(Why.HAND_OVER_ASKER, person=to)
    taker = await people.get(session, person.workspace, to)
    people.must_be_member(taker)
    if (until := stand_ins.away_until(taker, at)) is not None:
        raise Refused(Why.HAND_OVER_AWAY, person=to, last=until)
    return await pass_on(session, row, to=to, by=person.id, at=at)


async def _parts(session: AsyncSession, row: models.Ask, person: str) -> frozenset[Role]:
    return await people.roles(session, row.workspace, person, row.requisition_id)


async def about(session: AsyncSession, row: models.Ask) -> list[models.Ask]:
    """The rows of what was asked because this one stood still, and is not answered."""
    ask = models.Ask
    found: list[models.Ask] = []
    for state in asks.LIVE:
        found += await session.scalars(
            select(ask).where(
                ask.workspace == row.workspace,
                ask.requisition_id == row.requisition_id,
                ask.about_id == row.id,
                ask.state == state,
            )
        )
    return found


async def pass_on(session: AsyncSession, row: models.Ask, *, to: str, by: str | None, at: datetime) -> Ask:
    """Ends an ask as handed over and opens the same one to `to`; `by` is None where an absence did it. The caller holds
    the requisition's lock."""
    await people.lock(session, row.workspace, row.owner, to)
    await asks.end(session, row, state="handed_over", at=at)
    if Kind(row.kind) not in FROM_OUTSIDE:
        await stand_ins.let_in(session, row.workspace, to, row.requisition_id, at=at)
    taken = await asks.ask(
        session,
        row.workspace,
        Kind(row.kind),
        owner=to,
        asker=row.asker,
        requisition_id=row.requisition_id,
        submission_id=row.submission_id,
        about_id=row.about_id,
        from_id=row.id,
        text_id=row.text_id,
        due_at=row.due_at if row.kind == Kind.SHORTLIST and row.due_at > at else None,  # a day agreed on stays
        at=at,
    )
    _record(session, row, "handed_over", by, at, to=to, ask=taken.id)
    if row.submission_id is not None:
        await submissions.repaint(session, row.workspace, row.requisition_id, row.submission_id, at=at)
    await requisitions.repaint(session, row.workspace, row.requisition_id, at=at)
    return taken


# --- what whoever waits may do


async def remind(session: AsyncSession, person: Person, ask_id: int, *, at: datetime) -> datetime:
    """Asks again, once a day: the owner sees it in their next window, whatever was said before. Gives back when.
    Refused while the owner has put it off, or the clock stands still for somebody else, and where the owner is gone."""
    row = await _locked(session, person.workspace, ask_id)
    await people.must(session, person, Act.SEE, row.requisition_id)
    if row.asker != person.id:
        raise Refused(Why.NOT_YOUR_ASK)
    if row.state != "open":
        raise Refused(Why.ALREADY_ANSWERED)
    if row.snoozed_until is not None:
        raise Refused(Why.PUT_OFF, person=row.owner, until=row.snoozed_until)
    if row.reminded_at is not None and local_day(person.zone, row.reminded_at) == local_day(person.zone, at):
        raise Refused(Why.REMINDED_TODAY, at=row.reminded_at)
    owner = await people.get(session, person.workspace, row.owner)
    if not owner.is_member:
        raise Refused(Why.REMIND_GONE, person=row.owner)
    row.reminded_at = at
    if row.said != Rung.NONE:  # else the owner hears of it for the first time, and in the same window
        row.again += 1
        row.wake_at = next_window(owner.calendar, at)
        clocks.plan(row, owner, at)
    await asks.changed(session, row, owner, at=at)
    _record(session, row, "reminded", person.id, at)
    return row.next_nudge_at or next_window(owner.calendar, at)


def _record(
    session: AsyncSession, row: models.Ask, kind: str, actor: str | None, at: datetime, **facts: int | str
) -> None:
    timeline.record(
        session,
        row.workspace,
        kind,
        at=at,
        actor=actor,
        requisition_id=row.requisition_id,
        submission_id=row.submission_id,
        **{"ask": row.id, **facts},
    )
