"""Reviews: several profiles of a role decided in one modal, one a screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import decisions as deciding
from handlers import guard
from handlers import holds as holding
from handlers.blocks import refusals
from handlers.blocks import reviews as blocks
from handlers.blocks.kit import Block
from handlers.blocks.text import escape, when
from handlers.door import metadata, number, subject
from handlers.questions import EMPTY
from handlers.replies import Errors, Open, Reply, Update
from handlers.visit import Visit
from storage import criteria, decisions, dossiers, questions, reviews
from storage.refusals import Refused
from storage.rules.decisions import FROM_REVIEW, Verdict


def _key(requisition_id: int, after: int, submission_id: int = 0) -> str:
    """What the modal carries: the role, the number of the candidate behind us, and the one a form is about."""
    return metadata(f"{requisition_id}:{after}:{submission_id}")


def _carried(visit: Visit) -> tuple[int, int, int]:
    parts = [number(part) for part in subject(visit).split(":")]
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else (-1, 0, -1)


async def _screen(visit: Visit, requisition_id: int, after: int, said: str = "", kept: str = "") -> Block:
    step = await visit.read(lambda session: reviews.step(session, visit.person, requisition_id, after=after))
    return blocks.screen(step, visit.person, visit.now, _key(requisition_id, after), said, kept)


async def open_(visit: Visit) -> Reply:
    """*Review*: the first profile of a role (`value` is its id) that waits for this person."""
    return Open(await _screen(visit, number(visit.value), 0))


async def _next(visit: Visit, act: Callable[[int], Awaitable[str]], typed: str = "") -> Reply:
    """Does something with the candidate in `value`, or the one a form is about, and shows what comes after; what is
    refused is said above it, and what was `typed` for it given back."""
    requisition_id, after, about = _carried(visit)
    submission_id = number(visit.value) if visit.value else about
    dossier = await visit.read(lambda session: dossiers.visible(session, visit.person, submission_id))
    try:
        said, kept = await act(submission_id), ""
    except Refused as refused:
        kept = typed
        said = refusals.words(refused, visit.zone, visit.now)
    after = max(after, dossier.submission.number)
    return Update(await _screen(visit, requisition_id, after, said, kept))


async def approve(visit: Visit) -> Reply:
    """*Approve*, and on to the next."""

    async def act(submission_id: int) -> str:
        done = await visit.save(lambda s: decisions.approve(s, visit.person, submission_id, at=visit.now))
        return f"Approved. You can undo it on the card until {when(done.undo_until, visit.zone, visit.now)}."

    return await _next(visit, act)


async def skip(visit: Visit) -> Reply:
    """*Skip*: left for later, and on to the next."""

    async def act(submission_id: int) -> str:
        return "Left for later."

    return await _next(visit, act)


async def back(visit: Visit) -> Reply:
    """From a form to the profile it was about."""
    requisition_id, after, _ = _carried(visit)
    return Update(await _screen(visit, requisition_id, after))


async def _form(visit: Visit, make: Callable[[dossiers.Dossier, str], Block]) -> Reply:
    requisition_id, after, _ = _carried(visit)
    submission_id = number(visit.value)

    async def query(session: AsyncSession) -> Block:
        dossier = await decisions.may_decide(session, visit.person, submission_id)
        return make(dossier, _key(requisition_id, after, submission_id))

    try:
        return Update(await visit.read(query))
    except Refused as refused:
        said = refusals.words(refused, visit.zone, visit.now)
        return Update(await _screen(visit, requisition_id, after, said))


async def reject(visit: Visit) -> Reply:
    """*Reject*: asks why."""
    wanted = await visit.read(lambda session: criteria.holding(session, visit.person.workspace, _carried(visit)[0]))
    return await _form(visit, lambda dossier, key: blocks.reject(dossier, wanted, visit.person, visit.now, key))


async def question(visit: Visit) -> Reply:
    """*Ask a question*."""
    return await _form(visit, blocks.question)


async def hold(visit: Visit) -> Reply:
    """*Hold*."""
    return await _form(visit, blocks.hold)


async def submit_reject(visit: Visit) -> Reply:
    """The form of *Reject*, and on to the next."""
    if errors := deciding.wrong(visit):
        return Errors(errors)
    if notes := guard.notes(visit, "evidence"):
        return await _again(visit, notes)
    until = when(visit.now + FROM_REVIEW[Verdict.REJECT].undo_for, visit.zone, visit.now)

    async def act(submission_id: int) -> str:
        await deciding.save_reject(visit, submission_id)
        return f"Rejected. You can undo it on the card until {escape(until)}."

    return await _next(visit, act, visit.typed("evidence"))


async def _again(visit: Visit, notes: dict[str, str]) -> Reply:
    """The form of *Reject* once more, with what is to be known about its words."""
    requisition_id, _, submission_id = _carried(visit)

    async def query(session: AsyncSession) -> Block:
        dossier = await dossiers.visible(session, visit.person, submission_id)
        wanted = await criteria.holding(session, visit.person.workspace, requisition_id)
        return blocks.reject(dossier, wanted, visit.person, visit.now, guard.carry(visit, notes), notes=notes)

    return Update(await visit.read(query))


async def submit_question(visit: Visit) -> Reply:
    """The form of *Ask a question*, and on to the next."""
    text = visit.typed("question")
    if not text:
        return Errors({"question": EMPTY})

    async def act(submission_id: int) -> str:
        await visit.save(lambda s: questions.ask_about(s, visit.person, submission_id, text, at=visit.now))
        return "Asked. The answer comes into the card's thread, and your clock stands still until then."

    return await _next(visit, act, text)


async def submit_hold(visit: Visit) -> Reply:
    """The form of *Hold*, and on to the next."""
    if errors := holding.wrong(visit):
        return Errors(errors)

    async def act(submission_id: int) -> str:
        await holding.save(visit, submission_id)
        return "On hold. You can take it off on the card."

    return await _next(visit, act)
