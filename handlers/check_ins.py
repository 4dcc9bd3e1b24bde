"""Check-ins: one weekly form per person over all their roles, and the message that shows both sides."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import check_ins as blocks
from handlers.blocks import kit
from handlers.blocks.text import listed
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Update, Words
from handlers.steps import Post, Repaint, Step
from handlers.visit import Visit
from storage import agreements, cards, check_in_answers, check_in_views, requisitions
from storage.cards import CardKind
from storage.check_in_answers import Outcome, Question, Said
from storage.outbox import Row
from storage.refusals import Refused, Why
from storage.rules.check_ins import CONTENT, LONGEST, WORDS, a_page


async def open_form(visit: Visit) -> Reply:
    """The *Check in* button."""
    view = await _form(visit, sent=0)
    if view is None:
        raise Refused(Why.ALREADY_ANSWERED)
    return Open(view)


async def _form(visit: Visit, *, sent: int) -> kit.Block | None:
    """The form over what still waits, after `sent` roles of it; None when nothing does."""

    async def query(session: AsyncSession) -> tuple[list[Question], dict[int, int]]:
        waiting = await check_in_answers.pending(session, visit.person)
        page = waiting[: a_page(len(waiting) + sent)]
        page = await check_in_answers.with_changes(session, visit.person, page, at=visit.now)
        numbers = [each.requisition.number for each in page]
        agreed = await agreements.profiles_each(session, visit.person.workspace, numbers)
        return [*page, *waiting[len(page) :]], agreed

    waiting, profiles = await visit.read(query)
    key = metadata(f"check_in.{sent}", visit.response_url)
    return blocks.form(waiting, visit.person, key, profiles, sent=sent) if waiting else None


async def submit(visit: Visit) -> Reply:
    """The form: the roles it shows are answered, then the next ones are shown, if there are more."""
    said = _said(visit)
    errors = {
        blocks.name(question, answer_id): blocks.too_long(words)
        for answer_id, each in said.items()
        for question, words in each.words.items()
        if len(words) > LONGEST
    }
    if errors:
        return Errors(errors)
    outcome: Outcome = await visit.save(
        lambda session: check_in_answers.answer(session, visit.person, said, at=visit.now)
    )
    if outcome.late:
        return Update(kit.notice("Weekly check-in", "", shown=blocks.late(outcome.late, outcome.answered)))
    sent = max(number(subject(visit).partition(".")[2]), 0) + len(outcome.answered)
    following = await _form(visit, sent=sent) if outcome.answered else None
    if following is not None:
        return Update(following)
    if not outcome.answered:
        raise Refused(Why.ALREADY_ANSWERED)
    return _thanks(outcome.answered)


def _said(visit: Visit) -> dict[int, Said]:
    """What the form holds, by answer; a role left empty is there too."""
    said: dict[int, Said] = {}
    for field in visit.names():
        answer_id = number(field.partition(":")[2])
        if answer_id < 0 or answer_id in said:
            continue
        words = {question: visit.typed(blocks.name(question, answer_id)) or None for question in WORDS}
        chosen = number(visit.chosen(blocks.name("content", answer_id)) or "")
        said[answer_id] = Said(**words, content=chosen if CONTENT[0] <= chosen <= CONTENT[1] else None)
    return said


async def nothing_new(visit: Visit) -> Reply:
    """The *Nothing new* button: one tap for every role."""
    return _thanks(
        await visit.save(lambda session: check_in_answers.answer_all(session, visit.person, {}, at=visit.now))
    )


def _thanks(numbers: list[int] | tuple[int, ...]) -> Reply:
    return Done(Words(f"Thank you: your check-in for {listed([f'REQ-{n}' for n in numbers])} is in."))


# --- what stands in Slack


async def post(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The week's message, posted with the first answer."""
    check_in = await check_in_views.shown(session, row.workspace, int(row.ids["check_in"]), at=now)
    role = await requisitions.get(session, row.workspace, check_in.requisition_id) if check_in else None
    if check_in is None or role is None or not role.channel:
        return None
    return Post(role.channel, *blocks.message(check_in), card=(CardKind.CHECK_IN, check_in.id))


async def repaint(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The same message with the other answer, or without it once its time is over."""
    check_in = await check_in_views.shown(session, row.workspace, int(row.ids["check_in"]), at=now)
    place = await cards.find(session, row.workspace, CardKind.CHECK_IN, int(row.ids["check_in"]))
    return Repaint(place, *blocks.message(check_in)) if check_in and place else None
