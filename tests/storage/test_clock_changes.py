"""The night on which clocks are put forward or back: what comes round in the hour that is skipped or repeated comes
that night too, and once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from storage import calendars, digests, models
from storage.rules.preferences import Preferences
from tests.storage.world import BERLIN, MONA, NEW_YORK, RITA, World, digest_round, local, nudge_round

AT_NIGHT = ((0, 7 * 60),) * 7  # minutes: works from midnight to seven, every day
LOOKS = timedelta(minutes=10)


@pytest.mark.parametrize(
    ("zone", "changes", "hour"),
    [
        (BERLIN, date(2026, 10, 25), 2),  # 2:30 comes twice
        (BERLIN, date(2027, 3, 28), 2),  # 2:30 does not come
        (NEW_YORK, date(2026, 11, 1), 1),
        (NEW_YORK, date(2027, 3, 14), 2),
    ],
)
async def test_windows_and_digests_come_once_on_the_night_the_clock_changes(
    world: World, zone: str, changes: date, hour: int
) -> None:
    times = (time(hour, 30), time(5, 30))
    now = local(zone, f"{changes - timedelta(days=2)} 12:00")
    async with world.database.begin() as session:
        own = Preferences(zone=zone, week=tuple((each,) for each in AT_NIGHT), windows=times)
        await calendars.prefer(session, world.person(MONA), own, at=now)
        everyday = frozenset(range(7))
        await digests.set_digest(session, world.person(RITA), "C_ALL", days=everyday, at=times[0], zone=zone, now=now)
    role = await world.open(at=now)
    told: dict[datetime, list[int]] = {}
    posted = []
    for day in (changes + timedelta(days=number) for number in (-1, 0, 1)):
        for put_forward, until in (("00:00", "04:00"), ("04:00", "07:00")):
            now = local(zone, f"{day} {put_forward}")
            posted.append((await world.post(role, at=now)).id)
            while now < local(zone, f"{day} {until}"):
                await nudge_round(world.database, now)
                await digest_round(world.database, now)
                now += LOOKS
    for message in await world.messages(MONA):
        told.setdefault(message.window_at, []).extend(line.ask.submission_id or 0 for line in message.lines)
    assert len(told) == len(await world.messages(MONA)) == len(posted)
    assert [max(lines) for _, lines in sorted(told.items())] == posted  # each in the window after it was put forward
    issues = await world.rows(models.DigestIssue)
    assert [each.day for each in issues] == [changes + timedelta(days=number) for number in (-1, 0, 1)]
