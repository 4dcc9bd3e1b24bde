"""A method that Slack wants left alone is left alone by whom nobody waits for, until the time is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.rests import Rests

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
BEGUN = ("T1", "views.publish")


@pytest.mark.parametrize(
    ("whose", "method", "later", "left"),
    [
        (*BEGUN, 0, 30.0),
        (*BEGUN, 29, 1.0),
        (*BEGUN, 30, 0.0),
        (*BEGUN, -1, 0.0),  # the clock was set back: how long is not known any more
        ("T2", "views.publish", 0, 0.0),
        ("T1", "chat.update", 0, 0.0),
    ],
)
def test_it_rests_in_that_workspace_for_so_long(whose: str, method: str, later: float, left: float) -> None:
    now = NOW
    rests = Rests(lambda: now)
    rests.begin(*BEGUN, 30)
    now = NOW + timedelta(seconds=later)
    assert rests.left(whose, method) == left
