"""The rows of a long past as SQL of running numbers: people and searches that are over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from storage import models

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOME = "T1"
DEPARTMENTS = ("Data", "Sales", "People", "Design")
OTHERS = 36  # people, the managers among them first
CLOSED = 1_000  # the ids of closed roles begin here
PER_ROLE = 20  # candidates


@dataclass(frozen=True)
class Stretch:
    """So many candidates, `first` on, spread over a stretch of time; `role` says by SQL of `i` whose they are, the
    closed ones `per_role` each."""

    first: int
    many: int
    begin: datetime
    end: datetime
    role: str
    per_role: int

    @property
    def number(self) -> str:
        """A candidate's number, unique on its role."""
        return f"{self.first} + i"

    @property
    def apart(self) -> float:
        """Minutes from one to the next."""
        return (self.end - self.begin) / timedelta(minutes=1) / self.many

    @property
    def is_hals(self) -> str:
        own = f"i / {self.per_role} % 4 = 0" if self.per_role else "i % 6 < 2"
        return f"({own} or i % 4 = 0)" if self.per_role else f"({own})"

    @property
    def manager(self) -> str:
        return f"case when {self.is_hals} then 'U1' else 'U' || (3 + {self._seat}) end"

    @property
    def recruiter(self) -> str:
        return f"case when {self.is_hals} then 'U2' else 'U' || ({3 + OTHERS // 2} + {self._seat}) end"

    @property
    def _seat(self) -> str:
        return f"i / {self.per_role} % {OTHERS // 2}" if self.per_role else "i % 6"


def moment(is_sqlite: bool, begin: datetime, minutes: str) -> str:
    if is_sqlite:
        whole = f"cast({minutes} as integer)"
        return f"strftime('%Y-%m-%d %H:%M:%S.000000', '{begin:%Y-%m-%d %H:%M:%S}', {whole} || ' minutes')"
    return f"timestamptz '{begin:%Y-%m-%d %H:%M:%S}+00' + floor({minutes}) * interval '1 minute'"


def insert(table: str, many: int, columns: dict[str, str], *, each: int = 1) -> str:
    """`each` rows (k) for each of the running numbers i from 0 on."""
    named = {"workspace": f"'{HOME}'"} | columns
    return (
        f"insert into {table} ({', '.join(named)}) "
        f"with recursive n(i) as (select 0 union all select i + 1 from n where i < {many - 1}), "
        f"m(k) as (select 0 union all select k + 1 from m where k < {each - 1}) "
        f"select {', '.join(named.values())} from n cross join m"
    )


def closed_roles(is_sqlite: bool, many: int, past: Stretch) -> Iterator[str]:
    """Closed roles, each with its two, a signed brief with must-haves, weekly check-ins, insights and a look back."""
    apart = past.apart * PER_ROLE
    hals = "i % 4 = 0"
    manager = f"case when {hals} then 'U1' else 'U' || (3 + i % {OTHERS // 2}) end"
    recruiter = f"case when {hals} then 'U2' else 'U' || ({3 + OTHERS // 2} + i % {OTHERS // 2}) end"
    seat = f"case when k % 2 = 0 then {manager} else {recruiter} end"
    side = "case when k % 2 = 0 then 'manager' else 'recruiter' end"
    role, no, weeks = f"{CLOSED} + i", "false", 10

    def at(minutes: str = "0") -> str:
        return moment(is_sqlite, past.begin, f"i * {apart} + {minutes}")

    def day(minutes: str) -> str:
        return f"date({at(minutes)})" if is_sqlite else f"cast({at(minutes)} as date)"

    yield insert(
        "requisitions",
        many,
        {
            "id": role,
            "number": role,
            "title": "'Engineer ' || i % 50",
            "location": "'Berlin'",
            "openings": "1",
            "target_days": "45",
            "status": "case when i % 3 = 0 then 'cancelled' else 'filled' end",
            "origin": "'C' || i",
            "opened_at": at("-20000"),
            "opened_by": recruiter,
            "closed_at": at("80000"),
            "closed_by": recruiter,
            "next_candidate": "30000000",
            "department": f"case i % 4 {' '.join(f'when {i} then {d!r}' for i, d in enumerate(DEPARTMENTS))} end",
            "is_confidential": "i % 10 = 9",
        },
    )
    yield insert(
        "requisition_people",
        many,
        {"requisition_id": role, "person": seat, "role": side, "since": at("-20000")},
        each=2,
    )
    yield insert(
        "briefs",
        many,
        {
            "id": role,
            "requisition_id": role,
            "version": "1",
            "state": "'signed'",
            "created_by": recruiter,
            "created_at": at("-19000"),
            "signed_at": at("-18000"),
        },
    )
    yield insert(
        "criteria",
        many,
        {
            "brief_id": role,
            "position": "k",
            "weight": "'must'",
            "text": "'Must ' || i % 30 || ' ' || k",
            "tested": "''",
        },
        each=5,
    )
    yield insert(
        "check_ins",
        many,
        {"id": f"{10_000} + i * {weeks} + k", "requisition_id": role, "week": day("k * 10080")},
        each=weeks,
    )
    answer = f"{10_000} + i * {2 * weeks} + k"
    yield insert(
        "asks",
        many,
        {"id": f"15000000 + {answer}", "requisition_id": role, "kind": "'check_in'", "owner": seat}
        | answered(seat, at("k / 2 * 10080 + 60"), at("k / 2 * 10080 + 500")),
        each=2 * weeks,
    )
    yield insert(
        "check_in_answers",
        many,
        {
            "id": answer,
            "check_in_id": f"{10_000} + i * {weeks} + k / 2",
            "person": seat,
            "side": side,
            "ask_id": f"15000000 + {answer}",
            "answered_at": at("k / 2 * 10080 + 500"),
            "nothing_new": no,
            "news": "'Two more talks this week'",
        },
        each=2 * weeks,
    )
    yield insert(
        "insights",
        many,
        {
            "requisition_id": role,
            "kind": "'market'",
            "text": "'Fewer answer than a year ago'",
            "shared_by": recruiter,
            "shared_at": at("k * 9000"),
            "origin": "'I' || i || '.' || k",
        },
        each=2,
    )
    yield insert(
        "agreed_actions",
        many,
        {"requisition_id": role, "text": "'Meet sooner'", "agreed_at": at("82000"), "agreed_by": recruiter},
        each=2,
    )
    yield insert(
        "retrospectives",
        many,
        {"requisition_id": role, "closed_at": at("80000"), "begun_at": at("81440"), "revealed_at": at("82000")},
    )


def answered(by: str, asked: str, answered: str) -> dict[str, str]:
    """The columns of an ask that was answered, by whoever owed it."""
    return {
        "state": "'answered'",
        "asked_at": asked,
        "running_since": asked,
        "promise": "28800",
        "elapsed": "0",
        "due_at": answered,
        "said": "1",
        "answered_at": answered,
        "answered_by": by,
        "waited": "60 * (i % 797)",
        "grace": "0",
        "deferred": "0",
        "snoozes": "0",
        "again": "0",
    }


def numbers_go_on() -> Iterator[str]:
    """PostgreSQL counts ids by itself, from where we left them."""
    for table in models.Base.metadata.tables.values():
        if "id" in table.columns and table.columns["id"].autoincrement and table.name not in ("workspaces", "people"):
            sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
            yield f"select setval({sequence}, 40000000) where {sequence} is not null"
