"""Countries an administrator enters: how a line reads, who entered it, and that the clock follows."""

from __future__ import annotations

import pytest

from handlers.blocks import retention as blocks
from storage import briefs, countries, forgetting, models
from storage.refusals import Why
from storage.requisitions import Requisition
from storage.rules.countries import MOST_COUNTRIES, Entered, Unclear, read
from storage.rules.retention import Jurisdiction, Keeping, keeping, months_after
from tests.storage.world import HERE, MONDAY, OTTO, RITA, World, hours, refused

SPAIN = Entered("Spain", 12, 3, "LOPDGDD, art. 32")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Spain: 12 months; at least 3 months; LOPDGDD, art. 32", SPAIN),
        ("  spain :1 month; where; it comes from ", Entered("spain", 1, 0, "where; it comes from")),
        ("New  Zealand: 24 months; Privacy Act 2020: IPP 9", Entered("New Zealand", 24, 0, "Privacy Act 2020: IPP 9")),
    ],
)
def test_a_line_is_a_country(line: str, found: Entered) -> None:
    assert read(f"\n{line}\n\n") == [found]
    assert read(found.line) == [found]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Spain", "Line 1: write it as"),
        ("Spain: 12; source", "Line 1: write it as"),
        ("Spain: 12 months", "Line 1: write it as"),
        ("Spain: 0 months; source", "from 1 to 120"),
        ("Spain: 121 months; source", "from 1 to 120"),
        ("Spain: 3 months; at least 6 months; source", "not less than"),
        ("Germany: 3 months; source", "known already"),
        ("Spain: 3 months; a\nSPAIN: 4 months; b", "Line 2: SPAIN stands here twice"),
        ("S" * 41 + ": 3 months; source", "too long"),
        ("\n".join(f"Land {n}: 3 months; s" for n in range(MOST_COUNTRIES + 1)), "More than"),
    ],
)
def test_what_cannot_be_is_said_with_its_line(text: str, says: str) -> None:
    with pytest.raises(Unclear, match=says):
        read(text)


def test_a_brief_that_names_one_follows_it() -> None:
    own = (Jurisdiction("own_1", "Spain", ("spain",), 12, 3, "LOPDGDD"),)
    assert keeping("Spain").months == 24
    assert keeping("Spain", own) == Keeping(12, 3, own[0], own[0])
    assert keeping("Spain; one month", own) == Keeping(3, 3, own[0], own[0])
    assert keeping("Spain; nine months", own) == Keeping(9, 3, own[0], own[0], is_own=True)
    assert keeping("Germany and Spain", own).months == 6


async def enter(world: World, *chosen: Entered, by: str = OTTO) -> int:
    async with world.database.begin() as session:
        return await countries.enter(session, world.person(by), list(chosen), at=MONDAY + hours(1))


async def kept(world: World, role: Requisition) -> Keeping:
    async with world.database.read() as session:
        return await forgetting.kept(session, HERE, role.id)


async def in_spain(world: World) -> Requisition:
    role = await world.open()
    async with world.database.begin() as session:
        words = {"why": "Loads fail", "jurisdiction": "Spain"}
        await briefs.propose(session, world.person(RITA), role.id, words, None, at=MONDAY)
    return role


async def test_an_administrator_enters_them_and_what_waits_is_looked_at_anew(world: World) -> None:
    role = await in_spain(world)
    found = await world.post(role)
    await world.reject(found)
    async with world.database.begin() as session:
        row = await session.get_one(models.Submission, found.id)
        row.retain_at = months_after(MONDAY, 23)
    assert (await refused(enter(world, SPAIN, by=RITA))).why is Why.NOT_AN_ADMINISTRATOR
    assert await enter(world, SPAIN) == 1
    keeps = await kept(world, role)
    assert (keeps.months, keeps.minimum) == (12, 3)
    said = blocks.of_role(keeps)["elements"][0]["text"]
    assert "kept 12 months after their submission ended, at least 3 months of it by law" in said
    assert f"for Spain: {SPAIN.source}" in said
    assert f"entered by <@{OTTO}>, 1 Jun 2026" in said
    assert "Not legal advice" in said
    (waits,) = await world.rows(models.Submission)
    assert waits.retain_at == MONDAY + hours(1)
    assert await enter(world, SPAIN) == 0
    assert await enter(world, Entered("Spain", 6, 3, SPAIN.source)) == 1
    assert (await kept(world, role)).months == 6
    assert await enter(world) == 1
    assert (await kept(world, role)).months == 24
    noted = [(row.actor, row.facts) for row in await world.rows(models.AuditEntry) if row.what == "jurisdictions"]
    first, second = [row.id for row in await world.rows(models.Country)]
    assert noted == [
        (OTTO, {"entered": [first], "ended": []}),
        (OTTO, {"entered": [second], "ended": [first]}),
        (OTTO, {"entered": [], "ended": [second]}),
    ]
    assert await world.twin.rows(models.Country) == []


def test_the_form_has_every_source_and_says_that_it_is_no_legal_advice() -> None:
    own = (Jurisdiction("own_1", "Spain", ("spain",), 12, 3, "LOPDGDD", checked=MONDAY.date(), entered_by=OTTO),)
    said = str(blocks.modal(own, "x"))
    for each in ("29 CFR § 1602.14", "AGG § 15(4)", "CNIL", "Equality Act 2010 s. 123", "Not legal advice"):
        assert each in said
    assert f"Spain: entered by <@{OTTO}>, 1 Jun 2026" in said
    assert "Spain: 12 months; at least 3 months; LOPDGDD" in said
