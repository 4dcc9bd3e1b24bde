"""A workspace never sees or touches another's rows, even when it holds their ids."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import time
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    asks,
    candidates,
    cards,
    check_in_answers,
    check_in_views,
    check_ins,
    closing,
    comebacks,
    decisions,
    digest_contents,
    digest_settings,
    digests,
    dossiers,
    duties,
    edits,
    escalations,
    evidence,
    finals,
    hand_overs,
    headcounts,
    histories,
    live_asks,
    measures,
    models,
    nudges,
    openings,
    people,
    pipeline,
    questions,
    recordings,
    requisitions,
    role_holds,
    stages,
    submissions,
    successions,
    teams,
    timeline,
    told,
    versions,
    waiting,
    waits,
    withdrawals,
)
from storage.cards import CardKind, Place
from storage.check_in_answers import Said
from storage.edits import Particulars
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.briefs import Section
from storage.rules.decisions import Verdict, Word
from storage.rules.rights import Role
from storage.submissions import Posting
from tests.storage.world import (
    BERLIN,
    HERE,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    TWIN,
    World,
    check_in_round,
    days,
    dump,
    final_round,
    hours,
    new_york,
    nudge_round,
)

AT = MONDAY + days(7)


@dataclass(frozen=True)
class Ids:
    """One of everything the twin has, by id."""

    role: int
    submission: int
    decision: int
    decided: int
    ask: int
    contact: int
    gathered: int
    check_in: int
    answer: int
    digest: int
    issue: int


async def _twin_with_one_of_everything(world: World) -> Ids:
    twin = world.twin
    (role,) = [row.id for row in await twin.rows(models.Requisition)]
    async with world.database.read() as session:
        known = await requisitions.known(session, TWIN, role)
    decided = await twin.post(known)
    final = await twin.approve(decided)
    await final_round(world.database, MONDAY + hours(1))
    undoable = await twin.reject(await twin.post(known), at=AT)
    await nudge_round(world.database, new_york("2026-06-01 09:30"))
    await check_in_round(world.database, new_york("2026-06-04 12:00"))
    async with world.database.begin() as session:
        digest = await digests.set_digest(
            session, twin.person(RITA), "C_ALL", days=frozenset({0}), at=time(9), zone=BERLIN, now=MONDAY
        )
    async with world.database.begin() as session:
        issue = await digests.issue(session, TWIN, digest.id, at=AT)
        await cards.place(session, TWIN, CardKind.REQUISITION, role, Place("C", "1.0"), at=MONDAY)
    assert issue is not None
    waiting = next(row for row in await twin.rows(models.Submission) if row.stage == "review")
    return Ids(
        role,
        waiting.id,
        undoable.id,
        final.id,
        (await twin.asks(submission_id=waiting.id))[0].id,
        (await twin.asks(kind="contact_candidate"))[0].id,
        (await twin.rows(models.Gathered))[0].id,
        (await twin.rows(models.CheckIn))[0].id,
        (await twin.rows(models.CheckInAnswer, person=MONA))[0].id,
        digest.id,
        issue,
    )


Verb = Callable[[AsyncSession, Person, Person, Ids], Awaitable[Any]]
POSTING = Posting("Eve", "from elsewhere")

# What each verb that takes an id says to the twin's: a refusal, or what "nothing" looks like. r is Rita, m is Mona.
VERBS: dict[str, tuple[Verb, Any]] = {
    "post": (
        lambda s, r, m, i: submissions.post(s, r, i.role, POSTING, origin="V_EVE", at=AT),
        Why.NO_SUCH_REQUISITION,
    ),
    "approve": (lambda s, r, m, i: decisions.approve(s, m, i.submission, at=AT), Why.NO_SUCH_CANDIDATE),
    "reject": (
        lambda s, r, m, i: decisions.reject(s, m, i.submission, disposition="pay", evidence="no", at=AT),
        Why.NO_SUCH_CANDIDATE,
    ),
    "come back": (lambda s, r, m, i: comebacks.reopen(s, r, i.submission, at=AT), Why.NO_SUCH_CANDIDATE),
    "may come back": (lambda s, r, m, i: comebacks.may_reopen(s, r, i.submission, at=AT), Why.NO_SUCH_CANDIDATE),
    "evidence": (lambda s, r, m, i: evidence.of_each(s, HERE, [i.submission]), {}),
    "earlier": (lambda s, r, m, i: candidates.earlier(s, HERE, i.submission), []),
    "answered questions": (lambda s, r, m, i: questions.answered(s, HERE, i.submission), []),
    "may_decide": (lambda s, r, m, i: decisions.may_decide(s, m, i.submission), Why.NO_SUCH_CANDIDATE),
    "move": (
        lambda s, r, m, i: pipeline.move(s, r, i.submission, "debrief", reason="Eve", at=AT),
        Why.NO_SUCH_CANDIDATE,
    ),
    "withdraw": (
        lambda s, r, m, i: withdrawals.withdraw(s, r, i.submission, reason="left_for_pay", at=AT),
        Why.NO_SUCH_CANDIDATE,
    ),
    "take back": (lambda s, r, m, i: withdrawals.take_back(s, r, i.submission, at=AT), Why.NO_SUCH_CANDIDATE),
    "record": (
        lambda s, r, m, i: recordings.record(
            s, r, i.submission, Word(Verdict.APPROVE), decider=m.id, told_to=r.id, said_at=AT, at=AT
        ),
        Why.NO_SUCH_CANDIDATE,
    ),
    "confirm": (lambda s, r, m, i: recordings.confirm(s, m, i.decision, at=AT), Why.NO_SUCH_CANDIDATE),
    "history": (lambda s, r, m, i: histories.of(s, r, i.submission), Why.NO_SUCH_CANDIDATE),
    "waits": (lambda s, r, m, i: waits.since(s, HERE, [i.submission]), {}),
    "undo": (lambda s, r, m, i: decisions.undo(s, m, i.decision, at=AT), Why.NO_SUCH_CANDIDATE),
    "make_final": (lambda s, r, m, i: finals.make_final(s, HERE, i.decision, at=AT + days(3)), False),
    "done": (lambda s, r, m, i: told.done(s, r, i.contact, at=AT), Why.NOT_YOUR_ASK),
    "close": (lambda s, r, m, i: closing.close(s, r, i.role, outcome="cancelled", at=AT), Why.NO_SUCH_REQUISITION),
    "hand": (
        lambda s, r, m, i: hand_overs.hand(s, r, i.role, Role.MANAGER, OTTO, at=AT),
        Why.NO_SUCH_REQUISITION,
    ),
    "team": (
        lambda s, r, m, i: teams.change(s, r, i.role, helpers=(), backup=None, names={}, at=AT),
        Why.NO_SUCH_REQUISITION,
    ),
    "hold role": (
        lambda s, r, m, i: role_holds.hold(s, r, i.role, reason="budget", look_on=None, at=AT),
        Why.NO_SUCH_REQUISITION,
    ),
    "reopen": (lambda s, r, m, i: role_holds.reopen(s, r, i.role, at=AT), Why.NO_SUCH_REQUISITION),
    "look again": (lambda s, r, m, i: role_holds.look_again(s, HERE, i.role, at=AT), Why.NO_SUCH_REQUISITION),
    "edit": (
        lambda s, r, m, i: edits.edit(s, r, i.role, Particulars("Eve", "", 1, 45), at=AT),
        Why.NO_SUCH_REQUISITION,
    ),
    "approve headcount": (lambda s, r, m, i: headcounts.approve(s, m, i.role, at=AT), Why.NOT_YOUR_ASK),
    "reject headcount": (lambda s, r, m, i: headcounts.reject(s, m, i.role, "No", at=AT), Why.NOT_YOUR_ASK),
    "headcount": (lambda s, r, m, i: headcounts.mine(s, m, i.role), Why.NOT_YOUR_ASK),
    "start from": (lambda s, r, m, i: openings.source_of(s, r, i.role), Why.NO_BRIEF_TO_START_FROM),
    "latest words": (lambda s, r, m, i: versions.latest(s, HERE, i.role, list(Section)), {}),
    "hired": (lambda s, r, m, i: closing.hired_on(s, HERE, i.role), 0),
    "duties": (lambda s, r, m, i: duties.named_each(s, HERE, [i.role]), {}),
    "seats": (lambda s, r, m, i: successions.seats_of(s, HERE, MONA), []),
    "channel_archived": (lambda s, r, m, i: closing.channel_archived(s, HERE, i.role, at=AT), None),
    "timeline page": (lambda s, r, m, i: timeline.page(s, HERE, i.role, 0), timeline.Page([], 0, 0, {})),
    "visible": (lambda s, r, m, i: dossiers.visible(s, r, i.submission), Why.NO_SUCH_CANDIDATE),
    "dossier": (lambda s, r, m, i: dossiers.dossier(s, HERE, i.submission), None),
    "last_decision": (lambda s, r, m, i: dossiers.last_decision(s, HERE, i.submission), None),
    "undoable": (lambda s, r, m, i: dossiers.undoable(s, HERE, i.role), []),
    "requisition": (lambda s, r, m, i: requisitions.get(s, HERE, i.role), None),
    "by_number": (lambda s, r, m, i: requisitions.by_number(s, r, 1), Why.NO_SUCH_REQUISITION),
    "requisitions named": (lambda s, r, m, i: requisitions.named(s, HERE, {i.role}), {}),
    "lock": (lambda s, r, m, i: requisitions.lock(s, HERE, i.role), None),
    "helper": (lambda s, r, m, i: requisitions.helper(s, HERE, i.role), None),
    "live": (lambda s, r, m, i: requisitions.live(s, HERE), []),
    "mine": (lambda s, r, m, i: requisitions.mine(s, r, live=False), []),
    "closed_between": (
        lambda s, r, m, i: requisitions.closed_between(s, HERE, since=MONDAY - days(1), until=AT + days(9)),
        [],
    ),
    "channel_made": (lambda s, r, m, i: requisitions.channel_made(s, HERE, i.role, "C_EVE", "channel"), None),
    "ask": (lambda s, r, m, i: asks.get(s, HERE, i.ask), None),
    "open_on": (lambda s, r, m, i: live_asks.open_on(s, HERE, i.role), []),
    "open_on_each": (lambda s, r, m, i: live_asks.open_on_each(s, HERE, [i.role]), {}),
    "waiting on": (lambda s, r, m, i: waiting.both(s, m), ([], [])),
    "waited for": (lambda s, r, m, i: waiting.both(s, r), ([], [])),
    "repaint_gathered": (lambda s, r, m, i: asks.repaint_gathered(s, HERE, i.ask, at=AT), None),
    "gathered message": (lambda s, r, m, i: nudges.message(s, HERE, i.gathered), None),
    "gather": (lambda s, r, m, i: nudges.gather(s, HERE, MONA, at=new_york("2026-06-09 10:00")), None),
    "escalate": (lambda s, r, m, i: escalations.escalate(s, HERE, i.ask, at=AT + days(9)), False),
    "answer_all": (
        lambda s, r, m, i: check_in_answers.answer_all(s, m, {i.answer: Said("x")}, at=AT),
        Why.ALREADY_ANSWERED,
    ),
    "pending": (lambda s, r, m, i: check_in_answers.pending(s, m), []),
    "ask_person": (lambda s, r, m, i: check_ins.ask_person(s, HERE, MONA, at=AT + days(9)), 0),
    "check-in lapsed": (lambda s, r, m, i: check_in_answers.lapsed(s, HERE, i.ask, at=AT), None),
    "check-in shown": (lambda s, r, m, i: check_in_views.shown(s, HERE, i.check_in, at=AT), None),
    "digest": (lambda s, r, m, i: digest_settings.of_channel(s, HERE, "C_ALL"), None),
    "stop": (lambda s, r, m, i: digests.stop(s, r, "C_ALL", now=AT), False),
    "issue": (lambda s, r, m, i: digests.issue(s, HERE, i.digest, at=AT + days(9)), None),
    "issue written": (lambda s, r, m, i: digest_contents.written(s, HERE, i.issue), None),
    "digest by id": (lambda s, r, m, i: digest_settings.get(s, HERE, i.digest), None),
    "digests listed": (lambda s, r, m, i: digest_settings.listed(s, r), []),
    "digest barred": (lambda s, r, m, i: digest_settings.barred(s, r, "C_ALL"), False),
    "digest offered": (lambda s, r, m, i: digests.offered(s, r, "C_ALL"), []),
    "digest paused": (lambda s, r, m, i: digests.pause(s, HERE, i.issue, "is_archived", at=AT), False),
    "stages": (lambda s, r, m, i: stages.counted(s, HERE, [i.role], at=AT), {}),
    "names": (lambda s, r, m, i: submissions.names(s, HERE, [i.submission]), {}),
    "submissions named": (lambda s, r, m, i: submissions.named(s, HERE, {i.submission}), {}),
    "live_rows": (lambda s, r, m, i: submissions.live_rows(s, HERE, i.role), []),
    "roles": (lambda s, r, m, i: people.roles(s, HERE, RITA, i.role), frozenset()),
    "card": (lambda s, r, m, i: cards.find(s, HERE, CardKind.REQUISITION, i.role), None),
    "place": (lambda s, r, m, i: cards.place(s, HERE, CardKind.REQUISITION, i.role, Place("C2", "2.0"), at=AT), None),
    "timeline": (lambda s, r, m, i: timeline.of_requisition(s, HERE, i.role), []),
    "answered_on": (lambda s, r, m, i: measures.answered_on(s, HERE, i.role), []),
    "answered_by": (lambda s, r, m, i: measures.answered_by(s, m, since=MONDAY - days(1), until=AT + days(1)), []),
    "answered_in": (lambda s, r, m, i: measures.answered_in(s, HERE, since=MONDAY - days(1), until=AT + days(1)), []),
}


async def test_the_twins_ids_open_no_door(world: World) -> None:
    ids = await _twin_with_one_of_everything(world)
    before = await dump(world.database, TWIN)
    rita, mona = world.person(RITA), world.person(MONA)
    wrong: dict[str, Any] = {}
    for name, (verb, nothing) in VERBS.items():
        try:
            async with world.database.begin() as session:
                found = await verb(session, rita, mona, ids)
        except Refused as refused:
            found = refused.why
        if found != nothing:
            wrong[name] = found
    assert wrong == {}
    assert await dump(world.database, TWIN) == before


async def test_somebody_elses_submission_is_not_hired_with_a_role(world: World) -> None:
    ids = await _twin_with_one_of_everything(world)
    role = await world.open()
    with pytest.raises(Refused, match=Why.NOT_IN_PLAY):
        await world.close(role, outcome="filled", hired=frozenset({ids.submission}), at=AT)
    async with world.database.read() as session:
        stage = await session.scalar(select(models.Submission.stage).where(models.Submission.id == ids.submission))
    assert stage == "review"


@pytest.mark.parametrize("table", ["asks", "submissions", "decisions"])
async def test_the_twin_has_something_to_find(world: World, table: str) -> None:
    await _twin_with_one_of_everything(world)
    assert (await dump(world.database, TWIN))[table]
    assert not (await dump(world.database, HERE))[table]
