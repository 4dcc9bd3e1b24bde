"""Asks as a machine: whatever people do, in any order, over nights, weekends and clock changes, an open ask has one
owner, nobody waits twice for the same hour, every hour has its side, and nobody hears more than twice a day.

The machine keeps the time by itself: which stretches each ask's clock ran, in which calendar, and whose ball it was.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from storage import models, people
from storage.database import Database
from storage.refusals import Refused
from storage.requisitions import Requisition
from storage.rules.balls import Holder, Stretch, elapsed, is_partition
from storage.rules.calendars import WINDOWS, Calendar, Days, Week, week
from storage.rules.ladder import Rung
from storage.rules.promises import PERSONAL, Kind, lapses
from storage.rules.turns import choices
from storage.rules.working_time import between, is_open
from storage.submissions import Submission
from tests.storage import turning
from tests.storage.conftest import worlds
from tests.storage.turning import today
from tests.storage.world import BEN, BERLIN, HANA, HERE, KOLKATA, MONA, NEW_YORK, OTTO, RITA, ZONES, World

TEAM = (RITA, MONA, BEN, HANA, OTTO)
TOKYO, LORD_HOWE = "Asia/Tokyo", "Australia/Lord_Howe"
BEGINNINGS = (
    datetime(2026, 6, 1, 8, tzinfo=UTC),  # an ordinary Monday
    datetime(2026, 3, 6, 13, tzinfo=UTC),  # the Friday before New York's clocks change; Berlin's three weeks later
    datetime(2026, 10, 23, 12, tzinfo=UTC),  # the Friday before Berlin's do; New York's a week later
)
HOURS: dict[str, Week] = {
    "office": week(range(5), (time(9), time(17))),
    "mornings": week(range(5), (time(9), time(13))),
    "split": week(range(6), (time(8), time(12)), (time(14), time(18))),
    "nights": week(range(0, 6), (time(8), time(11)), (time(22), time(6))),
}
TIMES = {"usual": WINDOWS, "late": (time(10, 15), time(15)), "once": (time(9),)}  # all of them open in all hours
NEXT = -1  # until the next thing is due
WAITS = (0, 25, 130, NEXT, NEXT, 1440, 4 * 1440)  # minutes
LIVE = ("open", "paused")
T = TypeVar("T")


@dataclass
class Clock:
    """The stretches one ask's clock ran, each in the calendar its owner had then; `since` while it runs."""

    owner: str
    kind: str
    submission: int | None
    ran: list[tuple[Calendar, datetime, datetime]] = field(default_factory=list)
    since: datetime | None = None
    state: str = "open"
    waited: int | None = None

    def cut(self, calendar: Calendar, at: datetime) -> None:
        assert self.since is not None
        self.ran.append((calendar, self.since, at))
        self.since = at

    @property
    def counted(self) -> int:
        return sum(between(calendar, start, end) for calendar, start, end in self.ran)


@dataclass
class Course:
    """One submission: when it was posted, and how long each side has had the ball."""

    posted_at: datetime
    holder: Holder | None
    since: datetime
    had: Counter[Holder] = field(default_factory=Counter)

    def passes(self, to: Holder | None, at: datetime) -> None:
        self.had[self.holder or Holder.NOBODY] += int((at - self.since).total_seconds())
        self.holder, self.since = to, at


@dataclass
class Seen:
    """Every row that matters, as it stands."""

    asks: list[models.Ask]
    people: dict[str, models.Person]
    calendars: dict[str, Calendar]
    submissions: list[models.Submission]
    balls: dict[int, list[Stretch]]
    nudges: list[models.Nudge]
    gathered: list[models.Gathered]
    decisions: list[models.Decision]
    absences: list[models.Absence]
    closed: set[int]


async def look(world: World) -> Seen:
    async with world.database.read() as session:

        async def rows(table: type[Any]) -> list[Any]:
            query = select(table).where(table.workspace == HERE).order_by(table.id)
            return list(await session.scalars(query))

        balls: dict[int, list[Stretch]] = {}
        for ball in await rows(models.Ball):
            balls.setdefault(ball.submission_id, []).append(Stretch(Holder(ball.holder), ball.since, ball.until))
        known = {row.id: row for row in await rows(models.Person) if row.id in TEAM}
        return Seen(
            await rows(models.Ask),
            known,
            {who: (await people.get(session, HERE, who)).calendar for who in known},
            await rows(models.Submission),
            balls,
            await rows(models.Nudge),
            await rows(models.Gathered),
            await rows(models.Decision),
            await rows(models.Absence),
            {role.id for role in await rows(models.Requisition) if role.closed_at is not None},
        )


def side(submission: models.Submission, review: models.Ask | None) -> Holder | None:
    """Who has the ball, by the product's words; None where the submission has ended."""
    if submission.stage == "review":
        assert review is not None
        return {None: Holder.MANAGER, "question": Holder.RECRUITER, "hold": Holder.NOBODY}[review.paused_for]
    return Holder.RECRUITER if submission.stage == "interview" else None


@pytest.mark.long
@pytest.mark.parametrize(("kind", "examples", "steps"), [("sqlite", 8, 25), ("postgresql", 1, 25)])
def test_whatever_happens_one_person_owes_and_every_hour_counts_once(
    kind: str, examples: int, steps: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    fresh = worlds(kind, request, tmp_path)
    with asyncio.Runner() as runner:
        run = runner.run

        class Machine(RuleBasedStateMachine):
            world: World | None = None
            acted = False

            @initialize(
                now=st.sampled_from(BEGINNINGS),
                backup=st.sampled_from((BEN, None)),
                helper=st.sampled_from((HANA, None)),
            )
            def start(self, now: datetime, backup: str | None, helper: str | None) -> None:
                self.place = fresh(True)
                self.database = Database.open(run(self.place.__aenter__()))
                self.world, self.now, self.backup = World(self.database), now, backup
                self.helpers = (helper,) if helper else ()
                self.clocks: dict[int, Clock] = {}
                self.courses: dict[int, Course] = {}
                self.calendars = {who: Calendar(ZONES[who]) for who in TEAM}
                self.said: dict[str, list[datetime]] = {who: [] for who in TEAM}
                self.counted_messages = 0
                self.known_nudges: set[int] = set()
                self.role = self.opened()
                self.seen = run(look(self.world))
                self.post_another()
                self.notice()

            def opened(self) -> Requisition:
                assert self.world is not None
                return self.act(self.world.open(backup=self.backup, helpers=self.helpers, at=self.now))

            def post_another(self, by: str = RITA) -> None:
                assert self.world is not None
                self.act(self.world.post(self.role, by=by, at=self.now))

            def act(self, verb: Coroutine[Any, Any, T]) -> T:
                self.acted = True
                return run(verb)

            # --- time

            def later(self, minutes: int) -> None:
                """The clock moves on, and every round looks."""
                if minutes == NEXT:
                    self.now = min((at for at in self.upcoming() if at > self.now), default=self.now)
                self.now += timedelta(minutes=max(minutes, 0))
                if minutes and run(turning.rounds(self.database, self.now)):
                    self.notice()

            def upcoming(self) -> Iterator[datetime]:
                """Every moment at which a round has something to do."""
                for person in self.seen.people.values():
                    yield from filter(None, (person.next_window_at, person.next_check_in_at))
                for ask in self.seen.asks:
                    yield from filter(None, (ask.escalate_at, ask.resume_at))
                for absence in self.seen.absences:
                    if absence.handled_at is None:
                        yield absence.starts_at
                for decision in self.seen.decisions:
                    yield decision.undo_until

            @rule(minutes=st.sampled_from(WAITS), again=st.sampled_from(WAITS))
            def wait(self, minutes: int, again: int) -> None:
                self.later(minutes)
                self.later(again)

            # --- what people do

            def pick(self, which: int, *kinds: Kind, state: str = "open") -> models.Ask | None:
                found = [a for a in self.seen.asks if a.state == state and (not kinds or a.kind in kinds)]
                return found[which % len(found)] if found else None

            @rule(minutes=st.sampled_from(WAITS), helper=st.booleans())
            def post(self, minutes: int, helper: bool) -> None:
                self.later(minutes)
                if sum(s.ended_at is None for s in self.seen.submissions) < 3:
                    self.post_another(HANA if helper and self.helpers else RITA)

            @rule(
                minutes=st.sampled_from(WAITS),
                which=st.integers(0, 3),
                yes=st.booleans(),
                state=st.sampled_from(LIVE),
                by=st.sampled_from(("owner", "manager")),
            )
            def decide(self, minutes: int, which: int, yes: bool, state: str, by: str) -> None:
                self.later(minutes)
                review = self.pick(which, Kind.REVIEW, state=state)
                if review is None or self.world is None:
                    return
                submission = self.submission(review)
                verb = self.world.approve if yes else self.world.reject
                self.act(verb(submission, by=review.owner if by == "owner" else MONA, at=self.now))

            def submission(self, ask: models.Ask) -> Submission:
                row = next(s for s in self.seen.submissions if s.id == ask.submission_id)
                return Submission(
                    row.id, HERE, row.requisition_id, row.number, row.stage, None, row.posted_by, row.posted_at, None
                )

            @rule(minutes=st.sampled_from(WAITS))
            def undo(self, minutes: int) -> None:
                self.later(minutes)
                found = [d for d in self.seen.decisions if d.undone_at is None and d.final_at is None]
                found = [d for d in found if d.requisition_id not in self.seen.closed]
                if found and self.world is not None:
                    self.act(self.world.undo(found[-1], by=found[-1].decided_by, at=self.now))  # type: ignore[arg-type]

            @rule(minutes=st.sampled_from(WAITS), which=st.integers(0, 3))
            def ask_back(self, minutes: int, which: int) -> None:
                self.later(minutes)
                review = self.pick(which, Kind.REVIEW)
                if review is not None and review.submission_id is not None and self.world is not None:
                    self.act(turning.question(self.world, review.submission_id, at=self.now))

            @rule(minutes=st.sampled_from(WAITS), which=st.integers(0, 3))
            def reply(self, minutes: int, which: int) -> None:
                self.later(minutes)
                asked = self.pick(which, Kind.QUESTION)
                if asked is not None and self.world is not None:
                    self.act(turning.reply(self.world, asked.id, by=asked.owner, at=self.now))

            @rule(minutes=st.sampled_from(WAITS), which=st.integers(0, 3), length=st.sampled_from((1, 2, 10)))
            def hold(self, minutes: int, which: int, length: int) -> None:
                self.later(minutes)
                review = self.pick(which, Kind.REVIEW)
                if review is not None and review.submission_id is not None and self.world is not None:
                    self.act(turning.hold(self.world, review.submission_id, days=length, at=self.now))

            @rule(minutes=st.sampled_from(WAITS))
            def lift(self, minutes: int) -> None:
                self.later(minutes)
                held = [a for a in self.seen.asks if a.state == "paused" and a.paused_for == "hold"]
                if held and held[0].submission_id is not None and self.world is not None:
                    self.act(turning.lift(self.world, held[0].submission_id, at=self.now))

            @rule(minutes=st.sampled_from(WAITS), which=st.integers(0, 5), window=st.integers(0, 3))
            def snooze(self, minutes: int, which: int, window: int) -> None:
                self.later(minutes)
                ask = self.pick(which)
                if ask is None or self.world is None or lapses(Kind(ask.kind)) or ask.snoozes == 2:
                    return
                offered = choices(self.calendars[ask.owner], self.now)
                until = offered[window % len(offered)]
                put_off = self.act(turning.snooze(self.world, ask.id, until, by=ask.owner, at=self.now))
                assert put_off.due_at == ask.due_at
                after = next(a for a in run(self.world.asks()) if a.id == ask.id)
                assert after.next_nudge_at == until
                if ask.escalate_at is not None:
                    calendar = self.calendars[ask.owner]
                    assert after.escalate_at is not None
                    moved = between(calendar, ask.escalate_at, after.escalate_at)
                    assert moved == between(calendar, self.now, until)
                    assert after.escalate_at >= until

            @rule(minutes=st.sampled_from(WAITS), which=st.integers(0, 5), to=st.sampled_from(TEAM))
            def hand_over(self, minutes: int, which: int, to: str) -> None:
                self.later(minutes)
                ask = self.pick(which)
                if ask is None or self.world is None or ask.kind in PERSONAL or to in (ask.owner, ask.asker):
                    return
                try:
                    taken = self.act(turning.hand_over(self.world, ask.id, to, by=ask.owner, at=self.now))
                except Refused:
                    assert any(a <= today(self.calendars[to], self.now) <= b for a, b in self.calendars[to].away)
                    return
                assert taken.owner != ask.owner
                assert (taken.from_id, taken.asked_at, taken.waited) == (ask.id, self.now, None)

            @rule(minutes=st.sampled_from(WAITS), which=st.integers(0, 5))
            def remind(self, minutes: int, which: int) -> None:
                self.later(minutes)
                ask = self.pick(which)
                if ask is None or ask.asker is None or ask.asker == ask.owner or self.world is None:
                    return
                try:
                    at = self.act(turning.remind(self.world, ask.id, by=ask.asker, at=self.now))
                except Refused:
                    assert (ask.snoozed_until or ask.reminded_at) is not None
                    return
                assert is_open(self.calendars[ask.owner], at)
                assert at > self.now

            @rule(minutes=st.sampled_from(WAITS), which=st.integers(0, 5))
            def done(self, minutes: int, which: int) -> None:
                self.later(minutes)
                ask = self.pick(which, Kind.CONTACT, Kind.OUTCOME, Kind.HOLD)
                if ask is not None and self.world is not None:
                    self.act(self.world.done(ask.id, by=ask.owner, at=self.now))

            @rule(
                minutes=st.sampled_from(WAITS),
                who=st.sampled_from((MONA, MONA, RITA, BEN)),
                begins=st.integers(-1, 2),
                length=st.sampled_from((0, 1, 3, 8)),
                delegate=st.sampled_from((None, OTTO, BEN, HANA)),
            )
            def go_away(self, minutes: int, who: str, begins: int, length: int, delegate: str | None) -> None:
                self.later(minutes)
                calendar = self.calendars[who]
                first = today(calendar, self.now) + timedelta(days=begins)
                last = first + timedelta(days=length)
                if self.world is None or last < today(calendar, self.now) or delegate == who:
                    return
                try:
                    self.act(turning.go_away(self.world, who, first, last, delegate=delegate, at=self.now))
                except Refused:  # who is away too and, in the end, names them
                    assert self.calendars[delegate or who].away
                    return
                days = [each for each in calendar.away if each[1] < first or each[0] > last]
                days += self.gone_by(calendar, first, last)
                midnight = datetime.combine(first, time(), calendar.tz).astimezone(UTC)
                self.recount(who, min(midnight, self.now), away=_in_order([*days, (first, last)]))

            def gone_by(self, calendar: Calendar, first: date, last: date) -> list[Days]:
                """The days already over of absences that the new one takes the place of stay days away."""
                yesterday = today(calendar, self.now) - timedelta(days=1)
                touched = [each for each in calendar.away if each[0] <= last and each[1] >= first]
                kept = [(a, min(b, yesterday, first - timedelta(days=1))) for a, b in touched]
                return [(a, b) for a, b in kept if a <= b]

            @rule(minutes=st.sampled_from(WAITS))
            def come_back(self, minutes: int) -> None:
                self.later(minutes)
                live = [a for a in self.seen.absences if a.taken_back_at is None]
                live = [a for a in live if a.last >= today(self.calendars[a.person], self.now)]
                if not live or self.world is None:
                    return
                absence = live[-1]
                calendar = self.calendars[absence.person]
                self.act(turning.come_back(self.world, absence.person, absence.id, at=self.now))
                days = [each for each in calendar.away if each != (absence.first, absence.last)]
                yesterday = today(calendar, self.now) - timedelta(days=1)
                if absence.first <= yesterday:
                    days.append((absence.first, yesterday))
                self.recount(absence.person, self.now, away=_in_order(days))

            @rule(
                minutes=st.sampled_from(WAITS),
                who=st.sampled_from((MONA, RITA, BEN)),
                zone=st.sampled_from((BERLIN, NEW_YORK, TOKYO, LORD_HOWE, KOLKATA)),
                hours=st.sampled_from(sorted(HOURS)),
                times=st.sampled_from(sorted(TIMES)),
            )
            def prefer(self, minutes: int, who: str, zone: str, hours: str, times: str) -> None:
                self.later(minutes)
                if self.world is None:
                    return
                chosen = {"zone": zone, "week": HOURS[hours], "windows": TIMES[times]}
                self.act(turning.prefer(self.world, who, self.now, **chosen))
                self.recount(who, self.now, **chosen)

            def recount(self, who: str, since: datetime, **changed: Any) -> None:
                """The model's own reckoning: what ran up to `since` ran in the old calendar."""
                before = self.calendars[who]
                self.calendars[who] = before._replace(**changed)
                if self.calendars[who] == before:
                    return
                for clock in self.clocks.values():
                    if clock.owner == who and clock.since is not None:
                        clock.cut(before, max(clock.since, since))

            @rule(minutes=st.sampled_from(WAITS), sure=st.integers(0, 3))
            def close(self, minutes: int, sure: int) -> None:
                self.later(minutes)
                undoable = [d for d in self.seen.decisions if d.undone_at is None and d.final_at is None]
                if sure or undoable or self.world is None:
                    return
                self.act(self.world.close(self.role, by=MONA, at=self.now))
                self.role = self.opened()

            # --- what must hold

            @invariant()
            def all_is_well(self) -> None:
                if self.world is not None and self.acted:
                    self.notice()

            def notice(self) -> None:
                """Takes in what has happened since the last look, all of it now, and checks everything."""
                assert self.world is not None
                before, self.seen, self.acted = self.seen, run(look(self.world)), False
                assert self.seen.calendars == self.calendars
                was = {ask.id: ask for ask in before.asks}
                for ask in self.seen.asks:
                    self.follow(ask)
                    self.check(ask)
                self.check_submissions()
                self.check_people()
                self.check_words(was)

            def follow(self, ask: models.Ask) -> None:
                """Moves the model's clock as the ask's state moved."""
                if ask.id not in self.clocks:
                    assert ask.asked_at <= self.now
                    clock = Clock(ask.owner, ask.kind, ask.submission_id, since=ask.asked_at)
                    if ask.kind not in (Kind.CONTACT, Kind.OUTCOME) or ask.from_id is not None:
                        assert ask.asked_at == self.now
                    self.clocks[ask.id] = clock
                clock = self.clocks[ask.id]
                assert ask.owner == clock.owner
                if clock.since is not None and ask.state != "open":
                    clock.cut(self.calendars[ask.owner], self.now)
                    clock.since = None
                elif clock.since is None and ask.state == "open":
                    clock.since = self.now
                if ask.state == "answered" and clock.state != "answered":
                    clock.waited = clock.counted
                clock.state = ask.state

            def check(self, ask: models.Ask) -> None:
                clock = self.clocks[ask.id]
                assert ask.elapsed >= 0
                assert ask.owner in TEAM
                if ask.state in LIVE:
                    assert ask.elapsed == clock.counted
                    assert ask.waited is None
                    outlives = (Kind.OUTCOME, Kind.RETROSPECTIVE)
                    assert ask.requisition_id not in self.seen.closed or ask.kind in outlives
                if ask.state == "answered":
                    assert ask.waited == clock.waited
                if ask.state == "open":
                    assert ask.running_since == clock.since
                    assert ask.paused_for is None
                    assert ask.escalate_at is not None or ask.escalated_at is not None
                    assert ask.escalate_at is None or ask.escalate_at >= ask.due_at
                    assert ask.said == Rung.FULL_OVER or lapses(Kind(ask.kind)) or ask.next_nudge_at is not None
                    left = ask.promise + ask.grace - ask.elapsed
                    if left > 60:
                        worth = between(self.calendars[ask.owner], ask.running_since, ask.due_at)
                        assert left - 60 <= worth <= left  # what spills over closing time by a minute is let off
                else:
                    assert ask.next_nudge_at is None
                    assert ask.escalate_at is None
                    assert ask.wake_at is None

            def check_submissions(self) -> None:
                live = Counter((a.submission_id, a.kind) for a in self.seen.asks if a.state in LIVE and a.submission_id)
                assert not live or max(live.values()) == 1
                reviews = {a.submission_id: a for a in self.seen.asks if a.kind == Kind.REVIEW and a.state in LIVE}
                assert set(reviews) == {s.id for s in self.seen.submissions if s.stage == "review"}
                for submission in self.seen.submissions:
                    holder = side(submission, reviews.get(submission.id))
                    course = self.courses.setdefault(submission.id, Course(self.now, holder, self.now))
                    if holder != course.holder:
                        course.passes(holder, self.now)
                    stretches = self.seen.balls[submission.id]
                    assert submission.posted_at == course.posted_at
                    assert is_partition(stretches, submission.posted_at, submission.ended_at)
                    had = Counter(course.had)
                    if holder is not None:
                        had[holder] += int((self.now - course.since).total_seconds())
                        assert stretches[-1].holder == holder
                    assert +had == +Counter(elapsed(stretches, self.now))
                    waited = (submission.ended_at or self.now) - submission.posted_at
                    assert sum(had.values()) == waited.total_seconds()
                    ran = sorted(
                        (start, end)
                        for clock in self.clocks.values()
                        if (clock.submission, clock.kind) == (submission.id, Kind.REVIEW)
                        for _, start, end in clock.ran
                        if start < end
                    )
                    assert all(one[1] <= other[0] for one, other in pairwise(ran))  # no hour is two people's

            def check_people(self) -> None:
                for who, row in self.seen.people.items():
                    windows = [
                        a.next_nudge_at
                        for a in self.seen.asks
                        if a.owner == who and a.state == "open" and a.next_nudge_at
                    ]
                    notices = [n for n in self.seen.nudges if n.person == who and n.gathered_id is None]
                    assert (row.next_window_at is not None) == bool(windows or notices), who
                    if row.next_window_at is not None:
                        assert row.next_window_at > self.now
                        assert not windows or row.next_window_at <= min(windows)

            def check_words(self, was: dict[int, models.Ask]) -> None:
                for message in self.seen.gathered[self.counted_messages :]:
                    calendar, told = self.calendars[message.person], self.said[message.person]
                    assert is_open(calendar, self.now)
                    told.append(self.now)
                    assert sum(today(calendar, at) == today(calendar, self.now) for at in told) <= 2
                self.counted_messages = len(self.seen.gathered)
                now = {ask.id: ask for ask in self.seen.asks}
                for nudge in self.seen.nudges:
                    before = was.get(nudge.ask_id)
                    if nudge.id in self.known_nudges or nudge.rung == Rung.AWAY:
                        continue
                    if before is not None and before.state == "open" and before.snoozed_until is not None:
                        assert before.snoozed_until <= self.now  # put off: said to nobody before
                    ask = now[nudge.ask_id]
                    assert nudge.again <= ask.again
                self.known_nudges = {nudge.id for nudge in self.seen.nudges}
                said = Counter((n.ask_id, n.rung) for n in self.seen.nudges if n.person == now[n.ask_id].owner)
                assert all(times <= 1 + now[ask_id].again for (ask_id, _), times in said.items())

            def teardown(self) -> None:
                if self.world is not None:
                    run(self.database.close())
                    run(self.place.__aexit__(None, None, None))
                    self.world = None

        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


def _in_order(days: list[Days]) -> tuple[Days, ...]:
    return tuple(sorted(days))
