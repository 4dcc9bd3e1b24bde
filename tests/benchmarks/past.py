"""A past of any length, written by the database itself: years of searches, all over, on closed roles and on the open
one that is looked at, and two busy months since. Ids and moments follow from running numbers alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from storage import digests, models, openings, people, submissions
from storage.database import Database
from storage.digest_settings import Digest
from storage.openings import Opening
from storage.people import Person
from storage.requisitions import Requisition
from storage.rules.details import Details
from storage.submissions import Posting

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=900)  # nothing that is over happened later, save in the two months
HOME = "T1"
HAL = Person(HOME, "U1", "Hal Manager", "America/New_York")
RITA = Person(HOME, "U2", "Rita Recruiter", "Europe/Berlin")
_DEPARTMENTS = ("Data", "Sales", "People", "Design")
_OTHERS = 36  # people, the managers among them first
_CLOSED = 1_000  # the ids of closed roles begin here
_PER_ROLE = 20  # candidates
_LATELY = 80  # candidates of the two months
_PER_CANDIDATE = 34  # rows, about: what `rows` counts


@dataclass(frozen=True)
class Past:
    """What there is to look at: the two, their open role, and a digest of the whole workspace."""

    hal: Person
    rita: Person
    role: Requisition
    digest: Digest
    rows: int


async def fill(database: Database, rows: int) -> Past:
    """A workspace with about so many rows of history, a quarter of it on the open role of Hal and Rita."""
    role, live, digest = await _today(database)
    many = rows // _PER_CANDIDATE
    closed = f"{_CLOSED} + i / {_PER_ROLE}"
    before = _Stretch(
        10_000,
        many,
        LONG_AGO - timedelta(days=4 * 365),
        LONG_AGO - timedelta(days=60),  # what follows from the last of them takes two months
        f"case when i % 4 = 0 then {role.id} else {closed} end",
        _PER_ROLE,
    )
    since = _Stretch(
        20_000_000, _LATELY, NOW - timedelta(days=62), NOW - timedelta(days=8), f"{live[0]} + i % {len(live)}", 0
    )
    is_sqlite = database.writer.dialect.name == "sqlite"
    async with database.writer.begin() as connection:
        for statement in (
            # Every id a row names is one that stands here: looking each of them up takes most of the time.
            *(() if is_sqlite else ("set local session_replication_role = replica",)),
            *_closed_roles(is_sqlite, many // _PER_ROLE + 1, before),
            *_candidates(is_sqlite, before),
            *_candidates(is_sqlite, since),
            # A role that was never closed, though people were hired on it all the time.
            f"update requisitions set opened_at = {_moment(is_sqlite, before.begin, '0')} where id = {role.id}",
            f"update requisitions set next_candidate = 30000000 where id in ({', '.join(map(str, live))})",
            *(() if is_sqlite else _numbers_go_on()),
        ):
            await connection.execute(text(statement))
        counted = [
            await connection.scalar(text(f"select count(*) from {table}")) for table in models.Base.metadata.tables
        ]
    for number in range(12):
        async with database.begin() as session:
            await submissions.post(
                session, RITA, role.id, Posting(f"Person {number}", "A line"), origin=f"P{number}", at=NOW - _HOURS * 30
            )
    if not is_sqlite:
        async with database.writer.begin() as connection:
            await connection.execute(text("analyze"))
    return Past(HAL, RITA, role, digest, sum(each or 0 for each in counted))


_HOURS = timedelta(hours=1)


async def _today(database: Database) -> tuple[Requisition, list[int], Digest]:
    """Everybody, and six open roles of four departments; the first two are Hal's and Rita's."""
    others = [Person(HOME, f"U{3 + i}", f"Person {i}", "Europe/Berlin") for i in range(_OTHERS)]
    roles: list[Requisition] = []
    async with database.begin() as session:
        await people.join(session, HOME, name="Kestrel", bot_user="UB")
        for person in (HAL, RITA, *others):
            await people.remember(session, person, at=NOW - timedelta(days=90))
        for i in range(6):
            recruiter, manager = (others[_OTHERS // 2 + i], others[i]) if i > 1 else (RITA, HAL)
            details = Details(_DEPARTMENTS[i % len(_DEPARTMENTS)])
            opening = Opening(f"Engineer {i}", manager.id, "Berlin", details=details)
            at = NOW - timedelta(days=80)
            roles.append(await openings.open_requisition(session, recruiter, opening, origin=f"V{i}", at=at))
        digest = await digests.set_digest(
            session,
            RITA,
            "C_ALL",
            days=frozenset({0}),
            at=datetime.min.time().replace(hour=9),
            zone=RITA.zone,
            now=NOW - _HOURS,
        )
    return roles[0], [role.id for role in roles], digest


@dataclass(frozen=True)
class _Stretch:
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
        return f"case when {self.is_hals} then 'U2' else 'U' || ({3 + _OTHERS // 2} + {self._seat}) end"

    @property
    def _seat(self) -> str:
        return f"i / {self.per_role} % {_OTHERS // 2}" if self.per_role else "i % 6"


def _moment(is_sqlite: bool, begin: datetime, minutes: str) -> str:
    if is_sqlite:
        whole = f"cast({minutes} as integer)"
        return f"strftime('%Y-%m-%d %H:%M:%S.000000', '{begin:%Y-%m-%d %H:%M:%S}', {whole} || ' minutes')"
    return f"timestamptz '{begin:%Y-%m-%d %H:%M:%S}+00' + floor({minutes}) * interval '1 minute'"


def _insert(table: str, many: int, columns: dict[str, str], *, each: int = 1) -> str:
    """`each` rows (k) for each of the running numbers i from 0 on."""
    named = {"workspace": f"'{HOME}'"} | columns
    return (
        f"insert into {table} ({', '.join(named)}) "
        f"with recursive n(i) as (select 0 union all select i + 1 from n where i < {many - 1}), "
        f"m(k) as (select 0 union all select k + 1 from m where k < {each - 1}) "
        f"select {', '.join(named.values())} from n cross join m"
    )


def _closed_roles(is_sqlite: bool, many: int, past: _Stretch) -> Iterator[str]:
    """Closed roles, each with its two, a signed brief with must-haves, weekly check-ins, insights and a look back."""
    apart = past.apart * _PER_ROLE
    hals = "i % 4 = 0"
    manager = f"case when {hals} then 'U1' else 'U' || (3 + i % {_OTHERS // 2}) end"
    recruiter = f"case when {hals} then 'U2' else 'U' || ({3 + _OTHERS // 2} + i % {_OTHERS // 2}) end"
    seat = f"case when k % 2 = 0 then {manager} else {recruiter} end"
    side = "case when k % 2 = 0 then 'manager' else 'recruiter' end"
    role, no, weeks = f"{_CLOSED} + i", "false", 10

    def at(minutes: str = "0") -> str:
        return _moment(is_sqlite, past.begin, f"i * {apart} + {minutes}")

    def day(minutes: str) -> str:
        return f"date({at(minutes)})" if is_sqlite else f"cast({at(minutes)} as date)"

    yield _insert(
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
            "department": f"case i % 4 {' '.join(f'when {i} then {d!r}' for i, d in enumerate(_DEPARTMENTS))} end",
            "is_confidential": "i % 10 = 9",
        },
    )
    yield _insert(
        "requisition_people",
        many,
        {"requisition_id": role, "person": seat, "role": side, "since": at("-20000")},
        each=2,
    )
    yield _insert(
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
    yield _insert(
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
    yield _insert(
        "check_ins",
        many,
        {"id": f"{10_000} + i * {weeks} + k", "requisition_id": role, "week": day("k * 10080")},
        each=weeks,
    )
    answer = f"{10_000} + i * {2 * weeks} + k"
    yield _insert(
        "asks",
        many,
        {"id": f"15000000 + {answer}", "requisition_id": role, "kind": "'check_in'", "owner": seat}
        | _answered(seat, at("k / 2 * 10080 + 60"), at("k / 2 * 10080 + 500")),
        each=2 * weeks,
    )
    yield _insert(
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
    yield _insert(
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
    yield _insert(
        "agreed_actions",
        many,
        {"requisition_id": role, "text": "'Meet sooner'", "agreed_at": at("82000"), "agreed_by": recruiter},
        each=2,
    )
    yield _insert(
        "retrospectives",
        many,
        {"requisition_id": role, "closed_at": at("80000"), "begun_at": at("81440"), "revealed_at": at("82000")},
    )


def _answered(by: str, asked: str, answered: str) -> dict[str, str]:
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


def _candidates(is_sqlite: bool, past: _Stretch) -> Iterator[str]:
    """Candidates who were put forward, reviewed, spoken to and told how it ended, with all that follows from that."""
    many, role, manager, recruiter = past.many, past.role, past.manager, past.recruiter
    submission = f"({past.first} + i)"

    def at(minutes: str = "0") -> str:
        return _moment(is_sqlite, past.begin, f"i * {past.apart} + {minutes}")

    def choose(*values: str) -> str:
        return f"case k {' '.join(f'when {k} then {value}' for k, value in enumerate(values))} end"

    def id_of(k: str, each: int) -> str:
        return f"{past.first} + i * {each} + {k}"

    empty = "'{}'" if is_sqlite else "cast('{}' as json)"
    yield _insert(
        "candidates", many, {"id": submission, "name": "'erased'", "created_at": at(), "erased_at": at("60000")}
    )
    yield _insert(
        "submissions",
        many,
        {
            "id": submission,
            "requisition_id": role,
            "candidate_id": submission,
            "number": past.number,
            "stage": f"case i % {_PER_ROLE} when 7 then 'hired' when 8 then 'withdrawn' else 'rejected' end",
            "disposition": "'skills'",
            "origin": f"'S' || {submission}",
            "posted_by": recruiter,
            "posted_at": at(),
            "ended_at": at("9000"),
            "source": "case i % 3 when 0 then 'Referral' when 1 then 'Search' end",
            "retain_at": f"case when i % 5 = 0 then {_moment(is_sqlite, NOW, '100000')} end",
        },
    )
    yield _insert(
        "candidate_texts",
        many,
        {
            "candidate_id": submission,
            "submission_id": submission,
            "kind": "'case'",
            "text": "'erased'",
            "written_by": recruiter,
            "written_at": at(),
        },
    )
    owner = choose(manager, recruiter, manager, recruiter)
    yield _insert(
        "asks",
        many,
        {
            "id": id_of("k", 4),
            "requisition_id": role,
            "submission_id": submission,
            "kind": choose("'review_profile'", "'contact_candidate'", "'decide_after_debrief'", "'tell_outcome'"),
            "owner": owner,
            "asker": choose(recruiter, manager, recruiter, manager),
        }
        | _answered(owner, at("k * 3000"), at("k * 3000 + 400")),
        each=4,
    )
    yield _insert("gathered", many, {"id": submission, "person": manager, "window_at": at("100")})
    yield _insert(
        "nudges",
        many,
        {
            "ask_id": id_of("0", 4),
            "person": manager,
            "rung": "1",
            "again": "0",
            "at": at("100"),
            "gathered_id": submission,
        },
    )
    yield _insert(
        "decisions",
        many,
        {
            "requisition_id": role,
            "submission_id": submission,
            "ask_id": id_of("k * 2", 4),
            "verdict": choose("'approve'", "'reject'"),
            "disposition": choose("null", "'skills'"),
            "from_stage": choose("'review'", "'debrief'"),
            "decided_by": manager,
            "decided_at": at("k * 6000 + 400"),
            "undo_until": at("k * 6000 + 410"),
            "final_at": at("k * 6000 + 410"),
            "brief_id": f"case when {role} >= {_CLOSED} then {role} end",
            "criterion": f"case when k = 1 and i % 2 = 0 and {role} >= {_CLOSED} then 1 + i % 5 end",
        },
        each=2,
    )
    yield _insert(
        "stays",
        many,
        {
            "requisition_id": role,
            "submission_id": submission,
            "stage": choose("'review'", "'interview'", "'debrief'"),
            "since": at("k * 3000"),
            "until": at("k * 3000 + 3000"),
        },
        each=3,
    )
    yield _insert(
        "balls",
        many,
        {
            "requisition_id": role,
            "submission_id": submission,
            "holder": choose("'manager'", "'recruiter'", "'interviewers'"),
            "since": at("k * 3000"),
            "until": at("k * 3000 + 3000"),
        },
        each=3,
    )
    yield _insert(
        "interviews",
        many,
        {
            "id": submission,
            "requisition_id": role,
            "submission_id": submission,
            "state": "'revealed'",
            "origin": f"'IV' || {submission}",
            "starts_at": at("4000"),
            "minutes": "60",
            "planned_by": recruiter,
            "planned_at": at("1000"),
        },
    )
    yield _insert(
        "interviewers",
        many,
        {
            "interview_id": submission,
            "person": manager,
            "told_at": at("1000"),
            "turn": "1",
            "handed_in_at": at("4100"),
            "recommendation": "'yes'",
        },
    )
    yield _insert(
        "scorecard_marks",
        many,
        {"interview_id": submission, "person": manager, "criterion": "k", "mark": "3"},
        each=3,
    )
    yield _insert(
        "timeline",
        many,
        {
            "at": at("k * 1800"),
            "kind": choose("'posted'", "'approved'", "'contact_candidate'", "'rejected'", "'tell_outcome'"),
            "actor": choose(recruiter, manager, recruiter, manager, recruiter),
            "requisition_id": role,
            "submission_id": submission,
            "facts": empty,
        },
        each=5,
    )
    yield _insert(
        "cards",
        many,
        {
            "kind": "'submission'",
            "subject": submission,
            "channel": "'C1'",
            "ts": "'1.2'",
            "posted_at": at("1"),
        },
    )
    yield _insert(
        "outbox",
        many,
        {
            "lane_id": "(select min(id) from lanes)",
            "kind": choose("'submission.card'", "'submission.repaint'", "'home.publish'", "'gathered.post'"),
            "key": f"'old:' || ({id_of('k', 4)})",
            "ids": empty,
            "state": "'done'",
            "created_at": at("k * 1500"),
            "attempts": "1",
            "done_at": at("k * 1500 + 1"),
        },
        each=4,
    )


def _numbers_go_on() -> Iterator[str]:
    """PostgreSQL counts ids by itself, from where we left them."""
    for table in models.Base.metadata.tables.values():
        if "id" in table.columns and table.columns["id"].autoincrement and table.name not in ("workspaces", "people"):
            sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
            yield f"select setval({sequence}, 40000000) where {sequence} is not null"
