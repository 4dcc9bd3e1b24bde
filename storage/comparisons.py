"""Comparisons: every candidate of a role beside the must-haves, with what people saw. Order of arrival, always: no mark
moves anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from storage import criteria, interviews, people, scorecards, submissions, versions
from storage.people import Person
from storage.requisitions import Requisition
from storage.rules.interviews import COMPARED, Judgement
from storage.rules.rights import Act
from storage.submissions import Submission


@dataclass(frozen=True)
class Column:
    """One candidate, and what was seen of them once revealed; `case` is why they were put forward."""

    submission: Submission
    name: str = field(repr=False)
    case: str = field(repr=False)
    said: tuple[Judgement, ...] = field(repr=False)

    def of(self, criterion: str) -> list[Judgement]:
        """What people saw of one criterion, in the order they were asked."""
        return [each for each in self.said if each.criterion == criterion]


@dataclass(frozen=True)
class Comparison:
    """A stretch of the candidates of a role, in order of arrival. `criteria` are those of the signed brief and whatever
    else anybody judged; the last, empty, is the conversation as a whole. `page` counts from 0."""

    requisition: Requisition
    criteria: tuple[str, ...]
    columns: tuple[Column, ...]
    page: int
    total: int
    people: dict[str, Person]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // COMPARED))


async def compare(session: AsyncSession, person: Person, role: Requisition, page: int) -> Comparison:
    """The candidates of one page (the nearest there is), for somebody on the role."""
    await people.must(session, person, Act.SEE, role.id)
    everybody = await submissions.of_requisition(session, role)
    page = max(0, min(page, (len(everybody) - 1) // COMPARED))
    shown = everybody[page * COMPARED : (page + 1) * COMPARED]
    wanted = [each.id for each in shown]
    sketches = await submissions.sketches(session, role.workspace, wanted)
    held = await interviews.of_each(session, role.workspace, wanted)
    said = {each: (await scorecards.revealed(session, held.get(each, []))).said for each in wanted}
    columns = tuple(
        Column(each, sketches[each.id].name, sketches[each.id].case, tuple(said[each.id])) for each in shown
    )
    return Comparison(
        role,
        await _criteria(session, role, columns),
        columns,
        page,
        len(everybody),
        await people.named(session, role.workspace, {each.person for there in said.values() for each in there}),
    )


async def _criteria(session: AsyncSession, role: Requisition, columns: Sequence[Column]) -> tuple[str, ...]:
    """Those of the brief first, in its order; then those of earlier versions; the conversation as a whole last."""
    standing = await versions.standing(session, role.workspace, role.id)
    brief = standing.holds or standing.proposed
    named = [each.text for each in await criteria.criteria(session, brief)] if brief else []
    judged = [each.criterion for column in columns for each in column.said]
    both = list(dict.fromkeys([*named, *judged]))
    return tuple([each for each in both if each] + [""] * ("" in both))
