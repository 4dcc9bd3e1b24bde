"""Who may do what, walked through the verbs: every act by everybody, allowed and refused, as the table has it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    agreements,
    asks,
    audit_pages,
    balls,
    calendars,
    closing,
    decisions,
    digests,
    dossiers,
    drafts,
    edits,
    forgetting,
    hand_overs,
    insights,
    interviewing,
    job_offers,
    leads,
    legal_holds,
    models,
    openings,
    people,
    pipeline,
    recordings,
    requisitions,
    role_holds,
    scoring,
    stats,
    subject_access,
    submissions,
    teams,
    withdrawals,
)
from storage.edits import Particulars
from storage.openings import Opening
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.agreements import Terms
from storage.rules.audit import Group
from storage.rules.decisions import Verdict, Word
from storage.rules.insights import Insight
from storage.rules.periods import Period
from storage.rules.preferences import Preferences
from storage.rules.promises import PROMISES, Kind
from storage.rules.rights import RIGHTS, Act, Role
from storage.submissions import Posting
from tests.storage.world import (
    BEN,
    BERLIN,
    GONE,
    GUEST,
    HANA,
    HERE,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    World,
    escalation_round,
    hours,
    new_york,
    refused,
)

AT = MONDAY + hours(1)
# A talent lead, a stand-in, an interviewer of one candidate, and a member who is nothing here.
LENA, STELLA, PIA, SAM = "U_LENA", "U_STELLA", "U_PIA", "U_SAM"
WHO: dict[str, set[Role]] = {
    RITA: {Role.RECRUITER},
    MONA: {Role.MANAGER},
    BEN: {Role.BACKUP},
    HANA: {Role.HELPER},
    STELLA: {Role.STAND_IN},
    OTTO: {Role.ADMINISTRATOR},
    LENA: {Role.TALENT_LEAD},
    PIA: {Role.INTERVIEWER},
    SAM: set(),
}
TERMS = Terms({kind: promise.half_days for kind, promise in PROMISES.items()} | {Kind.REVIEW: 4})
NO = {
    Why.NOT_ALLOWED,
    Why.NOT_THE_DECIDER,
    Why.NOT_AN_ADMINISTRATOR,
    Why.NOT_A_LEAD,
    Why.NO_SUCH_REQUISITION,
    Why.NOT_YOUR_ASK,
}


@dataclass(frozen=True)
class Here:
    """The role, a candidate in review, one approved, one whom Pia has met, and one to be made an offer."""

    role: Requisition
    waiting: int
    approved: int
    interview: int
    chosen: int


Verb = Callable[[AsyncSession, Person, Here], Awaitable[Any]]
VERBS: dict[Act, Verb] = {
    Act.OPEN: lambda s, p, h: openings.open_requisition(s, p, Opening("Analyst", MONA, ""), origin=f"V_{p.id}", at=AT),
    Act.SEE: lambda s, p, h: dossiers.visible(s, p, h.waiting),
    Act.POST: lambda s, p, h: submissions.post(
        s, p, h.role.id, Posting("Grace", "Built it"), origin=f"V_{p.id}", at=AT
    ),
    Act.DECIDE: lambda s, p, h: decisions.approve(s, p, h.waiting, at=AT),
    Act.RECORD: lambda s, p, h: recordings.record(
        s, p, h.waiting, Word(Verdict.APPROVE), decider=BEN if p.id == MONA else MONA, told_to=p.id, said_at=AT, at=AT
    ),
    Act.MOVE: lambda s, p, h: pipeline.move(s, p, h.approved, "debrief", reason="They met", at=AT),
    Act.WITHDRAW: lambda s, p, h: withdrawals.withdraw(s, p, h.waiting, reason="left_for_pay", at=AT),
    Act.CLOSE: lambda s, p, h: closing.close(s, p, h.role.id, outcome="cancelled", at=AT + hours(2)),
    Act.TEAM: lambda s, p, h: teams.change(s, p, h.role.id, helpers=(HANA,), backup=BEN, names={}, at=AT),
    Act.HAND: lambda s, p, h: hand_overs.hand(s, p, h.role.id, Role.MANAGER, SAM, at=AT),
    Act.HOLD: lambda s, p, h: role_holds.hold(s, p, h.role.id, reason="budget", look_on=None, at=AT),
    Act.EDIT: lambda s, p, h: edits.edit(s, p, h.role.id, Particulars("Engineer", "", 1, 45), at=AT),
    Act.BRIEF: lambda s, p, h: drafts.look(s, p, h.role.id),
    Act.AGREE: lambda s, p, h: agreements.propose(s, p, h.role.id, TERMS, over=0, at=AT),
    Act.DIGEST: lambda s, p, h: digests.set_digest(s, p, "C_ALL", days=frozenset({0}), at=time(9), zone=BERLIN, now=AT),
    Act.INSIGHT: lambda s, p, h: insights.share(
        s, p, h.role.id, Insight.MARKET, "Few are looking", origin=f"V_{p.id}", at=AT
    ),
    Act.MEASURE: lambda s, p, h: balls.on(s, p, h.role, now=AT),
    Act.GROUPS: lambda s, p, h: stats.everybody(s, p, Period(date(2026, 4, 1), date(2026, 5, 31)), now=AT),
    Act.DEFAULTS: lambda s, p, h: calendars.prefer_for_all(s, p, Preferences(), at=AT),
    Act.HELP_WANTED: lambda s, p, h: leads.help_wanted(s, p),
    Act.INTERVIEW: lambda s, p, h: interviewing.look(s, p, h.approved),
    Act.SCORE: lambda s, p, h: scoring.save(s, p, h.interview, 0, 3, "Did it before", at=AT),
    Act.OFFER: lambda s, p, h: job_offers.propose(s, p, h.chosen, made_on=AT.date(), origin=f"V_{p.id}", at=AT),
    Act.FORGET: lambda s, p, h: forgetting.forget(s, p, h.waiting, why="asked", at=AT),
    Act.SUBJECT_ACCESS: lambda s, p, h: subject_access.ask(s, p, h.waiting, at=AT),
    Act.PRIVACY_LOG: lambda s, p, h: audit_pages.newest(s, p, frozenset({Group.PRIVACY}), 0),
    Act.LEGAL_HOLD: lambda s, p, h: legal_holds.put(s, p, h.waiting, "A claim is open", at=AT),
}


class Enough(Exception):
    """Ends a transaction without a trace."""


async def opened(world: World) -> Here:
    async with world.database.begin() as session:
        for who in (LENA, STELLA, PIA, SAM):
            await people.remember(session, Person(HERE, who, f"{who.title()} Test", BERLIN), at=MONDAY)
        await leads.name(session, world.person(OTTO), [LENA], at=MONDAY)
    role = await world.open(helpers=(HANA,))
    async with world.database.begin() as session:
        row = {"workspace": HERE, "requisition_id": role.id, "person": STELLA, "role": "stand-in", "since": MONDAY}
        await session.execute(insert(models.RequisitionPerson).values(**row))
        role = await requisitions.known(session, HERE, role.id)
    approved = await world.post(role, name="Alan Turing")
    await world.approve(approved, at=MONDAY)
    met, chosen = await world.post(role, name="Mei Tanaka"), await world.post(role, name="Noor Haddad")
    await world.approve(met, at=MONDAY)
    async with world.database.begin() as session:
        submission, seat = models.Submission, models.Interviewer
        its = (submission.workspace == HERE, submission.id == chosen.id)
        await session.execute(update(submission).where(*its).values(stage="offer"))
        planned = await interviewing.plan(
            session, world.person(RITA), met.id, [PIA], AT, 45, {}, origin="V_PLAN", at=MONDAY
        )
        asked = await asks.ask(
            session,
            HERE,
            Kind.SCORECARD,
            owner=PIA,
            asker=RITA,
            requisition_id=role.id,
            submission_id=met.id,
            at=MONDAY,
        )
        mine = (seat.workspace == HERE, seat.interview_id == planned.id)
        await session.execute(update(seat).where(*mine).values(ask_id=asked.id))
    return Here(role, (await world.post(role)).id, approved.id, planned.id, chosen.id)


async def says(world: World, act: Act, who: str, here: Here) -> Why | None:
    """What the act's verb says to this person: None where it lets them. Nothing is left of it."""
    async with world.database.read() as session:
        person = await people.get(session, HERE, who)
    try:
        async with world.database.begin() as session:
            await VERBS[act](session, person, here)
            raise Enough
    except Enough:
        return None
    except Refused as no:
        return no.why


def test_every_act_is_walked() -> None:
    assert VERBS.keys() == set(Act)


async def test_every_act_is_allowed_to_whom_the_table_says_and_refused_to_everybody_else(lone: World) -> None:
    here = await opened(lone)
    for act in Act:
        for who, held in WHO.items():
            if act is Act.CLOSE:
                await lone.database.write(lambda session: _final(session))
            said = await says(lone, act, who, here)
            allowed = not RIGHTS[act].isdisjoint(held | {Role.MEMBER})
            assert (said is None) == allowed, (act, who, said)
            assert said is None or said in NO, (act, who, said)
        assert await says(lone, act, GUEST, here) is Why.GUEST, act
        assert await says(lone, act, GONE, here) is Why.DEACTIVATED, act


async def _final(session: AsyncSession) -> None:
    """No decision can be undone any more."""
    await session.execute(update(models.Decision).where(models.Decision.workspace == HERE).values(final_at=AT))


@pytest.mark.parametrize("how", ["is_guest", "is_deactivated"])
async def test_whoever_becomes_a_guest_or_leaves_loses_everything_at_once(lone: World, how: str) -> None:
    here = await opened(lone)
    why = Why.GUEST if how == "is_guest" else Why.DEACTIVATED
    lost = update(models.Person).where(models.Person.workspace == HERE).values({how: True})
    async with lone.database.begin() as session:
        await session.execute(lost)
    for act in Act:
        for who in WHO:
            assert await says(lone, act, who, here) is why, (act, who)


# --- talent leads


async def test_an_administrator_names_talent_leads_and_nobody_else_does(lone: World) -> None:
    await opened(lone)

    async def name(by: str, *who: str) -> None:
        async with lone.database.begin() as session:
            await leads.name(session, lone.person(by), list(who), at=AT)

    assert (await refused(name(RITA, RITA))).why is Why.NOT_AN_ADMINISTRATOR
    assert (await refused(name(OTTO, GUEST))).why is Why.GUEST
    await name(OTTO, HANA, RITA)
    async with lone.database.read() as session:
        assert await leads.named(session, HERE) == [HANA, RITA]
    assert [row.facts["people"] for row in await lone.rows(models.TimelineEntry, kind="leads")] == [
        [LENA],
        [HANA, RITA],
    ]


async def test_a_talent_lead_sees_late_and_empty_seats_and_never_a_confidential_role(world: World) -> None:
    here = await opened(world)
    quiet = await world.open(title="Secret")
    await world.post(quiet)
    async with world.database.begin() as session:
        hidden = update(models.Requisition).where(models.Requisition.id == quiet.id).values(is_confidential=True)
        await session.execute(hidden)
    lena = Person(HERE, LENA, "Lena", BERLIN)
    async with world.database.read() as session:
        assert await leads.help_wanted(session, lena) == []
    await escalation_round(world.database, new_york("2026-06-03 17:00"))
    async with world.database.read() as session:
        (late,) = await leads.help_wanted(session, lena)
    assert (late.requisition.id, late.managers, late.recruiters, late.gone) == (
        here.role.id,
        3,
        0,
        (),
    )  # a scorecard too
    async with world.database.begin() as session:
        left = update(models.Person).where(models.Person.workspace == HERE, models.Person.id == RITA)
        await session.execute(left.values(is_deactivated=True))
    async with world.database.read() as session:
        (late,) = await leads.help_wanted(session, lena)
    assert late.gone == (RITA,)
