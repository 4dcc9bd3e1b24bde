"""Other systems' files, roles, and our own export read back: nothing is lost, and twice doubles nothing."""

from __future__ import annotations

import asyncio
import csv
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.__main__ import manifest
from bot.clock import Clock
from bot.demo.stage import settings_for
from bot.exporting import export
from bot.importing import CannotImport, Fault, Order, Report, candidates, roles, run
from bot.importing.sheet import Kind, headings
from bot.playground.people import TEAM_ID
from bot.playground.server import Playground
from handlers.sheets import as_meant, harmless
from storage import models, people
from tests.conftest import FreshUrl, opened
from tests.storage.world import HANA, HERE, MONA, MONDAY, RITA, World, populate

TITLE = "=cmd|' /C calc'!A0"


@dataclass(frozen=True)
class Desk:
    """An importer's desk: a database in a workspace of the playground, and a file."""

    playground: Playground
    url: str
    file: Path

    async def run(self, text: str, **order: Any) -> tuple[Report, str]:
        await asyncio.to_thread(self.file.write_text, text, encoding="utf-8")
        return await run(settings_for(self.playground, self.url), Order(self.file, **order))

    async def all_of(self, model: Any) -> list[Any]:
        async with opened(self.url) as database, database.read() as session:
            return list(await session.scalars(select(model).order_by(model.id)))


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    (tmp_path / "clock").write_bytes(bytes(8))
    async with opened(sqlite_url) as database:
        await populate(database, HERE, Clock().wall())  # whom we met today, Slack is not asked about
    async with Playground(manifest(), clock_file=tmp_path / "clock", ledger=tmp_path / "ledger") as playground:
        yield Desk(playground, sqlite_url, tmp_path / "file.csv")


def whys(report: Report) -> list[tuple[int, str, str]]:
    return [(each.line, each.column, each.why.split(".")[0]) for each in report.faults]


@pytest.mark.parametrize(
    ("kind", "header", "found"),
    [
        (
            candidates.KIND,
            "First Name,Last Name,Email Address,LinkedIn URL,Current Title,Current Company,Location,Job,Stage,Notes",
            "first_name last_name email profile present_role company place requisition stage case",
        ),
        (candidates.KIND, "Candidate,E-mail,Headline,Summary,Candidate Source", "name email present_role case source"),
        (candidates.KIND, "name,candidate,case", "name - case"),
        (candidates.KIND, "Notes,Summary,Full name", "- case name"),
        (roles.KIND, "Job ID,Job Title,Office,Team,Headcount", "requisition title place department openings"),
        (roles.KIND, "Hiring Manager,Recruiter,Job status,Employment Type", "manager recruiter status employment"),
    ],
)
def test_other_systems_headings_are_understood(kind: Kind, header: str, found: str) -> None:
    names = header.split(",")
    known = headings(names, kind)
    assert [known.get(name, "-") for name in names] == found.split()


@pytest.mark.parametrize("text", [TITLE, "+49 30", "@Rita", "'quoted'", "plain", "", "'", "'=already", "-1", " =x"])
def test_a_sheet_of_ours_is_read_back_as_it_was_meant(text: str) -> None:
    assert as_meant(harmless(text)) == text or harmless(text) == text


async def test_what_is_exported_is_imported_elsewhere_and_doubles_nothing(
    desk: Desk, new_database_url: FreshUrl, tmp_path: Path
) -> None:
    there = await new_database_url()
    async with opened(there) as database:
        await populate(database, HERE)
        world = World(database)
        await world.open(title="Filled before", origin="V0")
        role = await world.open(title=TITLE, helpers=(HANA,))
        await world.post(role, name="Ada Marlowe", email="ada@example.com")
        await world.post(role, name="+49 Mei", profile_url="https://example.com/mei")
        await world.reject(await world.post(role, name="Noor Haddad"))
        await export(database, tmp_path / "out", HERE, confidential=False, at=MONDAY)
    files = {name: (tmp_path / "out" / f"{name}.csv") for name in ("requisitions", "submissions")}

    async def take(name: str, **order: Any) -> tuple[Report, str]:
        await asyncio.to_thread(shutil.copy, files[name], desk.file)
        return await run(settings_for(desk.playground, desk.url), Order(desk.file, **order))

    tried, _ = await take("requisitions", roles=True, dry=True)
    assert tried.posted == [2, 3]
    assert await desk.all_of(models.Requisition) == []
    for words in ("2 opened · 0 there already · 0 refused", "0 opened · 2 there already · 0 refused"):
        assert (await take("requisitions", roles=True))[1] == words
    taken = await desk.all_of(models.Requisition)
    assert [(each.number, each.title, each.location) for each in taken] == [
        (1, "Filled before", "Berlin"),
        (2, TITLE, "Berlin"),
    ]
    on = {(each.person, each.role) for each in await desk.all_of(models.RequisitionPerson) if each.requisition_id == 2}
    assert {(RITA, "recruiter"), (MONA, "manager"), (HANA, "helper")} <= on
    for words in ("2 posted · 0 there already · 1 refused", "0 posted · 2 there already · 1 refused"):
        report, said = await take("submissions")
        assert said == words
        assert whys(report)[0][:2] == (4, "stage")
    noted = [each.facts["kind"] for each in await desk.all_of(models.AuditEntry) if each.what == "data_imported"]
    assert noted == ["roles", "candidates"]  # once for each file that brought something, and for no trial of it
    people = [(each.name, each.email, each.profile_url) for each in await desk.all_of(models.Candidate)]
    assert people == [("Ada Marlowe", "ada@example.com", None), ("+49 Mei", None, "https://example.com/mei")]


async def test_the_export_of_a_workspace_opens_nothing_twice_in_it(
    desk: Desk, new_database_url: FreshUrl, tmp_path: Path
) -> None:
    async with opened(desk.url) as database:
        await World(database).open(title="Data Engineer")
        await export(database, tmp_path / "out", HERE, confidential=False, at=MONDAY)
    await asyncio.to_thread(shutil.copy, tmp_path / "out" / "requisitions.csv", desk.file)
    report, _ = await run(settings_for(desk.playground, desk.url), Order(desk.file, roles=True))
    assert (report.posted, report.there) == ([], [2])


async def test_each_fault_of_a_role_is_named_and_the_others_are_opened(desk: Desk) -> None:
    header = "Job ID;Job title;Hiring manager;Recruiter;Openings;Status;Employment;Start on;Backup\n"
    lines = (
        "R-1;Data Engineer;Mona Test;U_RITA;2;Open;Permanent;;",
        "R-2;;U_MONA;U_RITA;0;;;;",
        "R-3;Designer;U_NOBODY;U_RITA;;closed;Whenever;tomorrow;",
        "R-4;Designer;U_GUEST;U_RITA;;;;;",
        "R-5;Designer;Nobody Known;U_RITA;;;;;",
        "R-6;Designer;U_MONA;U_RITA;;;;2020-01-01;U_MONA",
        "R-1;Data Engineer;U_MONA;U_RITA;;;;;",
        "R-7;Designer;;U_RITA;;;;;",
    )
    report, said = await desk.run(header + "\n".join(lines) + "\n", roles=True)
    assert said == "1 opened · 0 there already · 7 refused"
    assert [(line, column) for line, column, _ in whys(report)] == [
        *((3, "title"), (3, "openings")),
        *((4, "employment"), (4, "start_on"), (4, "status"), (4, "manager")),
        (5, "manager"),
        (6, "manager"),
        *((7, "start_on"), (7, "backup")),
        (8, "requisition"),
        (9, "manager"),
    ]
    (role,) = await desk.all_of(models.Requisition)
    assert (role.openings, role.employment, role.opened_by) == (2, "permanent", RITA)


async def test_somebody_the_bot_has_not_met_is_asked_of_slack(desk: Desk) -> None:
    async with opened(desk.url) as database, database.begin() as session:
        await people.join(session, TEAM_ID, name="Played", bot_user="U_SAMEPAGE")
    rita, hal = (desk.playground.person(who).id for who in ("Rita", "Hal"))
    order = {"roles": True, "recruiter": rita, "workspace": TEAM_ID}
    report, _ = await desk.run(f"title,manager\nDesigner,{hal}\nWriter,U0NOBODY\n", **order)
    assert (report.posted, whys(report)) == ([2], [(3, "manager", "Slack knows nobody as U0NOBODY here")])
    await desk.playground.__aexit__(None, None, None)
    report, _ = await desk.run("title,manager\nWriter,U0NOBODY\n", **order)
    assert whys(report)[0][2].startswith("Slack could not be asked who U0NOBODY is")


async def test_a_row_goes_to_the_role_it_names(desk: Desk) -> None:
    async with opened(desk.url) as database:
        for title in ("Data Engineer", "Designer", "Designer"):
            await World(database, HERE, [len(await desk.all_of(models.Requisition))]).open(title=title, at=MONDAY)
    text = (
        "First name,Last name,Notes,Job,Stage,Source,Current title,Current company\n"
        "Ada,Marlowe,Built it,data engineer,Application Review,Employee referral,Engineer,Example Ltd\n"
        "Mei,Tanaka,Led it,REQ-2,,,,\n"
        "Noor,Haddad,Taught it,Designer,,,,\n"
        "Lea,Brun,Knew it,REQ-9,,,,\n"
        "Ole,Dahl,Saw it,,,,,\n"
        "Ida,Holm,Did it,REQ-2,Offer,,,\n"
    )
    report, said = await desk.run(text)
    assert said == "2 posted · 0 there already · 4 refused"
    assert whys(report) == [
        (4, "requisition", "2 roles are called that"),
        (5, "requisition", "There is no REQ-9"),
        (6, "requisition", "Name the role: REQ-7, or the key it was imported under"),
        (7, "stage", "Only whoever is still to be reviewed is put forward, and “Offer” is further on or over"),
    ]
    first = (await desk.all_of(models.Candidate))[0]
    assert (first.name, first.present_role, first.source) == ("Ada Marlowe", "Engineer, Example Ltd", "Referral")


@pytest.mark.parametrize(
    ("text", "order", "words"),
    [
        ("name,case\nAda,Built it\n", {}, "For which role"),
        ("name,case,requisition\nAda,Built it,REQ-1\n", {"key": 1}, "leave --requisition out"),
        ("title\nDesigner\n", {"roles": True}, "Who is the recruiter"),
        ("title,recruiter\nDesigner,U_RITA\n", {"roles": True}, "Who is the manager"),
        ("title\nX\n", {"roles": True, "recruiter": RITA, "manager": MONA, "workspace": "T_NO"}, "Which workspace"),
        ("title,salary\nX,1\n", {"roles": True}, "--skip-unknown leaves the others aside"),
    ],
)
async def test_what_is_not_clear_is_asked_before_anything_is_changed(
    desk: Desk, text: str, order: dict[str, Any], words: str
) -> None:
    with pytest.raises(CannotImport, match=words):
        await desk.run(text, **order)
    assert await desk.all_of(models.OutboxRow) == []


async def test_columns_nobody_knows_are_left_aside_when_that_is_meant(desk: Desk) -> None:
    text = "title,salary\nDesigner,90000\n"
    report, _ = await desk.run(text, roles=True, recruiter=RITA, manager="Mona Test", skip=True)
    assert (report.posted, report.faults) == ([2], [])


def test_the_report_of_refused_rows_is_a_file_of_its_own_without_what_stood_in_them(tmp_path: Path) -> None:
    report = Report(faults=[Fault(2, "title", "Give it."), Fault(3, "", "=no")])
    report.write(tmp_path / "refused.csv")
    with (tmp_path / "refused.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["line", "column", "why"], ["2", "title", "Give it."], ["3", "", "'=no"]]
    with pytest.raises(FileExistsError):
        report.write(tmp_path / "refused.csv")
