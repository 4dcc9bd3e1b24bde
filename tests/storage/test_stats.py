"""Stats against fixtures reckoned by hand, with pauses, hand-overs, undos, holidays and reopenings; on both databases.

Mona works 9 to 17 in New York, Rita 9 to 17 in Berlin, six hours ahead of her: 10:00 in Berlin is 4:00 in New York.
"""

from __future__ import annotations

from datetime import date

import pytest

from handlers import figures
from handlers.blocks import candidates, stats_charts
from handlers.blocks import measures as blocks
from handlers.figures import Figure
from handlers.sheets import csv_of
from storage import (
    balls,
    comebacks,
    dossiers,
    home,
    interviewing,
    models,
    realities,
    role_holds,
    role_stats,
    stats,
    timing,
    withdrawals,
)
from storage.measures import ResponseTimes
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.role_stats import RoleStats
from storage.rules.balls import Holder
from storage.rules.measures import Measure, Spread
from storage.rules.periods import Period
from storage.stats import Personal
from tests.storage.turning import hand_over, hold, lift, prefer, question, reply, review_of
from tests.storage.world import (
    BEN,
    HANA,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    World,
    berlin,
    days,
    final_round,
    kolkata,
    new_york,
    refused,
)

HOUR = 3600
JUNE, JULY = Period(date(2026, 6, 1), date(2026, 6, 30)), Period(date(2026, 7, 1), date(2026, 7, 30))
LATER = new_york("2026-07-31 12:00")


async def _answers_of_two_months(world: World) -> None:
    """What Mona owes and answers, all reviews, each promised within a working day (8 hours).

    | what happens                                                                    | her working hours      |
    |---------------------------------------------------------------------------------|------------------------|
    | Mon 9–12, a question, its reply at 5:00 her time, Tue 9–10                      | 3 + 1 = 4              |
    | Mon 9–10, on hold until Wed 9:00, Wed 9–14 no; undone 16:00, Wed 16–17, Thu 9–10 no | 1 + 5 + 1 + 1 = 8  |
    | Mon 9–11, handed over to Ben, who answers after 2 of his own hours              | none: his, 2           |
    | 8 June 9–10 no; put back in review Thu 9:00, 9–11 yes                           | 1, and 2               |
    | 8 June 9–11, the role on hold until Wed 9:00, Wed 9–10                          | 2 + 1 = 3              |
    | 15 June 9–17, 16 June 9–12: late                                                | 8 + 3 = 11             |
    | Thu 2 July 15–17, Friday a public holiday, Monday 9–10                          | 2 + 0 + 1 = 3          |

    June: 1 2 3 4 8 11, so six answers, the median half-way between 3 and 4, nine in ten within the sixth, 11; five of
    six within promise. July: 3.
    """
    await prefer(world, MONA, MONDAY, country="US")
    role = await world.open()
    one, two, three = [await world.post(role) for _ in range(3)]
    asked = await question(world, one.id, at=new_york("2026-06-01 12:00"))
    await hold(world, two.id, at=new_york("2026-06-01 10:00"))
    given = await review_of(world, three)
    await hand_over(world, given.id, BEN, at=new_york("2026-06-01 11:00"))
    await reply(world, asked.id, at=berlin("2026-06-02 11:00"))
    await world.approve(three, by=BEN, at=kolkata("2026-06-02 11:00"))
    await world.approve(one, at=new_york("2026-06-02 10:00"))
    await lift(world, two.id, at=new_york("2026-06-03 09:00"))
    no = await world.reject(two, at=new_york("2026-06-03 14:00"))
    await world.undo(no, at=new_york("2026-06-03 16:00"))
    await world.reject(two, at=new_york("2026-06-04 10:00"))

    still = await world.open()
    four = await world.post(role, at=new_york("2026-06-08 09:00"))
    five = await world.post(still, at=new_york("2026-06-08 09:00"))
    await world.reject(four, at=new_york("2026-06-08 10:00"))
    rita = world.person(RITA)
    async with world.database.begin() as session:
        await role_holds.hold(session, rita, still.id, reason="budget", look_on=None, at=new_york("2026-06-08 11:00"))
    async with world.database.begin() as session:
        await role_holds.reopen(session, rita, still.id, at=new_york("2026-06-10 09:00"))
    await world.approve(five, at=new_york("2026-06-10 10:00"))
    async with world.database.begin() as session:
        await comebacks.reopen(session, rita, four.id, at=new_york("2026-06-11 09:00"))
    await world.approve(four, at=new_york("2026-06-11 11:00"))

    late = await world.post(role, at=new_york("2026-06-15 09:00"))
    await world.approve(late, at=new_york("2026-06-16 12:00"))
    holiday = await world.post(role, at=new_york("2026-07-02 15:00"))
    await world.approve(holiday, at=new_york("2026-07-06 10:00"))


async def _mine(world: World, who: str, period: Period) -> Personal | None:
    async with world.database.read() as session:
        return await stats.personal(session, world.person(who), period)


async def test_ones_own_response_times_are_as_reckoned_by_hand(lone: World) -> None:
    await _answers_of_two_months(lone)
    june = await _mine(lone, MONA, JUNE)
    assert june is not None
    assert june.times == ResponseTimes(6, int(3.5 * HOUR), 11 * HOUR, 5)
    assert june.before.number == 0
    found = [(part.period.first.day, part.number, part.median, part.promised) for part in june.parts]
    day = 8 * HOUR
    assert found == [
        (1, 2, 6 * HOUR, day),  # 4 and 8
        (8, 3, 2 * HOUR, day),  # 1, 2 and 3
        (15, 1, 11 * HOUR, day),
        (22, 0, None, None),
        (29, 0, None, None),
    ]
    july = await _mine(lone, MONA, JULY)
    assert july is not None
    assert (july.times, july.before) == (ResponseTimes(1, 3 * HOUR, 3 * HOUR, 1), june.times)
    bens = await _mine(lone, BEN, JUNE)
    assert bens is not None
    assert bens.times == ResponseTimes(1, 2 * HOUR, 2 * HOUR, 1)

    rows = figures.personal(june)
    lines = "\n".join(blocks.personal(rows, figures.of_times(june.before, JUNE.before), JUNE))
    assert "*Median answer*: 3.5 working hours, of 6 answers" in lines
    assert "*Nine in ten within*: 11 working hours" in lines
    assert "*Within promise*: 5 of 6, 83 %" in lines
    picture = stats_charts.personal(june)
    assert picture is not None
    assert picture.chart.alt() == (
        "My answers by week, in working hours. median answer: 1 Jun 6 h, 8 Jun 2 h, 15 Jun 11 h, 22 Jun none, "
        "29 Jun none; promised 8 h."
    )
    assert [each.value for each in rows if each.is_part] == [6, 2, 11, None, None]
    one = figures.personal(july)
    assert "*Median answer*: 3 working hours, of 1 answer (before: 3.5 working hours)" in "\n".join(
        blocks.personal(one, figures.of_times(july.before, JULY.before), JULY)
    )
    assert stats_charts.personal(july) is None  # a picture of one dot says nothing


async def _a_role(world: World) -> Requisition:
    """A role opened on Fri 29 May, 10:00 in Berlin, and closed as filled on 19 June.

    Candidate 1 is put forward on Mon 1 June 10:00 Berlin, asked about at 12:00 New York, replied to on Tue 11:00
    Berlin, approved at 10:00 New York, an interview planned at 11:00 New York for Thu 15:00 Berlin; withdraws on Fri
    12:00 Berlin. Candidate 2 is put forward on Tue 9:00 Berlin, on hold from 10:00 New York until Wed 10:00, rejected
    at 11:00, undone on Thu 9:00 and rejected again at 12:00.
    """
    role = await world.open(at=berlin("2026-05-29 10:00"))
    rita = world.person(RITA)
    one = await world.post(role)
    asked = await question(world, one.id, at=new_york("2026-06-01 12:00"))
    two = await world.post(role, at=berlin("2026-06-02 09:00"))
    await reply(world, asked.id, at=berlin("2026-06-02 11:00"))
    await world.approve(one, at=new_york("2026-06-02 10:00"))
    await hold(world, two.id, at=new_york("2026-06-02 10:00"))
    async with world.database.begin() as session:
        await interviewing.plan(
            session,
            rita,
            one.id,
            [MONA],
            berlin("2026-06-04 15:00"),
            60,
            {},
            origin=world.origin(),
            at=new_york("2026-06-02 11:00"),
        )
    await lift(world, two.id, at=new_york("2026-06-03 10:00"))
    no = await world.reject(two, at=new_york("2026-06-03 11:00"))
    await world.undo(no, at=new_york("2026-06-04 09:00"))
    await world.reject(two, at=new_york("2026-06-04 12:00"))
    async with world.database.begin() as session:
        await withdrawals.withdraw(session, rita, one.id, reason="left_to_stay", at=berlin("2026-06-05 12:00"))
    await final_round(world.database, berlin("2026-06-18 10:00"))
    return await world.close(role, outcome="filled", at=berlin("2026-06-19 10:00"))


async def _of_role(world: World, role: Requisition, period: Period, who: str = RITA) -> RoleStats:
    async with world.database.read() as session:
        return await role_stats.look(session, world.person(who), role.id, period, now=LATER)


async def test_a_roles_measures_are_as_reckoned_by_hand(lone: World) -> None:
    role = await _a_role(lone)
    found = await _of_role(lone, role, JUNE)
    assert found.candidates == 2
    assert {holder: seconds / HOUR for holder, seconds in found.hours.items()} == {
        Holder.MANAGER: 3 + 1 + 1 + 1 + 3,  # Mon 9-12, Tue 9-10 · Tue 9-10, Wed 10-11, Thu 9-12
        Holder.RECRUITER: 2 + 1,  # Tue 9-11, Tue 16-17
        Holder.INTERVIEWERS: 6 + 8 + 8,  # Tue 11-17, Wed, Thu; Friday noon in Berlin is before nine in New York
        Holder.NOBODY: 1 + 7 + 6,  # on hold Tue 16-17, Wed 9-16 · the no that was taken back, Thu 9-15
    }
    # Review: Mon 10-17 and Tue 9-16 · Tue and Wed 9-17 and Thu 15-17. Interview: Tue 16-17, Wed, Thu, Fri 9-12.
    assert found.stages == {
        "review": Spread(2, (14 + 18) * HOUR / 2, 18 * HOUR),
        "interview": Spread(1, 20 * HOUR, 20 * HOUR),
        "debrief": Spread(0),
        "offer": Spread(0),
    }
    assert found.to_interview == Spread(1, 3 + 5 / 24, 3 + 5 / 24)  # Mon 10:00 to Thu 15:00
    assert (found.rejected, found.late) == (1, 0)
    assert (found.shortlist, found.filled) == (3, 21)
    first, second = 4 + 2 / 24, 2 + 9 / 24  # Mon 10:00 to Fri 12:00 · Tue 9:00 to Thu 18:00
    assert (found.waiting.number, found.waiting.most) == (2, first)
    assert found.waiting.median == pytest.approx((first + second) / 2)

    tuesday = await _of_role(lone, role, Period(date(2026, 6, 2), date(2026, 6, 2)))
    assert {holder: seconds / HOUR for holder, seconds in tuesday.hours.items()} == {
        Holder.MANAGER: 1 + 1,
        Holder.RECRUITER: 2 + 1,
        Holder.INTERVIEWERS: 6,  # until 18:00 in New York, which is Berlin's midnight
        Holder.NOBODY: 1,
    }
    assert tuesday.stages["review"] == Spread(1, 14 * HOUR, 14 * HOUR)
    assert (tuesday.to_interview, tuesday.shortlist, tuesday.filled) == (Spread(0), None, None)
    empty = await _of_role(lone, role, Period(date(2026, 3, 1), date(2026, 3, 31)))
    assert (empty.candidates, empty.hours, empty.waiting) == (0, {}, Spread(0))


async def test_a_yes_that_was_undone_began_no_stay_and_ended_none(lone: World) -> None:
    role = await lone.open(at=berlin("2026-05-29 10:00"))
    one = await lone.post(role)  # Mon 1 June, 10:00
    yes = await lone.approve(one, at=berlin("2026-06-01 15:00"))
    await lone.undo(yes, at=berlin("2026-06-01 15:30"))
    still = (await _of_role(lone, role, JUNE)).stages
    assert {stage: each.number for stage, each in still.items()} == dict.fromkeys(still, 0)
    await lone.reject(one, at=berlin("2026-06-02 12:00"))
    left = (await _of_role(lone, role, JUNE)).stages
    assert left["review"] == Spread(1, (7 + 3) * HOUR, (7 + 3) * HOUR)  # Mon 10-17, Tue 9-12
    assert left["interview"] == Spread(0)


def test_what_rounds_to_nothing_is_not_said_to_take_no_time() -> None:
    at_once = figures.of_times(ResponseTimes(1, 40, 40, 1), JUNE)
    said = "\n".join(blocks.personal(at_once, at_once, JUNE))
    assert "*Median answer*: a few minutes, of 1 answer (before: a few minutes)" in said
    assert "*Within promise*: 1 of 1, 100 % (before: 1 of 1, 100 %)" in said
    assert blocks.said(Figure(Measure.SHORTLIST, "", JUNE, 1, 0)) == "*Time to first shortlist*: less than a day"


async def test_a_roles_picture_words_and_export_carry_the_same_numbers(world: World) -> None:
    role = await _a_role(world)
    rows = figures.role(await _of_role(world, role, JUNE, MONA))
    lines = blocks.role(rows, is_timed=True)
    picture = stats_charts.role(rows, role.key)
    assert picture is not None
    for about, number in (("hiring manager's side", 9), ("recruiter's side", 3), ("interviewers", 22), ("nobody", 14)):
        assert f"{about} {number} h" in lines[0]
        assert f"{about} {number}" in picture.chart.alt()
        assert f'"{about}","2026-06-01","2026-06-30","2","{number}"' in csv_of(rows).decode("utf-8-sig")
    assert lines[1:] == [
        "*Time in each stage*, median: review 16 working hours (2 candidates) · interview 20 working hours "
        "(1 candidate) · debrief nobody left it · offer nobody left it",
        "*Put forward to interview*: 3.2 days, median of 1 candidate",
        "*Late rejections*: 0 of 1, 0 %",
        "*Time to first shortlist*: 3 days",
        "*Time to fill*: 21 days",
        "*Candidates' waiting*: 3.2 days, median of 2 candidates, the longest 4.1 days",
    ]
    nothing = figures.role(await _of_role(world, role, Period(date(2026, 3, 1), date(2026, 3, 2))))
    assert stats_charts.role(nothing, role.key) is None
    assert blocks.role(nothing, is_timed=True)[0] == "*Whose ball*: no candidate was in play"


async def test_a_roles_measures_are_its_two_partners_alone(world: World) -> None:
    role = await world.open(helpers=(HANA,))
    for who in (RITA, MONA):
        assert (await _of_role(world, role, JUNE, who)).role.id == role.id
    for who, why in ((BEN, Why.NOT_ALLOWED), (HANA, Why.NOT_ALLOWED), (OTTO, Why.NO_SUCH_REQUISITION)):
        assert (await refused(_of_role(world, role, JUNE, who))).why is why
    twins = (await world.twin.rows(models.Requisition))[0]
    async with world.database.read() as session:
        for forged in (twins.id, -1):
            with pytest.raises(Refused, match=Why.NO_SUCH_REQUISITION):
                await role_stats.look(session, world.person(RITA), forged, JUNE, now=LATER)


async def test_the_newest_roles_are_there_to_choose_and_the_one_meant_before(world: World) -> None:
    first, _, *rest = [await world.open() for _ in range(4)]
    await world.close(rest[0])
    await world.open(manager=HANA)
    async with world.database.read() as session:
        mona = world.person(MONA)
        newest = await role_stats.measured_by(session, mona, most=2)
        both = await role_stats.measured_by(session, mona, most=2, also=first.id)
        all_ = await role_stats.measured_by(session, world.person(RITA))
        assert await role_stats.measured_by(session, world.person(BEN)) == []
    assert [each.id for each in newest] == [rest[1].id, rest[0].id]
    assert [(each.id, each.key) for each in both][2:] == [(first.id, first.key)]
    assert len(all_) == 5


async def test_where_timing_people_is_off_nothing_of_one_person_is_counted_anywhere(lone: World) -> None:
    role = await _a_role(lone)
    await _answers_of_two_months(lone)
    assert (await refused(_turn(lone, MONA, on=False))).why is Why.NOT_AN_ADMINISTRATOR
    assert await _turn(lone, OTTO, on=False)
    assert not await _turn(lone, OTTO, on=False)  # it is already
    assert await _mine(lone, MONA, JUNE) is None
    found = await _of_role(lone, role, JUNE)
    assert not found.is_timed
    shown = figures.role(found)
    assert {each.measure for each in shown} == {Measure.STAGE, Measure.WAITING}
    assert stats_charts.role(shown, role.key) is None
    async with lone.database.read() as session:
        mona = lone.person(MONA)
        seen = await home.look(session, mona, at=LATER)
        assert (seen.is_timed, seen.month, seen.weeks) == (False, None, [])
        assert await balls.on(session, mona, role, now=LATER) == {}
        two = (await lone.rows(models.Submission, requisition_id=role.id))[1]
        card = await dossiers.dossier(session, lone.workspace, two.id)
        assert card is not None
        assert card.decision is not None
        assert "Rejected by" in str(candidates.card(card))
        assert "working hour" not in str(candidates.card(card))
        live = (await lone.rows(models.Requisition, closed_at=None))[0]
        assert (await realities.look(session, mona, live.id, at=LATER)).kept == []
    assert await _turn(lone, OTTO, on=True)
    assert (await _of_role(lone, role, JUNE)).hours


async def _turn(world: World, who: str, *, on: bool) -> bool:
    async with world.database.begin() as session:
        return await timing.turn(session, world.person(who), on=on, at=LATER)


# --- groups


async def _answer(world: World, manager: str, department: str, at: str, *, confidential: bool = False) -> None:
    """A decision of this manager's, given at once, on a role of this department."""
    moment = new_york(at)
    role = await world.open(recruiter=OTTO if manager == RITA else RITA, manager=manager, backup=None, at=moment)
    async with world.database.begin() as session:
        row = await session.get_one(models.Requisition, role.id)
        row.department, row.is_confidential = department, confidential
    await world.approve(await world.post(role, by=role.recruiter, at=moment), by=manager, at=moment + days(1))


async def test_groups_are_three_people_and_more_in_whole_months_in_the_order_of_the_alphabet(world: World) -> None:
    for manager in (MONA, BEN, HANA):
        await _answer(world, manager, "Product", "2026-06-02 09:00")
        await _answer(world, manager, " data ", "2026-06-09 09:00")
    await _answer(world, MONA, "Data", "2026-06-16 09:00")
    await _answer(world, RITA, "Sales", "2026-06-02 09:00")  # one person: left out
    await _answer(world, MONA, "Legal", "2026-06-02 09:00")
    await _answer(world, RITA, "Data", "2026-06-16 09:00", confidential=True)
    await _answer(world, OTTO, "Product", "2026-07-02 09:00")  # a month that is not over
    async with world.database.read() as session:
        found = await stats.everybody(
            session, world.person(OTTO), Period(JUNE.first, JULY.last), now=new_york("2026-07-20 09:00")
        )
    shown = [(group.side, group.department, group.times.number) for group in found.groups]
    assert shown == [("manager", "data", 4), ("manager", "Product", 3)]
    assert found.months == (JUNE.first,)
    rows = figures.everybody(found)
    lines = blocks.everybody(rows)
    assert lines[0].startswith("*data · hiring managers*\nmedian 8 working hours of 4 answers")
    assert "within promise 3 of 3, 100 %" in lines[1]
    assert [(each.about, each.cases, each.value) for each in rows if each.is_part] == [
        ("hiring managers", 7, 8.0),
        ("recruiters", 0, None),
    ]
    early = Figure(Measure.MEDIAN, "hiring managers", Period(date(2026, 5, 1), date(2026, 5, 31)), 4, 6.0, is_part=True)
    picture = stats_charts.everybody([early, *[each for each in rows if each.about == "hiring managers"]])
    assert picture is not None
    assert picture.chart.alt() == (
        "Median answers by month, in working hours. hiring managers: May 2026 6 h, Jun 2026 8 h."
    )
    async with world.database.read() as session:
        too_soon = await stats.everybody(session, world.person(OTTO), JUNE, now=new_york("2026-07-01 09:00"))
    assert (too_soon.months, too_soon.groups) == ((), ())
