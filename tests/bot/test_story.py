"""The story of one hiring, on both databases and by both ways in, and its table against the store."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import make_url, select, text

from bot.__main__ import manifest
from bot.demo import BEGINS, OF_TWO, STORIES
from bot.demo.stage import Way, stage
from bot.demo.transcript import Teller
from handlers.blocks.text import working_time
from storage import models
from storage.erasing import ERASED
from tests.conftest import FreshDatabase, opened
from tests.storage.copied import copied, raw, rows
from tests.stories.acting import all_sent, sound, table, way_for
from tests.stories.conftest import CALM


@pytest.mark.parametrize("delivery", ["socket", "http"])
async def test_one_hiring_happens_from_opening_to_measured_response_times(
    fresh_database_url: str, tmp_path: Path, delivery: Way
) -> None:
    said: list[str] = []
    async with stage(
        manifest(), tmp_path, database_url=fresh_database_url, begin=BEGINS, delivery=delivery, patience=CALM
    ) as built:
        await STORIES["hiring"].play(Teller(built, said.append))
        async with built.bot.database.read() as session:
            stored = (
                await session.execute(
                    text(
                        "select p.name, a.kind, a.waited, a.promise from asks a join people p on p.id = a.owner "
                        "where a.state = 'answered' order by a.answered_at, a.id"
                    )
                )
            ).all()
            unsent = await session.scalar(text("select count(*) from outbox where state not in ('done', 'dropped')"))
        assert built.playground.complaints == []
        assert {sent.way for sent in built.playground.deliveries} == {delivery}
    told = [re.split(r" {2,}", line) for line in said if re.match(r"^(Hal|Rita) +(review|contact|check-in) ", line)]
    owed = {"review_profile": "review", "contact_candidate": "contact", "check_in": "check-in"}
    assert [(who, what, took, promised) for who, what, _, _, took, promised in told] == [
        (name.split()[0], owed[kind], working_time(waited), working_time(promise))
        for name, kind, waited, promise in stored
    ]
    assert [kind for _, kind, _, _ in stored].count("review_profile") == 3
    assert unsent == 0


@pytest.mark.parametrize("name", [name for name in STORIES if name not in ("hiring", "search")])
async def test_every_other_story_happens_too(name: str, sqlite_url: str, tmp_path: Path) -> None:
    said: list[str] = []
    async with stage(manifest(), tmp_path, database_url=sqlite_url, begin=STORIES[name].begins, patience=CALM) as built:
        await STORIES[name].play(Teller(built, said.append))
        assert built.playground.complaints == []
    assert "None" not in "\n".join(said)


async def test_a_search_ends_alike_on_both_databases(
    fresh_database_url: str, fresh_postgres: FreshDatabase, tmp_path: Path
) -> None:
    """Six people from three sources, two interviewers, a late scorecard, an offer declined, the next one hired. Then
    the database moves to the other kind and back."""
    said: list[str] = []
    way = way_for(fresh_database_url)
    async with stage(
        manifest(), tmp_path, database_url=fresh_database_url, begin=BEGINS, delivery=way, patience=CALM
    ) as built:
        await STORIES["search"].play(Teller(built, said.append))
        store = built.bot.database
        posted = sorted(await table(store, models.Submission), key=lambda row: row.number)
        assert [(row.source, row.stage, row.disposition) for row in posted] == [
            ("Referral", "review", None),
            ("Applied", "rejected", "criterion"),
            ("Sourced", "withdrawn", "declined_other"),
            ("Sourced", "withdrawn", "left_for_offer"),
            ("Applied", "rejected", "criterion"),
            ("Referral", "hired", "hired"),
        ]
        cards = [row.handed_in_at is None for row in await table(store, models.Interviewer)]
        assert sorted(cards) == [False, False, False, True]
        assert sorted(row.state for row in await table(store, models.Offer)) == ["accepted", "declined"]
        (role,) = await table(store, models.Requisition)
        assert role.status == "open"  # whoever still waits is answered before it is closed
        await all_sent(store)
        sound(built.playground)
    await _moves_and_comes_back(fresh_database_url, fresh_postgres, tmp_path)


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True)
async def test_the_story_of_privacy_ends_with_one_person_forgotten_here_and_kept_there(
    fresh_database_url: str, tmp_path: Path
) -> None:
    said: list[str] = []
    await OF_TWO["privacy"].tell(tmp_path, said.append, database_url=fresh_database_url, patience=CALM)
    async with opened(fresh_database_url) as store:
        people = {(row.workspace, row.name, row.email) for row in await table(store, models.Candidate)}
        assert people == {
            ("T0PLAY", ERASED, None),
            ("T0PLAY", "Mei Tanaka", None),
            ("T0HERON", "Ada Marlowe", "ada@marlowe.example"),
            ("T0HERON", "Mei Tanaka", None),
        }
        erased = [row.candidate_id for row in await table(store, models.Submission) if row.forgetting_id is not None]
        assert len(erased) == 2
        written = await table(store, models.CandidateText)
        assert [row for row in written if row.workspace == "T0PLAY" and row.candidate_id in erased] == []
        done = [
            (row.why, row.scrubbed_at is None, row.reported_at is None) for row in await table(store, models.Forgetting)
        ]
        assert sorted(done) == [("asked", False, False), ("retention", False, False)]
        log = await table(store, models.AuditEntry)
        assert all(row.seal for row in log)
        noted = [(row.workspace, row.what, row.outcome) for row in sorted(log, key=lambda row: row.id)]
        assert [what for team, what, _ in noted if team == "T0HERON"] == [
            "installed",
            "opened",
            "forgotten",
            "approve",
            "uninstalled",
            "installed",
            "keys_rotated",
        ]
        refused = [team for team, what, outcome in noted if (what, outcome) == ("forgotten", "refused")]
        assert refused == ["T0HERON", "T0PLAY", "T0PLAY"]
        assert "Ada" not in json.dumps([row.facts for row in log])
        places = await table(store, models.Installation)
        assert {(row.workspace, row.removed_at, len({each.key for each in places})) for row in places} == {
            ("T0PLAY", None, 1),
            ("T0HERON", None, 1),
        }
        await all_sent(store)
    told = "\n".join(said)
    assert not any(secret in told for secret in ("xoxb-", "None", "Traceback"))


async def _moves_and_comes_back(url: str, fresh_postgres: FreshDatabase, folder: Path) -> None:
    """Row by row it is what it was, and whoever comes next gets a number nobody had."""
    before, file = await rows(url), folder / "moved.db"
    assert sum(bool(found) for found in before.values()) > 25
    async with fresh_postgres(False) as there:
        if url.startswith("sqlite"):
            assert await copied(url, there) == await copied(there, f"sqlite+aiosqlite:///{file}")
            assert raw(file) == raw(Path(make_url(url).database or ""))
        else:
            assert await copied(url, f"sqlite+aiosqlite:///{file}") == await copied(
                f"sqlite+aiosqlite:///{file}", there
            )
        assert await rows(there) == await rows(f"sqlite+aiosqlite:///{file}") == before
        async with opened(there) as database, database.begin() as session:
            last = max(row[0] for row in await session.execute(select(models.Stay.id)))
            stay = await session.get_one(models.Stay, last)
            values = {name: getattr(stay, name) for name in ("workspace", "requisition_id", "submission_id", "stage")}
            session.add(another := models.Stay(**values, since=stay.since, until=stay.since))
            await session.flush()
            assert another.id > last
