"""Whatever arrives by HTTP, signed or not: never a 500, never a trace, nothing of another workspace, and afterwards the
bot still answers."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import handlers
from bot.demo.stage import Stage, stage
from bot.playground.server import Playground
from storage import models
from tests import leaks
from tests.stories.acting import MANIFEST, MONDAY, REJECT, SKILLS, open_role, post_candidate
from tests.stories.hostile import table
from tests.stories.hostile_cases import Case, Json, as_sent, whole
from tests.stories.test_hostile_words import SECRETS, TWIN, _seed_twin, everything

NOT_INSTALLED = "slack_bolt.AsyncMultiTeamsAuthorization"  # Bolt says so of a workspace it does not know
LATE = {"now": 0, "late": 301, "early": -301, "another": 0}


def signed(playground: Playground, case: Case) -> dict[str, str]:
    """The headers of a case."""
    found: dict[str, str] = {"Content-Type": case.kind}
    if case.signed != "not":
        stamp = int(playground.clock.real()) - LATE[case.signed]
        secret = "another secret" if case.signed == "another" else playground.signing_secret
        digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + case.body, hashlib.sha256).hexdigest()
        found |= {"X-Slack-Request-Timestamp": str(stamp), "X-Slack-Signature": f"v0={digest}"}
    for name, value in case.headers.items():
        found.pop(name, None)
        if value is not None:
            found[name] = value
    return found


@dataclass
class Foe:
    """Somebody who knows the address and the secret."""

    stage: Stage
    http: aiohttp.ClientSession

    async def sends(self, case: Case) -> tuple[int, str]:
        url = f"{self.stage.bot.url}/slack/events"
        skipped = [] if "Content-Type" in (given := signed(self.stage.playground, case)) else ["Content-Type"]
        async with self.http.post(url, data=case.body, headers=given, skip_auto_headers=skipped) as answer:
            return answer.status, await answer.text()


@pytest.fixture(params=["postgresql", pytest.param("sqlite", marks=pytest.mark.long)])
def backend(request: pytest.FixtureRequest) -> str:
    """PostgreSQL takes no NUL, SQLite no number beyond 64 bit: each has its own way to be broken."""
    return str(request.param)


@pytest.fixture
async def foe(fresh_database_url: str, tmp_path: Path) -> AsyncIterator[Foe]:
    async with (
        stage(MANIFEST, tmp_path, database_url=fresh_database_url, begin=MONDAY, delivery="http") as found,
        aiohttp.ClientSession() as http,
    ):
        await found.bot.database.write(_seed_twin)
        yield Foe(found, http)


async def heard(playground: Playground) -> dict[str, Json]:
    """A real payload of each kind, as Slack delivered it."""
    card = await post_candidate(playground, await open_role(playground))
    hal = playground.person("Hal")
    assert (await hal.click(REJECT, message=card)).ok
    assert (await hal.submit({"What is missing?": SKILLS, "What did you see or not see?": "No streaming work."})).closed
    playground.change_person("Bo", title="Chair")
    await playground.until(lambda: any(sent.kind == "events_api" for sent in playground.deliveries), "the event")
    return {str(sent.payload.get("type", sent.kind)): sent.payload for sent in playground.deliveries if not sent.error}


def faults(after: int) -> list[dict[str, Any]]:
    """What the bot logged as a fault of its own since `leaks.count` was `after`."""
    lines = [json.loads(line) for line in leaks.so_far(after).splitlines() if line.startswith("{")]
    faulty = [line for line in lines if line["level"] in ("error", "critical")]
    return [line for line in faulty if line.get("logger") != NOT_INSTALLED and line["event"] != "slack_refused"]


async def twins(stage: Stage) -> list[Any]:
    """All there is of the other workspace, row by row."""
    found: list[Any] = []
    async with stage.bot.database.read() as session:
        for each in models.Base.metadata.sorted_tables:
            if "workspace" in each.c:
                rows = await session.execute(select(each).where(each.c.workspace == TWIN).order_by(*each.primary_key))
                found.append((each.name, rows.all()))
    return found


async def still_answers(stage: Stage) -> None:
    """Commands, the figures and the state of things."""
    said = await stage.playground.person("Rita").command("/req list")
    assert "REQ-1" in str(said.text)
    async with aiohttp.ClientSession() as http:
        for path in ("/healthz", "/readyz", "/metrics"):
            async with http.get(stage.bot.url + path) as answer:
                assert answer.status == 200


async def test_nothing_in_the_table_breaks_the_bot_or_tells_anything(
    foe: Foe, caplog: pytest.LogCaptureFixture
) -> None:
    cases = table(await heard(foe.stage.playground))
    assert len({case.name for case in cases}) >= 1000
    before = await twins(foe.stage)
    wrong = []
    for case in cases:
        heard_before = leaks.count()
        status, words = await foe.sends(case)
        if status not in case.expects or faults(heard_before):
            wrong.append((case.name, status, case.expects, words[:80], faults(heard_before)))
        assert not any(secret in words for secret in SECRETS), case
        assert "Traceback" not in words, case
    assert not wrong, "\n".join(map(str, wrong))
    assert [record for record in caplog.records if record.exc_info] == []
    assert not any(secret in everything(foe.stage.playground) for secret in SECRETS)
    assert await twins(foe.stage) == before
    await still_answers(foe.stage)


LEAVES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([2**63, -(2**63) - 1, 10**400, 1e308]),
    st.sampled_from(
        ["", "1", "7", "REQ-7", "T0TWIN", "U0SAM", "C0HIRING", "<!channel>", "\x00", "\ud800", "{}", "9" * 40]
    ),
    st.sampled_from(sorted([*handlers.ACTIONS, *handlers.VIEWS])),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=4), st.none() | st.text(max_size=4), max_size=2),
)


def paths(found: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where in a payload something stands, outermost first."""
    inner = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for key, each in inner:
        yield (*here, key)
        yield from paths(each, (*here, key))


def changed(found: Any, path: tuple[Any, ...], what: Any, *, gone: bool) -> Any:
    """The payload with another thing, or nothing, at that place. Places an earlier change took away are let be."""
    found = deepcopy(found)
    place = found
    try:
        for key in path[:-1]:
            place = place[key]
        if gone:
            del place[path[-1]]
        else:
            place[path[-1]] = what
    except (KeyError, IndexError, TypeError):
        pass
    return found


@pytest.fixture(scope="session")
def alphabet() -> None:
    """Where it has never run, Hypothesis works out which characters there are, for seconds: before a bot waits."""

    @settings(max_examples=1, database=None)
    @given(st.text())
    def nothing(_text: str) -> None: ...

    nothing()


@pytest.fixture
async def known(foe: Foe) -> dict[str, Json]:
    return await heard(foe.stage.playground)


@pytest.mark.usefixtures("alphabet")
@settings(
    max_examples=150,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
async def test_no_change_at_all_to_what_slack_says_breaks_the_bot(
    foe: Foe, known: dict[str, Json], data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(sorted(known)))
    payload = whole(known[kind])
    places = [*paths(payload)]
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(places))
        payload = changed(payload, path, data.draw(LEAVES), gone=data.draw(st.booleans()))
    before = leaks.count()
    status, words = await foe.sends(as_sent(kind, payload))
    assert status in (200, 400, 404), (status, payload)
    assert not any(secret in words for secret in SECRETS)
    assert faults(before) == []
