"""When a month's pulse begins: for both of them, and once a month, whatever zones they live in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.pulse import AGAIN, begins, first, following, month_at
from tests.storage.world import BERLIN, KOLKATA, NEW_YORK, berlin, kolkata, local, new_york

FAR = "Pacific/Kiritimati", "Pacific/Pago_Pago"  # 25 hours apart
ZONES = st.lists(st.sampled_from([BERLIN, NEW_YORK, KOLKATA, "America/Havana", *FAR]), min_size=2, max_size=2)
MOMENTS = st.integers(0, 2 * 365 * 24).map(lambda each: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=each))


@pytest.mark.parametrize(
    ("zones", "since", "expected"),
    [
        ((BERLIN, BERLIN), berlin("2026-06-01 10:00"), berlin("2026-07-01 00:00")),
        ((BERLIN, BERLIN), berlin("2026-06-16 23:00"), berlin("2026-07-01 00:00")),
        ((BERLIN, BERLIN), berlin("2026-06-17 01:00"), berlin("2026-08-01 00:00")),  # not settled by the first
        ((BERLIN, NEW_YORK), berlin("2026-06-01 10:00"), new_york("2026-07-01 00:00")),
        ((BERLIN, KOLKATA), kolkata("2026-12-01 10:00"), berlin("2027-01-01 00:00")),
        (FAR, berlin("2026-06-01 10:00"), local(FAR[1], "2026-07-01 00:00")),
    ],
)
def test_the_first_one_begins_with_the_first_month_that_finds_them_settled(
    zones: tuple[str, str], since: datetime, expected: datetime
) -> None:
    assert first(zones, since) == expected


@given(zones=ZONES, months=st.integers(0, 40))
def test_a_month_begins_when_it_is_that_month_for_both(zones: list[str], months: int) -> None:
    month = date(2026, 1, 1)
    for _ in range(months):
        month = following(month)
    assert month.day == 1
    assert month_at(zones, begins(zones, month)) == month
    assert month_at(zones, begins(zones, month) - timedelta(seconds=1)) < month


@given(
    zones=ZONES,
    since=MOMENTS,
    waits=st.lists(st.tuples(st.booleans(), st.integers(0, 20 * 24)), min_size=1, max_size=60),
)
def test_however_late_or_held_up_the_rounds_a_month_has_at_most_one(
    zones: list[str], since: datetime, waits: list[tuple[bool, int]]
) -> None:
    """`waits`: whether it could begin, and how many hours after it was due somebody looked."""
    due, begun = first(zones, since), []
    for could, late in waits:
        at = due + timedelta(hours=late)
        if could:
            begun.append(month_at(zones, at))
            due = begins(zones, following(begun[-1]))
        else:
            due = at + AGAIN
        assert due > at
    assert begun == sorted(set(begun))
