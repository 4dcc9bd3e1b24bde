"""Check-ins, answered: what is asked of somebody at once, what each side says of a role, and its week's message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, changes, models, outbox, people, requisitions, timeline
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.check_ins import CONTENT, LOOK_BACK, WORDS, Changes
from storage.rules.ladder import Rung
from storage.rules.rights import Role


@dataclass(frozen=True)
class Question:
    """One role somebody is being asked about, on which side. `is_alone`: they are both sides of it, so nobody is told
    how content they are. `since` is when they last checked in there, `is_first` where they never did; `changes` what
    happened from then on."""

    answer_id: int
    requisition: Requisition
    side: str
    partner: Person
    since: datetime
    is_first: bool
    changes: Changes = field(default_factory=Changes)

    @property
    def is_alone(self) -> bool:
        return self.requisition.recruiter == self.requisition.manager


@dataclass(frozen=True)
class Said:
    """What one side writes about one requisition. Nothing written means: nothing new."""

    news: str | None = None
    market: str | None = None
    obstacles: str | None = None
    needs: str | None = None
    content: int | None = field(default=None, repr=False)

    @property
    def words(self) -> dict[str, str]:
        """What was written, by question."""
        return {name: words for name in WORDS if (words := getattr(self, name))}


@dataclass(frozen=True)
class Outcome:
    """What came of a form: the requisitions answered now, by number, and those that could not be any more, with what
    had been written there."""

    answered: tuple[int, ...]
    late: tuple[tuple[int, Said], ...] = ()


async def pending(session: AsyncSession, person: Person) -> list[Question]:
    """The roles this person is being asked about, by number."""
    answer, check_in, ask = models.CheckInAnswer, models.CheckIn, models.Ask
    found = (
        await session.execute(
            select(answer.id, answer.side, check_in.requisition_id)
            .join(check_in, (check_in.workspace == answer.workspace) & (check_in.id == answer.check_in_id))
            .join(ask, (ask.workspace == answer.workspace) & (ask.id == answer.ask_id))
            .where(ask.workspace == person.workspace, ask.owner == person.id, ask.state == "open")
        )
    ).all()
    roles = await requisitions.named(session, person.workspace, {role for _, _, role in found})
    known = await people.named(
        session, person.workspace, [who for role in roles.values() for who in (role.recruiter, role.manager)]
    )
    before = await _before(session, person, list(roles))
    questions = [
        Question(
            answer_id,
            roles[role],
            side,
            known[roles[role].recruiter if side == Role.MANAGER else roles[role].manager],
            before.get(role, roles[role].opened_at),
            role not in before,
        )
        for answer_id, side, role in found
    ]
    return sorted(questions, key=lambda each: each.requisition.number)


async def _before(session: AsyncSession, person: Person, roles: list[int]) -> dict[int, datetime]:
    """When this person last checked in on each of these roles."""
    answer, check_in = models.CheckInAnswer, models.CheckIn
    found = await session.execute(
        select(check_in.requisition_id, func.max(answer.answered_at))
        .join(check_in, (check_in.workspace == answer.workspace) & (check_in.id == answer.check_in_id))
        .where(
            answer.workspace == person.workspace,
            answer.person == person.id,
            answer.check_in_id.in_(
                select(check_in.id).where(check_in.workspace == person.workspace, check_in.requisition_id.in_(roles))
            ),
            answer.answered_at.is_not(None),
        )
        .group_by(check_in.requisition_id)
    )
    return {role: at for role, at in found.all() if at is not None}


async def with_changes(session: AsyncSession, person: Person, asked: list[Question], *, at: datetime) -> list[Question]:
    """The same questions with what happened since each was last answered."""
    since = {each.requisition.id: max(each.since, at - LOOK_BACK) for each in asked}
    found = await changes.of_each(session, person.workspace, since, until=at)
    return [replace(each, changes=found[each.requisition.id]) for each in asked]


async def answer_all(session: AsyncSession, person: Person, said: Mapping[int, Said], *, at: datetime) -> list[int]:
    """Every role at once: what is not named in `said` (answer id → words) counts as nothing new.

    Gives back the requisition numbers answered. Refused when nothing is open any more.
    """
    waiting = {each.answer_id: Said() for each in await pending(session, person)}
    answered = list((await answer(session, person, waiting | dict(said), at=at)).answered)
    if not answered:
        raise Refused(Why.ALREADY_ANSWERED)
    return answered


async def answer(session: AsyncSession, person: Person, said: Mapping[int, Said], *, at: datetime) -> Outcome:
    """The roles named in `said` (answer id → words), each of the person's own. What ended in the meantime comes back
    with the words, unless it was this very answer that ended it: a form sent twice is sent once."""
    for each in said.values():
        if each.content is not None and not CONTENT[0] <= each.content <= CONTENT[1]:
            raise ValueError(f"how content somebody is goes from {CONTENT[0]} to {CONTENT[1]}")
    workspace = person.workspace
    row, check_in, role = models.CheckInAnswer, models.CheckIn, models.Requisition
    found = (
        await session.execute(
            select(row.id, role.id, role.number)
            .join(check_in, (check_in.workspace == row.workspace) & (check_in.id == row.check_in_id))
            .join(role, (role.workspace == check_in.workspace) & (role.id == check_in.requisition_id))
            .where(row.workspace == workspace, row.person == person.id, row.id.in_(list(said)))
            .order_by(role.number)
        )
    ).all()
    # Requisitions, then people: the recruiters too, who may be told something in their next message.
    await requisitions.lock_live(session, workspace, {role_id for _, role_id, _ in found})
    people.must_be_member(await people.get(session, workspace, person.id))
    roles = await requisitions.named(session, workspace, {role_id for _, role_id, _ in found})
    await people.lock(session, workspace, person.id, *(each.recruiter for each in roles.values()))
    answered: list[int] = []
    late: list[tuple[int, Said]] = []
    for answer_id, role_id, number in found:
        if await _answer(session, person, roles[role_id], answer_id, said[answer_id], at):
            answered.append(number)
        elif said[answer_id].words and not await _is_so(session, workspace, answer_id, said[answer_id]):
            late.append((number, said[answer_id]))
    return Outcome(tuple(answered), tuple(late))


async def _is_so(session: AsyncSession, workspace: str, answer_id: int, words: Said) -> bool:
    row = await _row(session, workspace, answer_id)
    return row is not None and row.answered_at is not None and said_in(row).words == words.words


async def _answer(
    session: AsyncSession, person: Person, role: Requisition, answer_id: int, words: Said, at: datetime
) -> bool:
    row = await _row(session, person.workspace, answer_id)
    ask = await asks.get(session, person.workspace, row.ask_id) if row else None
    if row is None or ask is None:
        return False
    await session.refresh(ask)
    if ask.state != "open":
        return False
    row.news, row.market, row.obstacles, row.needs = words.news, words.market, words.obstacles, words.needs
    row.nothing_new, row.answered_at = not words.words, at
    is_told = row.side == Role.MANAGER and role.recruiter != person.id
    row.content = words.content if is_told else None
    answered = await asks.answer(session, ask, by=person.id, at=at)
    timeline.record(
        session,
        person.workspace,
        "checked_in",
        at=at,
        actor=person.id,
        requisition_id=ask.requisition_id,
        waited=answered.waited,
    )
    if row.content is not None:
        await asks.notice(session, person.workspace, ask.id, role.recruiter, Rung.CONTENT, at=at)
    await _show(session, person.workspace, row.check_in_id, ask.requisition_id, at)
    return True


async def _row(session: AsyncSession, workspace: str, answer_id: int) -> models.CheckInAnswer | None:
    row = models.CheckInAnswer
    found: models.CheckInAnswer | None = await session.scalar(
        select(row).where(row.workspace == workspace, row.id == answer_id)
    )
    return found


def said_in(row: models.CheckInAnswer) -> Said:
    """The words; never how content somebody is: that is read by `contents` alone."""
    return Said(row.news, row.market, row.obstacles, row.needs)


async def lapsed(session: AsyncSession, workspace: str, ask_id: int, *, at: datetime) -> None:
    """The time for an answer is over: the message, if there is one, says kindly who was not heard."""
    row = await session.scalar(
        select(models.CheckInAnswer).where(
            models.CheckInAnswer.workspace == workspace, models.CheckInAnswer.ask_id == ask_id
        )
    )
    ask = await asks.get(session, workspace, ask_id) if row is not None else None
    if row is not None and ask is not None:
        await repaint(session, workspace, row.check_in_id, ask.requisition_id, at=at)


async def _show(session: AsyncSession, workspace: str, check_in_id: int, requisition_id: int, at: datetime) -> None:
    """The first answer posts the message, the second joins it there."""
    await session.flush()
    await outbox.send(
        session,
        workspace,
        outbox.requisition_lane(requisition_id),
        "check_in.post",
        {"check_in": check_in_id},
        key=f"check_in:{check_in_id}",
        at=at,
    )
    await repaint(session, workspace, check_in_id, requisition_id, at=at)


async def repaint(
    session: AsyncSession, workspace: str, check_in_id: int, requisition_id: int, *, at: datetime
) -> None:
    """Has a week's message painted again, where there is one: somebody has answered."""
    row = models.CheckInAnswer
    await session.flush()
    if await session.scalar(
        select(row.id)
        .where(row.workspace == workspace, row.check_in_id == check_in_id, row.answered_at.is_not(None))
        .limit(1)
    ):
        await outbox.repaint(
            session,
            workspace,
            outbox.requisition_lane(requisition_id),
            "check_in.repaint",
            {"check_in": check_in_id},
            card=f"check_in:{check_in_id}",
            at=at,
        )
