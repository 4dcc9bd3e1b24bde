"""`samepage import`: candidates from a CSV file, by the same rules as the modal, and a report of what was refused."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2s
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.settings import Settings
from handlers.blocks import evidence as evidence_blocks
from handlers.blocks import refusals
from handlers.blocks.postings import SOURCES
from handlers.blocks.text import clean
from handlers.posting_form import LONGEST, findings, posting, unsaid, wrong
from storage import candidates, evidence, models, people, requisitions, submissions
from storage.database import Database
from storage.evidence import Wanted
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.briefs import MOST_MUST_HAVES
from storage.rules.evidence import WORDS_LONGEST, Seen
from storage.rules.rhythm import local_day

_EVIDENCE = {f"{what}_{n}": (what, n) for n in range(1, MOST_MUST_HAVES + 1) for what in ("seen", "evidence")}
COLUMNS = (
    *("name", "case", "email", "profile", "present_role", "place", "source"),
    *("insight", "notice", "pay", "offer_by", "privacy_on"),
    *_EVIDENCE,
)
_DAYS = ("offer_by", "privacy_on")
_SEEN = {"seen": Seen.SEEN, "partly": Seen.PARTLY, "not seen": Seen.NOT_SEEN, "not_seen": Seen.NOT_SEEN}


class CannotImport(Exception):
    """Why nothing of a file can be imported, in words."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row: its line in the file, the column ('' where it is none's), and why."""

    line: int
    column: str
    why: str


@dataclass
class Report:
    """What became of a file, by line; in a dry run, what would."""

    posted: list[int] = field(default_factory=list)
    there: list[int] = field(default_factory=list)  # imported before
    faults: list[Fault] = field(default_factory=list)

    @property
    def refused(self) -> list[int]:
        return sorted({fault.line for fault in self.faults})

    def add(self, other: Report) -> None:
        self.posted += other.posted
        self.there += other.there
        self.faults += other.faults

    def summary(self, *, dry: bool) -> str:
        """One line: *12 posted · 3 there already · 1 refused*."""
        posted = f"{len(self.posted)} would be posted" if dry else f"{len(self.posted)} posted"
        return f"{posted} · {len(self.there)} there already · {len(self.refused)} refused"


@dataclass(frozen=True)
class Target:
    """The role candidates are imported for, and as whom: its recruiter."""

    role: Requisition
    recruiter: Person
    wanted: Wanted


def rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with their lines, 1 being the header. CannotImport names a header that does not fit."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = list(_read(csv.DictReader(file, strict=True)))
    except UnicodeDecodeError:
        raise CannotImport(f"{path} is not in UTF-8. Save it as “CSV UTF-8” and try again.") from None
    except csv.Error as error:
        raise CannotImport(f"{path} is no CSV file ({error}).") from None
    if not found:
        raise CannotImport(f"{path} holds no candidates: one line of headings, then one line each.")
    return found


def _read(reader: csv.DictReader[str]) -> Iterator[tuple[int, dict[str, str]]]:
    header = {name: (name or "").strip().lower().replace(" ", "_") for name in reader.fieldnames or []}
    missing = [name for name in ("name", "case") if name not in header.values()]
    unknown = [name for name, plain in header.items() if plain not in COLUMNS]
    if missing:
        raise CannotImport(f"The first line must name the columns; missing: {', '.join(missing)}.")
    if unknown:
        raise CannotImport(f"I know no column {', '.join(unknown)}. I know {', '.join(COLUMNS)}.")
    if len(set(header.values())) < len(header) or len(header) < len(reader.fieldnames or []):
        raise CannotImport("A column is named twice in the first line.")
    for raw in reader:
        cells = {header[name]: clean(text or "") for name, text in raw.items() if name in header}
        if raw.get(None):
            cells[""] = "more"
        if any(cells.values()):
            yield reader.line_num, cells


async def target(session: AsyncSession, key: int, workspace: str | None) -> Target:
    """The role of that number. CannotImport where it is not clear which, or nobody can be put forward for it."""
    row = models.Requisition
    query = select(row.workspace, row.id).where(row.number == key)
    found = (await session.execute(query.where(row.workspace == workspace) if workspace else query)).all()
    if not found:
        raise CannotImport(f"There is no REQ-{key}.")
    if len(found) > 1:
        raise CannotImport(f"REQ-{key} is in {len(found)} workspaces: name one with --workspace.")
    role = await requisitions.known(session, found[0][0], found[0][1])
    recruiter = await people.get(session, role.workspace, role.recruiter)
    if not recruiter.is_member:
        raise CannotImport(f"{role.key} has no recruiter any more. `/req hand {role.key}` in Slack names one.")
    try:
        await submissions.must_be_postable(session, role)
    except Refused as refused:
        raise CannotImport(refusals.words(refused, "UTC", role.opened_at)) from None
    return Target(role, recruiter, await evidence.wanted(session, role))


def _typed(cells: Mapping[str, str], wanted: Wanted) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """What a row says in the modal's terms, and what cannot be read of it: (column, why)."""
    typed, faults = {name: cells.get(name, "") for name in COLUMNS if name not in _EVIDENCE}, []
    if "" in cells:
        faults.append(("", "This line has more cells than there are columns."))
    for name, longest in LONGEST.items():
        if len(typed.get(name, "")) > longest:
            faults.append((name, f"At most {longest} characters; these are {len(typed[name])}."))
    for name in _DAYS:
        try:
            typed[name] = date.fromisoformat(typed[name]).isoformat() if typed[name] else ""
        except ValueError:
            faults.append((name, "Write the day as 2026-11-14."))
            typed[name] = ""
    source = next((each for each in SOURCES if each.lower() == typed["source"].lower()), "")
    if typed["source"] and not source:
        faults.append(("source", f"One of {', '.join(SOURCES)}."))
    typed["source"] = source
    for column, (what, number) in _EVIDENCE.items():
        said = cells.get(column, "")
        if not said:
            continue
        if number > len(wanted.criteria):
            faults.append((column, f"The brief has {len(wanted.criteria)} must-haves."))
        elif what == "evidence":
            typed[evidence_blocks.name(wanted.criteria[number - 1], "words")] = said
            if len(said) > WORDS_LONGEST:
                faults.append((column, f"At most {WORDS_LONGEST} characters; these are {len(said)}."))
        elif said.lower() not in _SEEN:
            faults.append((column, "seen, partly or not seen."))
        else:
            typed[evidence_blocks.name(wanted.criteria[number - 1], "seen")] = _SEEN[said.lower()]
    return typed, faults


def _columns(wanted: Wanted) -> dict[str, str]:
    """The file's column for each field of the modal that has another name here."""
    found = {}
    for number, each in enumerate(wanted.criteria, 1):
        found[evidence_blocks.name(each, "seen")] = f"seen_{number}"
        found[evidence_blocks.name(each, "words")] = f"evidence_{number}"
    return found


class _OnlyTried(Exception):
    """Ends the transaction of a dry run: nothing of it stays."""


async def run(settings: Settings, path: Path, key: int, workspace: str | None, *, dry: bool, keep: bool) -> int:
    """Imports a file and prints what became of it; gives back how many rows were refused."""
    lines = rows(path)
    clock = Clock(settings.clock_file)
    database = Database.open(settings.database_url)
    report, seen = Report(), set[str]()
    try:
        await database.migrate()
        async with database.read() as session:
            found = await target(session, key, workspace)
        with click.progressbar(lines, label=f"Candidates for {found.role.key}", file=sys.stderr) as going:
            for line, cells in going:
                now = clock.now()
                report.add(await import_row(database, found, line, cells, seen, keep=keep, dry=dry, now=now))
    except SQLAlchemyError as error:
        done = f"{len(report.posted)} were posted before; import the file again for the rest"
        raise CannotImport(f"The database cannot be reached ({type(error).__name__}): {done}.") from None
    finally:
        await database.close()
        clock.close()
    for each in report.faults:
        click.echo(f"line {each.line}" + (f", {each.column}" if each.column else "") + f": {each.why}")
    click.echo(report.summary(dry=dry))
    return len(report.refused)


async def import_row(
    database: Database,
    found: Target,
    line: int,
    cells: Mapping[str, str],
    seen: set[str],
    *,
    keep: bool,
    dry: bool,
    now: datetime,
) -> Report:
    """Posts one candidate in a transaction of its own; the same row again posts nobody. `keep`: also what the modal
    would point out and let pass. `seen`: who stood in the file so far, by e-mail and link, for a dry run."""
    report = Report()
    typed, unread = _typed(cells, found.wanted)
    columns = _columns(found.wanted)
    errors = wrong(typed, local_day(found.recruiter.zone, now)) | unsaid(typed, found.wanted)
    report.faults += [Fault(line, column, why) for column, why in unread]
    read = {column for column, _ in unread}
    report.faults += [Fault(line, columns.get(name, name), why) for name, why in errors.items() if name not in read]
    if not keep:
        for name, pointed in findings(typed).items():
            better = "; ".join(f"“{each.words[:60]}” touches {each.ground}: {each.better}" for each in pointed)
            report.faults.append(Fault(line, columns.get(name, name), f"{better} (--keep posts it as it is)"))
    if report.faults:
        return report
    said = posting(typed, found.wanted)
    twice = {each for each in (said.email and said.email.lower(), said.profile_url) if each}
    if dry and twice & seen:
        report.faults.append(Fault(line, "email" if said.email else "profile", "Somebody above in this file has it."))
        return report
    role, origin = found.role, _origin(found.role, cells)

    async def verb(session: AsyncSession) -> bool:
        row = models.Submission
        there = select(row.id).where(row.workspace == role.workspace, row.origin == origin)
        if await session.scalar(there) is not None:
            return False
        alike = await candidates.of_that_name(session, role, said.name)
        person = await people.get(session, role.workspace, role.recruiter)
        await submissions.post(session, person, role.id, said, origin=origin, at=now)
        if alike and not keep:
            why = f"There is a Candidate {alike} of that name (--keep posts them anyway)."
            raise _Alike(why)
        if dry:
            raise _OnlyTried
        return True

    try:
        (report.posted if await database.write(verb) else report.there).append(line)
    except _OnlyTried:
        report.posted.append(line)
    except _Alike as alike:
        report.faults.append(Fault(line, "name", str(alike)))
    except Refused as refused:
        column = str(refused.facts.get("by", "")) if refused.why is Why.SAME_PERSON else ""
        report.faults.append(Fault(line, column, refusals.words(refused, found.recruiter.zone, now)))
    if not report.faults:
        seen |= twice
    return report


class _Alike(Exception):
    """A name that is there already, which is asked about and not refused: nothing was posted."""


def _origin(role: Requisition, cells: Mapping[str, str]) -> str:
    """Where a row came from: the same for the same row, and telling nothing of it."""
    said = "\x1f".join(f"{name}={cells[name]}" for name in sorted(cells) if cells[name])
    return f"import:{role.id}:{blake2s(said.encode('utf-8'), digest_size=16).hexdigest()}"
