"""Forgetting somebody far along: put forward from a message with evidence, interviewed, with an offer out."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import update

from storage import erasures, forgetting, interviewing, job_offers, models, submissions
from storage.originals import Original
from storage.rules.evidence import Evidence, Seen
from storage.submissions import Posting, Submission
from tests.storage.world import HANA, HERE, MONDAY, RITA, World, days, dump

SECRET = re.compile("zyx", re.IGNORECASE)
LINK = "https://kestrel.slack.com/archives/C1/p1"
WHOLE = Posting(
    "Zyxname",
    "Zyxcase",
    "Zyxrole",
    "Zyxplace",
    "zyx@example.com",
    "https://example.com/zyx",
    "Zyxsource",
    MONDAY.date(),
    "Zyxinsight",
    "Zyxnotice",
    "Zyxpay",
    MONDAY.date(),
    (Evidence(1, "SQL", Seen.PARTLY, "Zyxevidence"),),
    original=Original("C1", "1.0", HANA, LINK),
)


async def far_along(world: World) -> Submission:
    """In an interview of which half a scorecard is written, with an offer out all the same."""
    role = await world.open()
    async with world.database.begin() as session:
        found = await submissions.post(session, world.person(RITA), role.id, WHOLE, origin=world.origin(), at=MONDAY)
    await world.approve(found)
    async with world.database.begin() as session:
        planned = await interviewing.plan(
            session,
            world.person(RITA),
            found.id,
            [HANA],
            MONDAY + timedelta(hours=3),
            45,
            {},
            origin="plan",
            at=MONDAY,
        )
        (row,) = [each for each in await world.rows(models.Submission, id=found.id)]
        text = models.CandidateText(
            workspace=HERE,
            candidate_id=row.candidate_id,
            submission_id=found.id,
            kind="scorecard",
            text="Zyxmark",
            written_by=HANA,
            written_at=MONDAY,
        )
        session.add(text)
        await session.flush()
        mark = {"workspace": HERE, "interview_id": planned.id, "person": HANA, "criterion": 0, "mark": 3}
        session.add(models.ScorecardMark(**mark, text_id=text.id))
        its = (models.Submission.workspace == HERE, models.Submission.id == found.id)
        await session.execute(update(models.Submission).where(*its).values(stage="offer"))
    async with world.database.begin() as session:
        await job_offers.propose(
            session, world.person(RITA), found.id, made_on=MONDAY.date(), origin="offer", at=MONDAY
        )
    return found


async def test_nothing_of_somebody_far_along_is_left_and_the_report_names_their_message(world: World) -> None:
    found = await far_along(world)
    assert SECRET.search(str(await dump(world.database, HERE)))
    async with world.database.begin() as session:
        done = await forgetting.forget(session, world.person(RITA), found.id, why="asked", at=MONDAY + days(1))
    left = {table: str(rows) for table, rows in (await dump(world.database, HERE)).items() if SECRET.search(str(rows))}
    assert left == {}
    assert [each.state for each in await world.rows(models.Interview)] == ["cancelled"]
    assert [each.state for each in await world.rows(models.Offer)] == ["void"]
    assert await world.rows(models.ScorecardMark) == []
    async with world.database.read() as session:
        report = await erasures.report(session, HERE, done)
    assert report is not None
    assert report.originals == (LINK,)
