"""Forgetting: a person erased on request or by the clock, the report of what is left, and legal holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import forgetting as blocks
from handlers.candidate_keys import candidate_meant
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Words
from handlers.steps import Direct, Erase, Step
from handlers.visit import Visit
from storage import erasures, forgetting, legal_holds, people, requisitions, submissions
from storage.forgetting import Case
from storage.legal_holds import Held
from storage.outbox import Row
from storage.refusals import Refused
from storage.rules.retention import REASONS


async def open_(visit: Visit) -> Reply:
    """`/candidate forget [KEY] N`: says what it will do, and asks why."""

    async def query(session: AsyncSession) -> Case:
        meant = await candidate_meant(session, visit)
        return await forgetting.may_forget(session, visit.person, meant, at=visit.now)

    try:
        case = await visit.read(query)
    except Refused as refused:
        if refused.why in forgetting.STOPPED:
            await visit.save(lambda session: _stopped(session, visit))
        raise
    return Open(blocks.modal(case, visit.person, visit.now, metadata(case.submission.id, visit.response_url)))


async def _stopped(session: AsyncSession, visit: Visit) -> None:
    await forgetting.refused(session, visit.person, await candidate_meant(session, visit), at=visit.now)


async def submit(visit: Visit) -> Reply:
    """The modal of forgetting."""
    submission, why = number(subject(visit)), visit.chosen("why")
    if why not in REASONS:
        return Errors({"why": blocks.NO_REASON})

    async def verb(session: AsyncSession) -> Case:
        case = await forgetting.may_forget(session, visit.person, submission, at=visit.now)
        await forgetting.forget(session, visit.person, submission, why=why, at=visit.now)
        return case

    try:
        return Done(Words(blocks.begun(await visit.save(verb))), clears=True)
    except Refused as refused:
        if refused.why in forgetting.STOPPED:
            await visit.save(
                lambda session: forgetting.refused(session, visit.person, submission, at=visit.now, why=why)
            )
        raise


async def legal_hold(visit: Visit) -> Reply:
    """`/candidate legal-hold [KEY] N`: sets one, or shows and lifts the one there is."""

    async def query(session: AsyncSession) -> Held:
        return await legal_holds.look(session, visit.person, await candidate_meant(session, visit))

    held = await visit.read(query)
    return Open(blocks.hold_modal(held, visit.person, visit.now, metadata(held.submission.id, visit.response_url)))


async def submit_hold(visit: Visit) -> Reply:
    """The modal that sets a legal hold."""
    reason = visit.typed("reason")
    if not reason:
        return Errors({"reason": blocks.NO_HOLD_REASON})
    await visit.save(
        lambda session: legal_holds.put(session, visit.person, number(subject(visit)), reason, at=visit.now)
    )
    return Done(Words("The legal hold stands. Nobody can forget them until it is lifted."))


async def submit_lift(visit: Visit) -> Reply:
    """The modal that lifts one."""
    await visit.save(lambda session: legal_holds.lift(session, visit.person, number(subject(visit)), at=visit.now))
    return Done(Words("The legal hold is lifted."))


# --- what stands in Slack


async def erase(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """One message deleted; nothing where it never came to be."""
    place = await erasures.place(session, row.workspace, int(row.ids["row"]))
    return Erase(place) if place else None


async def report(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """What was erased and what is left, to whoever asked."""
    found = await erasures.report(session, row.workspace, int(row.ids["forgetting"]))
    return Direct(found.reader, *blocks.report(found)) if found else None


async def soon(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """A week's notice, to the recruiter."""
    found = (await submissions.named(session, row.workspace, {int(row.ids["submission"])})).values()
    for submission in found:
        role = await requisitions.known(session, row.workspace, submission.requisition_id)
        reader = await people.get(session, row.workspace, role.recruiter)
        erased_at = datetime.fromisoformat(str(row.ids["erased_at"]))
        return Direct(reader.id, *blocks.soon(submission, role, erased_at, reader, now))
    return None
