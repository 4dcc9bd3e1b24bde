"""What people do, each act one verb of the ground floor: a new verb is one more small function and one more line in a
table. An act is called with its session and the moment, in a transaction of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    asks,
    calendars,
    check_in_answers,
    closing,
    decisions,
    digests,
    models,
    openings,
    people,
    questions,
    requisitions,
    retrospectives,
    submissions,
    told,
)
from storage.asks import Ask
from storage.blind import Said
from storage.dossiers import Decision
from storage.openings import Opening
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.calendars import Calendar, Days
from storage.rules.dispositions import REJECTIONS
from storage.rules.preferences import Preferences
from storage.rules.promises import Kind
from storage.rules.rights import Role
from storage.rules.working_time import HOUR, after, is_open
from storage.submissions import Posting
from tests.simulation import turns
from tests.simulation.cast import Casting, Player

WORKSPACE = "T_MONTH"
Act = Callable[[AsyncSession, datetime], Awaitable[object]]


@dataclass
class Diary:
    """Everything people are going to do, in order; at the same moment, as it was written down."""

    _pages: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)

    def plan(self, at: datetime, act: Act) -> None:
        heappush(self._pages, (at, next(self._order), act))

    @property
    def next_at(self) -> datetime | None:
        return self._pages[0][0] if self._pages else None

    def turn(self) -> tuple[datetime, Act]:
        """The next act and its moment, struck out."""
        at, _, act = heappop(self._pages)
        return at, act


@dataclass
class Play:
    """What acts share: chance, the diary for what follows from them, every role opened, those still live by recruiter,
    and numbers for profiles."""

    chance: Random
    diary: Diary = field(default_factory=Diary)
    opened: list[int] = field(default_factory=list)
    roles: dict[str, list[int]] = field(default_factory=dict)
    profiles: count[int] = field(default_factory=lambda: count(1))

    def work_moment(self, calendar: Calendar, since: datetime, most: int) -> datetime:
        """A moment at work, within `most` working seconds after `since`."""
        return after(calendar, since, self.chance.randint(1, most))


# Answers: how each kind of ask is answered by whoever owes it, or may step in.


async def decide(play: Play, session: AsyncSession, me: Person, ask: Ask, at: datetime) -> None:
    """Two yes in five; one decision in twenty is taken back, and made again a little later."""
    assert ask.submission_id is not None
    if play.chance.random() < 0.4:
        decision = await decisions.approve(session, me, ask.submission_id, at=at)
    else:
        decision = await decisions.reject(
            session,
            me,
            ask.submission_id,
            disposition=play.chance.choice(list(REJECTIONS)),
            evidence="Not what the brief asks for",
            at=at,
        )
    if play.chance.random() < 0.05:
        play.diary.plan(at + timedelta(minutes=play.chance.randint(5, 50)), partial(undo, play, me.id, decision, ask))


async def undo(play: Play, who: str, decision: Decision, ask: Ask, session: AsyncSession, at: datetime) -> None:
    me = await people.get(session, WORKSPACE, who)
    if me.is_deactivated:
        return
    await decisions.undo(session, me, decision.id, at=at)
    play.diary.plan(play.work_moment(me.calendar, at, HOUR), partial(answer, play, who, ask.id))


async def say_done(_play: Play, session: AsyncSession, me: Person, ask: Ask, at: datetime) -> None:
    """The candidate was contacted, or heard the outcome."""
    await told.done(session, me, ask.id, at=at)


async def reply(_play: Play, session: AsyncSession, me: Person, ask: Ask, at: datetime) -> None:
    await questions.reply(session, me, ask.id, "All of it, from the first line", at=at)


async def check_in(play: Play, session: AsyncSession, me: Person, _ask: Ask, at: datetime) -> None:
    """One form answers for all roles."""
    waiting = await check_in_answers.pending(session, me)
    news = check_in_answers.Said(news="Two more profiles this week")
    said = {each.answer_id: news for each in waiting if play.chance.random() < 0.3}
    await check_in_answers.answer_all(session, me, said, at=at)


async def look_back(_play: Play, session: AsyncSession, me: Person, ask: Ask, at: datetime) -> None:
    """What each of the two says of a closed search, alone."""
    said = Said(8, "Answers came on the day", "Fewer rounds")
    await retrospectives.answer(session, me, ask.id, said, at=at)


Answer = Callable[[Play, AsyncSession, Person, Ask, datetime], Awaitable[None]]
ANSWERS: dict[Kind, Answer] = {
    Kind.REVIEW: decide,
    Kind.QUESTION: reply,
    Kind.CONTACT: say_done,
    Kind.OUTCOME: say_done,
    Kind.HOLD: say_done,
    Kind.CHECK_IN: check_in,
    Kind.RETROSPECTIVE: look_back,
}


async def answer(play: Play, who: str, ask_id: int, session: AsyncSession, at: datetime) -> None:
    """Answers what is still open, at work: whoever is away by now does it when they are back."""
    me = await people.get(session, WORKSPACE, who)
    row = await asks.get(session, WORKSPACE, ask_id)
    if row is None or row.state != "open" or me.is_deactivated:
        return
    if not is_open(me.calendar, at):
        play.diary.plan(play.work_moment(me.calendar, at, HOUR), partial(answer, play, who, ask_id))
        return
    ask = asks.value(row)
    if not await turns.taken(play.chance, session, me, ask, at):
        await ANSWERS[ask.kind](play, session, me, ask, at)


# Initiatives: what people do unasked.


async def settle_in(player: Player, session: AsyncSession, at: datetime) -> None:
    """Slack says who somebody is, and they say when they work."""
    person = await calendars.remember(session, Person(WORKSPACE, player.id, player.name, player.place.zone), at=at)
    await calendars.prefer(session, person, player.preferences, at=at)


async def open_role(play: Play, cast: Casting, session: AsyncSession, at: datetime) -> None:
    me = await people.get(session, WORKSPACE, cast.recruiter.id)
    manager = await people.get(session, WORKSPACE, cast.manager.id)
    backup = await people.find(session, WORKSPACE, cast.backup.id) if cast.backup else None
    if manager.is_deactivated:
        return
    number = len(play.opened) + 1
    role = await openings.open_requisition(
        session,
        me,
        Opening(
            f"Role {number}",
            manager.id,
            "Anywhere",
            backup=backup.id if backup and not backup.is_deactivated else None,
        ),
        origin=f"opening:{number}",
        at=at,
    )
    if cast.helper:
        row = {"workspace": WORKSPACE, "requisition_id": role.id, "person": cast.helper.id, "role": Role.HELPER}
        await session.execute(insert(models.RequisitionPerson).values(**row, since=at))
    play.opened.append(role.id)
    play.roles.setdefault(me.id, []).append(role.id)


async def post_some(play: Play, who: str, session: AsyncSession, at: datetime) -> None:
    """At the recruiter's midnight: on a working day, none to three profiles in the course of it."""
    me = await people.get(session, WORKSPACE, who)
    if me.calendar.works_on(at.astimezone(me.calendar.tz).date()):
        for _ in range(play.chance.choice((0, 1, 1, 2, 3))):
            play.diary.plan(play.work_moment(me.calendar, at, me.calendar.day), partial(post, play, who))


async def post(play: Play, who: str, session: AsyncSession, at: datetime) -> None:
    me = await people.get(session, WORKSPACE, who)
    number = next(play.profiles)
    if play.roles.get(who) and not me.is_deactivated:
        posting = Posting(f"Profile {number}", "Did the same elsewhere", email=f"profile{number}@example.org")
        role = play.chance.choice(play.roles[who])
        await submissions.post(session, me, role, posting, origin=f"posting:{number}", at=at)


async def close_role(play: Play, cast: Casting, session: AsyncSession, at: datetime) -> None:
    """Closes the recruiter's first role, filled where somebody is that far, and opens another in its place. While a
    decision can be undone: as soon as it no longer can."""
    me = await people.get(session, WORKSPACE, cast.recruiter.id)
    if not play.roles.get(me.id):
        return
    role = await requisitions.known(session, WORKSPACE, play.roles[me.id][0])
    hired = [found.id for found in await submissions.of_requisition(session, role) if found.stage == "interview"][:1]
    outcome = "filled" if hired else "cancelled"
    try:
        await closing.close(session, me, role.id, outcome=outcome, hired=frozenset(hired), at=at)
    except Refused as refused:
        if refused.why is not Why.OPEN_SUBMISSIONS:
            raise
        undoable_until = max(refused.facts["until"], at)
        play.diary.plan(undoable_until + timedelta(minutes=1), partial(close_role, play, cast))
        return
    play.roles[me.id].remove(role.id)
    await open_role(play, cast, session, at)


async def go_away(play: Play, who: str, days: Days, delegate: str | None, session: AsyncSession, at: datetime) -> None:
    """Whoever cannot name a delegate goes without; some come back before they said."""
    me = await people.get(session, WORKSPACE, who)
    if me.is_deactivated:
        return
    try:
        absence = await calendars.go_away(session, me, days, delegate=delegate, at=at)
    except Refused as refused:
        if refused.why not in (Why.DELEGATE_CIRCULAR, Why.DEACTIVATED):
            raise
        absence = await calendars.go_away(session, me, days, at=at)
    if days[0] < days[1] and play.chance.random() < 0.2:
        noon = datetime.combine(days[1], time(12), me.calendar.tz)
        play.diary.plan(noon, partial(come_back, who, absence.id))


async def come_back(who: str, absence: int, session: AsyncSession, at: datetime) -> None:
    await calendars.come_back(session, await people.get(session, WORKSPACE, who), absence, at=at)


async def choose(who: str, chosen: Preferences, session: AsyncSession, at: datetime) -> None:
    await calendars.prefer(session, await people.get(session, WORKSPACE, who), chosen, at=at)


async def ask_for_digest(who: str, session: AsyncSession, at: datetime) -> None:
    """The recruiters' channel hears of the open roles every morning of the week."""
    me = await people.get(session, WORKSPACE, who)
    week = frozenset(range(5))
    await digests.set_digest(session, me, "C_RECRUITERS", days=week, at=time(9), zone=me.zone, now=at)


async def slack_says(person: Person, session: AsyncSession, at: datetime) -> None:
    """Somebody moved, or left."""
    await calendars.remember(session, person, at=at)
