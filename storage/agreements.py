"""Working agreements: terms one of the two proposes, the other accepts or answers with others; then both keep them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models, outbox, people, promises, requisitions, timeline
from storage.cards import CardKind
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.agreements import KINDS, Terms
from storage.rules.promises import Kind
from storage.rules.rights import Act


@dataclass(frozen=True)
class Proposal:
    """Terms somebody proposed, and what became of them. `why` is theirs, as typed."""

    id: int
    requisition_id: int
    terms: Terms
    why: str
    proposed_by: str
    proposed_at: datetime
    accepted_by: str | None
    accepted_at: datetime | None
    superseded_at: datetime | None

    @property
    def is_waiting(self) -> bool:
        return self.accepted_at is None and self.superseded_at is None


@dataclass(frozen=True)
class Agreement:
    """Where the two stand: what holds where they agreed on nothing (`usual`), what they agreed on, and what one of them
    proposes to the other."""

    usual: Terms
    holds: Proposal | None = None
    waiting: Proposal | None = None

    @property
    def now(self) -> Terms:
        """What holds."""
        return self.holds.terms if self.holds else self.usual

    @property
    def newest(self) -> Terms:
        """What a form begins with."""
        return self.waiting.terms if self.waiting else self.now

    @property
    def shown(self) -> int:
        """Names what is on the table, so that nobody answers what they have not seen: 0 while nothing is."""
        found = self.waiting or self.holds
        return found.id if found else 0

    def waits_on(self, person: str) -> Proposal | None:
        """What waits for the acceptance of this one of the two."""
        return self.waiting if self.waiting and self.waiting.proposed_by != person else None


async def look(session: AsyncSession, role: Requisition) -> Agreement:
    """Where the working agreement of a role stands. The caller has checked that the reader may see it."""
    row = models.AgreementProposal
    found = await session.scalars(
        select(row)
        .where(row.workspace == role.workspace, row.requisition_id == role.id, row.superseded_at.is_(None))
        .execution_options(populate_existing=True)
    )
    known = [_value(each) for each in found]
    usual = await promises.agreement(session, role.workspace, role.id)
    return Agreement(
        Terms({kind: usual[kind] for kind in KINDS}),
        next((each for each in known if each.accepted_at is not None), None),
        next((each for each in known if each.accepted_at is None), None),
    )


def people_of(agreement: Agreement) -> list[str]:
    """Who proposed and accepted what is on the table, by id."""
    named = [(each.proposed_by, each.accepted_by) for each in (agreement.holds, agreement.waiting) if each]
    return [person for pair in named for person in pair if person]


async def find(session: AsyncSession, workspace: str, proposal_id: int) -> Proposal | None:
    """One proposal, whatever became of it; no rights are asked."""
    row = await _row(session, workspace, proposal_id)
    return _value(row) if row else None


async def before(session: AsyncSession, proposal: Proposal, workspace: str) -> Proposal | None:
    """What was on the table before this proposal; None where nothing was."""
    row = models.AgreementProposal
    found = await session.scalar(
        select(row)
        .where(row.workspace == workspace, row.requisition_id == proposal.requisition_id, row.id < proposal.id)
        .order_by(row.id.desc())
        .limit(1)
    )
    return _value(found) if found else None


async def agreed_each(session: AsyncSession, workspace: str, requisition_ids: Collection[int]) -> dict[int, Terms]:
    """What both accepted, by requisition id; nothing where they did not."""
    row = models.AgreementProposal
    found = await session.scalars(
        select(row).where(
            row.workspace == workspace,
            row.requisition_id.in_(requisition_ids),
            row.accepted_at.is_not(None),
            row.superseded_at.is_(None),
        )
    )
    return {each.requisition_id: _value(each).terms for each in found}


async def profiles_each(session: AsyncSession, workspace: str, numbers: Collection[int]) -> dict[int, int]:
    """How many profiles a week were agreed on, by requisition number; nothing where none were."""
    row, role = models.AgreementProposal, models.Requisition
    found = await session.execute(
        select(role.number, row.profiles)
        .join(role, (role.workspace == row.workspace) & (role.id == row.requisition_id))
        .where(
            row.workspace == workspace,
            role.number.in_(numbers),
            row.accepted_at.is_not(None),
            row.superseded_at.is_(None),
        )
    )
    return {number: profiles for number, profiles in found.all() if profiles}


async def propose(
    session: AsyncSession,
    person: Person,
    requisition_id: int,
    terms: Terms,
    *,
    over: int,
    at: datetime,
    why: str = "",
    tells: bool = True,
) -> Agreement:
    """Proposes terms to the other, in place of whatever waited; what both accepted holds until then. To propose what
    the other proposes is to accept it, and whoever is both recruiter and manager needs nobody.

    `over` is `Agreement.shown` as the person saw it: refused where something else is on the table by now, and where
    nothing is different. `tells` in the role's channel, unless the other is asked to sign and reads it there.
    """
    role = await _locked(session, person, requisition_id)
    now = await look(session, role)
    if now.waiting and now.waiting.terms == terms and now.waiting.proposed_by != person.id:
        return await accept(session, person, now.waiting.id, at=at, tells=tells)
    if over != now.shown:
        if now.waiting and now.waiting.terms == terms:
            return now  # the same again: a second press
        raise Refused(Why.AGREEMENT_MOVED_ON, key=role.key)
    if (now.waiting or now.holds) and terms == now.newest:
        raise Refused(Why.AGREEMENT_UNCHANGED)
    if now.waiting:
        await _give_way(session, role, now.waiting, at=at)
    is_one = role.recruiter == role.manager
    row = models.AgreementProposal(
        workspace=role.workspace,
        requisition_id=role.id,
        promises={str(kind): half_days for kind, half_days in terms.promises.items()},
        fortnightly=terms.is_fortnightly,
        profiles=terms.profiles,
        channel_hears=terms.channel_hears,
        why=why or None,
        proposed_by=person.id,
        proposed_at=at,
    )
    session.add(row)
    await session.flush()
    timeline.record(session, role.workspace, "agreement_proposed", at=at, actor=person.id, requisition_id=role.id)
    if is_one:
        await _holds(session, role, row, person, now.holds, at=at)
    if tells:
        await _say(session, role, row.id, "agreement.agreed" if is_one else "agreement.proposed", at=at)
    return await look(session, role)


async def accept(
    session: AsyncSession, person: Person, proposal_id: int, *, at: datetime, tells: bool = True
) -> Agreement:
    """Accepts what the other proposes: from now on both are asked by it; asks already open keep their promise. Refused
    where it was accepted already, where another took its place, and to whoever proposed it."""
    found = await find(session, person.workspace, proposal_id)
    if found is None:
        raise Refused(Why.NO_SUCH_REQUISITION, key="That requisition", yours=[])
    role = await _locked(session, person, found.requisition_id)
    now = await look(session, role)
    row = await _row(session, person.workspace, proposal_id)
    if row is None or row.superseded_at is not None:
        raise Refused(Why.AGREEMENT_MOVED_ON, key=role.key)
    if row.accepted_at is not None:
        raise Refused(Why.AGREED_ALREADY, by=row.accepted_by, at=row.accepted_at, key=role.key)
    if row.proposed_by == person.id:
        other = role.manager if person.id == role.recruiter else role.recruiter
        raise Refused(Why.ACCEPT_ONESELF, person=other)
    await _holds(session, role, row, person, now.holds, at=at)
    if tells:
        await _say(session, role, row.id, "agreement.agreed", at=at)
    return await look(session, role)


async def succeed(session: AsyncSession, role: Requisition, *, at: datetime) -> None:
    """Somebody took a seat of this role: what both agreed on stays; what was proposed by whoever left is on the table
    no more, nor is anything where the two are one by now. The caller holds the requisition's lock."""
    waiting = (await look(session, role)).waiting
    seats = {role.recruiter, role.manager}
    if waiting and (waiting.proposed_by not in seats or len(seats) == 1):
        await _give_way(session, role, waiting, at=at)


async def _locked(session: AsyncSession, person: Person, requisition_id: int) -> Requisition:
    row = await requisitions.lock(session, person.workspace, requisition_id)
    role = await requisitions.get(session, person.workspace, requisition_id)
    if row is None or role is None:
        raise Refused(Why.NO_SUCH_REQUISITION, key="That requisition", yours=[])
    await people.must(session, person, Act.AGREE, role.id)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
    return role


async def _holds(
    session: AsyncSession,
    role: Requisition,
    row: models.AgreementProposal,
    person: Person,
    held: Proposal | None,
    *,
    at: datetime,
) -> None:
    """Both have accepted it: it takes the place of what held."""
    if held:
        await _give_way(session, role, held, at=at)
    row.accepted_by, row.accepted_at = person.id, at
    await session.flush()
    await promises.agree(session, person, role.id, _value(row).terms.promises, at=at)
    timeline.record(session, role.workspace, "agreement_accepted", at=at, actor=person.id, requisition_id=role.id)
    await _repaint(session, role, row.id, at=at)


async def _give_way(session: AsyncSession, role: Requisition, proposal: Proposal, *, at: datetime) -> None:
    row = await _row(session, role.workspace, proposal.id)
    if row is not None:
        row.superseded_at = at
        await session.flush()  # one that waits, and one that holds, at a time
        await _repaint(session, role, row.id, at=at)


async def _say(session: AsyncSession, role: Requisition, proposal_id: int, kind: str, *, at: datetime) -> None:
    key = f"{kind}:{proposal_id}"
    await outbox.send(session, role.workspace, role.lane, kind, {"proposal": proposal_id}, key=key, at=at)


async def _repaint(session: AsyncSession, role: Requisition, proposal_id: int, *, at: datetime) -> None:
    """Has the message of a proposal painted again, whose buttons are of no more use."""
    ids, card = {"proposal": proposal_id}, f"{CardKind.AGREEMENT}:{proposal_id}"
    if await outbox.was_asked(session, role.workspace, f"agreement.proposed:{proposal_id}"):
        await outbox.repaint(session, role.workspace, role.lane, "agreement.repaint", ids, card=card, at=at)


async def _row(session: AsyncSession, workspace: str, proposal_id: int) -> models.AgreementProposal | None:
    row = models.AgreementProposal
    found: models.AgreementProposal | None = await session.scalar(
        select(row).where(row.workspace == workspace, row.id == proposal_id).execution_options(populate_existing=True)
    )
    return found


def _value(row: models.AgreementProposal) -> Proposal:
    promised = {Kind(kind): int(half_days) for kind, half_days in row.promises.items()}
    return Proposal(
        row.id,
        row.requisition_id,
        Terms({kind: promised[kind] for kind in KINDS}, row.fortnightly, row.profiles, row.channel_hears),
        row.why or "",
        row.proposed_by,
        row.proposed_at,
        row.accepted_by,
        row.accepted_at,
        row.superseded_at,
    )
