"""Evidence: the must-haves a posting is asked about, and what was said of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import chapters, models, versions
from storage.given import IDS, OF
from storage.requisitions import Requisition
from storage.rules.criteria import Weight
from storage.rules.evidence import Evidence, Seen


@dataclass(frozen=True)
class Wanted:
    """The must-haves of one version, in the order typed; `brief_id` is None where there are none at all."""

    brief_id: int | None
    criteria: tuple[str, ...] = ()


async def wanted(session: AsyncSession, role: Requisition) -> Wanted:
    """Of the signed version that holds, else of the draft, else of the one that waits to be signed. The caller has
    checked that the reader may see them."""
    standing = await versions.standing(session, role.workspace, role.id)
    draft = None if standing.holds else await chapters.draft(session, role.workspace, role.id)
    brief_id = standing.holds.id if standing.holds else draft.id if draft else None
    if brief_id is None and standing.newest is not None:
        brief_id = standing.newest.id
    if brief_id is None:
        return Wanted(None)
    found = await versions.criteria_of(session, role.workspace, brief_id)
    return Wanted(brief_id, tuple(each.text for each in found if each.weight is Weight.MUST))


async def write(
    session: AsyncSession,
    submission: models.Submission,
    brief_id: int | None,
    said: Sequence[Evidence],
    by: str,
    *,
    at: datetime,
) -> None:
    """Keeps what was said of the must-haves; the words go where all words about a candidate stand."""
    for each in said:
        text = models.CandidateText(
            workspace=submission.workspace,
            candidate_id=submission.candidate_id,
            submission_id=submission.id,
            kind="must_have",
            text=each.words,
            written_by=by,
            written_at=at,
        )
        if each.words:
            session.add(text)
            await session.flush()
        session.add(
            models.PostedEvidence(
                workspace=submission.workspace,
                submission_id=submission.id,
                brief_id=brief_id,
                number=each.number,
                criterion=each.criterion,
                seen=each.seen,
                text_id=text.id if each.words else None,
            )
        )
    await session.flush()


_ROW, _TEXT = models.PostedEvidence, models.CandidateText
_SAID = (
    select(_ROW.submission_id, _ROW.number, _ROW.criterion, _ROW.seen, _TEXT.text)
    .outerjoin(_TEXT, (_TEXT.workspace == _ROW.workspace) & (_TEXT.id == _ROW.text_id))
    .where(_ROW.workspace == OF, _ROW.submission_id.in_(IDS))
    .order_by(_ROW.submission_id, _ROW.number)
)


async def of_each(session: AsyncSession, workspace: str, submission_ids: Sequence[int]) -> dict[int, list[Evidence]]:
    """What was said when these were put forward, by submission id, in the order of the must-haves. The caller has
    checked that the reader may see it."""
    said: dict[int, list[Evidence]] = {}
    for row in (await session.execute(_SAID, {"of": workspace, "ids": submission_ids})).all():
        said.setdefault(row.submission_id, []).append(
            Evidence(row.number, row.criterion, Seen(row.seen), row.text or "")
        )
    return said
