"""The script: what people intend when the month begins; what follows from it enters the diary as it comes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from storage.people import Person
from storage.rules.calendars import Calendar
from storage.rules.working_time import HOUR
from tests.simulation import acts
from tests.simulation.acts import WORKSPACE, Play
from tests.simulation.cast import BERLIN, LOS_ANGELES, OFFICE, TOKYO, Player, casting

SPRING = datetime(2026, 3, 8, tzinfo=UTC)  # clocks change in America that day, in Europe on the 29th; Easter at the end


@dataclass(frozen=True)
class Script:
    """What is played: so many roles for so many days, as the seed draws them."""

    seed: int = 1
    days: int = 30
    roles: int = 60
    starts: datetime = SPRING

    @property
    def ends(self) -> datetime:
        return self.starts + timedelta(days=self.days)


def write(play: Play, script: Script, managers: list[Player], recruiters: list[Player]) -> None:
    """Writes everybody's intentions into the diary."""
    everybody = [*managers, *recruiters]
    for player in everybody:
        play.diary.plan(script.starts, partial(acts.settle_in, player))
    for number in range(script.roles):
        cast = casting(play.chance, managers, recruiters, number)
        opens = play.work_moment(_calendar(cast.recruiter), script.starts, 4 * HOUR)
        play.diary.plan(opens, partial(acts.open_role, play, cast))
    for n, recruiter in enumerate(recruiters):
        for midnight in _midnights(recruiter, script):
            play.diary.plan(midnight, partial(acts.post_some, play, recruiter.id))
        if n % 2 == 0:
            cast = casting(play.chance, managers, recruiters, n)
            play.diary.plan(_some_moment(play, script, recruiter), partial(acts.close_role, play, cast))
    first = recruiters[0]
    play.diary.plan(_some_moment(play, script, first), partial(acts.ask_for_digest, first.id))
    for side in (managers, recruiters):
        for player in side:
            if play.chance.random() < 0.3:
                _leave(play, script, player, [other for other in side if other is not player])
    for player in everybody[3::8]:
        if player.hours is OFFICE:
            chosen = replace(player.preferences, windows=(time(10), time(15)))
            play.diary.plan(_some_afternoon(play, script, player), partial(acts.choose, player.id, chosen))
    for n, player in enumerate(everybody[5::12]):
        there = (LOS_ANGELES, TOKYO)[n % 2]  # a day that begins anew, a day cut short
        moved = Person(WORKSPACE, player.id, player.name, (BERLIN if player.place is there else there).zone)
        play.diary.plan(_some_afternoon(play, script, player), partial(acts.slack_says, moved))
    for player in managers[9::10]:
        gone = Person(WORKSPACE, player.id, player.name, player.place.zone, is_deactivated=True)
        play.diary.plan(_some_moment(play, script, player), partial(acts.slack_says, gone))


def _calendar(player: Player) -> Calendar:
    return player.preferences.calendar(player.place.zone)


def _some_moment(play: Play, script: Script, player: Player) -> datetime:
    """At work, in the second half of the month."""
    half = script.starts + timedelta(days=script.days // 2 + play.chance.randrange(script.days // 2))
    return play.work_moment(_calendar(player), half, 8 * HOUR)


def _some_afternoon(play: Play, script: Script, player: Player) -> datetime:
    """As above, when both of the usual messages of the day have come: what changes now must not bring a third."""
    calendar = _calendar(player)
    day = _some_moment(play, script, player).astimezone(calendar.tz).date()
    return datetime.combine(day, time(14, 15), calendar.tz)


def _midnights(player: Player, script: Script) -> list[datetime]:
    tz = _calendar(player).tz
    begins = script.starts.astimezone(tz).date()
    local = [datetime.combine(begins + timedelta(days=n), time(), tz) for n in range(script.days + 1)]
    return [midnight for midnight in local if midnight >= script.starts]


def _leave(play: Play, script: Script, player: Player, others: list[Player]) -> None:
    """One to five days off, every other time with somebody who stands in; said before, or on the day itself."""
    chance = play.chance
    first: date = (script.starts + timedelta(days=chance.randrange(1, script.days))).date()
    last = first + timedelta(days=chance.randrange(5))
    told = datetime.combine(first, time(7), _calendar(player).tz) - timedelta(days=chance.choice((0, 0, 1, 3, 7)))
    delegate = chance.choice(others).id if chance.random() < 0.5 else None
    act = partial(acts.go_away, play, player.id, (first, last), delegate)
    play.diary.plan(max(told, script.starts + timedelta(hours=1)), act)
