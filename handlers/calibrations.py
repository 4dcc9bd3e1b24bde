"""Calibrations: started from the brief, answered by each alone, one sample a screen, and revealed in the channel."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import calibration_reveal, kit
from handlers.blocks import calibrations as blocks
from handlers.door import at_field, metadata, number, subject
from handlers.replies import Errors, Open, Reply, Update
from handlers.steps import Direct, Post, Step
from handlers.visit import Visit
from storage import calibrating, calibrations, people, requisitions
from storage.calibrations import Calibration, Own, Page
from storage.outbox import Row
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.calibrations import (
    LEAST_PEOPLE,
    LEAST_SAMPLES,
    MOST_PEOPLE,
    MOST_SAMPLES,
    Verdict,
    first_gap,
    trace,
)
from storage.rules.rights import Act

_UNFIT = (Why.GUEST, Why.DEACTIVATED, Why.NOT_A_PERSON)
_UNKNOWN = "I cannot find one of these people in the workspace. Choose somebody else."
_HANDED_IN = "Handed in, thank you."


def _shown(visit: Visit, view: kit.Block) -> Reply:
    """In the modal a button was pressed in, else as one of its own."""
    return Update(view) if visit.view is not None and visit.view.get("type") == "modal" else Open(view)


async def _page(visit: Visit, requisition_id: int) -> Page:
    return await visit.read(lambda session: calibrations.page(session, visit.person, requisition_id, at=visit.now))


def _as_page(visit: Visit, found: Page, said: str = "") -> kit.Block:
    key = metadata(found.requisition.id, visit.response_url)
    if found.calibration is None:
        return blocks.start(found.requisition, found.must_haves, key)
    return blocks.page(found, found.calibration, visit.person, visit.now, key, said)


# --- buttons


async def show(visit: Visit) -> Reply:
    """*Calibration* in the brief, *Show all* in the channel (`value` is the requisition's id): the newest one."""
    found = await _page(visit, number(visit.value))
    return _shown(visit, _as_page(visit, found)) if found.calibration else _form(visit, found)


async def begin(visit: Visit) -> Reply:
    """*Calibrate* in the brief, *Calibrate again* (`value` is the requisition's id); the one that is open, where the
    other of the two was quicker."""
    found = await _page(visit, number(visit.value))
    if found.calibration is not None and found.calibration.is_open:
        return _shown(visit, _as_page(visit, found))
    return _form(visit, found)


def _form(visit: Visit, found: Page) -> Reply:
    role = found.requisition
    if not found.may_lead and role.is_live:
        raise Refused(Why.NOT_ALLOWED, act=Act.BRIEF)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
    if not found.must_haves:
        raise Refused(Why.CALIBRATION_OF_NOTHING)
    return _shown(visit, blocks.start(role, found.must_haves, metadata(role.id, visit.response_url)))


async def answer(visit: Visit) -> Reply:
    """*Answer* in the gathered message, *Your answers* on the page (`value` is the ask's id): where one left off."""
    found = await visit.read(lambda session: calibrations.of_ask(session, visit.person, number(visit.value)))
    mine = next(each for each in found.participants if each.person == visit.person.id)
    if mine.handed_in_at is not None:
        return _shown(visit, _as_page(visit, await _page(visit, found.requisition_id)))
    if not found.is_open:
        raise Refused(Why.CALIBRATION_OVER, state=found.state, at=found.ended_at)
    return _shown(visit, await _screen(visit, found.id))


async def _screen(visit: Visit, calibration_id: int, at: int | None = None, said: str = "") -> kit.Block:
    """One sample of somebody's own: number `at`, or the first they have not answered."""

    async def query(session: AsyncSession) -> tuple[Calibration, Requisition, Own]:
        found = await calibrations.find(session, visit.person.workspace, calibration_id)
        if found is None or all(each.person != visit.person.id for each in found.participants):
            raise Refused(Why.NOT_YOUR_ASK)
        if not found.is_open:
            raise Refused(Why.CALIBRATION_OVER, state=found.state, at=found.ended_at)
        role = await requisitions.known(session, found.workspace, found.requisition_id)
        return found, role, await calibrations.own(session, visit.person, found.id)

    found, role, own = await visit.read(query)
    last = len(found.samples)
    place = at or first_gap(last, len(found.criteria), own.verdicts) or last
    place = min(max(place, 1), last)
    return blocks.screen(found, role, place, own, metadata(f"{found.id}.{place}", visit.response_url), said)


async def back(visit: Visit) -> Reply:
    """*← Sample 1*: keeps what was chosen so far, and shows the one before (`value`: calibration and sample)."""
    calibration, _, place = visit.value.partition(".")
    await visit.save(lambda session: _keep(session, visit, number(calibration), number(place)))
    return Update(await _screen(visit, number(calibration), number(place) - 1))


async def reveal(visit: Visit) -> Reply:
    """*Reveal without Ines* (`value` is the calibration's id)."""
    done = await visit.save(
        lambda session: calibrating.reveal(session, visit.person, number(visit.value), at=visit.now)
    )
    return _shown(visit, _as_page(visit, await _page(visit, done.requisition_id), "It is revealed in the channel."))


async def cancel(visit: Visit) -> Reply:
    """*End it* (`value` is the calibration's id)."""
    await visit.save(lambda session: calibrating.cancel(session, visit.person, number(visit.value), at=visit.now))
    said = "The calibration is over. Nothing was revealed; samples and answers are deleted."
    return Update(kit.notice("Calibration", said))


# --- submitted modals


async def start(visit: Visit) -> Reply:
    """The form that starts one; on to one's own answers, for who takes part."""
    typed = {at: visit.typed(blocks.sample_name(at)) for at in range(1, MOST_SAMPLES + 1)}
    errors = {blocks.sample_name(at): blocks.EMPTY for at in range(1, LEAST_SAMPLES + 1) if not typed[at]}
    for at, text in typed.items():
        if found := trace(text):
            errors[blocks.sample_name(at)] = blocks.traced(*found)
        elif text and text in [typed[before] for before in range(1, at)]:
            errors[blocks.sample_name(at)] = blocks.TWICE
    who = visit.chosen_people(blocks.PEOPLE)
    if wrong := await _unfit(visit, who):
        errors[blocks.PEOPLE] = wrong
    if errors:
        return Errors(errors)
    samples = [text for text in typed.values() if text]
    requisition = number(subject(visit))
    try:
        made = await visit.save(
            lambda session: calibrating.start(
                session, visit.person, requisition, samples, who, origin=visit.origin, at=visit.now
            )
        )
    except Refused as refused:
        if refused.why is Why.CALIBRATION_OPEN:  # five texts are not to be lost for it
            return Errors({blocks.sample_name(1): await at_field(visit, refused)})
        if refused.why not in _UNFIT or refused.facts["person"] not in who:
            raise
        return Errors({blocks.PEOPLE: await at_field(visit, refused)})
    if made.waits_on(visit.person.id):
        return Update(await _screen(visit, made.id))
    return Update(_as_page(visit, await _page(visit, requisition), "It is started; everybody is asked."))


async def _unfit(visit: Visit, who: list[str]) -> str | None:
    """Why these cannot take part, in words for the field; None when they can."""
    if not LEAST_PEOPLE <= len(who) <= MOST_PEOPLE:
        return f"Choose {LEAST_PEOPLE} to {MOST_PEOPLE} people: one alone has nobody to differ from."
    for each in who:
        known = await visit.look_up(each)
        if known is None:
            return _UNKNOWN
        try:
            people.must_be_member(known)
        except Refused as refused:
            return await at_field(visit, refused)
    return None


async def sample(visit: Visit) -> Reply:
    """One sample, answered: on to the next, or all of it handed in."""
    calibration_id, _, place = subject(visit).partition(".")
    at, key = number(place), number(calibration_id)
    asked = [name for name in visit.names() if name.startswith(blocks.verdict_name(at, 0).removesuffix("0"))]
    if empty := [name for name in asked if visit.chosen(name) is None]:
        return Errors(dict.fromkeys(empty, blocks.ALL_OF_THEM))
    hands_in = (visit.view or {}).get("submit", {}).get("text") == blocks.HAND_IN

    async def verb(session: AsyncSession) -> int | None:
        await _keep(session, visit, key, at)
        return await calibrating.hand_in(session, visit.person, key, at=visit.now) if hands_in else at + 1

    ahead = await visit.save(verb)
    if ahead is not None:
        return Update(await _screen(visit, key, ahead, "This one is not answered yet." if hands_in else ""))
    found = await visit.read(lambda session: calibrations.find(session, visit.person.workspace, key))
    if found is None:
        raise Refused(Why.NOT_YOUR_ASK)
    return Update(_as_page(visit, await _page(visit, found.requisition_id), _HANDED_IN))


async def _keep(session: AsyncSession, visit: Visit, calibration_id: int, place: int) -> None:
    """Keeps what stands in the fields of one screen."""
    prefix = blocks.verdict_name(place, 0).removesuffix("0")
    chosen = {name.removeprefix(prefix): visit.chosen(name) for name in visit.names() if name.startswith(prefix)}
    verdicts = {number(at): Verdict(said) for at, said in chosen.items() if said in set(Verdict)}
    note = " ".join(visit.typed(blocks.note_name(place)).split())
    await calibrating.save(session, visit.person, calibration_id, place, verdicts, note)


# --- what stands in Slack


async def revealed(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """Where people differ, in the role's channel."""
    known = await _known(session, row)
    if known is None or not known[0].channel:
        return None
    role, found, names = known
    said = await calibrations.revealed(session, found)
    return Post(role.channel or "", *calibration_reveal.message(role, found, said, names))


async def told(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The same for who took part without being on the role."""
    known = await _known(session, row)
    if known is None:
        return None
    role, found, names = known
    said = await calibrations.revealed(session, found)
    return Direct(str(row.ids["person"]), *calibration_reveal.message(role, found, said, names, buttons=False))


async def _known(session: AsyncSession, row: Row) -> tuple[Requisition, Calibration, dict[str, Person]] | None:
    """None where it was forgotten before it could be said."""
    found = await calibrations.find(session, row.workspace, int(row.ids["calibration"]))
    role = await requisitions.get(session, row.workspace, found.requisition_id) if found else None
    if found is None or role is None or found.is_forgotten:
        return None
    return role, found, await people.named(session, row.workspace, [each.person for each in found.participants])
