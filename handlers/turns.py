"""Turns: the ⋯ menu of a line: put off, hand over; and *Remind now* for whoever waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import door, holds, questions
from handlers.blocks import questions as question_blocks
from handlers.blocks import refusals, sentences
from handlers.blocks import turns as blocks
from handlers.blocks.text import escape, mention, when
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Words
from handlers.visit import Visit
from storage import decisions, nudges, turns
from storage.nudges import Line
from storage.refusals import Refused, Why
from storage.rules.turns import MOST_SNOOZES, REASONS

_AT_UNTIL = (Why.SNOOZE_PAST, Why.SNOOZE_TOO_LONG, Why.SNOOZED_ENOUGH)
_AT_TO = (
    Why.HAND_OVER_SELF,
    Why.HAND_OVER_ASKER,
    Why.HAND_OVER_AWAY,
    Why.GUEST,
    Why.DEACTIVATED,
    Why.NOT_A_PERSON,
)


async def more(visit: Visit) -> Reply:
    """What was chosen in a ⋯ menu: `<what>:<id>`."""
    what, _, key = visit.value.partition(":")
    return await _MENU[what](_with(visit, key)) if what in _MENU else Done()


def _with(visit: Visit, value: str) -> Visit:
    return replace(visit, value=value)


async def _line(session: AsyncSession, visit: Visit, ask_id: int) -> Line:
    ask = await turns.mine(session, visit.person, ask_id)
    return (await nudges.lines(session, visit.person.workspace, [(ask, ask.said)]))[0]


async def snooze(visit: Visit) -> Reply:
    """*Put off*."""
    line = await visit.read(lambda session: _line(session, visit, number(visit.value)))
    if line.ask.snoozes >= MOST_SNOOZES:
        raise Refused(Why.SNOOZED_ENOUGH, most=MOST_SNOOZES)
    said = sentences.sentence(line, visit.person, visit.now)
    return Open(blocks.snooze_modal(line, said, visit.person, visit.now, metadata(line.ask.id, visit.response_url)))


async def submit_snooze(visit: Visit) -> Reply:
    """The modal of *Put off*. *I need more information* becomes a question."""
    reason, until = visit.chosen("reason"), _moment(visit.chosen("until"))
    ask_id = number(subject(visit))
    if reason == blocks.MORE_INFORMATION:
        return await _question_instead(visit, ask_id)
    errors = {}
    if reason not in REASONS:
        errors["reason"] = "Choose why: whoever waits sees it."
    if until is None:
        errors["until"] = "Choose until when."
    if errors or until is None or reason is None:
        return Errors(errors)
    try:
        await visit.save(
            lambda session: turns.snooze(session, visit.person, ask_id, reason=reason, until=until, at=visit.now)
        )
    except Refused as refused:
        if refused.why not in _AT_UNTIL:
            raise
        return Errors({"until": refusals.words(refused, visit.zone, visit.now)})
    return Done()


async def _question_instead(visit: Visit, ask_id: int) -> Reply:
    async def query(session: AsyncSession) -> Reply:
        ask = await turns.mine(session, visit.person, ask_id)
        dossier = await decisions.may_decide(session, visit.person, ask.submission_id or -1)
        return Open(question_blocks.ask_modal(dossier, metadata(dossier.submission.id, visit.response_url)))

    return await visit.read(query)


def _moment(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else None


async def hand_over(visit: Visit) -> Reply:
    """*Hand over*."""
    line = await visit.read(lambda session: _line(session, visit, number(visit.value)))
    said = sentences.sentence(line, visit.person, visit.now)
    return Open(blocks.hand_over_modal(line, said, metadata(line.ask.id, visit.response_url)))


async def submit_hand_over(visit: Visit) -> Reply:
    """The modal of *Hand over*."""
    to = visit.chosen("to")
    if to is None:
        return Errors({"to": "Choose who takes it over."})
    if await visit.look_up(to) is None:
        return Errors({"to": "I cannot find this person in the workspace. Choose somebody else."})
    try:
        await visit.save(
            lambda session: turns.hand_over(session, visit.person, number(subject(visit)), to, at=visit.now)
        )
    except Refused as refused:
        if refused.why not in _AT_TO:
            raise
        return Errors({"to": await door.at_field(visit, refused)})
    return Done(Words(f"Handed over to {mention(to)}, who hears of it in their next message. Thank you."))


async def remind(visit: Visit) -> Reply:
    """*Remind now*, for whoever waits: joins the owner's next message."""
    at = await visit.save(lambda session: turns.remind(session, visit.person, number(visit.value), at=visit.now))
    return Words(f"Noted. It stands in their next message, {escape(when(at, visit.zone, visit.now))} your time.")


_MENU = {"snooze": snooze, "hand": hand_over, "question": questions.ask, "hold": holds.put}
