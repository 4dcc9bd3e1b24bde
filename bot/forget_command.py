"""`samepage forget`: as `/candidate forget`, from the machine the bot runs on, in the name of somebody who may."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import forgetting as blocks
from handlers.blocks import refusals
from handlers.requisitions import key_number
from storage import audit, forgetting, models, people
from storage.database import Database
from storage.forgetting import Case
from storage.people import Person
from storage.refusals import Refused


class NotForgotten(Exception):
    """Nothing was erased; the message says why, in words."""


async def only_workspace(database: Database) -> str:
    """The one workspace of a database."""
    async with database.read() as session:
        found = list(await session.scalars(select(models.Workspace.id).limit(2)))
    if len(found) != 1:
        raise NotForgotten("The database holds several workspaces, or none yet. Say which with --workspace.")
    return found[0]


async def forget(
    database: Database, workspace: str, key: str, number: int, *, by: str, why: str, dry_run: bool, at: datetime
) -> str:
    """Erases Candidate `number` of the role `key` in the name of `by`, a Slack id; gives back what was done in a
    sentence. The bot, running or started next, deletes its messages and reports to `by`."""
    wanted = key_number(key)
    if wanted is None:
        raise NotForgotten(f"“{key}” is no requisition's key. Give it as REQ-12.")
    async with database.read() as session:
        who = await people.find(session, workspace, by)
    if who is None:
        raise NotForgotten(f"Nobody is known as {by} in {workspace}.")

    async def verb(session: AsyncSession) -> Case:
        return await _forget(session, who, wanted, number, why, dry_run, at)

    try:
        case = await database.write(verb)
    except Refused as refused:
        if refused.why in forgetting.STOPPED and not dry_run:
            await database.write(lambda session: _stopped(session, who, wanted, number, why, at))
        raise NotForgotten(refusals.words(refused, who.zone, at)) from None
    if dry_run:
        others = f", and on {case.others} more" if case.others else ""
        return f"{case.submission.label} of {case.requisition.key} would be erased{others}. Nothing was changed."
    return f"{blocks.erased(case)} The bot deletes its messages and reports to {by}."


async def _forget(
    session: AsyncSession, who: Person, key: int, number: int, why: str, dry_run: bool, at: datetime
) -> Case:
    audit.from_machine(session)
    submission = await forgetting.meant(session, who, key, None, number)
    case = await forgetting.may_forget(session, who, submission, at=at)
    if not dry_run:
        await forgetting.forget(session, who, submission, why=why, at=at)
    return case


async def _stopped(session: AsyncSession, who: Person, key: int, number: int, why: str, at: datetime) -> None:
    audit.from_machine(session)
    submission = await forgetting.meant(session, who, key, None, number)
    await forgetting.refused(session, who, submission, at=at, why=why)
