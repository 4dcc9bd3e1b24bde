"""`samepage subject-access`: as `/candidate export`, into a folder, confidential roles included."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import refusals
from handlers.blocks import subject_access as blocks
from handlers.requisitions import key_number
from storage import forgetting, people, subject_access
from storage.database import Database
from storage.people import Person
from storage.refusals import Refused
from storage.subject_access import Everything


class NotHandedOut(Exception):
    """Nothing was written; the message says why, in words."""


async def hand_out(
    database: Database, workspace: str, key: str, number: int, folder: Path, *, by: str, at: datetime
) -> list[Path]:
    """Writes what is held on Candidate `number` of the role `key` in the name of `by`, a talent lead; gives back the
    files, which only their owner may read. A file that is there is not replaced."""
    wanted = key_number(key)
    if wanted is None:
        raise NotHandedOut(f"“{key}” is no requisition's key. Give it as REQ-12.")
    async with database.read() as session:
        who = await people.find(session, workspace, by)
    if who is None:
        raise NotHandedOut(f"Nobody is known as {by} in {workspace}.")
    paths = [folder / f"req-{wanted}-candidate-{number}.{kind}" for kind in subject_access.KINDS]
    there = [path for path in paths if path.exists()]
    if there:
        raise NotHandedOut(f"{there[0]} is there already. Name another folder, or move it away.")

    async def verb(session: AsyncSession) -> Everything:
        return await _noted(session, who, wanted, number, at)

    try:
        found = await database.write(verb)
    except Refused as refused:
        raise NotHandedOut(refusals.words(refused, who.zone, at)) from None
    try:
        for path, content in zip(paths, (blocks.page(found), blocks.data(found)), strict=True):
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
    except OSError as error:
        raise NotHandedOut(f"{folder} cannot be written ({error.strerror}). Name another with --output.") from None
    return paths


async def _noted(session: AsyncSession, who: Person, key: int, number: int, at: datetime) -> Everything:
    meant = await forgetting.meant(session, who, key, None, number)
    return await subject_access.noted(session, who, meant, at=at)
