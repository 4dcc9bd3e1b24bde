"""Scorecards: filled in alone, one criterion a screen, revealed together, and then the debrief."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import guard
from handlers.blocks import interviews as interview_blocks
from handlers.blocks import kit
from handlers.blocks import scorecards as blocks
from handlers.door import metadata, number, subject
from handlers.replies import Errors, Open, Reply, Update
from handlers.steps import Direct, Post, Repaint, Step
from handlers.visit import Visit
from storage import cards, dossiers, interviews, panels, people, scorecards, scoring
from storage.cards import CardKind
from storage.dossiers import Dossier
from storage.interviews import Interview, Seat
from storage.outbox import Row
from storage.panels import Panel
from storage.refusals import Refused, Why
from storage.rules.interviews import MARKS, Recommendation
from storage.scorecards import Said

_END = "end"  # the screen after the last criterion
_MISSING = "This one is not filled in yet."


def _shown(visit: Visit, view: kit.Block) -> Reply:
    """In the modal a button was pressed in, else as one of its own."""
    return Update(view) if visit.view is not None and visit.view.get("type") == "modal" else Open(view)


# --- one's own card


async def fill(visit: Visit) -> Reply:
    """*Fill in* in the gathered message (`value` is the ask's id): where one left off."""

    async def query(session: AsyncSession) -> tuple[Interview, Seat, Mapping[int, Said]]:
        found = await scorecards.of_ask(session, visit.person, number(visit.value))
        seat = scoring.must_score(found, await people.get(session, visit.person.workspace, visit.person.id))
        return found, seat, await scorecards.own(session, visit.person, found.id)

    found, seat, said = await visit.read(query)
    gap = scorecards.is_whole(seat.card, said)
    return _shown(visit, await _screen(visit, found.id, _END if gap is None else str(gap)))


async def _screen(
    visit: Visit, interview_id: int, place: str, note: str = "", *, told: dict[str, str] | None = None
) -> kit.Block:
    """One screen of somebody's own card: a criterion by its number, or the last. `told` is what is pointed out about
    the words on it, by field."""

    async def query(session: AsyncSession) -> tuple[Dossier, Interview, Seat, Mapping[int, Said]]:
        found = await interviews.find(session, visit.person.workspace, interview_id)
        if found is None:
            raise Refused(Why.NOT_YOUR_ASK)
        seat = scoring.must_score(found, await people.get(session, visit.person.workspace, visit.person.id))
        dossier = await dossiers.dossier(session, found.workspace, found.submission_id)
        if dossier is None:
            raise Refused(Why.NO_SUCH_CANDIDATE)
        return dossier, found, seat, await scorecards.own(session, visit.person, found.id)

    dossier, found, seat, said = await visit.read(query)
    key = metadata(f"{found.id}.{place}", visit.response_url)
    if place == _END:
        return blocks.last(dossier, found, seat, key, note)
    at = number(place) if number(place) in seat.card else seat.card[0]
    key = guard.carry(visit, told) if told else metadata(f"{found.id}.{at}", visit.response_url)
    wording = (told or {}).get(blocks.evidence_name(at), "")
    return blocks.screen(dossier, found, seat, at, said, key, note, wording=wording)


def _place(visit: Visit) -> tuple[int, str]:
    """Interview and screen of the modal."""
    interview, _, place = subject(visit).partition(".")
    return number(interview), place


async def back(visit: Visit) -> Reply:
    """*← Back*: keeps what stands in the fields, whole or half, and shows the screen before (`value`: interview and
    criterion)."""
    interview, place = _place(visit)
    if place != _END:
        await visit.save(lambda session: _keep(session, visit, interview, number(place)))
    return Update(await _screen(visit, interview, visit.value.partition(".")[2]))


async def submit(visit: Visit) -> Reply:
    """One criterion, filled in: kept, and on to the next; words that are not about the job are pointed out first."""
    interview, place = _place(visit)
    at = number(place)
    errors = {}
    if _mark(visit, at) is None:
        errors[blocks.mark_name(at)] = blocks.CHOOSE
    if not visit.typed(blocks.evidence_name(at)):
        errors[blocks.evidence_name(at)] = blocks.EVIDENCE_MISSING
    if errors:
        return Errors(errors)
    if told := guard.notes(visit, blocks.evidence_name(at)):
        await visit.save(lambda session: _keep(session, visit, interview, at))
        return Update(await _screen(visit, interview, place, told=told))

    async def verb(session: AsyncSession) -> str:
        await _keep(session, visit, interview, at)
        seat = (await interviews.known(session, visit.person.workspace, interview)).seat(visit.person.id)
        after = [each for each in seat.card if each > at] if seat else []
        return str(after[0]) if after else _END

    return Update(await _screen(visit, interview, await visit.save(verb)))


async def _keep(session: AsyncSession, visit: Visit, interview: int, at: int) -> None:
    mark, evidence = _mark(visit, at), visit.typed(blocks.evidence_name(at))
    await scoring.save(session, visit.person, interview, at, mark, evidence, at=visit.now)


def _mark(visit: Visit, at: int) -> int | None:
    chosen = number(visit.chosen(blocks.mark_name(at)) or "")
    return chosen if chosen in MARKS else None


async def submit_last(visit: Visit) -> Reply:
    """What somebody would do: the card is handed in."""
    interview, _ = _place(visit)
    chosen = visit.chosen(blocks.RECOMMENDATION)
    if chosen not in set(Recommendation):
        return Errors({blocks.RECOMMENDATION: blocks.RECOMMEND})
    gap = await visit.save(
        lambda session: scoring.hand_in(session, visit.person, interview, Recommendation(chosen), at=visit.now)
    )
    if gap is not None:
        return Update(await _screen(visit, interview, str(gap), _MISSING))

    async def query(session: AsyncSession) -> tuple[Dossier | None, int]:
        found = await interviews.known(session, visit.person.workspace, interview)
        others = await interviews.of_submission(session, found.workspace, found.submission_id)
        dossier = await dossiers.dossier(session, found.workspace, found.submission_id)
        return dossier, sum(len(each.missing) for each in others)

    dossier, waits = await visit.read(query)
    if dossier is None:
        raise Refused(Why.NO_SUCH_CANDIDATE)
    return Update(blocks.handed_in(dossier, waits))


# --- together


async def _panel(visit: Visit, submission_id: int) -> Panel:
    return await visit.read(lambda session: panels.panel(session, visit.person, submission_id, at=visit.now))


async def show(visit: Visit) -> Reply:
    """*All scorecards* (`value` is the submission's id): in full, once revealed."""
    found = await _panel(visit, number(visit.value))
    return Open(blocks.everything(found))


async def reveal(visit: Visit) -> Reply:
    """*Reveal without Ines* (`value` is the submission's id)."""
    submission = number(visit.value)
    await visit.save(lambda session: scoring.reveal(session, visit.person, submission, at=visit.now))
    return await _page(visit, submission, "They are open, in the thread of the card.")


async def debrief(visit: Visit) -> Reply:
    """*Start the debrief* (`value` is the submission's id)."""
    submission = number(visit.value)
    await visit.save(lambda session: scoring.debrief(session, visit.person, submission, at=visit.now))
    if visit.view is None:
        return Open(blocks.everything(await _panel(visit, submission)))
    return await _page(visit, submission, "The debrief has begun: whoever decides is asked.")


async def _page(visit: Visit, submission: int, said: str) -> Reply:
    found = await _panel(visit, submission)
    key = metadata(submission, visit.response_url)
    return _shown(visit, interview_blocks.page(found, visit.person, visit.now, key, said))


# --- what stands in Slack


async def revealed(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """What people saw, in the thread of the candidate's card."""
    submission = int(row.ids["submission"])
    found = await _found(session, row)
    place = await cards.find(session, row.workspace, CardKind.SUBMISSION, submission)
    if found is None or place is None:
        return None
    return Post(place.channel, *blocks.reveal(found), thread_ts=place.ts, card=(CardKind.REVEAL, submission))


async def repaint(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The same, painted again."""
    found = await _found(session, row)
    place = await cards.find(session, row.workspace, CardKind.REVEAL, int(row.ids["submission"]))
    return Repaint(place, *blocks.reveal(found)) if found and place else None


async def told(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The same for who handed in without being on the role."""
    found = await _found(session, row)
    return Direct(str(row.ids["person"]), *blocks.reveal(found, buttons=False)) if found else None


async def _found(session: AsyncSession, row: Row) -> Panel | None:
    dossier = await dossiers.dossier(session, row.workspace, int(row.ids["submission"]))
    return await panels.look(session, dossier) if dossier else None
