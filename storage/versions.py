"""Versions: which brief of a requisition holds, which one waits for whose signature, and how they read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import blind, models, people
from storage.blind import Answer, Subject
from storage.given import IDS, OF
from storage.people import Person
from storage.rules import criteria
from storage.rules.briefs import Section, changed
from storage.rules.criteria import Criterion, Weight
from storage.rules.differences import Change, compared
from storage.rules.rights import Act, may

if TYPE_CHECKING:
    from storage.requisitions import Requisition


@dataclass(frozen=True)
class Signature:
    """One signature a version needs; `at` is None until it was given."""

    person: str
    side: str
    at: datetime | None


@dataclass(frozen=True)
class Brief:
    """One version of a brief, without its words."""

    id: int
    workspace: str
    requisition_id: int
    version: int
    state: str
    created_by: str
    created_at: datetime
    shortlist_on: date | None
    signed_at: datetime | None
    signatures: tuple[Signature, ...]
    object_until: datetime | None = None  # it held at once, and the other of the two may object until then
    objected_at: datetime | None = None
    objected_by: str | None = None

    @property
    def is_signed(self) -> bool:
        return self.state == "signed"

    @property
    def waits_for(self) -> list[str]:
        """Whose signatures are missing; nobody's, once a newer version took its place."""
        return [each.person for each in self.signatures if each.at is None] if self.state == "signing" else []

    @property
    def missing(self) -> list[str]:
        """As `waits_for`, and of a version that holds already: whoever came to the role after it was signed."""
        found = [each.person for each in self.signatures if each.at is None]
        return found if self.state in ("signing", "signed") else []


@dataclass(frozen=True)
class Standing:
    """Where the brief of a requisition stands: the version that holds, and the newer one that waits to be signed."""

    holds: Brief | None = None
    proposed: Brief | None = None

    @property
    def newest(self) -> Brief | None:
        return self.proposed or self.holds


@dataclass(frozen=True)
class Difference:
    """What a version says otherwise than the one that held before it."""

    before: Brief
    sections: list[Section]
    is_day_changed: bool  # of the first shortlist
    lines: dict[Section, Change]
    day: date | None


@dataclass(frozen=True)
class Page:
    """A brief as one person reads it: the newest version with its words (none where nothing was written yet), the
    signed one that holds as long as the newest waits, whether it is the reader's signature that it waits for, and
    whether they may propose a change now."""

    requisition: Requisition
    brief: Brief | None
    words: dict[str, str]
    holds: Brief | None
    difference: Difference | None
    people: dict[str, Person]
    is_asked: bool
    may_write: bool
    may_object: bool = False  # to the newest, which held at once
    is_picture_asked: bool = False  # whether the two picture the same person, of this reader
    pictures: tuple[Answer, ...] = ()  # once both have said so


async def standing(session: AsyncSession, workspace: str, requisition_id: int) -> Standing:
    """Where the brief of a requisition stands now."""
    return (await standing_each(session, workspace, [requisition_id]))[requisition_id]


_STANDING = select(models.Brief).where(
    models.Brief.workspace == OF, models.Brief.requisition_id.in_(IDS), models.Brief.state.in_(("signing", "signed"))
)


async def standing_each(session: AsyncSession, workspace: str, requisition_ids: list[int]) -> dict[int, Standing]:
    """As `standing`, for several requisitions at once, by requisition id."""
    rows = await session.scalars(_STANDING, {"of": workspace, "ids": requisition_ids})
    found = {(brief.requisition_id, brief.state): brief for brief in await _values(session, workspace, list(rows))}
    return {each: Standing(found.get((each, "signed")), found.get((each, "signing"))) for each in requisition_ids}


async def find(session: AsyncSession, workspace: str, brief_id: int) -> Brief | None:
    """One version, whatever became of it; no rights are asked."""
    row = models.Brief
    rows = await session.scalars(
        select(row).where(row.workspace == workspace, row.id == brief_id).execution_options(populate_existing=True)
    )
    return next(iter(await _values(session, workspace, list(rows))), None)


async def page(session: AsyncSession, person: Person, role: Requisition, *, at: datetime) -> Page:
    """The brief of a requisition, for somebody who may see it."""
    held = await people.must(session, person, Act.SEE, role.id)
    now = await standing(session, role.workspace, role.id)
    brief = now.newest
    signers = [each.person for each in brief.signatures] if brief else []
    asked = await blind.standing(session, role.workspace, Subject.SIGNING, brief.id) if brief else None
    return Page(
        role,
        brief,
        await words(session, role.workspace, brief.id) if brief else {},
        now.holds if now.proposed else None,
        await difference(session, brief) if brief else None,
        await people.named(session, role.workspace, [*signers, role.recruiter, role.manager]),
        brief is not None and role.is_live and person.id in brief.missing,
        role.is_live and may(Act.BRIEF, held),
        _may_object(brief, person, at) and role.is_live and may(Act.BRIEF, held),
        asked is not None and role.is_live and asked.waits_on(person.id),
        tuple(await blind.revealed(session, role.workspace, Subject.SIGNING, brief.id)) if brief else (),
    )


def _may_object(brief: Brief | None, person: Person, at: datetime) -> bool:
    return (
        brief is not None
        and brief.is_signed
        and brief.object_until is not None
        and at < brief.object_until
        and brief.created_by != person.id
    )


async def difference(session: AsyncSession, brief: Brief) -> Difference | None:
    """What this version says otherwise than the one that held before it; None where none did."""
    held = await before(session, brief)
    if held is None:
        return None
    was, now = [await words(session, brief.workspace, each.id) for each in (held, brief)]
    sections = changed(was, now)
    lines = {each: compared(was.get(each, "").splitlines(), now.get(each, "").splitlines()) for each in sections}
    return Difference(held, sections, held.shortlist_on != brief.shortlist_on, lines, brief.shortlist_on)


async def before(session: AsyncSession, brief: Brief) -> Brief | None:
    """The newest version older than this one that ever held and was not objected to."""
    row = models.Brief
    rows = await session.scalars(
        select(row)
        .where(
            row.workspace == brief.workspace,
            row.requisition_id == brief.requisition_id,
            row.version < brief.version,
            row.signed_at.is_not(None),
            row.state != "objected",
        )
        .order_by(row.version.desc())
        .limit(1)
    )
    return next(iter(await _values(session, brief.workspace, list(rows))), None)


async def holding(session: AsyncSession, workspace: str, requisition_id: int) -> int | None:
    """The id of the version that holds on a requisition: the one a decision is made under."""
    row = models.Brief
    found: int | None = await session.scalar(
        select(row.id).where(row.workspace == workspace, row.requisition_id == requisition_id, row.state == "signed")
    )
    return found


async def words(session: AsyncSession, workspace: str, brief_id: int) -> dict[str, str]:
    """What one version says, by section. The caller has checked that the reader may see it."""
    text = models.BriefText
    found = await session.execute(
        select(text.section, text.text).where(text.workspace == workspace, text.brief_id == brief_id)
    )
    said = {section: said for section, said in found.all()}
    return said | criteria.words(await criteria_of(session, workspace, brief_id))


async def latest(
    session: AsyncSession, workspace: str, requisition_id: int, sections: Iterable[Section]
) -> dict[str, str]:
    """What the newest words say of these sections, signed or not, draft included. The caller has checked that the
    reader may see them."""
    row, text, wanted = models.Brief, models.BriefText, tuple(sections)
    newest = await session.scalar(
        select(row.id)
        .where(
            row.workspace == workspace,
            row.requisition_id == requisition_id,
            row.state.in_(("draft", "signing", "signed")),
        )
        .order_by(row.version.desc())
        .limit(1)
    )
    if newest is None:
        return {}
    found = await session.execute(
        select(text.section, text.text).where(
            text.workspace == workspace, text.brief_id == newest, text.section.in_(wanted)
        )
    )
    return {section: said for section, said in found.all()}


async def criteria_of(session: AsyncSession, workspace: str, brief_id: int) -> list[Criterion]:
    """What one version judges candidates by, in the order typed. The caller has checked that the reader may see it."""
    row = models.Criterion
    found = await session.scalars(
        select(row).where(row.workspace == workspace, row.brief_id == brief_id).order_by(row.position)
    )
    return [Criterion(Weight(each.weight), each.text, each.tested, each.turns_away) for each in found]


async def asked_for(session: AsyncSession, workspace: str, ask_ids: Iterable[int]) -> dict[int, int]:
    """Which version those of these asks are about that ask for a signature, by ask id."""
    row, signature = models.Brief, models.Signature
    wanted = set(ask_ids)
    if not wanted:
        return {}
    found = await session.execute(
        select(signature.ask_id, row.version)
        .join(row, (row.workspace == signature.workspace) & (row.id == signature.brief_id))
        .where(signature.workspace == workspace, signature.ask_id.in_(wanted), signature.ask_id.is_not(None))
    )
    return {ask_id: version for ask_id, version in found.all() if ask_id is not None}


async def _values(session: AsyncSession, workspace: str, rows: list[models.Brief]) -> list[Brief]:
    if not rows:
        return []
    row = models.Signature
    found = await session.scalars(
        select(row).where(row.workspace == workspace, row.brief_id.in_([brief.id for brief in rows])).order_by(row.id)
    )
    signed: dict[int, list[Signature]] = {}
    for each in found:
        signed.setdefault(each.brief_id, []).append(Signature(each.person, each.side, each.signed_at))
    return [
        Brief(
            brief.id,
            brief.workspace,
            brief.requisition_id,
            brief.version,
            brief.state,
            brief.created_by,
            brief.created_at,
            brief.shortlist_on,
            brief.signed_at,
            tuple(signed.get(brief.id, [])),
            brief.object_until,
            brief.objected_at,
            brief.objected_by,
        )
        for brief in rows
    ]
