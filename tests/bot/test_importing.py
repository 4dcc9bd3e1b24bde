"""`samepage import`: the modal's rules for a whole file; a report of what was refused; twice posts nobody twice."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from bot.__main__ import main
from bot.importing.candidates import KIND, import_row, target
from bot.importing.sheet import CannotImport, Report, rows
from storage import models
from storage.database import Database
from tests.conftest import opened
from tests.storage.world import HERE, MONDAY, RITA, World, populate

WRONG = 2
HEADER = "Name,Case,E-mail,Profile\n".replace("E-mail", "email")
GOOD = HEADER + "Ada Marlowe,Built it twice,ada@example.com,\nMei Tanaka,Led the same,,https://example.com/mei\n"


@dataclass(frozen=True)
class Desk:
    """A database with REQ-1, a file, and the command."""

    url: str
    file: Path

    def run(self, text: str, *more: str) -> Result:
        self.file.write_text(text, encoding="utf-8")
        return CliRunner().invoke(main, ["import", str(self.file), "--requisition", "REQ-1", *more])

    def all_of(self, model: Any) -> list[Any]:
        async def look() -> list[Any]:
            async with opened(self.url) as database, database.read() as session:
                return list(await session.scalars(select(model).order_by(model.id)))

        return asyncio.run(look())

    def change(self, **values: object) -> None:
        async def work() -> None:
            async with opened(self.url) as database, database.begin() as session:
                role = await session.get_one(models.Requisition, 1)
                for name, value in values.items():
                    setattr(role, name, value)

        asyncio.run(work())


@pytest.fixture
def desk(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    shutil.copy(sqlite_template, tmp_path / "samepage.db")
    url = f"sqlite+aiosqlite:///{tmp_path / 'samepage.db'}"

    async def seed() -> None:
        async with opened(url) as database:
            await populate(database, HERE)
            await World(database).open()

    asyncio.run(seed())
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1234567890")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1-1234567890")
    monkeypatch.setenv("SAMEPAGE_DATABASE_URL", url)
    return Desk(url, tmp_path / "candidates.csv")


def said(done: Result) -> list[str]:
    return done.stdout.splitlines()


def test_a_file_is_posted_once_however_often_it_is_imported(desk: Desk) -> None:
    tried = desk.run(GOOD, "--dry-run")
    assert (tried.exit_code, said(tried)) == (0, ["2 would be posted · 0 there already · 0 refused"])
    assert desk.all_of(models.Submission) == desk.all_of(models.Candidate) == []
    done = desk.run(GOOD)
    assert (done.exit_code, said(done)) == (0, ["2 posted · 0 there already · 0 refused"])
    again = desk.run(GOOD + "Noor Haddad,Taught it,,\n")
    assert (again.exit_code, said(again)) == (0, ["1 posted · 2 there already · 0 refused"])
    assert [(each.number, each.posted_by) for each in desk.all_of(models.Submission)] == [
        (1, RITA),
        (2, RITA),
        (3, RITA),
    ]
    cards = [each for each in desk.all_of(models.OutboxRow) if each.kind == "submission.card"]
    assert len(cards) == 3
    kept = " ".join(str(vars(each)) for each in (*desk.all_of(models.Submission), *desk.all_of(models.OutboxRow)))
    assert "ada" not in kept.lower()


def test_every_fault_of_a_row_is_named_with_its_line_and_column_and_the_others_are_posted(desk: Desk) -> None:
    text = (
        "name,case,email,profile,offer_by,privacy_on,source,seen_1\n"
        "ada@example.com,,nobody,javascript:1,2020-01-01,2999-01-01,Dream,seen\n"
        "Ada Marlowe,Built it twice,ada@example.com,,14.11.2026,,,\n"
        "Mei Tanaka,Led the same,,,,,referral,\n"
        f"Noor Haddad,{'x' * 2001},,,,,,,,,\n"
    )
    done = desk.run(text)
    assert done.exit_code == 1
    faults = [line.split(":")[0] for line in said(done)[:-1]]
    first = {f"line 2, {name}" for name in text.splitlines()[0].split(",")}
    assert set(faults) == first | {"line 3, offer_by", "line 5", "line 5, case"}
    assert said(done)[-1] == "1 posted · 0 there already · 3 refused"
    assert [each.source for each in desk.all_of(models.Submission)] == ["Referral"]


def test_what_the_form_points_out_is_refused_until_it_is_meant(desk: Desk) -> None:
    text = HEADER + "Ada Marlowe,A native speaker,,\nMei Tanaka,Led it,,\nmei  tanaka,Led another,,\n"
    done = desk.run(text)
    assert done.exit_code == 1
    assert said(done)[0].startswith("line 2, case: “native speaker” touches ethnic origin: name the level")
    assert said(done)[1].startswith("line 4, name: There is a Candidate 1 of that name")
    assert said(done)[2] == "1 posted · 0 there already · 2 refused"
    kept = desk.run(text, "--keep")
    assert (kept.exit_code, said(kept)) == (0, ["2 posted · 1 there already · 0 refused"])


def test_the_same_person_under_other_words_is_refused_at_the_column_they_are_known_by(desk: Desk) -> None:
    same = "Ada M.,Something else,ADA@example.com,\n"
    tried = desk.run(GOOD + same, "--dry-run")
    assert said(tried)[0] == "line 4, email: Somebody above in this file has it."
    done = desk.run(GOOD + same)
    assert said(done)[0].startswith("line 4, email: This person is already Candidate 1 on REQ-1")
    assert done.exit_code == 1


def test_refused_rows_are_written_into_a_report_that_replaces_no_file(desk: Desk) -> None:
    path = desk.file.with_name("refused.csv")
    done = desk.run(GOOD + "Noor Haddad,,noor@example.com,\n", "--report", str(path))
    assert done.exit_code == 1
    assert (
        path.read_text(encoding="utf-8-sig").splitlines()[1] == '"4","case","One sentence is enough: why this person?"'
    )
    assert "noor" not in path.read_text(encoding="utf-8-sig").lower()
    again = desk.run(GOOD, "--report", str(path))
    assert (again.exit_code, "there already" in again.stderr) == (WRONG, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "missing: name, case"),
        (HEADER, "holds no candidates"),
        ("name,email\nAda,a@example.com\n", "missing: case"),
        ("name,case,salary\nAda,Built it,1\n", "no column salary"),
        ("name,case,Name\nAda,Built it,1\n", "named twice"),
        ('name,case\nAda,"Built\n', "no CSV file"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_as_a_whole_in_words(desk: Desk, text: str, words: str) -> None:
    done = desk.run(text)
    assert done.exit_code == WRONG
    assert words in done.stderr
    assert "Traceback" not in done.output


def test_bytes_that_are_no_utf8_are_named(tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes("name,case\nJosé,Baute es\n".encode("latin-1"))
    with pytest.raises(CannotImport, match="not in UTF-8"):
        rows(tmp_path / "latin.csv", KIND)


@pytest.mark.parametrize(
    ("values", "words"),
    [({"status": "on_hold"}, "is on hold"), ({"status": "filled"}, "is closed"), ({"number": 7}, "There is no REQ-1.")],
)
def test_a_role_nobody_can_be_put_forward_for_is_named(desk: Desk, values: dict[str, object], words: str) -> None:
    desk.change(**values)
    done = desk.run(GOOD)
    assert done.exit_code == WRONG
    assert words in done.stderr


def test_a_key_that_is_none_is_refused(desk: Desk) -> None:
    done = CliRunner().invoke(main, ["import", str(desk.file.with_suffix(".db")), "--requisition", "seven"])
    assert done.exit_code == WRONG


async def test_rows_are_posted_alike_on_both_databases(database: Database, tmp_path: Path) -> None:
    await populate(database, HERE)
    world = World(database)
    role = await world.open()
    (tmp_path / "file.csv").write_text(GOOD, encoding="utf-8-sig")
    async with database.read() as session:
        found = await target(session, role.number, None)
    report = Report()
    for dry in (True, False, False):
        for line, cells in rows(tmp_path / "file.csv", KIND):
            report.add(
                await import_row(database, found, line, cells, set(), keep=False, dry=dry, note=line == 2, now=MONDAY)
            )
    assert (report.posted, report.there, report.faults) == ([2, 3, 2, 3], [2, 3], [])
    assert [ask.owner for ask in await world.asks()] == ["U_MONA", "U_MONA"]
    noted = [each for each in await world.rows(models.AuditEntry) if each.what == "data_imported"]
    assert [(each.about, each.facts, each.actor) for each in noted] == [
        (f"requisition:{role.id}", {"kind": "candidates"}, None)
    ]
