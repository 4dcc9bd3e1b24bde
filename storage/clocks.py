"""Clocks: an ask's clock set running and stopped, and at which window its owner hears of it next.

All of it changes a row in the caller's transaction and asks the database nothing.
"""

from __future__ import annotations

from datetime import datetime

from storage import models
from storage.people import Person
from storage.rules import ladder
from storage.rules.ladder import Rung
from storage.rules.promises import LINGERS, Kind, full_over, lapses, worth
from storage.rules.windows import last_window_before, next_window, window_at_or_after
from storage.rules.working_time import after, between, due


def start(row: models.Ask, owner: Person, at: datetime) -> None:
    """Sets the clock running at `at`: due time, next rung and escalation follow from what is left of the promise. One
    that had run out already stays as late as it was."""
    row.running_since = at
    left = row.promise + row.grace - row.elapsed
    if left > 0:
        row.due_at = due(owner.calendar, at, left)
    if lapses(Kind(row.kind)):
        row.escalate_at = after(owner.calendar, row.due_at, worth(LINGERS.get(Kind(row.kind), 0), owner.calendar))
    else:
        over = full_over(Kind(row.kind), row.promise, owner.calendar)
        row.escalate_at = after(owner.calendar, row.due_at, over + row.deferred)
        if row.snoozed_until is not None:  # by other hours it might come before that
            row.escalate_at = max(row.escalate_at, row.snoozed_until)
    plan(row, owner, at)


def put_off(row: models.Ask, owner: Person, until: datetime, now: datetime) -> None:
    """Moves reminders to `until` and the escalation by as much working time; the due time never moves."""
    worked = between(owner.calendar, now, until)
    row.snoozed_until = row.wake_at = until
    row.deferred += worked
    if row.escalate_at is not None:
        row.escalate_at = after(owner.calendar, row.escalate_at, worked)
    plan(row, owner, now)


def stop(row: models.Ask, owner: Person, at: datetime) -> None:
    """Adds what has passed since the clock was set running; nothing where it stands."""
    if row.state == "open":
        row.elapsed += between(owner.calendar, row.running_since, at)


def _ladder(row: models.Ask, owner: Person) -> list[ladder.Step]:
    kind = Kind(row.kind)
    return ladder.schedule(
        owner.calendar,
        row.running_since,
        row.due_at,
        full_over(kind, row.promise, owner.calendar),
        lapses=lapses(kind),
        deferred=row.deferred,
    )


def plan(row: models.Ask, owner: Person, now: datetime) -> None:
    """Sets at which window the owner hears of it next: the one it was put off to, else the next rung's. A rung whose
    window went by unsaid, while the clock stood or because the hours changed, is said at the next."""
    if row.wake_at is not None:
        row.wake_at = row.next_nudge_at = window_at_or_after(owner.calendar, max(row.wake_at, now))
        return
    steps = _ladder(row, owner)
    if ladder.reached(steps, now) > row.said:
        row.next_nudge_at = next_window(owner.calendar, now)
        return
    step = ladder.next_step(steps, Rung(row.said), now)
    row.next_nudge_at = step.at if step else None


def due_again(row: models.Ask, owner: Person, now: datetime) -> None:
    """The due time moved to later: where a window is still to come before it, that one says so, whatever was said."""
    if row.said >= Rung.DUE and last_window_before(owner.calendar, row.due_at) > now:
        row.said = Rung.TOLD
        row.again += 1


def climb(row: models.Ask, owner: Person, now: datetime) -> Rung | None:
    """The rung to say now: one that was reached and not said yet, or the same one anew where it was put off until now
    or asked for again. Plans the window of the next one."""
    woken = row.wake_at is not None and row.wake_at <= now
    if woken:
        row.wake_at = row.snoozed_until = None
    said = Rung(row.said)
    rung = max(ladder.reached(_ladder(row, owner), now), Rung.TOLD)
    row.said = max(rung, said)
    plan(row, owner, now)
    return Rung(row.said) if woken or rung > said else None
