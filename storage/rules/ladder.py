"""The ladder: which rung an open ask has reached, and at which of its owner's windows the next one is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from storage.rules.calendars import Calendar
from storage.rules.windows import last_window_before, next_window, window_at_or_after
from storage.rules.working_time import after


class Rung(IntEnum):
    """Each is said once; when several are reached together, only the highest. Those below zero are no rungs but
    notices about an ask: AWAY tells whoever waits that the owner is away and nobody stands in, RECORDED the decider
    that their decision was written down and is theirs to confirm, ANSWERED whoever waited what the answer was, CONTENT
    the recruiter how content the manager is."""

    CONTENT = -4
    ANSWERED = -3
    RECORDED = -2
    AWAY = -1
    NONE = 0
    TOLD = 1
    DUE = 2
    HALF_OVER = 3
    FULL_OVER = 4


@dataclass(frozen=True)
class Step:
    """The next thing to say about an ask: which rung, at which window."""

    rung: Rung
    at: datetime


def schedule(
    calendar: Calendar, running_since: datetime, due_at: datetime, promise: int, *, lapses: bool, deferred: int = 0
) -> list[Step]:
    """Every rung of an ask with the window that says it, in order.

    `told` in the next window after the clock began to run; `due` in the last window before the due time (each
    window lists what falls due before the next one), but never before `told`; the later rungs in the first
    window after they are reached, put off by `deferred` working seconds where the ask was snoozed. An ask that lapses
    when due has no rungs beyond it.
    """
    told = next_window(calendar, running_since)
    due = max(told, last_window_before(calendar, due_at))
    steps = [Step(Rung.TOLD, told), Step(Rung.DUE, due)]
    if not lapses:
        half = after(calendar, due_at, max(promise // 2, 1) + deferred)
        full = after(calendar, due_at, max(promise, 1) + deferred)
        steps.append(Step(Rung.HALF_OVER, window_at_or_after(calendar, half)))
        steps.append(Step(Rung.FULL_OVER, window_at_or_after(calendar, full)))
    return steps


def reached(steps: list[Step], now: datetime) -> Rung:
    """The highest rung whose window has come."""
    return max((step.rung for step in steps if step.at <= now), default=Rung.NONE)


def next_step(steps: list[Step], said: Rung, now: datetime) -> Step | None:
    """The first rung above `said` that is still to be said after `now`; None when the ladder is climbed.

    Rungs whose windows coincide are said as the highest of them.
    """
    ahead = [step for step in steps if step.rung > said and step.at > now]
    if not ahead:
        return None
    at = min(step.at for step in ahead)
    return max((step for step in ahead if step.at == at), key=lambda step: step.rung)
