"""Insights: shared once, in the role's channel; the facts beside them, with their number of cases."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from storage import findings, insights, models
from storage.findings import Findings, Passed
from storage.refusals import Why
from storage.rules.insights import LONGEST, Insight, likely
from storage.rules.rights import Role
from tests.storage.world import BEN, MONA, MONDAY, OTTO, RITA, World, days, hours, refused


async def share(
    world: World, role: int, by: str = RITA, text: str = "Few are looking", origin: str = "V_1"
) -> insights.Insight:
    async with world.database.begin() as session:
        return await insights.share(
            session, world.person(by), role, Insight.MARKET, text, origin=origin, at=MONDAY + hours(1)
        )


async def test_an_insight_is_shared_once_and_said_in_the_channel(lone: World) -> None:
    role = await lone.open()
    shared = await share(lone, role.id)
    assert await share(lone, role.id, text="Pressed twice") == shared
    await share(lone, role.id, by=BEN, origin="V_2")
    assert (await refused(share(lone, role.id, by=OTTO, origin="V_3"))).why is Why.NOT_ALLOWED
    with pytest.raises(ValueError, match="up to 1000"):
        await share(lone, role.id, text="x" * (LONGEST + 1), origin="V_4")
    sent = [row.ids for row in await lone.rows(models.OutboxRow) if row.kind == "insight.said"]
    assert sent == [{"insight": shared.id}, {"insight": shared.id + 1}]
    await lone.close(role, at=MONDAY + days(1))
    assert (await refused(share(lone, role.id, origin="V_5"))).why is Why.CLOSED


async def test_a_digest_reads_what_was_shared_in_its_time_and_nothing_confidential(lone: World) -> None:
    one, secret = await lone.open(), await lone.open(title="Secret")
    async with lone.database.begin() as session:
        await session.execute(
            update(models.Requisition).where(models.Requisition.id == secret.id).values(is_confidential=True)
        )
    await share(lone, one.id)
    await share(lone, secret.id, origin="V_2")
    async with lone.database.read() as session:
        found = await insights.since(session, lone.workspace, MONDAY, MONDAY + hours(2))
        assert [(each.requisition.key, each.text, each.by.id) for each in found] == [("REQ-1", "Few are looking", RITA)]
        assert await insights.since(session, lone.workspace, MONDAY + hours(2), MONDAY + days(7)) == []


async def test_facts_count_what_stands_and_say_nothing_of_fewer_than_three(lone: World) -> None:
    role = await lone.open()
    sources = ["Referral"] * 4 + ["Agency"] * 2
    posted = [await lone.post(role, at=MONDAY + days(2)) for _ in sources]
    async with lone.database.begin() as session:
        for submission, source in zip(posted, sources, strict=True):
            row = models.Submission
            await session.execute(update(row).where(row.id == submission.id).values(source=source))
    at = MONDAY + days(2)
    for submission in posted[:2]:
        await lone.approve(submission, at=at)
    await lone.reject(posted[2], at=at)
    await lone.undo(await lone.reject(posted[3], at=at), at=at)
    for submission in posted[4:]:
        await lone.reject(submission, at=at)
    async with lone.database.read() as session:
        found = await findings.look(session, lone.person(MONA), at=at)
        assert found == Findings(1, [Passed("Referral", 3, 2, 0, 0, 0)], None, 1, [])
        assert await findings.look(session, lone.person(OTTO), at=at) == Findings(0, [], None, 0, [])
    for title in ("Cook", "Baker"):
        await lone.post(await lone.open(title=title), at=MONDAY + days(5))
    async with lone.database.read() as session:
        found = await findings.look(session, lone.person(RITA), at=MONDAY + days(6))
    assert (found.roles, found.shortlist, found.shortlists) == (3, 5, 3)


@pytest.mark.parametrize(
    ("roles", "kind"),
    [
        ({Role.RECRUITER}, Insight.MARKET),
        ({Role.HELPER}, Insight.MARKET),
        ({Role.MANAGER}, Insight.TEAM),
        ({Role.BACKUP}, Insight.TEAM),
        ({Role.RECRUITER, Role.MANAGER}, Insight.MARKET),
    ],
)
def test_what_somebody_is_likely_to_share(roles: set[Role], kind: Insight) -> None:
    assert likely(frozenset(roles)) is kind
