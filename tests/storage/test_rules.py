"""Windows, ladder, rhythm, rights and promises: the pure rules, as tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.rules import decisions, dispositions
from storage.rules.calendars import Calendar, week
from storage.rules.ladder import Rung, next_step, reached, schedule
from storage.rules.promises import PROMISES, Escalation, Kind, Promise, worth
from storage.rules.rhythm import local_day, next_check_in, next_occurrence, week_of
from storage.rules.rights import RIGHTS, Act, Role, may
from storage.rules.windows import last_window_before, next_window, window_at_or_after, window_at_or_before
from storage.rules.working_time import after
from tests.storage.world import BERLIN, DAY, KOLKATA, NEW_YORK, berlin, local

BERLINER = Calendar(zone=BERLIN)
HALF_DAY, MINUTE = DAY // 2, timedelta(minutes=1)


@pytest.mark.parametrize(
    ("moment", "following", "not_before", "not_after", "before"),
    [
        ("2026-06-01 08:00", "2026-06-01 09:30", "2026-06-01 09:30", "2026-05-29 14:00", "2026-05-29 14:00"),
        ("2026-06-01 09:30", "2026-06-01 14:00", "2026-06-01 09:30", "2026-06-01 09:30", "2026-05-29 14:00"),
        ("2026-06-01 09:31", "2026-06-01 14:00", "2026-06-01 14:00", "2026-06-01 09:30", "2026-06-01 09:30"),
        ("2026-06-01 14:00", "2026-06-02 09:30", "2026-06-01 14:00", "2026-06-01 14:00", "2026-06-01 09:30"),
        ("2026-06-05 14:30", "2026-06-08 09:30", "2026-06-08 09:30", "2026-06-05 14:00", "2026-06-05 14:00"),
        ("2026-06-07 12:00", "2026-06-08 09:30", "2026-06-08 09:30", "2026-06-05 14:00", "2026-06-05 14:00"),
        ("2026-03-27 15:00", "2026-03-30 09:30", "2026-03-30 09:30", "2026-03-27 14:00", "2026-03-27 14:00"),
    ],
)
def test_there_are_two_windows_a_working_day(
    moment: str, following: str, not_before: str, not_after: str, before: str
) -> None:
    now = berlin(moment)
    assert next_window(BERLINER, now) == berlin(following)
    assert window_at_or_after(BERLINER, now) == berlin(not_before)
    assert window_at_or_before(BERLINER, now) == berlin(not_after)
    assert last_window_before(BERLINER, now) == berlin(before)


def test_whoever_never_works_has_no_window() -> None:
    never = Calendar(week=week(()))
    for window in (next_window, window_at_or_after, window_at_or_before, last_window_before):
        with pytest.raises(ValueError, match="never open"):
            window(never, berlin("2026-06-01 08:00"))


LADDERS = [
    # asked, promise, told, due (said at), half over, full over
    (
        "2026-06-01 10:00",
        DAY,
        ("2026-06-01 14:00", "2026-06-02 09:30", "2026-06-02 14:00", "2026-06-03 14:00"),
    ),  # due Tuesday 10:00, half over 14:00, full over Wednesday 10:00
    (
        "2026-06-05 16:00",
        DAY,
        ("2026-06-08 09:30", "2026-06-08 14:00", "2026-06-09 14:00", "2026-06-10 09:30"),
    ),  # Friday late: due Monday 16:00, half over Tuesday 12:00, full over Tuesday 16:00
    (
        "2026-06-01 10:00",
        2 * DAY,
        ("2026-06-01 14:00", "2026-06-03 09:30", "2026-06-04 14:00", "2026-06-05 14:00"),
    ),
    (
        "2026-06-01 15:00",
        HALF_DAY // 2,
        ("2026-06-02 09:30", "2026-06-02 09:30", "2026-06-02 14:00", "2026-06-02 14:00"),
    ),  # due Monday 17:00, before anything can be said; half over Tuesday 10:00, full over 11:00
]


RUNGS = (Rung.TOLD, Rung.DUE, Rung.HALF_OVER, Rung.FULL_OVER)


@pytest.mark.parametrize(("asked", "promise", "said"), LADDERS)
def test_each_rung_has_its_window(asked: str, promise: int, said: tuple[str, ...]) -> None:
    steps = schedule(BERLINER, berlin(asked), after(BERLINER, berlin(asked), promise), promise, lapses=False)
    assert [(step.rung, step.at) for step in steps] == [
        (rung, berlin(at)) for rung, at in zip(RUNGS, said, strict=True)
    ]


def test_an_ask_that_lapses_has_no_rung_beyond_its_due_time() -> None:
    asked = berlin("2026-06-04 09:30")
    steps = schedule(BERLINER, asked, after(BERLINER, asked, DAY), DAY, lapses=True)
    assert [(step.rung, step.at) for step in steps] == [
        (Rung.TOLD, berlin("2026-06-04 14:00")),
        (Rung.DUE, berlin("2026-06-04 14:00")),
    ]


def test_when_several_rungs_are_reached_only_the_highest_is_said() -> None:
    asked = berlin("2026-06-01 10:00")
    steps = schedule(BERLINER, asked, after(BERLINER, asked, DAY), DAY, lapses=False)
    assert reached(steps, berlin("2026-06-01 13:59")) is Rung.NONE
    assert reached(steps, berlin("2026-06-01 14:00")) is Rung.TOLD
    assert reached(steps, berlin("2026-06-20 14:00")) is Rung.FULL_OVER


def test_rungs_that_share_a_window_are_planned_as_the_highest() -> None:
    asked, due = berlin("2026-06-01 15:00"), berlin("2026-06-01 17:00")
    steps = schedule(BERLINER, asked, due, HALF_DAY // 2, lapses=False)
    first = next_step(steps, Rung.NONE, asked)
    assert first is not None
    assert (first.rung, first.at) == (Rung.DUE, berlin("2026-06-02 09:30"))
    second = next_step(steps, first.rung, first.at)
    assert second is not None
    assert (second.rung, second.at) == (Rung.FULL_OVER, berlin("2026-06-02 14:00"))


@settings(max_examples=200, deadline=None)
@given(
    where=st.sampled_from([BERLIN, NEW_YORK, KOLKATA, "Australia/Lord_Howe"]),
    start=st.integers(0, 3 * 365 * 1440).map(lambda n: datetime(2025, 1, 1, tzinfo=UTC) + n * MINUTE),
    promise=st.integers(1, 5 * DAY),
    lapses=st.booleans(),
)
def test_the_ladder_is_climbed_upwards_and_ends(where: str, start: datetime, promise: int, lapses: bool) -> None:
    calendar = Calendar(zone=where)
    steps = schedule(calendar, start, after(calendar, start, promise), promise, lapses=lapses)
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert all(step.at > start and window_at_or_after(calendar, step.at) == step.at for step in steps)
    said, now, climbed = Rung.NONE, start, []
    while step := next_step(steps, said, now):
        assert step.at > now
        said, now = max(reached(steps, step.at), step.rung), step.at
        assert said == step.rung  # what was planned for a window is what that window says
        climbed.append(said)
    assert climbed == sorted(set(climbed))
    assert said is steps[-1].rung


THURSDAY = frozenset({3})
DAILY = frozenset(range(7))


@pytest.mark.parametrize(
    ("where", "days", "at", "moment", "following"),
    [
        (BERLIN, THURSDAY, time(9, 30), "2026-06-01 10:00", "2026-06-04 09:30"),
        (BERLIN, THURSDAY, time(9, 30), "2026-06-04 09:29", "2026-06-04 09:30"),
        (BERLIN, THURSDAY, time(9, 30), "2026-06-04 09:30", "2026-06-11 09:30"),
        (BERLIN, DAILY, time(2, 30), "2026-03-28 12:00", "2026-03-29 03:30"),  # 02:30 does not exist
        (BERLIN, DAILY, time(2, 30), "2026-03-29 03:30", "2026-03-30 02:30"),
        (BERLIN, DAILY, time(9), "2026-03-28 09:00", "2026-03-29 09:00"),  # 23 hours later
        (BERLIN, DAILY, time(9), "2026-10-24 09:00", "2026-10-25 09:00"),  # 25 hours later
        (KOLKATA, DAILY, time(9), "2026-03-28 09:00", "2026-03-29 09:00"),
        (NEW_YORK, frozenset({0}), time(9), "2026-03-02 09:00", "2026-03-09 09:00"),
    ],
)
def test_what_comes_round_keeps_its_local_time(
    where: str, days: frozenset[int], at: time, moment: str, following: str
) -> None:
    assert next_occurrence(where, days, at, local(where, moment)) == local(where, following)


def test_a_repeated_hour_happens_once() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 in Berlin, and 02:30 again at 01:30 UTC
    assert next_occurrence(BERLIN, DAILY, time(2, 30), first - MINUTE) == first
    assert next_occurrence(BERLIN, DAILY, time(2, 30), first) == berlin("2026-10-26 02:30")
    assert next_occurrence(BERLIN, DAILY, time(2, 30), first + timedelta(hours=1)) == berlin("2026-10-26 02:30")


def test_a_gap_that_pushes_a_time_past_midnight_does_not_lose_it() -> None:
    """Nuuk goes from Saturday 23:00 straight to Sunday 00:00: Saturday's 23:30 comes at 00:30."""
    nuuk, saturday = ZoneInfo("America/Nuuk"), frozenset({5})
    half_past = datetime(2026, 3, 29, 0, 30, tzinfo=nuuk).astimezone(UTC)
    for before in (timedelta(hours=5), MINUTE):
        assert next_occurrence("America/Nuuk", saturday, time(23, 30), half_past - before) == half_past
    assert next_occurrence("America/Nuuk", saturday, time(23, 30), half_past) > half_past + timedelta(days=6)


def test_kolkata_stands_still_while_berlin_changes_its_clocks() -> None:
    for where, gap in ((BERLIN, timedelta(hours=23)), (KOLKATA, timedelta(hours=24))):
        saturday = local(where, "2026-03-28 09:00")
        assert next_occurrence(where, DAILY, time(9), saturday) - saturday == gap


def test_nothing_comes_round_on_no_day() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        next_occurrence(BERLIN, frozenset(), time(9), berlin("2026-06-01 10:00"))


@settings(max_examples=300, deadline=None)
@given(
    where=st.sampled_from([BERLIN, NEW_YORK, KOLKATA, "Africa/Cairo", "America/Santiago", "Pacific/Apia", "UTC"]),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    at=st.times().map(lambda t: t.replace(second=0, microsecond=0, fold=0)),
    moment=st.integers(0, 20 * 365 * 1440).map(lambda n: datetime(2010, 1, 1, tzinfo=UTC) + n * MINUTE),
)
def test_an_occurrence_is_ahead_and_within_eight_days(
    where: str, days: frozenset[int], at: time, moment: datetime
) -> None:
    following = next_occurrence(where, days, at, moment)
    assert moment < following <= moment + timedelta(days=9)
    wall = following.astimezone(ZoneInfo(where))
    exists = datetime.combine(wall.date(), at, wall.tzinfo).astimezone(UTC) == following
    assert exists
    assert (
        wall.time() == at or wall.utcoffset() != (following - timedelta(hours=26)).astimezone(wall.tzinfo).utcoffset()
    )


def test_a_check_in_is_asked_in_the_first_window_of_the_day_in_the_persons_zone() -> None:
    now = berlin("2026-06-01 10:00")
    assert next_check_in(BERLINER, 3, now) == berlin("2026-06-04 09:30")
    assert next_check_in(Calendar(zone=KOLKATA), 3, now) == local(KOLKATA, "2026-06-04 09:30")


def test_a_day_and_a_week_are_local() -> None:
    late = datetime(2026, 6, 7, 22, 30, tzinfo=UTC)
    assert local_day(BERLIN, late) == date(2026, 6, 8)
    assert local_day(NEW_YORK, late) == date(2026, 6, 7)
    assert week_of(date(2026, 6, 7)) == date(2026, 6, 1)
    assert week_of(date(2026, 6, 8)) == date(2026, 6, 8)


RUN = {Act.TEAM, Act.HAND, Act.HOLD, Act.EDIT, Act.AGREE}
EVERY_ACT = {
    Role.MEMBER: {Act.OPEN, Act.DIGEST, Act.GROUPS},
    Role.RECRUITER: {
        Act.SEE,
        Act.POST,
        Act.RECORD,
        Act.MOVE,
        Act.WITHDRAW,
        Act.INTERVIEW,
        Act.BRIEF,
        Act.CLOSE,
        Act.MEASURE,
        Act.OFFER,
        Act.FORGET,
        Act.INSIGHT,
    }
    | RUN,
    Role.HELPER: {Act.SEE, Act.POST, Act.WITHDRAW, Act.INTERVIEW, Act.INSIGHT},
    Role.MANAGER: {Act.SEE, Act.DECIDE, Act.INTERVIEW, Act.BRIEF, Act.CLOSE, Act.MEASURE, Act.INSIGHT} | RUN,
    Role.BACKUP: {Act.SEE, Act.DECIDE, Act.INTERVIEW, Act.INSIGHT},
    Role.INTERVIEWER: {Act.SCORE},
    Role.STAND_IN: {Act.SEE},  # and to answer what they took over, which the verbs check
    Role.ADMINISTRATOR: {Act.DEFAULTS},
    Role.TALENT_LEAD: {Act.HELP_WANTED, Act.FORGET, Act.LEGAL_HOLD, Act.SUBJECT_ACCESS, Act.PRIVACY_LOG},
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("act", list(Act))
def test_who_may_do_what(role: Role, act: Act) -> None:
    assert may(act, frozenset({role})) is (act in EVERY_ACT[role] | EVERY_ACT[Role.MEMBER])


def test_rights_add_up_and_every_act_has_somebody() -> None:
    both = frozenset({Role.RECRUITER, Role.MANAGER})
    others = {Act.DEFAULTS, Act.HELP_WANTED, Act.SCORE, Act.LEGAL_HOLD, Act.SUBJECT_ACCESS, Act.PRIVACY_LOG}
    assert {act for act in Act if may(act, both)} == set(Act) - others
    assert {act for act in Act if may(act, frozenset())} == {Act.OPEN, Act.DIGEST, Act.GROUPS}
    assert RIGHTS.keys() == set(Act)
    assert all(RIGHTS.values())


def test_the_default_promises_are_the_products() -> None:
    """The product's table of asks, in working days and who hears of it a full promise over."""
    table = {
        (Kind.REVIEW, Kind.DEBRIEF): ((1, 2), Escalation.BACKUP_MAY_ANSWER),
        (Kind.QUESTION, Kind.CONTACT): ((1, 1), Escalation.HELPER_MAY_ANSWER),
        (Kind.SHORTLIST,): ((1,), Escalation.HELPER_TOLD),
        (Kind.OUTCOME, Kind.HOLD): ((2, 2), Escalation.HELPER_TOLD),
        (Kind.SCORECARD,): ((1,), Escalation.ASKER_TOLD),
        (Kind.SECTION, Kind.SIGNATURE, Kind.CALIBRATION): ((2, 1, 2), Escalation.ASKER_TOLD),
        (Kind.HEADCOUNT, Kind.OFFER): ((2, 1), Escalation.ASKER_TOLD),
        (Kind.CHECK_IN, Kind.HIRE, Kind.RETROSPECTIVE): ((1, 3, 5), Escalation.LAPSES_WHEN_DUE),
    }
    expected = {
        kind: Promise(2 * day, escalation)
        for kinds, (promised, escalation) in table.items()
        for kind, day in zip(kinds, promised, strict=True)
    }
    assert expected == PROMISES
    assert set(PROMISES) == set(Kind)


def test_a_promised_day_is_the_owners_own() -> None:
    part_time = Calendar(BERLIN, week((0, 2), (time(9), time(13))))
    assert [worth(2, calendar) for calendar in (BERLINER, part_time)] == [DAY, DAY // 2]
    assert worth(1, BERLINER) == DAY // 2


def test_a_yes_can_be_undone_for_an_hour_and_a_no_for_a_day() -> None:
    approve, reject = (decisions.FROM_REVIEW[verdict] for verdict in decisions.Verdict)
    assert (approve.stage, approve.undo_for, approve.then) == ("interview", timedelta(hours=1), Kind.CONTACT)
    assert (reject.stage, reject.undo_for, reject.then) == ("rejected", timedelta(hours=24), Kind.OUTCOME)


def test_what_the_bot_writes_itself_is_no_reason_a_person_can_choose() -> None:
    assert {dispositions.CLOSED_WITH_ROLE, dispositions.HIRED}.isdisjoint(dispositions.REJECTIONS)
