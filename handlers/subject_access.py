"""Subject access: a talent lead has everything that is held on a candidate made into files for that person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import subject_access as blocks
from handlers.candidate_keys import candidate_meant
from handlers.replies import Reply, Words
from handlers.steps import Document, Step
from handlers.visit import Visit
from storage import people, requisitions, subject_access, submissions
from storage.outbox import Row
from storage.refusals import Refused


async def export(visit: Visit) -> Reply:
    """`/candidate export [KEY] N`."""

    async def verb(session: AsyncSession) -> str:
        meant = await candidate_meant(session, visit)
        submission = await subject_access.ask(session, visit.person, meant, at=visit.now)
        role = await requisitions.known(session, visit.person.workspace, submission.requisition_id)
        return blocks.begun(submission, role)

    return Words(await visit.save(verb))


async def file(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """One of the files; none for somebody who may no longer read it, nor of whoever was forgotten meanwhile."""
    person = await people.get(session, row.workspace, str(row.ids["person"]))
    submission_id, kind = int(row.ids["submission"]), str(row.ids["kind"])
    try:
        found = await subject_access.look(session, person, submission_id, at=now)
    except Refused:
        return None
    submission = (await submissions.named(session, row.workspace, {submission_id}))[submission_id]
    role = await requisitions.known(session, row.workspace, submission.requisition_id)
    content = blocks.page(found) if kind == "html" else blocks.data(found)
    return Document(
        person.id, blocks.name(submission, role, kind), content, blocks.said(submission, role), blocks.FAILED
    )
