"""How a candidate's details read: who they are, what is open, since when they wait, and their way so far, in pages."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import deadlines, interviews, job_offers, kit, timelines
from handlers.blocks.candidates import STAGES, case, origin
from handlers.blocks.kit import Block
from handlers.blocks.sentences import AWAITED
from handlers.blocks.text import count, escape, mention, quote, since, when
from handlers.ids import VIEW_HISTORY
from storage.rules.calendars import zone
from storage.rules.dispositions import CLOSED_WITH_ROLE, REASONS, WITHDRAWALS
from storage.rules.job_offers import DECLINES

if TYPE_CHECKING:
    from storage.asks import Ask
    from storage.histories import History, Step
    from storage.panels import Panel
    from storage.people import Person
    from storage.submissions import Submission

PER_PAGE = 10
WORDS_LONGEST = 600
_DISPOSITIONS = (
    REASONS | WITHDRAWALS | DECLINES | {CLOSED_WITH_ROLE: "Closed with the role", "criterion": "A must-have not seen"}
)


def modal(history: History, panel: Panel, page: int, reader: Person, now: datetime) -> Block:
    """One page of the way so far, oldest first, below who it is about and what comes next: interviews, or the offer."""
    dossier = history.dossier
    s, role = dossier.submission, dossier.requisition
    last = max(len(history.steps) - 1, 0) // PER_PAGE
    page = max(0, min(page, last))
    shown = history.steps[page * PER_PAGE : (page + 1) * PER_PAGE]
    blocks: list[Block] = []
    if page == 0:
        blocks += [
            kit.header(f"{dossier.name} · for {role.key} {role.title}"),
            kit.context(origin(dossier)),
            kit.section(state(s, dossier.waits_since, reader, now)),
            *case(dossier),
            *deadlines.on_card(s),
        ]
        if history.open_asks:
            blocks.append(kit.context("\n".join(_open(ask, reader, now) for ask in history.open_asks[:8])))
        blocks += interviews.on_card(panel)
        blocks += job_offers.on_card(dossier) if s.stage == "offer" else []
        blocks.append(kit.divider())
    blocks.append(kit.section("*The way so far*, oldest first"))
    before = history.steps[page * PER_PAGE - 1].version if page else None
    for step in shown:
        held = step.version if step.version != before else None  # the version is said once, until another one holds
        before = step.version or before
        blocks.append(kit.context(_line(step, held, s.number, s.id, reader, now)))
        if step.words:
            blocks.append(kit.section(f">{quote(' '.join(step.words.split()), WORDS_LONGEST)}"))
    buttons = []
    if page:
        buttons.append(kit.button("Earlier", ids.HISTORY_OLDER, f"{s.id}:{page - 1}"))
    if page < last:
        buttons.append(kit.button("Later", ids.HISTORY_NEWER, f"{s.id}:{page + 1}"))
    if buttons:
        blocks.append(kit.context(f"Page {page + 1} of {last + 1}"))
        blocks.append(kit.actions(*buttons))
    return kit.modal(VIEW_HISTORY, f"{s.label}, {role.key}", blocks, close="Close")


def state(s: Submission, waits_since: datetime | None, reader: Person, now: datetime) -> str:
    """Where a candidate is, why it ended where it did, and since when they wait."""
    words = STAGES[s.stage]
    said = f"*{words[:1].upper()}{words[1:]}*"
    if s.disposition in _DISPOSITIONS:
        said += f" · {escape(_DISPOSITIONS[s.disposition])}"
    waiting = waits(waits_since, reader, now)
    return f"{said} · {waiting}" if waiting else said


def waits(waits_since: datetime | None, reader: Person, now: datetime) -> str:
    """*has waited since Monday, 6 days*: the candidate's own waiting, in calendar days of the reader's; empty where
    they do not wait for us."""
    if waits_since is None:
        return ""
    tz = zone(reader.zone)
    days = (now.astimezone(tz).date() - waits_since.astimezone(tz).date()).days
    return f"has waited since {since(waits_since, reader.zone, now)}" + (f", {count(days, 'day')}" if days > 1 else "")


def _open(ask: Ask, reader: Person, now: datetime) -> str:
    what = AWAITED.get(ask.kind, "an answer about {}").format("them")
    if ask.is_paused:
        return f"{mention(ask.owner)}: {what} · stands still"
    return f"{mention(ask.owner)}: {what} · by {when(ask.due_at, reader.zone, now)}"


def _line(step: Step, held: int | None, number: int, submission_id: int, reader: Person, now: datetime) -> str:
    said = timelines.line(step.happening, {submission_id: number}, reader, now)
    return f"{said} · brief v{held}" if held else said
