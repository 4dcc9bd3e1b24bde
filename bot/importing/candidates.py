"""Candidates from a CSV file, by the same rules as the modal; the same row again posts nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2s

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.importing.sheet import CannotImport, Fault, Kind, Report, plain
from handlers.blocks import evidence as evidence_blocks
from handlers.blocks import refusals
from handlers.blocks.postings import SOURCES
from handlers.posting_form import LONGEST, findings, posting, unsaid, wrong
from handlers.requisitions import key_number
from storage import audit, candidates, evidence, models, people, requisitions, submissions
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
KIND = Kind(
    "candidates",
    (*COLUMNS, "first_name", "last_name", "company", "requisition", "stage"),
    ("name", "case"),
    {
        "name": ("candidate_name", "full_name", "applicant_name", "applicant", "candidate"),
        "first_name": ("firstname", "given_name"),
        "last_name": ("lastname", "surname", "family_name"),
        "case": ("summary", "pitch", "recruiter_notes", "notes", "note", "comments", "comment"),
        "email": ("e_mail", "email_address", "e_mail_address", "candidate_email", "primary_email", "emails"),
        "profile": ("profile_url", "profile_link", "linkedin", "linkedin_url", "linkedin_profile", "social_profile"),
        "present_role": ("current_title", "current_position", "current_job_title", "current_role", "headline"),
        "company": ("current_company", "current_employer"),
        "place": ("location", "candidate_location", "city"),
        "source": ("candidate_source", "sources", "origin"),
        "notice": ("notice_period",),
        "pay": ("expected_salary", "salary_expectation", "salary_expectations", "desired_salary"),
        "requisition": ("requisition_id", "req_id", "req", "job_id", "job_name", "job_title", "job"),
        "stage": ("current_stage", "candidate_stage", "application_status", "status"),
    },
    frozenset({"number", "candidate", "disposition", "posted_by", "posted_at", "ended_at"}),
)
# Stages of other systems in which nobody has been decided on yet.
_TO_REVIEW = {"", "review", "new", "new_applicant", "applied", "application_review", "in_review", "lead", "sourced"}
_TO_REVIEW |= {"screen", "screening", "recruiter_screen", "phone_screen", "active", "in_process"}
# Other systems' words for where somebody came from.
_SOURCES = {
    "Referral": ("referred", "employee_referral"),
    "Applied": ("careers_page", "career_site", "company_website", "job_board"),
    "Agency": ("recruiting_agency", "recruitment_agency"),
    "Event": ("career_fair",),
}
_DAYS = ("offer_by", "privacy_on")
_SEEN = {"seen": Seen.SEEN, "partly": Seen.PARTLY, "not seen": Seen.NOT_SEEN, "not_seen": Seen.NOT_SEEN}


@dataclass(frozen=True)
class Target:
    """The role candidates are imported for, and as whom: its recruiter."""

    role: Requisition
    recruiter: Person
    wanted: Wanted


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
    said = plain(typed["source"])
    source = next((each for each in SOURCES if said in (plain(each), *_SOURCES.get(each, ()))), "")
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


@dataclass
class Importer:
    """Imports the rows of one file: all for one role, or each for the one in its column `requisition`."""

    database: Database
    workspace: str | None
    key: int | None
    keep: bool
    dry: bool
    _targets: dict[str, Target | str] = field(default_factory=dict)  # or in words why there is none
    _seen: dict[int, set[str]] = field(default_factory=dict)  # who stood in the file so far, by role
    _noted: set[int] = field(default_factory=set)  # roles of which the log for auditors says that this was imported

    @property
    def done(self) -> str:
        return "posted"

    async def begin(self, header: frozenset[str]) -> None:
        """CannotImport where it is not clear for which role, or nobody can be put forward for it."""
        if self.key is None and "requisition" not in header:
            raise CannotImport("For which role? Name it with --requisition REQ-7, or in a column requisition.")
        if self.key is not None and "requisition" in header:
            raise CannotImport("The file has a column requisition: leave --requisition out, or take the column away.")
        if self.key is not None:
            async with self.database.read() as session:
                self._targets[""] = await target(session, self.key, self.workspace)

    async def row(self, line: int, cells: Mapping[str, str], now: datetime) -> Report:
        """What became of one row."""
        text = cells.get("requisition", "")
        if text not in self._targets:
            async with self.database.read() as session:
                try:
                    self._targets[text] = await named(session, text, self.workspace)
                except CannotImport as reason:
                    self._targets[text] = str(reason)
        found = self._targets[text]
        if isinstance(found, str):
            return Report(faults=[Fault(line, "requisition", found)])
        seen = self._seen.setdefault(found.role.id, set())
        note = found.role.id not in self._noted
        report = await import_row(
            self.database, found, line, cells, seen, keep=self.keep, dry=self.dry, note=note, now=now
        )
        if report.posted:
            self._noted.add(found.role.id)
        return report


async def named(session: AsyncSession, text: str, workspace: str | None) -> Target:
    """The role a row names: one that was imported under that key, REQ-7, or the title of the only live one."""
    if not text:
        raise CannotImport("Name the role: REQ-7, or the key it was imported under.")
    row = models.Requisition
    query = select(row.number, row.workspace)
    query = query.where(row.workspace == workspace) if workspace else query
    found = (await session.execute(query.where(row.origin == role_origin(text)))).all()
    if not found and (number := key_number(text)) is not None:
        return await target(session, number, workspace)
    if not found:
        found = (
            await session.execute(query.where(func.lower(row.title) == text.lower(), row.closed_at.is_(None)).limit(3))
        ).all()
    if len(found) != 1:
        raise CannotImport(f"{len(found) or 'No'} roles are called that. Name it as REQ-7.")
    return await target(session, found[0][0], found[0][1])


def role_origin(key: str) -> str:
    """Where an imported role came from: the same for the same key of another system, and telling nothing of it."""
    return f"import:role:{blake2s(key.strip().casefold().encode('utf-8'), digest_size=16).hexdigest()}"


def _said(cells: Mapping[str, str]) -> dict[str, str]:
    """A row in our own columns: a name of two cells is one, and so are a present role and where it is."""
    said = {column: text for column, text in cells.items() if column not in ("requisition", "stage")}
    first, last, company = (said.pop(column, "") for column in ("first_name", "last_name", "company"))
    said["name"] = said.get("name") or f"{first} {last}".strip()
    if company:
        said["present_role"] = ", ".join(filter(None, (said.get("present_role", ""), company)))
    return said


async def import_row(
    database: Database,
    found: Target,
    line: int,
    cells: Mapping[str, str],
    seen: set[str],
    *,
    keep: bool,
    dry: bool,
    note: bool,
    now: datetime,
) -> Report:
    """Posts one candidate in a transaction of its own; the same row again posts nobody. `keep`: also what the modal
    would point out and let pass. `seen`: who stood in the file so far, by e-mail and link, for a dry run. `note`: the
    log for auditors says of this role that something was imported."""
    report = Report()
    stage, cells = cells.get("stage", ""), _said(cells)
    if plain(stage) not in _TO_REVIEW:
        why = f"Only whoever is still to be reviewed is put forward, and “{stage[:40]}” is further on or over."
        return Report(faults=[Fault(line, "stage", f"{why} Empty the cell to put them forward all the same.")])
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
        if note:
            audit.note(
                session, role.workspace, "data_imported", at=now, about=f"requisition:{role.id}", kind="candidates"
            )
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
