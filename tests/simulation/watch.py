"""The watch: what must never happen, looked for after every step; what is read is a value, what is judged is pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from storage.rules.promises import Kind

MOST_A_DAY = 2  # gathered messages to one person on one local day


class Fault(StrEnum):
    """Each is a target of zero; the words are its line in the report."""

    THIRD = "more than two gathered messages on a day"
    OUT_OF_HOURS = "gathered messages outside working hours"
    EMPTY = "gathered messages that list nothing"
    TWICE = "rungs said twice, or after a higher one"
    OVER = "lines about an ask that is open no more"
    MISSED = "asks past their escalation, not escalated"
    UNPLANNED = "open asks that will never escalate"
    NO_OWNER = "open asks without an owner"
    PAIR = "submissions with two open asks of one kind"
    FORGOTTEN = "asks to be said that no round will look at"
    STUCK = "times something stayed due after every round"
    UNANNOUNCED = "times a round did what nothing announced"


@dataclass(frozen=True)
class Line:
    """What a gathered message said of one ask. `may_answer`: the reader owes it, or may step in."""

    ask: int
    kind: Kind
    rung: int
    again: int
    state: str
    is_mine: bool
    may_answer: bool


@dataclass(frozen=True)
class Message:
    """A gathered message as it was written: `day` is its reader's, `in_hours` whether they were at work."""

    id: int
    reader: str
    at: datetime
    day: date
    in_hours: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Open:
    """An open ask, with when a round looks at its owner next. `owner_is_here`: a member, neither guest nor gone; None
    where nobody is known by that id."""

    id: int
    kind: Kind
    submission: int | None
    next_nudge_at: datetime | None
    escalate_at: datetime | None
    owner_is_here: bool | None
    next_window_at: datetime | None


@dataclass
class Watch:
    """What was seen so far. `delays`: seconds from an escalation falling due to its being done."""

    faults: dict[Fault, list[str]] = field(default_factory=lambda: defaultdict(list))
    messages: list[Message] = field(default_factory=list)
    delays: dict[int, float] = field(default_factory=dict)
    a_day: Counter[tuple[str, date]] = field(default_factory=Counter)
    _said: dict[tuple[int, str], tuple[int, int]] = field(default_factory=dict)

    def hear(self, message: Message) -> None:
        """Takes in a message, and what is wrong with it."""
        self.messages.append(message)
        self.a_day[message.reader, message.day] += 1
        where = f"message {message.id} to {message.reader} at {message.at:%d %b %H:%M} UTC"
        if self.a_day[message.reader, message.day] > MOST_A_DAY:
            self.faults[Fault.THIRD].append(where)
        if not message.in_hours:
            self.faults[Fault.OUT_OF_HOURS].append(where)
        if not message.lines:
            self.faults[Fault.EMPTY].append(where)
        for line in message.lines:
            step = (line.again, line.rung)
            if step <= self._said.get((line.ask, message.reader), (0, 0)):
                self.faults[Fault.TWICE].append(f"ask {line.ask}, rung {line.rung}, in {where}")
            self._said[line.ask, message.reader] = step
            if line.state != "open":
                self.faults[Fault.OVER].append(f"ask {line.ask} in {where}")

    def escalated(self, ask: int, delay: float) -> None:
        """An ask escalated, or lapsed, so many seconds after it fell due."""
        self.delays[ask] = max(delay, self.delays.get(ask, 0.0))

    def check(self, asks: Iterable[Open], at: datetime) -> None:
        """Looks at every open ask, after all rounds have run at `at`."""
        seen: set[tuple[int, Kind]] = set()
        for ask in asks:
            what = f"ask {ask.id} ({ask.kind}) at {at:%d %b %H:%M} UTC"
            if ask.owner_is_here is None:
                self.faults[Fault.NO_OWNER].append(what)
            if ask.escalate_at is not None and ask.escalate_at <= at:
                self.faults[Fault.MISSED].append(what)
            if ask.escalate_at is None and ask.id not in self.delays:
                self.faults[Fault.UNPLANNED].append(what)
            late = ask.next_window_at is None or ask.next_nudge_at is None or ask.next_window_at > ask.next_nudge_at
            if ask.next_nudge_at is not None and ask.owner_is_here and late:
                self.faults[Fault.FORGOTTEN].append(what)
            if ask.submission is not None:
                if (ask.submission, ask.kind) in seen:
                    self.faults[Fault.PAIR].append(what)
                seen.add((ask.submission, ask.kind))
