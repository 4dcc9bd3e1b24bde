"""A neighbour who has a row of every kind, all by one id and all about the same person, and hands that try that id."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    Table,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

import handlers
from handlers import ids
from handlers.blocks import candidate_menu
from handlers.clients import always
from handlers.door import Handler, metadata
from handlers.people import People
from handlers.visit import Office, Visit
from storage import models
from storage.database import Database
from storage.moments import Moment
from storage.refusals import Refused
from storage.rules.dispositions import WITHDRAWALS
from storage.rules.job_offers import DECLINES, GOING
from tests.storage.test_migrations import PERSONAL, WORK
from tests.storage.world import HERE, MONDAY, RITA, TWIN, World, hours

N = 777_777  # the id of everything the neighbour has, and its number
MARK = "Zyxneighbour"  # in every text of theirs
ROOM = "C0ZYXROOM"  # their role's channel
NOW = MONDAY + hours(2)
TABLES = models.Base.metadata.sorted_tables

# One of the words each column knows; free text has the mark.
WORDS: Mapping[str, Mapping[str, Any]] = {
    "agreed_actions": {"owner": RITA},
    "agreement_proposals": {"promises": {"review_profile": 2}},
    "agreements": {"kind": "review_profile"},
    "asks": {"kind": "review_profile", "state": "open"},
    "balls": {"holder": "manager"},
    "blind_rounds": {"subject": "pulse"},
    "brief_chapters": {"chapter": "why"},
    "brief_texts": {"section": "why"},
    "briefs": {"state": "open", "version": 1},
    "calibration_answers": {"verdict": "yes"},
    "calibrations": {"state": "open"},
    "candidate_texts": {"kind": "case"},
    "cards": {"kind": "submission", "ts": "1.0"},
    "check_in_answers": {"side": "recruiter"},
    "criteria": {"weight": "must", "position": 1},
    "decisions": {"verdict": "approve", "from_stage": "review", "disposition": "pay"},
    "digests": {"zone": "Europe/Berlin", "scope": "all", "days": "0", "at": "09:00", "channel": ROOM},
    "duties": {"duty": "sourcing"},
    "forgettings": {"why": "asked"},
    "hire_answers": {"side": "recruiter", "going": "well"},
    "insights": {"kind": "market"},
    "interviewers": {"recommendation": "yes", "step": "invite"},
    "interviews": {"state": "planned"},
    "lanes": {"name": ROOM},
    "offers": {"state": "made"},
    "originals": {"ts": "1.0", "channel": ROOM},
    "outbox": {"kind": "submission.card", "state": "waiting", "ids": {"submission": N}},
    "posted_evidence": {"seen": "seen"},
    "pulse_asks": {"step": "ask"},
    "requisition_people": {"role": "manager"},
    "requisitions": {
        "status": "open",
        "channel": ROOM,
        "channel_kind": "channel",
        "employment": "permanent",
        "reason": "new",
        "headcount": "approved",
        "hold_reason": None,
    },
    "signatures": {"side": "manager"},
    "stays": {"stage": "review"},
    "submissions": {"stage": "review", "source": "referral"},
    "timeline": {"kind": "opened", "facts": {}},
    "tips_told": {"tip": "post"},
}
# What would end a row's life: nothing of the neighbour's is over.
_ENDS = {"until", "erased_at", "closed_at", "ended_at", "undone_at", "answered_at", "superseded_at", "archived_at"}
_ENDS |= {"taken_back_at", "handled_at", "final_at", "reported_at", "revealed_at", "out_at", "handed_in_at"}
_ENDS |= {"forgotten_at", "lapse_at", "held_at", "held_by", "paused_at", "paused_for", "paused_why", "disposition"}
_ENDS |= {"withdrawn_from", "forgetting_id", "objected_at", "accepted_at", "accepted_by", "look_on", "look_at"}
_ENDS |= {"closed_by", "answered_by", "ended_by", "resume_at", "confirmed_at", "confirmed_by", "hold_reason"}


async def poison(world: World) -> None:
    """The rows, and the person they are about made mighty: whatever is not theirs is kept from them by nothing else."""
    async with world.database.begin() as session:
        for table in TABLES:
            if table.name not in ("workspaces", "people"):
                await session.execute(insert(table).values(**_row(table)))
        for side in ("recruiter", "helper", "backup"):
            values = _row(models.RequisitionPerson.__table__) | {"role": side}  # type: ignore[arg-type]
            del values["id"]
            await session.execute(insert(models.RequisitionPerson).values(**values))
        for workspace in (HERE, TWIN):
            who = models.Person
            await session.execute(
                update(who)
                .where(who.workspace == workspace, who.id == RITA)
                .values(is_admin=True, is_lead=True, seen_at=NOW)
            )


def _row(table: Table) -> dict[str, Any]:
    return {column.name: _value(table.name, column) for column in table.columns}


def _value(table: str, column: Column[Any]) -> Any:
    name, known = column.name, WORDS.get(table, {})
    if name == "workspace":
        return TWIN
    if name in known:
        return known[name]
    if column.nullable and name in _ENDS:
        return None
    if name in PERSONAL.get(table, ()) or name in WORK.get(table, ()):
        return MARK
    kind = column.type
    if isinstance(kind, Moment):
        return MONDAY + timedelta(days=1) if name in ("undo_until", "due_at", "object_until") else MONDAY
    if isinstance(kind, Date):
        return date(2026, 6, 30)
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, BigInteger | Integer):
        return N if name == "id" or name == "number" or name.endswith("_id") or name == "subject" else 1
    if isinstance(kind, JSON):
        return None if column.nullable else {}
    if isinstance(kind, LargeBinary):
        return MARK.encode()
    return RITA if getattr(kind, "length", None) == 24 and name != "channel" else MARK[:12]


class Rehearsal(Database):
    """A database in which nothing stays. Before it is taken back, `touched` gets the tables in which it would have
    left something of the neighbour's other than it was, or something of theirs among ours."""

    def __init__(self, database: Database) -> None:
        super().__init__(database.writer, database.reader)
        self.touched: list[str] = []
        self._written: set[str] = set()

        @event.listens_for(database.writer.sync_engine, "before_cursor_execute")
        def _(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            self._written.update(_WRITES.findall(statement))

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        self._written.clear()
        try:
            async with super().begin() as session:
                yield session
                await session.flush()
                self.touched += [table for table in self._written if await _is_strange(session, table)]
                raise _TakenBack
        except _TakenBack:
            pass


_WRITES = re.compile(r"^(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)")


class _TakenBack(Exception):
    pass


async def _is_strange(session: AsyncSession, name: str) -> bool:
    """Whether the neighbour's row is not as it was, or one of ours holds what is theirs."""
    table = models.Base.metadata.tables[name]
    if name in ("workspaces", "people"):
        return False
    query = select(table).where(table.c.workspace.in_((HERE, TWIN)))
    rows = (await session.execute(query)).mappings().all()
    theirs = [row for row in rows if row["workspace"] == TWIN and row.get("id", N) == N]
    ours = [row for row in rows if row["workspace"] == HERE]
    return (
        len(theirs) != 1
        or any(theirs[0][column] != value for column, value in _row(table).items())
        or any(N in row.values() or MARK in repr(dict(row)) for row in ours)
    )


# What is chosen in a field of this name, so that what stands beside it is looked at; in every other, what is tried.
_CHOSEN = {
    "decider": "U_MONA",
    "told_to": RITA,
    "verdict": "approve",
    "seat": "manager",
    "number": "5",
    "days": "3",
    "role": f"{N}",
    "requisition": f"{N}",
    "kind": "market",
    "going": next(iter(GOING)),
    "until": "2026-06-03T09:30:00+02:00",
    "approver": "U_MONA",
    "owner:1": "recruiter",
    "employment": "permanent",
}
_DAYS = {"look_on": 30, "start_on": 30, "first": 10, "last": 12, "offer_by": 20, "privacy_on": 1, "shortlist_on": 20}
_WORDS = "Loads that fail at night are found before breakfast"


class _Fields(dict[str, Any]):
    """A form that has whatever field it is asked for, with something chosen and typed in each."""

    def __init__(self, option: str) -> None:
        super().__init__(any={"any": {}})
        self._option = option

    def get(self, name: Any, default: Any = None) -> Any:
        if name in _DAYS:
            return {"any": {"selected_date": f"2026-06-{_DAYS[name]:02}"}}
        value = "U_MONA" if name == "to" and self._option == f"{N}" else _CHOSEN.get(name, self._option)
        chosen = {"value": value, "text": {"type": "plain_text", "text": value}}
        moment = int((NOW - timedelta(minutes=5)).timestamp())
        more = {"selected_options": [chosen], "selected_users": ["U_MONA"], "selected_date_time": moment}
        return {"any": {"value": _WORDS, "selected_option": chosen, **more}}

    def __contains__(self, name: object) -> bool:
        return True


@dataclass(frozen=True)
class Hands:
    """Somebody of a workspace, who tries everything."""

    office: Office
    world: World

    def visit(self, **more: Any) -> Visit:
        person = replace(self.world.person(RITA), is_admin=True, seen_at=NOW)
        return Visit(self.office, person, NOW, channel=ROOM, **more)

    async def try_(self, handler: Handler, visit: Visit) -> str:
        """What is answered, as text; what Slack would have to be asked for is not answered here."""
        try:
            return repr(await handler(visit))
        except Refused as refused:
            return f"refused: {refused.why} {refused.facts}"
        except (SlackApiError, aiohttp.ClientError) as error:
            return f"Slack: {type(error).__name__}"
        except ValueError as error:  # a day or an hour that stands in none of our selects, before anything is asked
            if any(words in str(error) for words in ("isoformat", "hour must be", "is none of")):
                return "refused: nothing Slack would send"
            raise

    async def attempt(self, handler: Handler, visit: Visit) -> str:
        """As `try_`, for whoever does find something: a poor row, made of nothing but words that fit its columns."""
        try:
            return await self.try_(handler, visit)
        except Exception as error:
            return f"found: {type(error).__name__}"


def hands(database: Database, workspace: str) -> Hands:
    client = AsyncWebClient(token="xoxb-nobody", base_url="http://127.0.0.1:9/", retry_handlers=[])
    people = People(database, always(client), lambda: NOW)
    return Hands(Office(database, people, lambda: None, always(client)), World(database, workspace))


KEYS = (
    *(f"{N}{rest}" for rest in ("", ":0", ":0:1", ".0", ".1.0", ".end", ":review", ".why")),
    *(f"{N}.{N}", f"{N}:{N}", f"{N}|{N}|1780400000|60|{RITA}", f"check_in.{N}"),
)
MENUS = {
    ids.REQUISITION_MORE: ("team", "edit", "hold", "reopen", "hand", "timeline"),
    ids.CANDIDATE_MORE: ("SHOW", "RECORD", "MOVE", "WITHDRAW", "BACK", "FORGET"),
    ids.ASK_MORE: ("snooze", "hand", "question", "hold"),
}
DECLINE, WITHDRAWAL = next(iter(DECLINES)), next(iter(WITHDRAWALS))
OPTIONS = (f"{N}", "pay", "cancelled", "budget", "others", "time", "debrief", "asked", DECLINE, WITHDRAWAL, "new")
TYPED = ("", f"REQ-{N}", f"REQ-{N} {N}", f"{N}", f"REQ-{N} {N} debrief")


Tries = Iterator[tuple[str, Handler, list[dict[str, Any]]]]  # a handler by its name, with all that is tried on it


def everything_typed() -> Tries:
    """Every command with each of its words, and every shortcut."""
    typed = [{"text": words} for words in TYPED]
    for command, handler in handlers.COMMANDS.items():
        yield command, handler, typed
    for command, table in (
        (ids.REQ, handlers.REQ),
        (ids.CANDIDATE, handlers.CANDIDATE),
        (ids.SAMEPAGE, handlers.SAMEPAGE),
    ):
        for word, handler in table.items():
            yield f"{command} {word}", handler, typed
    message = {"text": MARK, "ts": "1.0", "user": RITA}
    for name, handler in handlers.SHORTCUTS.items():
        yield f"shortcut {name}", handler, [{"shortcut": {"message": message, "channel": {"id": ROOM}}}]


def everything_pressed() -> Tries:
    """Every button and menu."""
    for name, handler in handlers.ACTIONS.items():
        keys = KEYS if name not in MENUS else [f"{getattr(candidate_menu, what, what)}:{N}" for what in MENUS[name]]
        yield f"button {name}", handler, [{"value": key, "view": _view(key)} for key in keys]


def everything_submitted() -> Tries:
    """Every modal."""
    for name, handler in handlers.VIEWS.items():
        tries = [(key, OPTIONS[0]) for key in (*KEYS, _POSTING)] + [(KEYS[0], option) for option in OPTIONS[1:]]
        yield f"view {name}", handler, [{"view": _view(*each)} for each in tries]


_POSTING = (
    f'{{"requisition": {N}, "told": [], "asked": {N}, "original": ["{ROOM}", "1.0", "{RITA}", "https://x.example"]}}'
)


def _view(key: str, option: str = f"{N}") -> dict[str, Any]:
    return {
        "id": f"V{N}",
        "callback_id": "any",
        "type": "modal",
        "private_metadata": metadata(key),
        "blocks": [{"type": "section", "block_id": "any", "text": {"type": "plain_text", "text": "any"}}],
        "state": {"values": _Fields(option)},
        "title": {"type": "plain_text", "text": "any"},
    }
