"""`samepage subject-access`: as `/candidate export`, into a folder, confidential roles included."""

from __future__ import annotations

import os
import secrets
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import refusals
from handlers.blocks import subject_access as blocks
from handlers.requisitions import key_number
from storage import audit, forgetting, people, subject_access
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
    files, which only their owner may read. A file that is there is not replaced. Both files and the note in the log
    come about, or none of them."""
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

    files = _Files(paths)

    async def verb(session: AsyncSession) -> None:
        found = await _noted(session, who, wanted, number, at)
        await session.flush()
        files.write([blocks.page(found), blocks.data(found)])  # before the commit: where it fails nothing is noted

    try:
        await database.write(verb)
        files.are_whole()
    except Refused as refused:
        raise NotHandedOut(refusals.words(refused, who.zone, at)) from None
    except OSError as error:
        raise NotHandedOut(f"{folder} cannot be written ({error.strerror}). Name another with --output.") from None
    finally:
        files.clear()
    return paths


class _Files:
    """Files that are written aside and then named, all of them or none."""

    def __init__(self, paths: list[Path]) -> None:
        self._paths, self._ours = paths, list[Path]()

    def write(self, contents: list[bytes]) -> None:
        """Writes them for their owner's eyes only; anew where a transaction is tried again."""
        self.clear()
        parts = [path.with_name(f".{path.name}.{secrets.token_hex(4)}.part") for path in self._paths]
        for part, content in zip(parts, contents, strict=True):
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                self._ours.append(part)
                file.write(content)
        for part, path in zip(parts, self._paths, strict=True):
            try:
                os.link(part, path)  # unlike a renaming, this never replaces a file that came meanwhile
                part.unlink()
            except FileExistsError:
                raise
            except OSError:  # a file system without such links
                part.rename(path)
            self._ours.append(path)

    def are_whole(self) -> None:
        """They stay."""
        self._ours = []

    def clear(self) -> None:
        """Takes away what is not whole."""
        for path in self._ours:
            path.unlink(missing_ok=True)
        self._ours = []


async def _noted(session: AsyncSession, who: Person, key: int, number: int, at: datetime) -> Everything:
    audit.from_machine(session)
    meant = await forgetting.meant(session, who, key, None, number)
    return await subject_access.noted(session, who, meant, at=at)
