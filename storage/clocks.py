"""Clocks: an ask's clock set running and stopped, and at which window its owner hears of it next.

All of it changes a row in the caller's transaction and asks the database nothing.
"""

from __future__ import annotations

from datetime import datetime

from storage import models
from storage.people import Person
from storage.rules import ladder
from storage.rules.ladder import Rung
from storage.rules.promises import Kind, lapses
from storage.rules.windows import window_at_or_after
from storage.rules.working_time import after, between, due


def start(row: models.Ask, owner: Person, at: datetime) -> None:
    """Sets the clock running at `at`: due time, next rung and escalation follow from what is left of the promise. One
    that had run out already stays as late as it was."""
    row.running_since = at
    left = row.promise + row.grace - row.elapsed
    if left > 0:
        row.due_at = due(owner.calendar, at, left)
    if lapses(Kind(row.kind)):
        row.escalate_at = row.due_at
    else:
        row.escalate_at = after(owner.calendar, row.due_at, row.promise + row.deferred)
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
    return ladder.schedule(owner.calendar, row.running_since, row.due_at, row.promise, lapses=lapses(Kind(row.kind)))


def plan(row: models.Ask, owner: Person, now: datetime) -> None:
    """Sets at which window the owner hears of it next: the one it was put off to, else the next rung's."""
    step = ladder.next_step(_ladder(row, owner), Rung(row.said), now)
    if row.wake_at is not None:
        row.wake_at = window_at_or_after(owner.calendar, max(row.wake_at, now))
    row.next_nudge_at = row.wake_at or (step.at if step else None)


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
