"""What is held on somebody is handed out, whole; what is not is named, with a reason."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from sqlalchemy import update

from handlers.blocks import subject_access as blocks
from storage import forgetting, leads, legal_holds, models, subject_access, submissions
from storage.refusals import Refused, Why
from storage.rules.subject_access import HELD, LEFT_OUT
from storage.subject_access import Everything
from tests.storage.test_forgetting_all import WHOLE, far_along
from tests.storage.test_migrations import PERSONAL
from tests.storage.world import HANA, HERE, MONDAY, OTTO, RITA, World, days, refused

TABLES = models.Base.metadata.tables


def about_candidates() -> set[str]:
    """Every table that hangs on a candidate: by a column, or by a key of one that does."""
    found: set[str] = {"candidates"}
    while True:
        more = {
            name
            for name, table in TABLES.items()
            if not {"candidate_id", "submission_id"}.isdisjoint(table.columns.keys())
            or any(each.referred_table.name in found - {"asks"} for each in table.foreign_key_constraints)
        }
        if more <= found:
            return found
        found |= more


def test_every_column_about_a_candidate_is_handed_out_or_left_out_for_a_reason() -> None:
    undecided, twice = [], []
    for name in about_candidates():
        for column in [each.name for each in TABLES[name].columns]:
            held = column in HELD.get(name, ("", {}))[1]
            left = name in LEFT_OUT or f"{name}.{column}" in LEFT_OUT
            if not held and not left:
                undecided.append(f"{name}.{column}")
            if held and left:
                twice.append(f"{name}.{column}")
    assert (undecided, twice) == ([], [])
    assert set(HELD) <= about_candidates()
    for each in LEFT_OUT:
        table, _, column = each.partition(".")
        assert table in about_candidates()
        assert not column or column in TABLES[table].columns
    for table, (_, columns) in HELD.items():
        assert set(columns) - {"role"} <= set(TABLES[table].columns.keys())


def test_every_column_with_personal_data_is_handed_out() -> None:
    for table, columns in PERSONAL.items():
        assert columns <= set(HELD[table][1])


async def everything(world: World, submission: int, by: str = OTTO, *, whole: bool = False) -> Everything:
    async with world.database.begin() as session:
        verb = subject_access.noted if whole else subject_access.look
        return await verb(session, world.person(by), submission, at=MONDAY)


async def named_lead(world: World) -> None:
    async with world.database.begin() as session:
        await leads.name(session, world.person(OTTO), [OTTO], at=MONDAY)


def secrets(found: Everything) -> set[str]:
    return set(re.findall(r"[Zz]yx[\w@./]*", str(found.parts)))


async def test_every_word_about_somebody_far_along_is_in_it_but_no_scorecard_that_is_not_open(world: World) -> None:
    found = await far_along(world)
    await named_lead(world)
    async with world.database.begin() as session:
        await legal_holds.put(session, world.person(OTTO), found.id, "Zyxclaim", at=MONDAY)
    before = secrets(await everything(world, found.id))
    assert before == {
        *("Zyxname", "Zyxcase", "Zyxrole", "Zyxplace", "zyx@example.com", "zyx", "Zyxsource", "Zyxinsight"),
        *("Zyxnotice", "Zyxpay", "Zyxevidence"),
    }
    async with world.database.begin() as session:
        its = models.Interview.workspace == HERE
        await session.execute(update(models.Interview).where(its).values(state="revealed"))
    assert secrets(await everything(world, found.id)) == before | {"Zyxmark"}


async def test_it_is_a_page_that_runs_nothing_and_the_same_as_json(world: World) -> None:
    role = await world.open()
    hostile = replace(WHOLE, name="<script>alert(1)</script>", case="</td><img src=x onerror=alert(1)>")
    async with world.database.begin() as session:
        found = await submissions.post(session, world.person(RITA), role.id, hostile, origin="V", at=MONDAY)
    await named_lead(world)
    held = await everything(world, found.id)
    page = blocks.page(held).decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page
    assert "<img" not in page
    assert "http" not in re.sub(r"<td[^>]*>.*?</td>", "", page)
    data = json.loads(blocks.data(held))
    assert data["held"]["Who you are"][0]["name"] == "<script>alert(1)</script>"
    assert data["held"]["Where you were put forward"][0]["role"] == "REQ-1 Data Engineer"
    assert data["not_in_here"]


async def test_it_covers_every_row_of_one_person_and_nobody_else(world: World) -> None:
    first = await world.post(await world.open(), name="Zyxone", email="one@example.com")
    elsewhere = await world.open(recruiter=HANA, title="Zyxelsewhere")
    await world.post(elsewhere, by=HANA, name="Zyxone", email="ONE@example.com")
    await world.post(await world.open(), name="Zyxother", email="other@example.com")
    await named_lead(world)
    assert secrets(await everything(world, first.id)) == {"Zyxone", "Zyxelsewhere"}


async def test_a_confidential_role_stands_in_it_only_for_its_people_and_the_command_line(world: World) -> None:
    first = await world.post(await world.open(), name="Zyxone", email="one@example.com")
    secret = await world.open(title="Zyxsecret")
    async with world.database.begin() as session:
        its = (models.Requisition.workspace == HERE) & (models.Requisition.id == secret.id)
        await session.execute(update(models.Requisition).where(its).values(is_confidential=True))
    await world.post(secret, name="Zyxhidden", email="one@example.com")
    await named_lead(world)
    assert secrets(await everything(world, first.id)) == {"Zyxone"}
    assert secrets(await everything(world, first.id, whole=True)) == {"Zyxone", "Zyxhidden", "Zyxsecret"}


async def test_only_a_talent_lead_asks_for_it_and_it_is_noted_and_sent_to_them_alone(world: World) -> None:
    found = await world.post(await world.open())

    async def ask(by: str) -> None:
        async with world.database.begin() as session:
            await subject_access.ask(session, world.person(by), found.id, at=MONDAY)

    assert (await refused(ask(RITA))).why is Why.NOT_A_LEAD
    await named_lead(world)
    await ask(OTTO)
    await ask(OTTO)
    sent = [row for row in await world.rows(models.OutboxRow) if row.kind == "subject_access.file"]
    assert [(row.ids["person"], row.ids["kind"]) for row in sent] == [(OTTO, "html"), (OTTO, "json")]
    noted = [row for row in await world.rows(models.AuditEntry) if row.what == "subject_access"]
    assert [(row.actor, row.about) for row in noted] == [(OTTO, f"submission:{found.id}")] * 2
    async with world.database.begin() as session:
        await forgetting.forget(session, world.person(RITA), found.id, why="asked", at=MONDAY + days(1))
    gone: Refused = await refused(everything(world, found.id))
    assert gone.why is Why.FORGOTTEN_ALREADY
    left = [row.state for row in await world.rows(models.OutboxRow) if row.kind == "subject_access.file"]
    assert left == ["dropped", "dropped"]
