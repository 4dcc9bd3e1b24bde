"""`samepage audit`: the chain is walked, the first row that does not fit is named, and the log is written out."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from bot import audit_log
from bot.__main__ import main
from bot.audit_log import AT_ONCE, Noted, Verdict
from bot.rounds import audit as audit_round
from storage import audit, forgetting
from storage.database import Database
from storage.rules.audit import seal
from storage.rules.chains import Fault, Flaw
from tests.conftest import opened
from tests.storage.world import HERE, MONA, MONDAY, OTTO, RITA, TWIN, World, populate

_GUARDS = ("audit_refuses_update", "audit_refuses_delete", "audit_heads_refuses_update", "audit_heads_refuses_delete")


async def chained(database: Database, rows: int = 5, workspace: str = HERE) -> None:
    async with database.begin() as session:
        for number in range(rows):
            audit.note(session, workspace, "approve", at=MONDAY, by=MONA, about=f"submission:{number}", decision=number)
    await audit_round.run(database, MONDAY)


async def verify(database: Database, noted: Noted | None = None) -> Verdict:
    return await audit_log.verify(database, HERE, noted, lambda done, of: None)


async def tamper(database: Database, *statements: str) -> None:
    """As somebody who owns the file would: the guards go first."""
    async with database.begin() as session:
        for statement in (*(f"drop trigger {each}" for each in _GUARDS), *statements):
            await session.execute(text(statement))


async def test_a_sound_log_says_what_to_note(sqlite: Database) -> None:
    await chained(sqlite)
    verdict = await verify(sqlite)
    assert verdict.flaw is None
    assert "5 rows, each where it was sealed" in verdict.words
    noted = Noted(verdict.chain.place, verdict.chain.seal)
    assert f"Note {noted.place}:{noted.seal}" in verdict.words
    await chained(sqlite)
    assert (await verify(sqlite, noted)).flaw is None


_SWAP = "update audit set place = -3 where place = 3", "update audit set place = 3 where place = 4"


@pytest.mark.parametrize(
    ("statements", "fault", "place"),
    [
        (["update audit set actor = 'U_OTHER' where place = 3"], Fault.CHANGED, 3),
        (["update audit set at = '2020-01-01 00:00:00.000000' where place = 1"], Fault.CHANGED, 1),
        (["update audit set facts = '{}' where place = 5"], Fault.CHANGED, 5),
        (["delete from audit where place = 3"], Fault.MISSING, 3),
        (["delete from audit where place = 1"], Fault.MISSING, 1),
        (["delete from audit where place = 5"], Fault.END, 5),
        (["delete from audit where place > 0"], Fault.END, 1),
        (["delete from audit where place = 5", "update audit_heads set place = 4 where place = 5"], Fault.CHANGED, 4),
        (["delete from audit where place = 3", "update audit set place = place - 1 where place > 3"], Fault.CHANGED, 3),
        ([*_SWAP, "update audit set place = 4 where place = -3"], Fault.MOVED, 3),
        (
            [
                "update audit set place = place + 10 where place > 2",
                "update audit set place = place - 9 where place > 10",
                "insert into audit (workspace, at, what, outcome, facts, place, seal) "
                "values ('T_HERE', '2026-06-01 08:00:00.000000', 'approve', 'done', '{}', 3, 'made up')",
            ],
            Fault.INSERTED,
            3,
        ),
        (
            [
                "insert into audit (workspace, at, what, outcome, facts, place, seal) "
                "values ('T_HERE', '2026-06-01 08:00:00.000000', 'approve', 'done', '{}', 9, 'made up')"
            ],
            Fault.AFTER,
            9,
        ),
    ],
)
async def test_the_first_row_that_does_not_fit_is_named(
    sqlite: Database, statements: list[str], fault: Fault, place: int
) -> None:
    await chained(sqlite)
    await chained(sqlite, 2, TWIN)
    mine = f"workspace = '{HERE}'"
    await tamper(sqlite, *(each.replace(" where ", f" where {mine} and ") for each in statements))
    verdict = await verify(sqlite)
    assert verdict.flaw is not None
    assert (verdict.flaw.fault, verdict.flaw.place) == (fault, place)
    assert fault in verdict.words
    twin = await audit_log.verify(sqlite, TWIN, None, lambda done, of: None)
    assert twin.flaw is None


async def test_a_chain_written_anew_does_not_have_the_seal_that_was_noted(sqlite: Database) -> None:
    await chained(sqlite)
    noted = Noted(5, (await verify(sqlite)).chain.seal)
    await tamper(sqlite, "delete from audit", "delete from audit_heads")
    await chained(sqlite, 4)
    await chained(sqlite, 1)  # by whoever has the program: every row fits, but they are others
    assert (await verify(sqlite)).flaw is None
    verdict = await verify(sqlite, noted)
    assert verdict.flaw == Flaw(Fault.ANEW, 5, 5)
    longer = await verify(sqlite, Noted(6, noted.seal))
    assert longer.flaw == Flaw(Fault.END, 6, None)


async def test_forgetting_somebody_leaves_every_row_where_it_was(sqlite: Database) -> None:
    world = World(sqlite)
    await populate(sqlite, HERE)
    found = await world.post(await world.open())
    await world.approve(found)
    await audit_round.run(sqlite, MONDAY)
    noted = Noted(2, (await verify(sqlite)).chain.seal)
    async with sqlite.begin() as session:
        await forgetting.forget(session, world.person(RITA), found.id, why="asked", at=MONDAY)
    await audit_round.run(sqlite, MONDAY)
    verdict = await verify(sqlite, noted)
    assert (verdict.flaw, verdict.chain.rows) == (None, 3)


async def test_a_log_of_several_looks_is_walked_to_its_end(fresh_database_url: str) -> None:
    async with opened(fresh_database_url) as database:
        await chained(database, AT_ONCE + 3)
        seen: list[tuple[int, int]] = []
        verdict = await audit_log.verify(database, HERE, None, lambda done, of: seen.append((done, of)))
        assert (verdict.flaw, verdict.chain.rows) == (None, AT_ONCE + 3)
        assert seen == [(AT_ONCE, AT_ONCE + 3), (AT_ONCE + 3, AT_ONCE + 3)]


async def test_the_log_is_written_out_and_its_seals_can_be_reckoned_from_it(sqlite: Database) -> None:
    await chained(sqlite)
    async with sqlite.begin() as session:
        audit.note(session, HERE, "digest_set", at=MONDAY, by=OTTO, channel="=cmd()")

    async def written(*, as_csv: bool) -> str:
        out = io.StringIO(newline="")
        done = await audit_log.export(
            sqlite, HERE, out, as_csv=as_csv, since=None, at=MONDAY, said=lambda done, of: None
        )
        assert done == len(out.getvalue().splitlines()) - as_csv
        return out.getvalue()

    lines = [json.loads(line) for line in (await written(as_csv=False)).splitlines()]
    assert [(each["place"], each["about"]) for each in lines[:2]] == [(1, "submission:0"), (2, "submission:1")]
    first = lines[0]
    parts = [first[each] for each in ("workspace", "id", "at", "what", "by", "about", "outcome", "facts")]
    row = json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()
    assert seal("", row) == first["seal"]
    rows = list(csv.DictReader(io.StringIO(await written(as_csv=True))))
    assert [each["what"] for each in rows[-2:]] == ["digest_set", "log_exported"]
    assert json.loads(rows[-1]["facts"]) == {"rows": 6}


async def test_what_is_written_out_is_the_log_of_one_moment(fresh_database_url: str) -> None:
    def somebody_writes(done: int, of: int) -> None:
        if done == 2:  # after the first look
            thread = Thread(target=lambda: asyncio.run(a_row_more()))
            thread.start()
            thread.join()

    async def a_row_more() -> None:
        async with opened(fresh_database_url) as other, other.begin() as session:
            audit.note(session, HERE, "reject", at=MONDAY, by=MONA, about="submission:9")

    async with opened(fresh_database_url) as database:
        await chained(database)
        for rows in (5, 7):  # what came meanwhile, and the note of the first export, are in the second
            out = io.StringIO()
            done = await audit_log.export(
                database, HERE, out, as_csv=False, since=None, at=MONDAY, said=somebody_writes, at_once=2
            )
            assert (done, len(out.getvalue().splitlines())) == (rows, rows)


def on_disk(folder: Path, prepare: Callable[[Database], Awaitable[None]]) -> str:
    url = f"sqlite+aiosqlite:///{folder}/log.db"

    async def work() -> None:
        async with opened(url) as database:
            await database.migrate()
            await populate(database, HERE)
            await prepare(database)

    asyncio.run(work())
    return url


def test_the_command_says_what_it_found_and_ends_with_it(tmp_path: Path) -> None:
    environment = {"SAMEPAGE_DATABASE_URL": on_disk(tmp_path, chained)}

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["audit", *words], env=environment)
        return done.exit_code, done.output

    code, said = run("verify")
    assert (code, "5 rows, each where it was sealed" in said) == (0, True)
    noted = said.rpartition("Note ")[2].split()[0]
    assert run("verify", "--workspace", HERE, "--noted", noted)[0] == 0
    assert run("verify", "--noted", noted)[0] == 2
    assert run("verify", "--workspace", HERE, "--noted", "5")[0] == 2
    code, said = run("verify", "--workspace", "T_NOBODY")
    assert (code, "Known: T_HERE" in said) == (2, True)
    target = tmp_path / "log.jsonl"
    code, said = run("export", "--format", "jsonl", "--output", str(target), "--since", "2026-06-01")
    assert (code, "5 rows" in said, len(target.read_text().splitlines())) == (0, True, 5)

    async def changed() -> None:
        async with opened(environment["SAMEPAGE_DATABASE_URL"]) as database:
            await tamper(database, "update audit set what = 'reject' where place = 2")

    asyncio.run(changed())
    code, said = run("verify")
    assert (code, "at place 2 was changed" in said) == (1, True)


def test_a_database_without_tables_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "none.db").touch()
    done = CliRunner().invoke(
        main, ["audit", "verify"], env={"SAMEPAGE_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/none.db"}
    )
    assert done.exit_code == 2
    assert "nothing of Same Page" in done.output
