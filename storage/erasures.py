"""Erasures: every message the bot wrote about somebody is deleted, or painted again without them, through the outbox;
and what could not be is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models, originals, outbox, people
from storage.cards import CardKind, Place, find
from storage.requisitions import Requisition, known, named

KIND = "message.erase"
_CARD = "submission.card"  # painted again, not deleted: what others wrote stands in its thread


async def begin(
    session: AsyncSession, forgetting: models.Forgetting, rows: list[models.Submission], *, at: datetime
) -> None:
    """Asks for every message about these submissions to be deleted, and for their cards to be painted again. What was
    not sent yet never is.

    Whatever is said about a candidate names `submission` or `ask` among its ids: by that it is found here. Each erasure
    stands behind its message in the same lane, so that one under way is out, and known, before it is deleted.
    """
    await outbox.write(session)
    workspace, ids = forgetting.workspace, [row.id for row in rows]
    box, lane, ask = models.OutboxRow, models.Lane, models.Ask
    asked = select(ask.id).where(ask.workspace == workspace, ask.submission_id.in_(ids))
    about = (
        (box.workspace == workspace)
        & box.repaints.is_(None)
        & (box.kind != KIND)
        & or_(box.ids["submission"].as_integer().in_(ids), box.ids["ask"].as_integer().in_(asked))
    )
    await session.execute(
        update(box)
        .where(about, box.state == "waiting", box.attempted_at.is_(None), box.kind != _CARD)
        .values(state="dropped", done_at=at)
        .execution_options(synchronize_session=False)
    )
    found = await session.execute(
        select(box.id, lane.name, box.channel)
        .join(lane, (lane.workspace == box.workspace) & (lane.id == box.lane_id))
        .where(about, box.kind != _CARD, box.state.in_(("waiting", "done")))
        .order_by(lane.name, box.id)
    )
    for row_id, name, channel in found.all():
        ids_ = {"row": row_id, "channel": channel or ""}
        await outbox.send(session, workspace, name, KIND, ids_, key=f"forgetting:{forgetting.id}:{row_id}", at=at)
    for row in rows:
        row.forgetting_id = forgetting.id
        card = await find(session, workspace, CardKind.SUBMISSION, row.id)
        await outbox.send(
            session,
            workspace,
            outbox.requisition_lane(row.requisition_id),
            "submission.repaint",
            {"submission": row.id, "channel": card.channel if card else ""},
            key=f"forgetting:{forgetting.id}:card:{row.id}",  # no mere repaint: the report says what became of it
            at=at,
        )


async def place(session: AsyncSession, workspace: str, row_id: int) -> Place | None:
    """Where a message stands that is to be deleted; None where it never was."""
    box = models.OutboxRow
    row = await session.scalar(select(box).where(box.workspace == workspace, box.id == row_id))
    return Place(row.channel, row.ts) if row is not None and row.channel and row.ts else None


@dataclass(frozen=True)
class Stands:
    """Where a card of somebody who was forgotten stands; others may have written in its thread."""

    requisition: Requisition
    number: int
    place: Place | None


@dataclass(frozen=True)
class Report:
    """What became of a forgetting, for `reader`: how many messages were `erased`, in which channels some are `left`
    that Slack would not delete, how many are `unsure` because nobody knows whether they ever came to be; the cards on
    roles the reader is on or asked from, and the number of `others` they may hear of."""

    reader: str
    by_clock: bool
    asked_on: Stands
    erased: int
    left: tuple[str, ...]
    unsure: int
    cards: tuple[Stands, ...]
    others: int
    originals: tuple[str, ...] = ()  # where the messages stand they were put forward from


async def not_secret(session: AsyncSession, workspace: str, reader: str, ids: list[int]) -> list[int]:
    """Of these requisitions, those a reader may know of: a confidential one is not even counted
    for whoever has no part on it."""
    roles = await named(session, workspace, set(ids))
    return [
        each for each in ids if not roles[each].is_confidential or await people.roles(session, workspace, reader, each)
    ]


def _its(forgetting_id: int) -> ColumnElement[bool]:
    return models.OutboxRow.key.startswith(f"forgetting:{forgetting_id}:", autoescape=True)


async def goes_on(session: AsyncSession, workspace: str, forgetting_id: int) -> bool:
    """Whether something of it is still to be done in Slack."""
    await outbox.write(session)
    box = models.OutboxRow
    waits = select(box.id).where(box.workspace == workspace, _its(forgetting_id), box.state == "waiting")
    return await session.scalar(waits.limit(1)) is not None


async def report(session: AsyncSession, workspace: str, forgetting_id: int) -> Report | None:
    """What is to be said of a forgetting, to whoever asked for it, else to the recruiter."""
    forgetting, box, row = models.Forgetting, models.OutboxRow, models.Submission
    one = await session.scalar(
        select(forgetting).where(forgetting.workspace == workspace, forgetting.id == forgetting_id)
    )
    if one is None:
        return None
    found = list(
        await session.scalars(
            select(row).where(row.workspace == workspace, row.forgetting_id == forgetting_id).order_by(row.id)
        )
    )
    erased, left = 0, set()
    done = await session.scalars(select(box).where(box.workspace == workspace, _its(forgetting_id)))
    for message in list(done):
        erased += message.state == "done" and message.kind == KIND
        if message.state in ("parked", "unknown"):
            left.add(str(message.ids["channel"]))
    unsure = await session.scalar(
        select(func.count()).where(
            box.workspace == workspace,
            box.state == "unknown",
            box.ids["submission"].as_integer().in_([each.id for each in found]),
        )
    )
    asked_on = next(each for each in found if each.id == one.submission_id)
    reader = one.asked_by or (await known(session, workspace, one.requisition_id)).recruiter
    cards = []
    for each in found:
        if each is asked_on or await people.roles(session, workspace, reader, each.requisition_id):
            place_ = await find(session, workspace, CardKind.SUBMISSION, each.id)
            cards.append(Stands(await known(session, workspace, each.requisition_id), each.number, place_))
    heard_of = await not_secret(session, workspace, reader, [each.requisition_id for each in found])
    mine = next(each for each in cards if each.requisition.id == one.requisition_id and each.number == asked_on.number)
    return Report(
        reader,
        one.asked_by is None,
        mine,
        erased,
        tuple(sorted(left)),
        unsure or 0,
        tuple(cards),
        len(heard_of) - len(cards),
        tuple(await originals.permalinks(session, workspace, [each.id for each in found])),
    )
