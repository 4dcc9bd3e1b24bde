"""Post as candidate: somebody put forward from a message, whose author is asked to delete it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import postings
from handlers.blocks import originals as blocks
from handlers.postings import Carried
from handlers.replies import Open, Reply, Words
from handlers.steps import Direct, Step
from handlers.visit import Visit
from storage import originals, people, requisitions, submissions
from storage.outbox import Row
from storage.requisitions import Requisition

NO_ROLE = (
    "You recruit for no role that is open for candidates just now. `/req open` opens one; whoever recruits for a role "
    "can make you a helper with `/req team`."
)


async def post(visit: Visit) -> Reply:
    """The message shortcut: for the role whose channel it is, else for the person's only one, else for any of
    theirs, to choose."""
    payload = visit.shortcut or {}
    message: dict[str, Any] = payload.get("message") or {}
    channel, ts = str(visit.channel or ""), str(message.get("ts") or "")
    author = await visit.look_up(str(message["user"])) if message.get("user") else None
    kept = Carried(
        original=(channel, ts, author.id if author and not author.is_bot else "", _permalink(payload, message))
    )

    async def query(session: AsyncSession) -> postings.Scene | None:
        here = await requisitions.by_channel(session, visit.person, channel) if channel else None
        mine = await postings.mine(session, visit.person)
        role: Requisition | None = here or (mine[0] if len(mine) == 1 else None)
        if role is not None:
            return await postings.scene(session, visit, role)
        return postings.Scene(None, roles=mine) if mine else None

    scene = await visit.read(query)
    if scene is None:
        return Words(NO_ROLE)
    return Open(postings.first(visit, scene, kept, blocks.prefill(str(message.get("text") or ""))))


def _permalink(payload: dict[str, Any], message: dict[str, Any]) -> str:
    """Where the message can be read, as Slack builds it."""
    domain, channel = (payload.get("team") or {}).get("domain") or "app", (payload.get("channel") or {}).get("id") or ""
    ts, thread = str(message.get("ts") or ""), message.get("thread_ts")
    link = f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    return f"{link}?thread_ts={thread}&cid={channel}" if thread and thread != ts else link


# --- what stands in Slack


async def ask(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """Asks the author of an original to delete it."""
    kept = await originals.find(session, row.workspace, int(row.ids["original"]))
    if kept is None or kept.original.author is None:
        return None
    found = await submissions.named(session, row.workspace, {kept.submission_id})
    if kept.submission_id not in found:
        return None
    by = await people.get(session, row.workspace, found[kept.submission_id].posted_by)
    own = by.id == kept.original.author
    return Direct(kept.original.author, *blocks.please_delete(kept.original.permalink, by.first_name, own=own))
