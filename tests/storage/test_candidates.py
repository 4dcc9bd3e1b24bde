"""The same person is known again by e-mail or link, is put forward again on a fresh clock, and gives nothing away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import update

from storage import briefs, candidates, comebacks, decisions, dossiers, evidence, models, submissions
from storage.refusals import Why
from storage.requisitions import Requisition
from storage.rules.evidence import Evidence, Seen
from storage.rules.promises import Kind
from storage.submissions import Posting, Submission
from tests.storage.world import BEN, MONA, MONDAY, RITA, World, refused

ADA = Posting("Ada Marlowe", "Built it twice", email="ada@example.com")
LATER = MONDAY + timedelta(days=30)


async def put(world: World, role: Requisition, posting: Posting, **how: object) -> Submission:
    origin = world.origin()
    async with world.database.begin() as session:
        return await submissions.post(
            session,
            world.person(RITA),
            role.id,
            posting,
            origin=origin,
            at=how.get("at", MONDAY),  # type: ignore[arg-type]
        )


async def no(world: World, submission: Submission, by: str = MONA) -> None:
    async with world.database.begin() as session:
        await decisions.reject(
            session, world.person(by), submission.id, disposition="skills", evidence="No streaming", at=MONDAY
        )


async def again(world: World, submission: Submission, by: str = RITA, at: object = LATER) -> Submission:
    async with world.database.begin() as session:
        return await comebacks.reopen(session, world.person(by), submission.id, at=at)  # type: ignore[arg-type]


async def test_a_person_on_two_roles_is_one_row_brought_up_to_date(lone: World) -> None:
    first, second = await lone.open(), await lone.open()
    await put(lone, first, replace(ADA, present_role="Engineer", source="Referral"))
    await put(lone, second, replace(ADA, name="A. Marlowe", email="ADA@example.com", place="Lagos", source="Event"))
    (row,) = await lone.rows(models.Candidate)
    assert (row.name, row.present_role, row.place) == ("Ada Marlowe", "Engineer", "Lagos")
    assert [each.source for each in await lone.rows(models.Submission)] == ["Referral", "Event"]


async def test_a_confidential_role_neither_gives_nor_takes_what_is_known_of_a_person(lone: World) -> None:
    first, secret, third = await lone.open(), await lone.open(), await lone.open()
    async with lone.database.begin() as session:
        row = models.Requisition
        await session.execute(update(row).where(row.id == secret.id).values(is_confidential=True))
    await put(lone, first, replace(ADA, place="Lagos"))
    hidden = await put(lone, secret, replace(ADA, present_role="Secretly looking"))
    await put(lone, third, replace(ADA, profile_url="https://example.com/ada"))
    rows = await lone.rows(models.Candidate)
    assert [(each.place, each.present_role) for each in rows] == [("Lagos", None), (None, "Secretly looking")]
    assert (await refused(put(lone, secret, ADA))).why is Why.SAME_PERSON
    async with lone.database.read() as session:
        assert await candidates.earlier(session, lone.workspace, hidden.id) == []


async def test_earlier_roles_say_how_far_they_came_and_when(lone: World) -> None:
    roles = [await lone.open() for _ in range(3)]
    posted = [await put(lone, role, ADA) for role in roles]
    await no(lone, posted[0])
    async with lone.database.begin() as session:
        await decisions.approve(session, lone.person(MONA), posted[1].id, at=MONDAY)
    async with lone.database.read() as session:
        found = await candidates.earlier(session, lone.workspace, posted[2].id)
    assert found == [
        candidates.Earlier("review", date(2026, 6, 1)),
        candidates.Earlier("interview", date(2026, 6, 1)),
    ]


async def test_the_same_name_is_found_whatever_its_letters_and_only_on_that_role(lone: World) -> None:
    role, other = await lone.open(), await lone.open()
    await put(lone, role, Posting("Mei Tanaka", "First"))
    await put(lone, role, ADA)
    async with lone.database.read() as session:
        assert await candidates.of_that_name(session, role, "ADA  marlowe") == 2
        assert await candidates.of_that_name(session, role, "Ada") is None
        assert await candidates.of_that_name(session, other, "Ada Marlowe") is None


async def test_everything_said_of_a_candidate_is_in_their_dossier(lone: World) -> None:
    role = await lone.open()
    said = (Evidence(1, "SQL", Seen.SEEN, "Wrote the planner tests"), Evidence(3, "On-call", Seen.NOT_SEEN))
    made = await put(
        lone,
        role,
        replace(
            ADA,
            insight="Wants a platform",
            notice="4 weeks",
            pay="80k",
            privacy_on=date(2026, 5, 30),
            evidence=said,
        ),
    )
    async with lone.database.read() as session:
        found = await dossiers.visible(session, lone.person(MONA), made.id)
        twin = await evidence.of_each(session, lone.twin.workspace, [made.id])
    assert (found.insight, found.notice, found.pay) == ("Wants a platform", "4 weeks", "80k")
    assert (found.evidence, found.privacy_on, found.case) == (said, date(2026, 5, 30), "Built it twice")
    assert twin == {}


async def test_the_must_haves_asked_about_are_the_signed_ones_else_the_drafts(lone: World) -> None:
    role = await lone.open()

    async def wanted() -> evidence.Wanted:
        async with lone.database.read() as session:
            return await evidence.wanted(session, role)

    assert await wanted() == evidence.Wanted(None)
    words = {"why": "Loads fail", "outcomes": "Runs it", "must_haves": "SQL\nOn-call"}
    async with lone.database.begin() as session:
        brief = await briefs.propose(session, lone.person(RITA), role.id, words, None, at=MONDAY)
    assert await wanted() == evidence.Wanted(brief.id, ("SQL", "On-call"))  # waits to be signed
    async with lone.database.begin() as session:
        await briefs.sign(session, lone.person(MONA), brief.id, at=MONDAY)
    assert await wanted() == evidence.Wanted(brief.id, ("SQL", "On-call"))
    async with lone.database.begin() as session:
        await briefs.propose(session, lone.person(RITA), role.id, words | {"must_haves": "Go"}, None, at=MONDAY)
    assert (await wanted()).criteria == ("SQL", "On-call")  # until the other signs


# --- put forward again


async def test_somebody_rejected_comes_back_into_review_on_a_fresh_clock(lone: World) -> None:
    role = await lone.open()
    posted = await put(lone, role, ADA)
    await no(lone, posted)
    found = await again(lone, posted)
    assert (found.stage, found.disposition, found.ended_at) == ("review", None, None)
    pending = [ask for ask in await lone.asks() if ask.state == "open"]
    assert [(ask.kind, ask.owner, ask.asker, ask.asked_at) for ask in pending] == [(Kind.REVIEW, MONA, RITA, LATER)]
    assert (await refused(again(lone, posted))).why is Why.NOT_ENDED
    async with lone.database.begin() as session:  # and may be decided on again
        await decisions.approve(session, lone.person(MONA), posted.id, at=LATER + timedelta(hours=1))


async def test_nobody_comes_back_while_the_answer_can_be_undone_nor_by_those_who_do_not_recruit(lone: World) -> None:
    role = await lone.open()
    posted = await put(lone, role, ADA)
    assert (await refused(again(lone, posted))).why is Why.NOT_ENDED
    await no(lone, posted)
    soon = MONDAY + timedelta(hours=2)
    assert (await refused(again(lone, posted, at=soon))).why is Why.STILL_UNDOABLE
    for who in (MONA, BEN):
        assert (await refused(again(lone, posted, by=who))).why is Why.NOT_ALLOWED


async def test_the_wait_between_the_end_and_the_comeback_is_nobodys(lone: World) -> None:
    role = await lone.open()
    posted = await put(lone, role, ADA)
    await no(lone, posted)
    await again(lone, posted)
    rows = await lone.rows(models.Ball)
    assert [(row.holder, row.since, row.until) for row in rows] == [
        ("manager", MONDAY, MONDAY),
        ("nobody", MONDAY, LATER),
        ("manager", LATER, None),
    ]
