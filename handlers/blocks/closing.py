"""How closing a requisition reads: the modal, and what its channel hears."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit, last_time
from handlers.blocks.kit import Block
from handlers.blocks.requisitions import heading
from handlers.blocks.text import clip, count, day_number, escape, listed, mention, quote
from storage.rules.realities import LONGEST_AGREED, MOST_AGREED

if TYPE_CHECKING:
    from storage.requisitions import Requisition
    from storage.submissions import Submission


def closed(
    role: Requisition, ended: list[Submission], zone: str, now: datetime, agreed: list[str] | None = None
) -> tuple[str, list[Block]]:
    """The message that closes a role in its channel; `agreed` is what the two will do differently next time."""
    hired = [s.label for s in ended if s.stage == "hired"]
    day = f"on day {day_number(role.opened_at, role.closed_at or now, zone)}"
    said = _filled(role, hired, day) if role.status == "filled" else f"*{role.key} is cancelled*, {day}."
    waiting = [s for s in ended if s.disposition == "role_closed"]
    if waiting:
        wait = "waits" if len(waiting) == 1 else "wait"
        who = listed([s.label for s in waiting])
        said += f" {who} still {wait} to hear: {mention(role.recruiter)}, please tell them."
    else:
        said += " Thank you both."
    said += last_time.said(agreed or [])
    return escape(f"{role.key} {role.title} is {role.status}"), [kit.section(said)]


def _filled(role: Requisition, hired: list[str], day: str) -> str:
    """*REQ-1 is filled* by whom; with fewer than its openings *REQ-1 is closed, 2 of 3 filled*."""
    if not hired:
        return f"*{role.key} is filled*, {day}."
    who = f"{listed(hired)} {'is' if len(hired) == 1 else 'are'} hired."
    if len(hired) < role.openings:
        return f"*{role.key} is closed, {len(hired)} of {role.openings} filled*, {day}. {who}"
    return f"*{role.key} is filled*: {len(hired)} of {role.openings}, {day}. {who}"


def modal(
    role: Requisition, live: list[Submission], names: dict[int, str], metadata: str, *, shared: bool = False
) -> Block:
    """The modal that closes a role; whoever is still in play is named."""
    blocks = [
        kit.section(f"*{quote(heading(role), 120)}*"),
        kit.field(
            "outcome",
            "How did it end?",
            {
                "type": "radio_buttons",
                "options": [kit.option("Filled", "filled"), kit.option("Cancelled", "cancelled")],
            },
        ),
    ]
    if live:
        blocks.append(
            kit.field(
                "hired",
                "Who was hired?",
                {
                    "type": "multi_static_select",
                    "placeholder": kit.plain("Nobody from here"),
                    "options": [
                        kit.option(clip(f"{s.label} · {names.get(s.id, '')}", kit.OPTION), str(s.id))
                        for s in live[:100]
                    ],
                },
                optional=True,
                hint=f"This role has {count(role.openings, 'opening')}." if role.openings > 1 else None,
            )
        )
        blocks.append(
            kit.context(
                f"{count(len(live), 'candidate is', 'candidates are')} still in play. Whoever is not hired ends with "
                f"the role, and {mention(role.recruiter)} is asked to tell them."
            )
        )
    blocks.append(
        kit.field(
            last_time.NAME,
            last_time.LABEL,
            kit.text_input(lines=True, longest=MOST_AGREED * (LONGEST_AGREED + 10)),
            optional=True,
            hint=f"One a line, {MOST_AGREED} at most. It opens the next brief of this hiring manager. Write about the "
            "search, never about a candidate.",
        )
    )
    if role.channel and role.channel_kind == "channel" and not shared:
        blocks.append(
            kit.field(
                "channel",
                "Its channel",
                kit.checkboxes([kit.option("Archive it, once everything is said", "archive")], []),
                optional=True,
            )
        )
    return kit.modal(ids.VIEW_CLOSE, f"Close {role.key}", blocks, submit="Close it", metadata=metadata)
