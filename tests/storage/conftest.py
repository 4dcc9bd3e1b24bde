"""A seeded world on each database: two workspaces alike, so that a forgotten workspace condition shows."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.conftest import FreshDatabase, as_superuser, copies, named, opened
from tests.storage.world import HERE, TWIN, World, dump, populate

_TEMPLATE = "template_world"


async def _seed(url: str) -> None:
    """Both workspaces with their people; the twin has a role of the same number with an open review of its own."""
    async with opened(url) as database:
        for workspace in (HERE, TWIN):
            await populate(database, workspace)
        twin = World(database, TWIN, [1000])  # modals of its own
        await twin.post(await twin.open())


@pytest.fixture(scope="session")
def sqlite_world(sqlite_template: Path) -> Path:
    path = sqlite_template.with_name("world.db")
    shutil.copy(sqlite_template, path)
    asyncio.run(_seed(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_world_template(postgres_server: str) -> str:
    asyncio.run(as_superuser(postgres_server, f"create database {_TEMPLATE} template template_samepage"))
    asyncio.run(_seed(named(postgres_server, _TEMPLATE)))
    return _TEMPLATE


@pytest.fixture
def fresh_world(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> FreshDatabase:
    return worlds(backend, request, tmp_path)


def worlds(backend: str, request: pytest.FixtureRequest, folder: Path) -> FreshDatabase:
    template = request.getfixturevalue("sqlite_world" if backend == "sqlite" else "postgres_world_template")
    return copies(backend, request, folder, template=template)


@pytest.fixture
async def world(fresh_world: FreshDatabase) -> AsyncIterator[World]:
    async with fresh_world(True) as url, opened(url) as database:
        yield World(database)


@pytest.fixture
def database(world: World) -> Database:
    """Below this folder, `database` is the seeded one."""
    return world.database


@pytest.fixture
async def lone(world: World) -> AsyncIterator[World]:
    """As `world`; afterwards the twin workspace must be, row by row, what it was. Not for rounds: they serve both."""
    before = await dump(world.database, TWIN)
    yield world
    assert await dump(world.database, TWIN) == before


@pytest.fixture
def fresh_postgres_world(request: pytest.FixtureRequest, tmp_path: Path) -> FreshDatabase:
    return worlds("postgresql", request, tmp_path)


@pytest.fixture
async def postgres_world(fresh_postgres_world: FreshDatabase) -> AsyncIterator[World]:
    """As `world`, on PostgreSQL alone: for what needs two writers in the middle of their work."""
    async with fresh_postgres_world(True) as url, opened(url) as database:
        yield World(database)
