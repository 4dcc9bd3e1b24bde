"""How notices read in a gathered message: a decision somebody wrote down for the reader, answers they wait for, and how
content the managers are they recruit for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit, reasons
from handlers.blocks.kit import Block
from handlers.blocks.text import escape, mention, quote, when
from storage.rules.check_ins import CONTENT
from storage.rules.decisions import Verdict
from storage.rules.ladder import Rung

if TYPE_CHECKING:
    from storage.dossiers import Decision
    from storage.nudges import Line
    from storage.people import Person

KINDS = (Rung.RECORDED, Rung.ANSWERED, Rung.CONTENT)
_MOST_PEOPLE, _MOST_ROLES = 15, 8  # of those who say how content they are, in one section's text
MOST = 8  # with what else a message shows, within its fifty blocks


def is_live(line: Line) -> bool:
    """Whether a notice still says something: an answer that stands, or one that is still to be confirmed."""
    if line.rung == Rung.CONTENT:
        return line.content is not None
    decision = line.decision
    if line.rung not in KINDS or decision is None:
        return False
    return decision.is_to_confirm if line.rung == Rung.RECORDED else decision.stands


def lines(given: Sequence[Line], reader: Person, now: datetime) -> list[Block]:
    """Each notice with its buttons, the first few of them."""
    told = [line for line in given if line.content is not None]
    given = [line for line in given if line.rung != Rung.CONTENT]
    blocks = _content(told) if told else []
    for line in given[:MOST]:
        if line.decision is not None:
            blocks += (_recorded if line.rung == Rung.RECORDED else _answered)(line, line.decision, reader, now)
    if len(given) > MOST:
        blocks.append(kit.context(f"… and {len(given) - MOST} more, in the threads of their cards."))
    return blocks


def _content(told: Sequence[Line]) -> list[Block]:
    """All of them in one paragraph, by who said it."""
    by: dict[str, list[Line]] = {}
    for line in told:
        by.setdefault(line.owner.id, []).append(line)
    said = []
    for each in by.values():
        roles = ", ".join(f"{line.requisition.key} *{line.content}*" for line in each[:_MOST_ROLES])
        more = f" and {len(each) - _MOST_ROLES} more" if len(each) > _MOST_ROLES else ""
        said.append(f"{escape(each[0].owner.first_name)}: {roles}{more}")
    most = CONTENT[1]
    return [
        kit.section(f"*How content they are with the search*, of {most}\n{_lines(said)}"),
        kit.context("Said in the weekly check-in. Only you and whoever said it read this."),
    ]


def _lines(lines: Sequence[str]) -> str:
    """Lines for one section; what does not fit is counted."""
    shown = lines[:_MOST_PEOPLE]
    more = [f"… and {len(lines) - len(shown)} more"] if len(lines) > len(shown) else []
    return "\n".join([*shown, *more])


def _who(line: Line) -> str:
    label = line.submission.label if line.submission else "A candidate"
    name = f", {quote(line.candidate.name, 80)}" if line.candidate else ""
    return f"*{label}{name}*, for {line.requisition.key} {quote(line.requisition.title, 100)}"


def _word(decision: Decision) -> str:
    return "yes" if decision.verdict == Verdict.APPROVE else "no"


def _recorded(line: Line, decision: Decision, reader: Person, now: datetime) -> list[Block]:
    said = (
        f"{_who(line)}: {mention(decision.recorded_by or '')} wrote down that you said *{_word(decision)}*, "
        f"{when(decision.decided_at, reader.zone, now)}. Is it so?"
    )
    if not decision.stands:
        return [kit.section(f"~{said}~ _taken back_")]
    if decision.confirmed_at is not None:
        return [kit.section(f"~{said}~ _confirmed, thank you_")]
    if decision.final_at is not None:
        return [kit.section(f"~{said}~ _it stands_")]
    until = when(decision.undo_until, reader.zone, now)
    return [
        kit.section(f"{said} Without a word from you it stands from {until} on."),
        kit.actions(
            kit.button("Confirm", ids.DECISION_CONFIRM, str(decision.id)),
            kit.button("Undo", ids.UNDO, str(decision.id)),
        ),
    ]


def _answered(line: Line, decision: Decision, reader: Person, now: datetime) -> list[Block]:
    by = escape(line.owner.first_name) if line.owner.id == decision.decided_by else mention(decision.decided_by)
    at = when(decision.decided_at, reader.zone, now)
    why = f": {reasons.said(decision)}" if decision.verdict == Verdict.REJECT else ""
    said = f"{_who(line)}: {by} said *{_word(decision)}*{why}, {at}."
    return [kit.section(said if decision.stands else f"~{said}~ _taken back_")]
