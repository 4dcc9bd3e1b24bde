"""How a role on hold reads: the modal, the card's line, and what its channel hears when it stops and goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import ago, count, day, escape, listed, mention, quote
from storage.rules.role_holds import REASONS

if TYPE_CHECKING:
    from storage.requisitions import Requisition
    from storage.submissions import Submission

_MOST_NAMED = 8


def modal(role: Requisition, live: list[Submission], names: dict[int, str], metadata: str) -> Block:
    """The modal that puts a role on hold; whoever waits meanwhile is named."""
    blocks = [
        kit.section(f"*{quote(f'{role.key} · {role.title}', 120)}*"),
        kit.field("reason", "Why?", kit.select([kit.option(words, key) for key, words in REASONS.items()])),
        kit.field(
            "look_on",
            "Look again on",
            {"type": "datepicker", "placeholder": kit.plain("Choose a day")},
            optional=True,
            hint="The recruiter is reminded that day. It is opened again by hand, on any day.",
        ),
        kit.context("Nobody is put forward meanwhile, and clocks stand still until it is opened again."),
    ]
    if live:
        shown = [f"• {each.label} · {quote(names.get(each.id, ''), 80)}" for each in live[:_MOST_NAMED]]
        if len(live) > _MOST_NAMED:
            shown.append(f"… and {len(live) - _MOST_NAMED} more")
        head = f"*{count(len(live), 'candidate')} still {'waits' if len(live) == 1 else 'wait'}: please tell them.*"
        blocks.append(kit.section("\n".join([head, *shown])))
    return kit.modal(ids.VIEW_ROLE_HOLD, f"{role.key}: on hold", blocks, submit="Put on hold", metadata=metadata)


def line(role: Requisition, zone: str) -> str:
    """The card's line of a role on hold."""
    since = f" {ago(role.held_at, zone)}" if role.held_at else ""
    look = f" Look again {day(role.look_on)}." if role.look_on else ""
    return f"*Put on hold{since}:* {_why(role)}.{look}"


ASKED_AGAIN = "Its headcount waits for approval, and nobody is put forward before that."


def _why(role: Requisition) -> str:
    return REASONS.get(role.hold_reason or "", "no reason was given")


def held(role: Requisition, by: str, waiting: list[Submission]) -> tuple[str, list[Block]]:
    """That the role is on hold, in its channel; whoever waits is listed by number."""
    look = f" Look again {day(role.look_on)}." if role.look_on else ""
    said = f"{mention(by)} put *{role.key} on hold*: {_why(role).lower()}.{look} Nobody is put forward meanwhile, and "
    said += "clocks stand still."
    blocks = [kit.section(said)]
    if waiting:
        who = listed([each.label for each in waiting])
        wait = "waits" if len(waiting) == 1 else "wait"
        blocks.append(kit.section(f"{who} still {wait}: {mention(role.recruiter)}, please tell them."))
    return escape(f"{role.key} {role.title}: on hold"), blocks


def reopened(role: Requisition, by: str, was: str, version: int | None) -> tuple[str, list[Block]]:
    """That the search goes on, in the role's channel."""
    said = f"{mention(by)} opened *{role.key}* again. "
    if was == "on_hold":
        said += "Clocks go on where they stood, with half a working day left at least."
    else:
        said += f"Brief v{version} holds. " if version else "Its brief is still to be signed. "
        said += "Candidates who ended with it stay ended; put somebody forward anew where it is worth it."
    if role.headcount.is_asked:
        said += f" {ASKED_AGAIN}"
    return escape(f"{role.key} {role.title}: open again"), [kit.section(said)]


def look_again(role: Requisition) -> tuple[str, list[Block]]:
    """That the day to look again has come, to the recruiter."""
    said = f"{mention(role.recruiter)}, {role.key} is on hold, and this is the day to look again: "
    return escape(f"{role.key} {role.title}: time to look again"), [
        kit.section(said + f"{_why(role).lower()}."),
        kit.actions(kit.button("Reopen", ids.REQUISITION_REOPEN, str(role.id))),
        kit.context("Nothing happens by itself: it stays on hold until one of you opens it again."),
    ]
