"""Stages for the stories: the unmodified bot in a playground, in this process or in one of its own to be killed."""

from __future__ import annotations

import os
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.demo.stage import Stage, clock_at, stage
from bot.playground.limits import Patience
from bot.playground.server import Playground
from storage.database import Database
from tests.conftest import FreshDatabase, copies, opened
from tests.storage.world import hush
from tests.stories.acting import MANIFEST, MONDAY, way_for
from tests.stories.process import House, Zygote
from tests.stories.replicas import doubled

# Real seconds, on a machine that does other things as well; what is about Slack's three seconds keeps to three.
CALM = Patience(ack=15.0, trigger=15.0)
_REPLICAS = os.environ.get("REPLICAS")


async def no_tips(found: Stage) -> None:
    """Tips are a story of their own; in the others nobody gets any."""
    async with found.bot.database.begin() as session:
        await hush(session, found.bot.workspace)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With REPLICAS, what can be played on two of them, and their own stories."""
    if _REPLICAS:
        rest = [item for item in items if not _is_for_two(item)]
        config.hook.pytest_deselected(items=rest)
        items[:] = [item for item in items if item not in rest]


def _is_for_two(item: pytest.Item) -> bool:
    needed = getattr(item, "fixturenames", ())
    staged = "lite_stage" in needed or ("on_stage" in needed and "[sqlite" not in item.name)
    return staged or item.path.stem == "test_replicas"


@asynccontextmanager
async def _stage_on(url: str, folder: Path, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    way = way_for(url)
    if _REPLICAS and way == "http":
        async with doubled(request.getfixturevalue("zygote"), folder, url) as two:
            two.replicas.random, two.replicas.share = random.Random(f"{_REPLICAS} {request.node.name}"), 0.1
            yield two
        return
    async with stage(MANIFEST, folder, database_url=url, begin=MONDAY, delivery=way, patience=CALM) as found:
        await no_tips(found)
        yield found


@pytest.fixture
async def on_stage(fresh_database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """Playground and bot in one process, on a Monday at ten in Berlin; on both databases, each with its way in.

    With REPLICAS=seed in the environment (`make replicas`), on PostgreSQL: two bots that are processes of their own,
    behind a balancer, of whom one is killed and started again now and then while it has nothing in hand.
    """
    async with _stage_on(fresh_database_url, tmp_path, request) as found:
        yield found


@pytest.fixture
def _lite_database(request: pytest.FixtureRequest, tmp_path: Path) -> FreshDatabase:
    return copies("postgresql" if _REPLICAS else "sqlite", request, tmp_path)


@pytest.fixture
async def lite_stage(
    _lite_database: FreshDatabase, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Stage]:
    """The same on SQLite alone, for what has nothing to do with the database; with REPLICAS, on the two replicas."""
    async with _lite_database(True) as url, _stage_on(url, tmp_path, request) as found:
        yield found


@pytest.fixture(scope="session")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    found = Zygote(tmp_path_factory.mktemp("bots"))
    yield found
    found.close()


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[Playground]:
    """A playground without a bot, on the same Monday."""
    async with Playground(MANIFEST, clock_file=clock_at(tmp_path / "clock", MONDAY)) as found:
        yield found


@pytest.fixture
async def house(playground: Playground, zygote: Zygote, fresh_database_url: str) -> AsyncIterator[House]:
    """A playground for bots that are processes of their own; on both databases."""
    async with House(playground, zygote, fresh_database_url) as found:
        yield found


@pytest.fixture
async def lite_house(playground: Playground, zygote: Zygote, sqlite_url: str) -> AsyncIterator[House]:
    async with House(playground, zygote, sqlite_url) as found:
        yield found


@pytest.fixture
async def store(house: House) -> AsyncIterator[Database]:
    """The house's database, to look into from outside."""
    async with opened(house.database_url) as found:
        yield found
