"""How the candidates of a role read in a list: in order of arrival, a page at a time, each with their details."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.candidates import line
from handlers.blocks.histories import waits
from handlers.blocks.kit import Block
from handlers.blocks.text import count, quote
from handlers.ids import VIEW_LIST

if TYPE_CHECKING:
    from storage.dossiers import Decision
    from storage.people import Person
    from storage.requisitions import Requisition
    from storage.submissions import Submission

PER_PAGE = 20
MOST_SAID = 40  # in a message only its reader sees


@dataclass(frozen=True)
class Listed:
    """One candidate of a list: by when somebody decides, what was decided, since when they wait."""

    submission: Submission
    name: str
    decision: Decision | None
    due: datetime | None
    waits_since: datetime | None


def one(each: Listed, reader: Person, now: datetime) -> str:
    """*Candidate 3 · Ada Marlowe · in review, by Wed 15:00 · has waited since Monday*."""
    said = line(each.submission, each.name, each.decision, each.due, reader, now)
    waiting = waits(each.waits_since, reader, now)
    return f"{said} · {waiting}" if waiting else said


def message(
    role: Requisition, latest: Sequence[Listed], total: int, reader: Person, now: datetime
) -> tuple[str, list[Block]]:
    """The list as a message: the latest of a long one, still in order of arrival, and the way to all of them."""
    text = f"*{role.key} {quote(role.title, 100)}* · {count(total, 'candidate')}, in order of arrival"
    lines = [one(each, reader, now) for each in latest]
    if total > len(latest):
        lines.insert(0, f"… {total - len(latest)} earlier ones")
    chunks = [lines[i : i + 10] for i in range(0, len(lines), 10)]
    blocks = [kit.section(text), *(kit.section("\n".join(chunk)) for chunk in chunks)]
    return text, [*blocks, kit.actions(kit.button("Open the list", ids.LIST_OPEN, str(role.id)))]


def modal(role: Requisition, shown: Sequence[Listed], page: int, total: int, reader: Person, now: datetime) -> Block:
    """A page of the list (from 0 on), each candidate with a button for their details."""
    last = max(total - 1, 0) // PER_PAGE
    blocks = [kit.section(f"*{role.key} {quote(role.title, 100)}* · {count(total, 'candidate')}, in order of arrival")]
    blocks += [
        kit.section(one(each, reader, now), kit.button("Details", ids.CANDIDATE_SHOW, str(each.submission.id)))
        for each in shown
    ]
    buttons = []
    if page:
        buttons.append(kit.button("Earlier", ids.LIST_EARLIER, f"{role.id}:{page - 1}"))
    if page < last:
        buttons.append(kit.button("Later", ids.LIST_LATER, f"{role.id}:{page + 1}"))
    if buttons:
        blocks.append(kit.context(f"Page {page + 1} of {last + 1}"))
        blocks.append(kit.actions(*buttons))
    return kit.modal(VIEW_LIST, f"Candidates of {role.key}", blocks, close="Close")
