"""Details: a candidate's card in a modal, to those who may see it, with the buttons that act on it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import details as blocks
from handlers.blocks.kit import Block
from handlers.door import Handler, metadata, number, subject
from handlers.ids import VIEW_DETAILS
from handlers.replies import Done, Open, Reply, Update
from handlers.visit import Visit
from storage import candidates, confidential, dossiers, panels, people, questions
from storage.rules.rights import Act, may


async def open_(visit: Visit) -> Reply:
    """*Open* (`value` is the submission's id)."""
    submission_id = number(visit.value)
    page = await _page(visit, submission_id)
    await seen(visit, submission_id)
    return Open(page)


async def seen(visit: Visit, submission_id: int) -> None:
    """Has it noted who opened a candidate of a confidential role."""
    if await visit.read(lambda session: confidential.holds(session, visit.person.workspace, submission_id)):
        await visit.save(lambda session: confidential.opened(session, visit.person, submission_id, at=visit.now))


async def _page(visit: Visit, submission_id: int) -> Block:
    async def query(session: AsyncSession) -> Block:
        dossier = await dossiers.visible(session, visit.person, submission_id)
        held = await people.roles(session, visit.person.workspace, visit.person.id, dossier.requisition.id)
        recruits = may(Act.POST, held)
        earlier = await candidates.earlier(session, visit.person.workspace, submission_id) if recruits else []
        answered = await questions.answered(session, visit.person.workspace, submission_id)
        return blocks.modal(
            await panels.look(session, dossier), answered, earlier, metadata(submission_id, visit.response_url)
        )

    return await visit.read(query)


def again(handler: Handler) -> Handler:
    """A button that also stands in the details: once it has acted, they show how things stand now."""

    async def run(visit: Visit) -> Reply:
        reply = await handler(visit)
        if isinstance(reply, Done) and _is_details(visit):
            return Update(await _page(visit, number(subject(visit))))
        return reply

    return run


def closing(handler: Handler) -> Handler:
    """A form that may have been opened on the details: once it is saved they go with it, for they show what was."""

    async def run(visit: Visit) -> Reply:
        reply = await handler(visit)
        view = visit.view or {}
        if isinstance(reply, Done) and view.get("previous_view_id"):
            return Done(reply.words, clears=True)
        return reply

    return run


def _is_details(visit: Visit) -> bool:
    return visit.view is not None and visit.view.get("callback_id") == VIEW_DETAILS
