"""Panels: all interviews with one candidate as one person may see them, and what they may do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import dossiers, interviews, people, scorecards
from storage.dossiers import Dossier
from storage.interviews import Interview
from storage.people import Person
from storage.requisitions import Requisition
from storage.rules.rights import Act, may
from storage.rules.role_holds import ON_HOLD
from storage.scorecards import Revealed
from storage.submissions import Submission


@dataclass(frozen=True)
class Panel:
    """The interviews with one candidate, in the order they take place. `revealed` is empty before the reveal."""

    dossier: Dossier
    interviews: list[Interview]
    people: dict[str, Person]
    revealed: Revealed
    may_plan: bool = False
    may_reveal: bool = False
    may_debrief: bool = False

    @property
    def submission(self) -> Submission:
        return self.dossier.submission

    @property
    def requisition(self) -> Requisition:
        return self.dossier.requisition

    @property
    def is_revealed(self) -> bool:
        return any(each.state == interviews.REVEALED for each in self.interviews)

    @property
    def uncovered(self) -> list[str]:
        """The must-haves nobody looks at."""
        return interviews.not_covered(self.interviews)

    @property
    def missing(self) -> list[str]:
        """Who has yet to hand in."""
        return list(dict.fromkeys(seat.person for each in self.interviews for seat in each.missing))


async def panel(session: AsyncSession, person: Person, submission_id: int, *, at: datetime) -> Panel:
    """For somebody on the role. To anybody else, and in any other workspace, the candidate does not exist."""
    dossier = await dossiers.visible(session, person, submission_id)
    found = await look(session, dossier)
    role = found.requisition
    held = await people.roles(session, role.workspace, person.id, role.id)
    at_interview = found.submission.stage == "interview" and role.is_live
    planned = any(each.is_planned for each in found.interviews)
    goes_on = role.status != ON_HOLD  # else clocks stand still, and nobody is late
    late = goes_on and await interviews.missing_late(session, found.interviews, at=at)
    return Panel(
        dossier,
        found.interviews,
        found.people,
        found.revealed,
        at_interview and goes_on and may(Act.INTERVIEW, held),
        at_interview and late and may(Act.DECIDE, held),
        at_interview and found.is_revealed and not planned and may(Act.INTERVIEW, held),
    )


async def look(session: AsyncSession, dossier: Dossier) -> Panel:
    """As anybody in the role's own channel may see it; no rights are asked."""
    workspace = dossier.requisition.workspace
    found = await interviews.of_submission(session, workspace, dossier.submission.id)
    named = {each.person for one in found for each in one.seats} | {one.planned_by for one in found}
    known = dossier.people | await people.named(session, workspace, named)
    return Panel(dossier, found, known, await scorecards.revealed(session, found))
