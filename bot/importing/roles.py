"""Roles from a CSV file, opened as `/req open` opens them, in the name of their recruiter; the same row again opens
none. Each gets its channel in Slack once the bot runs."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from slack_sdk.errors import SlackClientError
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.importing.candidates import role_origin
from bot.importing.sheet import CannotImport, Fault, Kind, Report, plain
from handlers.blocks import refusals
from handlers.blocks.openings import DEPARTMENT_LONGEST
from handlers.blocks.requisitions import LOCATION_LONGEST, MOST_OPENINGS, TITLE_LONGEST
from handlers.openings import WRONG_START
from handlers.requisitions import key_number
from storage import audit, models, people
from storage.database import Database
from storage.openings import Opening, open_requisition
from storage.people import Person
from storage.refusals import Refused
from storage.rules.details import EMPLOYMENT, REASONS, Details, wrong_start
from storage.rules.duties import MOST_HELPERS
from storage.rules.rhythm import local_day

KIND = Kind(
    "roles",
    (
        *("requisition", "title", "place", "department", "employment", "reason", "start_on", "openings", "status"),
        *("confidential", "recruiter", "manager", "backup", "helpers"),
    ),
    ("title",),
    {
        "requisition": ("requisition_id", "req_id", "requisition_number", "job_id", "reference", "ref", "id"),
        "title": ("job_title", "job_name", "position", "role", "job", "name"),
        "place": ("location", "office", "city"),
        "department": ("team", "division"),
        "employment": ("employment_type", "job_type", "type"),
        "start_on": ("target_start_date", "target_start", "start_date"),
        "openings": ("number_of_openings", "headcount", "vacancies"),
        "status": ("job_status", "state"),
        "confidential": ("is_confidential", "private"),
        "recruiter": ("recruiter_id", "lead_recruiter", "owner"),
        "manager": ("hiring_manager", "hiring_manager_id", "manager_id"),
    },
    frozenset({"recruiter_name", "manager_name", "target_days", "opened_at", "closed_at"}),
)
_OPEN = {"", "open", "opened", "intake", "awaiting_approval", "active", "approved", "published", "draft", "new"}
_YES, _NO = {"yes", "true", "1", "x"}, {"", "no", "false", "0"}
_ID = re.compile(r"^[UW][A-Z0-9_]{2,23}$")
LookUp = Callable[[str, str], Awaitable[Person | None]]


class _OnlyTried(Exception):
    """Ends the transaction of a dry run: nothing of it stays."""


@dataclass
class Importer:
    """Imports the rows of one file. `recruiter` and `manager` (Slack ids or names) stand for whom a row does not name;
    `look_up` asks Slack about an id."""

    database: Database
    look_up: LookUp
    workspace: str | None
    recruiter: str
    manager: str
    dry: bool
    _keys: set[str] = field(default_factory=set)  # in the file so far
    _noted: bool = False  # the log for auditors says that this file was imported

    @property
    def done(self) -> str:
        return "opened"

    async def begin(self, header: frozenset[str]) -> None:
        """CannotImport where it is not clear in which workspace, or nobody is named as one of the two."""
        for side, option in (("recruiter", self.recruiter), ("manager", self.manager)):
            if side not in header and not option:
                raise CannotImport(f"Who is the {side}? Name them in a column {side}, or with --{side} U….")
        row = models.Workspace
        query = select(row.id).limit(2)
        async with self.database.read() as session:
            found = list(await session.scalars(query.where(row.id == self.workspace) if self.workspace else query))
        if len(found) != 1:
            raise CannotImport("Which workspace? Name one the bot is in with --workspace T….")
        self.workspace = found[0]

    async def row(self, line: int, cells: Mapping[str, str], now: datetime) -> Report:
        """What became of one row."""
        workspace = self.workspace or ""
        faults = [Fault(line, column, why) for column, why in _unread(cells).items()]
        named: dict[str, list[Person]] = {}
        for column, option in (
            ("recruiter", self.recruiter),
            ("manager", self.manager),
            ("backup", ""),
            ("helpers", ""),
        ):
            words = cells.get(column, "") or option
            try:
                named[column] = [await self._person(workspace, each) for each in _each(column, words)]
            except _Nobody as why:
                faults.append(Fault(line, column, str(why)))
        if not faults and not (named["recruiter"] and named["manager"]):
            faults.append(Fault(line, "manager" if named["recruiter"] else "recruiter", "Name them."))
        if faults:
            return Report(faults=faults)
        (recruiter,), (manager,) = named["recruiter"], named["manager"]
        backup = next(iter(named["backup"]), None)
        details = _details(cells)
        if details.start_on and (wrong := wrong_start(details.start_on, local_day(recruiter.zone, now))):
            faults.append(Fault(line, "start_on", WRONG_START[wrong]))
        if backup and backup.id == manager.id:
            faults.append(Fault(line, "backup", "The backup is for when the manager cannot: somebody else, or nobody."))
        if faults:
            return Report(faults=faults)
        opening = Opening(
            cells["title"],
            manager.id,
            cells.get("place", ""),
            int(cells.get("openings") or 1),
            backup.id if backup else None,
            details,
            helpers=tuple(each.id for each in named["helpers"]),
            is_confidential=cells.get("confidential", "").lower() in _YES,
        )
        return await self._open(line, cells, recruiter, opening, now)

    async def _open(
        self, line: int, cells: Mapping[str, str], recruiter: Person, opening: Opening, now: datetime
    ) -> Report:
        key = cells.get("requisition", "")
        origin = role_origin(key or "\x1f".join(f"{name}={cells[name]}" for name in sorted(cells) if cells[name]))
        if origin in self._keys:
            return Report(faults=[Fault(line, "requisition", "A row above in this file is the same role.")])
        self._keys.add(origin)

        async def verb(session: AsyncSession) -> bool:
            if await _is_there(session, recruiter.workspace, origin, key, opening.title):
                return False
            await open_requisition(session, recruiter, opening, origin=origin, at=now)
            if self.dry:
                raise _OnlyTried
            if not self._noted:
                audit.note(session, recruiter.workspace, "data_imported", at=now, kind="roles")
            return True

        try:
            if not await self.database.write(verb):
                return Report(there=[line])
            self._noted = True
            return Report(posted=[line])
        except _OnlyTried:
            return Report(posted=[line])
        except Refused as refused:
            return Report(faults=[Fault(line, "", refusals.words(refused, recruiter.zone, now))])

    async def _person(self, workspace: str, words: str) -> Person:
        """Somebody by Slack id or by name. Raises _Nobody."""
        said = words.strip("<@> ")
        if not _ID.match(said):
            return await self._named(workspace, said)
        try:
            found = await self.look_up(workspace, said)
        except (SlackClientError, OSError) as error:
            raise _Nobody(f"Slack could not be asked who {said} is ({type(error).__name__}).") from None
        if found is None:
            raise _Nobody(f"Slack knows nobody as {said} here.")
        if not found.is_member:
            raise _Nobody(f"{said} is no full member of this workspace.")
        return found

    async def _named(self, workspace: str, name: str) -> Person:
        row = models.Person
        async with self.database.read() as session:
            ids = await session.scalars(
                select(row.id).where(row.workspace == workspace, func.lower(row.name) == name.lower()).order_by(row.id)
            )
            found = [await people.get(session, workspace, each) for each in ids.all()]
        found = [each for each in found if each.is_member]
        if len(found) != 1:
            how_many = "Several people are" if found else "Nobody I have met is"
            raise _Nobody(f"{how_many} called that. Give the Slack id (U…), from the person's profile in Slack.")
        return found[0]


class _Nobody(Exception):
    """Why it is not clear who is meant, in words."""


async def _is_there(session: AsyncSession, workspace: str, origin: str, key: str, title: str) -> bool:
    """Whether that role was imported before, or is the very one that was exported from here."""
    row = models.Requisition
    query = select(row.id).where(row.workspace == workspace)
    if await session.scalar(query.where(row.origin == origin)) is not None:
        return True
    number = key_number(key) if key.upper().startswith("REQ") else None
    return number is not None and bool(await session.scalar(query.where(row.number == number, row.title == title)))


def _each(column: str, words: str) -> list[str]:
    """The people a cell names: several for helpers, by blanks where they are ids, else by semicolons."""
    if column != "helpers":
        return [words] if words else []
    parts = words.split()
    return (
        parts if all(_ID.match(part) for part in parts) else [each.strip() for each in words.split(";") if each.strip()]
    )


def _unread(cells: Mapping[str, str]) -> dict[str, str]:
    """What cannot be read of a row, or is too much for a role, in words by column."""
    faults: dict[str, str] = {}
    if "" in cells:
        faults[""] = "This line has more cells than there are columns."
    if not cells["title"]:
        faults["title"] = "Give the role a title people will recognise."
    for column, longest in (("title", TITLE_LONGEST), ("place", LOCATION_LONGEST), ("department", DEPARTMENT_LONGEST)):
        if len(cells.get(column, "")) > longest:
            faults[column] = f"At most {longest} characters; these are {len(cells[column])}."
    openings = cells.get("openings", "")
    if openings and not (openings.isascii() and openings.isdigit() and 1 <= int(openings) <= MOST_OPENINGS):
        faults["openings"] = f"A whole number from 1 to {MOST_OPENINGS}."
    for column, known in (("employment", EMPLOYMENT), ("reason", REASONS)):
        if cells.get(column) and _key(cells[column], known) is None:
            faults[column] = f"One of {', '.join(known.values())}."
    try:
        date.fromisoformat(cells.get("start_on") or "2026-01-01")
    except ValueError:
        faults["start_on"] = "Write the day as 2026-11-14."
    if plain(cells.get("status", "")) not in _OPEN:
        faults["status"] = f"Only roles still to be filled are opened, and this one is “{cells['status'][:40]}”."
    if cells.get("confidential", "").lower() not in _YES | _NO:
        faults["confidential"] = "yes, or empty."
    if len(_each("helpers", cells.get("helpers", ""))) > MOST_HELPERS:
        faults["helpers"] = f"At most {MOST_HELPERS} people."
    return faults


def _key(words: str, known: Mapping[str, str]) -> str | None:
    """The key people's words stand for; they may be the key itself."""
    return next((key for key, said in known.items() if plain(words) in (key, plain(said))), None)


def _details(cells: Mapping[str, str]) -> Details:
    return Details(
        cells.get("department", ""),
        _key(cells.get("employment", ""), EMPLOYMENT) or "",
        date.fromisoformat(cells["start_on"]) if cells.get("start_on") else None,
        _key(cells.get("reason", ""), REASONS) or "",
    )
