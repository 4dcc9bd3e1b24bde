"""A past of any length, written by the database itself: years of searches, all over, on closed roles and on the open
one that is looked at, and two busy months since. Ids and moments follow from running numbers alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from storage import digests, models, openings, people, submissions
from storage.database import Database
from storage.digest_settings import Digest
from storage.openings import Opening
from storage.people import Person
from storage.requisitions import Requisition
from storage.rules.details import Details
from storage.submissions import Posting
from tests.benchmarks.past_candidates import candidates
from tests.benchmarks.past_rows import (
    CLOSED,
    DEPARTMENTS,
    HOME,
    NOW,
    OTHERS,
    PER_ROLE,
    Stretch,
    closed_roles,
    moment,
    numbers_go_on,
)

LONG_AGO = NOW - timedelta(days=900)  # nothing that is over happened later, save in the two months
HAL = Person(HOME, "U1", "Hal Manager", "America/New_York")
RITA = Person(HOME, "U2", "Rita Recruiter", "Europe/Berlin")
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
    closed = f"{CLOSED} + i / {PER_ROLE}"
    before = Stretch(
        10_000,
        many,
        LONG_AGO - timedelta(days=4 * 365),
        LONG_AGO - timedelta(days=60),  # what follows from the last of them takes two months
        f"case when i % 4 = 0 then {role.id} else {closed} end",
        PER_ROLE,
    )
    since = Stretch(
        20_000_000, _LATELY, NOW - timedelta(days=62), NOW - timedelta(days=8), f"{live[0]} + i % {len(live)}", 0
    )
    is_sqlite = database.writer.dialect.name == "sqlite"
    async with database.writer.begin() as connection:
        for statement in (
            # Every id a row names is one that stands here: looking each of them up takes most of the time.
            *(() if is_sqlite else ("set local session_replication_role = replica",)),
            *closed_roles(is_sqlite, many // PER_ROLE + 1, before),
            *candidates(is_sqlite, before),
            *candidates(is_sqlite, since),
            # A role that was never closed, though people were hired on it all the time.
            f"update requisitions set opened_at = {moment(is_sqlite, before.begin, '0')} where id = {role.id}",
            f"update requisitions set next_candidate = 30000000 where id in ({', '.join(map(str, live))})",
            *(() if is_sqlite else numbers_go_on()),
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
    others = [Person(HOME, f"U{3 + i}", f"Person {i}", "Europe/Berlin") for i in range(OTHERS)]
    roles: list[Requisition] = []
    async with database.begin() as session:
        await people.join(session, HOME, name="Kestrel", bot_user="UB")
        for person in (HAL, RITA, *others):
            await people.remember(session, person, at=NOW - timedelta(days=90))
        for i in range(6):
            recruiter, manager = (others[OTHERS // 2 + i], others[i]) if i > 1 else (RITA, HAL)
            details = Details(DEPARTMENTS[i % len(DEPARTMENTS)])
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
