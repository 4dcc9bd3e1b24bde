"""`samepage export`: a workspace's roles and candidates as CSV files, in a folder for its owner's eyes only.

The files are UTF-8 with a byte order mark, commas, CRLF and quotes; moments are UTC, days and moments ISO 8601, lists
have a blank between, yes and no are `yes` and empty. What a spreadsheet could take for a formula has an apostrophe
before it (handlers/sheets.py), which `samepage import` takes away again.
"""

from __future__ import annotations

import csv
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.forget_command import NotForgotten, only_workspace
from handlers.sheets import harmless
from storage import audit, models, takeout
from storage.database import Database
from storage.rules.briefs import MOST_MUST_HAVES

_PERSON = ("name", "case", "email", "profile", "present_role", "place", "source")
_EVIDENCE = tuple(f"{what}_{number}" for number in range(1, MOST_MUST_HAVES + 1) for what in ("seen", "evidence"))
_ANSWER = (
    "decided_by",
    "decided_at",
    "recorded_by",
    "told_to",
    "confirmed_at",
    "undone_at",
    "superseded_at",
    "final_at",
)
COLUMNS: dict[str, tuple[str, ...]] = {
    "requisitions": (
        *("requisition", "title", "place", "department", "employment", "reason", "start_on", "openings", "target_days"),
        *("status", "confidential", "recruiter", "recruiter_name", "manager", "manager_name", "backup", "helpers"),
        *("opened_at", "closed_at"),
    ),
    "candidates": (
        *("candidate", "name", "email", "profile", "present_role", "place", "source", "privacy_on", "known_since"),
        "legal_hold",
    ),
    "submissions": (
        *("requisition", "number", "candidate", *_PERSON, "insight", "notice", "pay", "offer_by", "privacy_on"),
        *(*_EVIDENCE, "stage", "disposition", "posted_by", "posted_at", "ended_at"),
    ),
    "decisions": ("requisition", "number", "stage", "verdict", "disposition", "criterion", "evidence", *_ANSWER),
    "interviews": (
        *("requisition", "number", "state", "starts_at", "minutes", "interviewers"),
        *("planned_by", "planned_at", "ended_at"),
    ),
    "offers": (
        *("requisition", "number", "state", "proposed_by", "proposed_at", "approved_by", "approved_at", "made_on"),
        *("answer_by", "answered_by", "answered_at", "starts_on"),
    ),
}
# What is in the files about people, said whenever they are made.
PERSONAL = (
    "candidates.csv and submissions.csv: candidates' names, addresses, profiles, and what was written of them; "
    "decisions.csv: the words behind each decision; all of them: colleagues' Slack ids, requisitions.csv their names"
)
Said = Callable[[int, int, str], None]  # rows done, rows there are, the file


class CannotExport(Exception):
    """Nothing was written; the message says why, in words."""


@dataclass(frozen=True)
class Exported:
    """Rows by file, and how many confidential roles were left out."""

    rows: dict[str, int]
    left_out: int


async def export(
    database: Database,
    folder: Path,
    workspace: str | None,
    *,
    confidential: bool,
    at: datetime,
    said: Said = lambda done, of, what: None,
) -> Exported:
    """Writes the files into `folder`, which must not be there yet; it gets its name once all of them are whole and the
    log for auditors says so: nothing leaves unnoted. Raises CannotExport."""
    try:
        where = workspace or await only_workspace(database)
        with _made(folder) as part:
            done = await _write(database, part, where, confidential, said)
            rows = sum(done.rows.values())
            await database.write(partial(_noted, workspace=where, rows=rows, confidential=confidential, at=at))
            return done
    except NotForgotten as reason:
        raise CannotExport(str(reason)) from None
    except SQLAlchemyError as error:
        raise CannotExport(
            f"The database cannot be read, or the log in it not written ({type(error).__name__}). samepage doctor says "
            "more; nothing was exported."
        ) from None


async def _write(database: Database, part: Path, workspace: str, confidential: bool, said: Said) -> Exported:
    """All of it as it is at one moment."""
    counts: dict[str, int] = {}
    async with database.snapshot() as session:
        if await session.get(models.Workspace, workspace) is None:
            raise CannotExport(f"There is no workspace {workspace} in this database.")
        row = models.Requisition
        hidden = await session.scalars(select(row.id).where(row.workspace == workspace, row.is_confidential.is_(True)))
        left_out = 0 if confidential else len(hidden.all())
        for name, (rows, table) in takeout.EVERYTHING.items():
            of, counts[name] = await takeout.count(session, table, workspace), 0
            with _opened(part / f"{name}.csv") as file:
                writer = csv.writer(file, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
                writer.writerow(COLUMNS[name])
                async for some in rows(session, workspace, confidential=confidential):
                    writer.writerows([_cell(each.get(column)) for column in COLUMNS[name]] for each in some)
                    counts[name] += len(some)
                    said(counts[name], of, name)
    return Exported(counts, left_out)


async def _noted(session: AsyncSession, *, workspace: str, rows: int, confidential: bool, at: datetime) -> None:
    audit.note(session, workspace, "data_exported", at=at, rows=rows, confidential=confidential)


def _cell(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return harmless(" ".join(value) if isinstance(value, list) else str(value))


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
        yield file


@contextmanager
def _made(folder: Path) -> Iterator[Path]:
    """A folder under another name that only its owner may enter; it gets its own at the end of the block."""
    if folder.exists():
        raise CannotExport(f"{folder} is there already, and stays as it is. Give another name.")
    part = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
    try:
        part.mkdir(mode=0o700)
    except OSError as error:
        raise CannotExport(f"{folder.parent} cannot be written ({error.strerror}).") from None
    try:
        yield part
        part.rename(folder)
    except OSError as error:
        raise CannotExport(f"{folder} cannot be written ({error.strerror}).") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
