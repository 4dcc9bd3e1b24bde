"""How a check-in reads: the form with one section per role, and both answers together in the channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import count, escape, quote

if TYPE_CHECKING:
    from storage.check_ins import Answer, CheckIn

LONGEST = 1000
_MOST_ROLES = 25  # four blocks each, within a view's hundred


def form(waiting: list[tuple[int, int, str]], metadata: str, profiles: Mapping[int, int] | None = None) -> Block:
    """One form over all of a person's roles: (answer id, requisition number, title) each. `profiles`: how many a week
    were agreed on, by number."""
    blocks: list[Block] = [kit.context("Empty means nothing new. Both answers appear together in the role's channel.")]
    for answer_id, number, title in waiting[:_MOST_ROLES]:
        agreed = (profiles or {}).get(number)
        blocks += [
            kit.header(f"REQ-{number} · {title}"),
            kit.field(
                f"news:{answer_id}",
                "What is new?",
                kit.text_input(lines=True, longest=LONGEST),
                optional=True,
                hint=f"You two agreed on {count(agreed, 'profile')} a week." if agreed else None,
            ),
            kit.field(
                f"needs:{answer_id}", "What do you need?", kit.text_input(lines=True, longest=LONGEST), optional=True
            ),
        ]
    return kit.modal(ids.VIEW_CHECK_IN, "Weekly check-in", blocks, submit="Send", metadata=metadata)


def message(check_in: CheckIn) -> tuple[str, list[Block]]:
    """The week's check-in in the role's channel; whoever has not answered is shown kindly."""
    week = f"{check_in.week.day} {check_in.week:%b}"
    blocks: list[Block] = [
        kit.section(f"*Check-in, week of {week}* · REQ-{check_in.number} {quote(check_in.title, 100)}")
    ]
    blocks += [_answer(answer) for answer in check_in.answers]
    return f"REQ-{check_in.number}: the week's check-in", blocks


def _answer(answer: Answer) -> Block:
    who = f"{escape(answer.name)} ({answer.side})"  # no mention: this is no window to call anybody in
    if answer.answered_at is None:
        return kit.context(f"{who}: {'no news this week' if answer.lapsed else 'still to come'}")
    if answer.nothing_new:
        return kit.context(f"{who}: nothing new")
    lines = [f"*{who}*"]
    if answer.news:
        lines.append(f"*New:* {quote(answer.news, LONGEST)}")
    if answer.needs:
        lines.append(f"*Needs:* {quote(answer.needs, LONGEST)}")
    return kit.section("\n".join(lines))
