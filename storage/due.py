"""What happens next: the earliest moment at which a round or the postman has something to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models, outbox

_OF_ONE = {"nudge": models.Person.next_window_at, "check-in": models.Person.next_check_in_at}


@dataclass(frozen=True)
class Next:
    """A moment and, in a few words, what will happen; `who` is a colleague's name, never a candidate's."""

    at: datetime
    what: str
    who: str | None = None


async def next_due(session: AsyncSession, workspace: str | None = None) -> Next | None:
    """The earliest due thing; None when nothing will ever happen by itself. Messages count in `workspace` alone, where
    it is named: those of others go out by other bots."""
    person, ask, decision, digest = models.Person, models.Ask, models.Decision, models.Digest
    absence, role, seat = models.Absence, models.Requisition, models.Interviewer
    submission, forgetting, offer = models.Submission, models.Forgetting, models.Offer
    pair, pulse, pulse_ask = models.PulsePair, models.Pulse, models.PulseAsk
    party, back = models.Celebration, models.Retrospective
    moments = (
        (select(func.min(person.next_window_at)).where(person.next_window_at.is_not(None)), "nudge"),
        (select(func.min(person.next_check_in_at)).where(person.next_check_in_at.is_not(None)), "check-in"),
        (
            select(func.min(ask.escalate_at)).where(ask.state == "open", ask.escalate_at.is_not(None)),
            "an answer is long overdue",
        ),
        (select(func.min(ask.resume_at)).where(ask.state == "paused", ask.resume_at.is_not(None)), "a hold ends"),
        (select(func.min(role.look_at)).where(role.look_at.is_not(None)), "a role on hold is to be looked at again"),
        (
            select(func.min(absence.starts_at)).where(absence.handled_at.is_(None), absence.taken_back_at.is_(None)),
            "an absence begins",
        ),
        (
            select(func.min(ask.urgent_at)).where(ask.state == "open", ask.urgent_at.is_not(None)),
            "another offer is to be answered",
        ),
        (
            select(func.min(decision.undo_until)).where(
                decision.undone_at.is_(None),
                decision.final_at.is_(None),
                decision.superseded_at.is_(None),
            ),
            "a decision becomes final",
        ),
        (select(func.min(seat.due_at)).where(seat.due_at.is_not(None)), "an interviewer is to hear something"),
        (select(func.min(offer.check_at)).where(offer.check_at.is_not(None)), "a hire is asked about"),
        (select(func.min(submission.retain_at)).where(submission.retain_at.is_not(None)), "data may have to go"),
        (select(func.min(forgetting.asked_at)).where(forgetting.reported_at.is_(None)), "somebody is forgotten"),
        (select(func.min(pair.next_at)).where(pair.next_at.is_not(None)), "a month's pulse begins"),
        (select(func.min(pulse_ask.due_at)).where(pulse_ask.due_at.is_not(None)), "a pulse"),
        (select(func.min(pulse.lapse_at)).where(pulse.lapse_at.is_not(None)), "a pulse ends"),
        (select(func.min(party.celebrate_at)).where(party.celebrate_at.is_not(None)), "a hire is celebrated"),
        (select(func.min(back.begin_at)).where(back.begin_at.is_not(None)), "a search is looked back on"),
        (select(func.min(back.remind_at)).where(back.remind_at.is_not(None)), "what was agreed is said once more"),
        (select(func.min(digest.next_at)).where(digest.next_at.is_not(None)), "a digest"),
    )
    # One statement: whoever plays with the clock asks this many times a second.
    row = (await session.execute(select(*(query.scalar_subquery() for query, _ in moments)))).one()
    found = [Next(at, words) for at, (_, words) in zip(row, moments, strict=True) if at is not None]
    at = await outbox.next_due(session, workspace=workspace)
    if at is not None:
        found.append(Next(at, "a message goes out"))
    first = min(found, key=lambda event: event.at, default=None)
    if first is None or first.what not in _OF_ONE:
        return first
    column = _OF_ONE[first.what]
    who = await session.scalar(select(person.name).where(column == first.at).order_by(person.id).limit(1))
    return Next(first.at, first.what, who)


async def unsent(session: AsyncSession) -> dict[str, int]:
    """Outbox rows that were not delivered, by state (`waiting`, `parked`, `unknown`): what an administrator wants to
    see at zero. The condition is the index's own, word for word: bound values would not be seen to match it."""
    row = models.OutboxRow
    found = await session.execute(select(row.state, func.count()).where(text(models.outbox.UNSENT)).group_by(row.state))
    return {state: number for state, number in found.all()}
