"""Interviews: planned, changed and called off from the card or by command; and what the interviewers hear."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import interviews as blocks
from handlers.blocks import kit
from handlers.door import at_field, metadata, number, subject
from handlers.replies import Errors, Open, Reply, Update, Words
from handlers.requisitions import meant
from handlers.steps import Direct, Moot, Step
from handlers.visit import Visit
from storage import dossiers, interviewing, interviews, models, panels, people
from storage.interviewing import Plan
from storage.interviews import Interview, Seat
from storage.outbox import Row
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.interviews import LENGTHS, MOST_PEOPLE

_AT_PEOPLE = (Why.GUEST, Why.DEACTIVATED, Why.NOT_A_PERSON, Why.CARD_IN)
_AT_TIME = (Why.INTERVIEW_PAST, Why.INTERVIEW_TOO_FAR, Why.CARDS_IN)
_LAST_WORD = re.compile(r"^(?:(.*\S)\s+)?(?:candidate\s+|#)?(\d{1,6})$", re.IGNORECASE)


def _shown(visit: Visit, view: kit.Block) -> Reply:
    """In the modal a button was pressed in, else as one of its own."""
    return Update(view) if visit.view is not None and visit.view.get("type") == "modal" else Open(view)


# --- buttons and commands


async def command(visit: Visit) -> Reply:
    """`/candidate interview [KEY] N`"""
    found = _LAST_WORD.match(visit.text)
    if found is None:
        return Words(
            "Which candidate? Say the role and the number, as in `/candidate interview REQ-12 3`; inside a role's own "
            "channel the number alone will do. `/candidate list` shows them."
        )
    key, at = found[1] or "", int(found[2])

    async def query(session: AsyncSession) -> int:
        role = await meant(session, visit, key)
        row = models.Submission
        known = await session.scalar(
            select(row.id).where(row.workspace == role.workspace, row.requisition_id == role.id, row.number == at)
        )
        if known is None:
            raise Refused(Why.NO_SUCH_CANDIDATE)
        return known

    return await _begin(visit, await visit.read(query))


async def show(visit: Visit) -> Reply:
    """*Plan an interview*, *Interviews* on the card (`value` is the submission's id)."""
    return await _begin(visit, number(visit.value))


async def _begin(visit: Visit, submission_id: int) -> Reply:
    """The page with what is planned; the form, where nothing is."""
    found = await visit.read(lambda session: panels.panel(session, visit.person, submission_id, at=visit.now))
    if found.interviews:
        return _shown(visit, _page(visit, found))
    return await _form(visit, submission_id)


async def plan(visit: Visit) -> Reply:
    """*Plan another* on the page (`value` is the submission's id)."""
    return await _form(visit, number(visit.value))


async def change(visit: Visit) -> Reply:
    """*Change* on the page (`value` is the interview's id)."""
    found = await visit.read(lambda session: interviews.find(session, visit.person.workspace, number(visit.value)))
    if found is None:
        raise Refused(Why.NO_SUCH_CANDIDATE)
    return await _form(visit, found.submission_id, found.id)


async def _form(visit: Visit, submission_id: int, interview_id: int | None = None) -> Reply:
    found = await visit.read(lambda session: interviewing.look(session, visit.person, submission_id, interview_id))
    return _shown(visit, blocks.form(found, _carry(visit, submission_id, interview_id)))


def _carry(visit: Visit, submission_id: int, interview_id: int | None, *chosen: str) -> str:
    return metadata("|".join([str(submission_id), str(interview_id or 0), *chosen]), visit.response_url)


def _page(visit: Visit, found: panels.Panel, said: str = "") -> kit.Block:
    return blocks.page(found, visit.person, visit.now, metadata(found.submission.id, visit.response_url), said)


async def cancel(visit: Visit) -> Reply:
    """*Cancel* on the page (`value` is the interview's id)."""
    done = await visit.save(
        lambda session: interviewing.cancel(session, visit.person, number(visit.value), at=visit.now)
    )
    return await _after(visit, done.submission_id, "It is off; whoever had heard of it hears of that.")


async def _after(visit: Visit, submission_id: int, said: str) -> Reply:
    found = await visit.read(lambda session: panels.panel(session, visit.person, submission_id, at=visit.now))
    return _shown(visit, _page(visit, found, said))


# --- submitted modals


async def submit(visit: Visit) -> Reply:
    """Who, when and how long; on to who looks at what, where the brief has must-haves."""
    submission, interview = _meant(visit)
    who = visit.chosen_people(blocks.PEOPLE)
    starts, minutes = visit.moment(blocks.STARTS), number(visit.chosen(blocks.LENGTH) or "")
    plan = await visit.read(lambda session: interviewing.look(session, visit.person, submission, interview))
    errors = {}
    known = [await visit.look_up(each) for each in who]
    if wrong := await _unfit(visit, known, plan):
        errors[blocks.PEOPLE] = wrong
    if starts is None:
        errors[blocks.STARTS] = blocks.NO_TIME
    elif wrong := await _no_time(visit, starts, minutes, plan):
        errors[blocks.STARTS] = wrong
    if minutes not in LENGTHS:
        errors[blocks.LENGTH] = "Choose a length."
    if errors or starts is None:
        return Errors(errors)
    if plan.criteria:
        there = [each for each in known if each is not None]
        at = str(int(starts.timestamp()))
        return Update(blocks.focus(plan, there, _carry(visit, submission, interview, at, str(minutes), ",".join(who))))
    return await _save(visit, plan, who, starts, minutes, {})


async def _unfit(visit: Visit, known: list[Person | None], plan: Plan) -> str | None:
    """Why these cannot interview, in words for the field; None when they can."""
    if not 1 <= len(known) <= MOST_PEOPLE:
        return blocks.NOBODY
    for each in known:
        if each is None:
            return blocks.UNKNOWN
        try:
            if plan.before is None or plan.before.seat(each.id) is None:
                people.must_be_member(each)
        except Refused as refused:
            return await at_field(visit, refused)
    return None


async def _no_time(visit: Visit, starts: datetime, minutes: int, plan: Plan) -> str | None:
    """Why it cannot be then, in words for the field; None when it can."""
    if plan.before is not None and (plan.before.starts_at, plan.before.minutes) == (starts, minutes):
        return None
    try:
        interviewing.must_be_ahead(starts, visit.now)
    except Refused as refused:
        return await at_field(visit, refused)
    return None


async def submit_focus(visit: Visit) -> Reply:
    """Who looks at what."""
    submission, interview = _meant(visit)
    _, _, at, minutes, who = [*subject(visit).split("|"), "", "", "", "", ""][:5]
    plan = await visit.read(lambda session: interviewing.look(session, visit.person, submission, interview))
    focus = {at: visit.all_chosen(blocks.focus_name(at)) for at in range(1, len(plan.criteria) + 1)}
    starts = datetime.fromtimestamp(max(number(at), 0), UTC)
    return await _save(visit, plan, who.split(","), starts, number(minutes), focus)


async def _save(
    visit: Visit, plan: Plan, who: list[str], starts: datetime, minutes: int, focus: dict[int, list[str]]
) -> Reply:
    submission, before = plan.submission.id, plan.before

    async def verb(session: AsyncSession) -> Interview:
        if before is not None:
            return await interviewing.change(
                session, visit.person, before.id, who, starts, minutes, focus, at=visit.now
            )
        return await interviewing.plan(
            session, visit.person, submission, who, starts, minutes, focus, origin=visit.origin, at=visit.now
        )

    try:
        await visit.save(verb)
    except Refused as refused:
        field = blocks.PEOPLE if refused.why in _AT_PEOPLE else blocks.STARTS if refused.why in _AT_TIME else None
        if field is None or not visit.asks(field):
            raise
        return Errors({field: await at_field(visit, refused)})
    said = "Changed." if before else "Planned. Each of them hears of it directly, in their working hours."
    return await _after(visit, submission, said)


def _meant(visit: Visit) -> tuple[int, int | None]:
    """Submission and, where one is changed, interview."""
    submission, interview, *_ = [*subject(visit).split("|"), "", ""]
    return number(submission), number(interview) if number(interview) > 0 else None


# --- what stands in Slack


async def told(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """To an interviewer, that they are one, or that the time changed. Moot when it is off by now."""
    found = await _found(session, row)
    if found is None:
        return None
    dossier, interview, reader, seat = found
    if seat is None or not interview.is_planned:
        return None
    by = await people.get(session, row.workspace, interview.planned_by)
    words = blocks.told(dossier, interview, seat, by, reader, again=bool(row.ids.get("again")))
    return Direct(reader.id, *words)


async def off(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """To somebody who was to interview, that they need not."""
    found = await _found(session, row)
    if found is None:
        return None
    dossier, interview, reader, seat = found
    if seat is not None and interview.is_planned:
        return None  # asked again before this could be said
    return Direct(reader.id, *blocks.off(dossier, interview, reader))


async def brief(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """To an interviewer an hour before; nothing once it is off, or over."""
    found = await _found(session, row)
    if found is None:
        return None
    dossier, interview, reader, seat = found
    if seat is None or not interview.is_planned or now >= interview.ends_at:
        return None
    return Direct(reader.id, *blocks.brief(dossier, interview, seat, reader))


async def _found(session: AsyncSession, row: Row) -> tuple[dossiers.Dossier, Interview, Person, Seat | None] | None:
    dossier = await dossiers.dossier(session, row.workspace, int(row.ids["submission"]))
    interview = await interviews.find(session, row.workspace, int(row.ids["interview"]))
    if dossier is None or interview is None:
        return None
    reader = await people.get(session, row.workspace, str(row.ids["person"]))
    return dossier, interview, reader, interview.seat(reader.id)
