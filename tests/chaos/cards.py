"""Cards painted anew from the store, beside what stands in Slack."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

import handlers
from bot.playground.ledger import Call, Entry
from bot.playground.workspace import Workspace
from handlers.blocks import waiting
from handlers.steps import Publish, Repaint
from storage import models
from storage.database import Database
from storage.outbox import Row

# The card's kind → the outbox kind that paints it, and what its id is called there.
PAINTS = {
    "requisition": ("requisition.repaint", "requisition"),
    "submission": ("submission.repaint", "submission"),
    "gathered": ("gathered.repaint", "gathered"),
    "check_in": ("check_in.repaint", "check_in"),
    "brief": ("brief.repaint", "brief"),
}
_CLOSINGS = {
    waiting.MORE_WAITS,
    waiting.NOTHING_LEFT,
    f"{waiting.NOTHING_LEFT} {waiting.HEAR_BACK}",
    waiting.ANSWERED,
    waiting.OVER,
}
CLOSED = "all answered"
_PAINTINGS = ("chat.postMessage", "chat.update", "views.publish")


async def untrue(database: Database, workspace: Workspace, entries: Sequence[Entry]) -> list[str]:
    """The cards and App Homes that do not show what the store holds now.

    A card says some things in words of its day (*by today 15:00*), so it is painted as of each time at which it was
    painted in Slack: what it says of the store must be what holds now, in the words of one of them.
    """
    painted: dict[tuple[str, str], list[datetime]] = {}
    for call in entries:
        if isinstance(call, Call) and call.method in _PAINTINGS:
            painted.setdefault(_surface(call), []).append(call.when)
    found = []
    async with database.read() as session:
        for card in await session.scalars(select(models.Card).order_by(models.Card.id)):
            if card.kind not in PAINTS:
                continue
            conversation = workspace.conversations.get(card.channel)
            message = conversation.messages.get(card.ts) if conversation else None
            kind, subject = PAINTS[card.kind]
            times = painted.get((card.channel, card.ts), []) + painted.get((card.channel, ""), [])
            shown = plainly(message.all_blocks()) if message else "nothing"
            anew = [
                await _blocks(session, card.workspace, kind, {subject: card.subject}, at) for at in times[::-1][:40]
            ]
            if shown not in anew:
                found.append(
                    f"{card.kind} {card.subject}:\n    it shows {shown}\n    and is {anew[0] if anew else '?'}"
                )
        for person, view in workspace.homes.items():
            times = painted.get((person, ""), [])[::-1][:40]
            anew = [await _blocks(session, workspace.team.id, "home.publish", {"person": person}, at) for at in times]
            shown = plainly(view.content["blocks"])
            if shown not in anew:
                found.append(f"home of {person}: {_apart(shown, anew)}")
    return found


def _apart(shown: str, anew: Sequence[str]) -> str:
    """Where the two begin to differ."""
    newest = anew[0] if anew else "nothing"
    same = next((n for n, (one, other) in enumerate(zip(shown, newest, strict=False)) if one != other), 0)
    parts = (shown[max(same - 80, 0) : same], shown[same : same + 300], newest[same : same + 300])
    return "…{}\n    it shows {}\n    and is   {}".format(*parts)


def _surface(call: Call) -> tuple[str, str]:
    """Which message or Home a call painted; a new message has no `ts` before it is there."""
    given = call.arguments
    if call.method == "views.publish":
        return str(given.get("user_id")), ""
    answer = call.response or {}
    return str(given.get("channel")), str(given.get("ts") or answer.get("ts") or "")


async def _blocks(session: AsyncSession, workspace: str, kind: str, ids: dict[str, Any], at: datetime) -> str:
    step = await handlers.MESSAGES[kind](session, Row(0, workspace, 0, kind, None, ids, at, 0, None), at)
    if isinstance(step, Repaint):
        return plainly(step.blocks)
    return plainly(step.view["blocks"]) if isinstance(step, Publish) else "nothing"


def plainly(blocks: Sequence[Any]) -> str:
    """Blocks as they read and work, without the ids Slack gives them. Where nothing of a gathered message is open
    any more, what it says of all the rest is of the moment at which it was painted so."""
    kept = [{name: each[name] for name in each if name != "block_id"} for each in blocks]
    return json.dumps([CLOSED if _text(each) in _CLOSINGS else each for each in kept], sort_keys=True)


def _text(block: dict[str, Any]) -> str:
    return str((block.get("text") or {}).get("text") or "")
