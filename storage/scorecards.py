"""Scorecards, read behind one wall: one's own by `own`, everybody's by `revealed`, which gives nothing before the
reveal. Nothing else of the project may select from the marks, nor read texts of the kind `scorecard`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import interviews, models
from storage.interviews import REVEALED, Interview
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.interviews import Judgement, Recommendation

TEXT = "scorecard"  # the kind of a candidate's text


@dataclass(frozen=True)
class Said:
    """What somebody put on their own card for one criterion; either may still be missing."""

    mark: int | None = None
    evidence: str = field(repr=False, default="")

    @property
    def is_whole(self) -> bool:
        return self.mark is not None and bool(self.evidence)


@dataclass(frozen=True)
class Revealed:
    """What everybody who handed in saw, in the order they were asked, and what each would do. Not printable by
    accident."""

    said: list[Judgement] = field(default_factory=list, repr=False)
    recommendations: list[tuple[str, Recommendation]] = field(default_factory=list, repr=False)
    without: tuple[str, ...] = ()  # who had not handed in


async def of_ask(session: AsyncSession, person: Person, ask_id: int) -> Interview:
    """The interview whose scorecard that ask asks this person for. Refused where they were not, or it is off."""
    row = models.Interviewer
    found = (
        await session.execute(
            select(row.interview_id, row.out_at).where(
                row.workspace == person.workspace, row.ask_id == ask_id, row.person == person.id
            )
        )
    ).first()
    if found is None:  # whoever was taken off an interview, or whose interview moved, has a button without an ask
        asked = await session.scalar(
            select(models.Ask.state).where(
                models.Ask.workspace == person.workspace, models.Ask.id == ask_id, models.Ask.owner == person.id
            )
        )
        raise Refused(Why.INTERVIEW_OFF if asked == "cancelled" else Why.NOT_YOUR_ASK)
    if found.out_at is not None:
        raise Refused(Why.INTERVIEW_OFF)
    return await interviews.known(session, person.workspace, found.interview_id)


async def own(session: AsyncSession, person: Person, interview_id: int) -> dict[int, Said]:
    """What this person put on their card so far, by criterion."""
    row, text = models.ScorecardMark, models.CandidateText
    found = await session.execute(
        select(row.criterion, row.mark, text.text)
        .outerjoin(text, (text.workspace == row.workspace) & (text.id == row.text_id))
        .where(row.workspace == person.workspace, row.interview_id == interview_id, row.person == person.id)
    )
    return {criterion: Said(mark, words or "") for criterion, mark, words in found.all()}


async def revealed(session: AsyncSession, found: Sequence[Interview]) -> Revealed:
    """What was handed in for those of these interviews that are revealed; nothing of the others."""
    shown = [each for each in found if each.state == REVEALED]
    if not shown:
        return Revealed()
    row, who, text = models.ScorecardMark, models.Interviewer, models.CandidateText
    workspace, by_id = shown[0].workspace, {each.id: each for each in shown}
    rows = await session.execute(
        select(row.interview_id, row.person, row.criterion, row.mark, text.text)
        .join(
            who,
            (who.workspace == row.workspace) & (who.interview_id == row.interview_id) & (who.person == row.person),
        )
        .outerjoin(text, (text.workspace == row.workspace) & (text.id == row.text_id))
        .where(
            row.workspace == workspace,
            row.interview_id.in_(list(by_id)),
            row.mark.is_not(None),
            who.handed_in_at.is_not(None),
        )
        .order_by(row.criterion, who.id)
    )
    said = [
        Judgement(person, by_id[interview_id].criterion(criterion), mark, words)
        for interview_id, person, criterion, mark, words in rows.all()
        if mark is not None
    ]
    recommended = await session.execute(
        select(who.person, who.recommendation)
        .where(who.workspace == workspace, who.interview_id.in_(list(by_id)), who.recommendation.is_not(None))
        .order_by(who.id)
    )
    without = [seat.person for each in shown for seat in each.seats if seat.handed_in_at is None]
    return Revealed(
        said,
        [(person, Recommendation(words)) for person, words in recommended.all() if words],
        tuple(dict.fromkeys(without)),
    )


def is_whole(card: Sequence[int], said: Mapping[int, Said]) -> int | None:
    """The first criterion of a card of which something is missing; None where all is there."""
    return next((number for number in card if not said.get(number, Said()).is_whole), None)
