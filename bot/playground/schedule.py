"""Messages that wait for their time: kept by the workspace, posted when its clock passes them."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from bot.playground import conversations
from bot.playground.errors import SlackError
from bot.playground.people import BOT_USER
from bot.playground.workspace import Json, Scheduled, Workspace

LONGEST_WAIT = 86_400.0  # real seconds; a timer further off than this looks again after a day


def due(workspace: Workspace) -> datetime | None:
    """When the next message falls due."""
    first = _first(workspace)
    return datetime.fromtimestamp(first.post_at, UTC) if first else None


def what(workspace: Workspace) -> str | None:
    first = _first(workspace)
    return f"a scheduled message in {_place(workspace, first)}" if first else None


def _first(workspace: Workspace) -> Scheduled | None:
    return min(workspace.scheduled.values(), key=lambda each: each.post_at, default=None)


def _place(workspace: Workspace, scheduled: Scheduled) -> str:
    room = workspace.conversations[scheduled.channel]
    if room.kind in ("public", "private"):
        return f"#{room.name}"
    names = [workspace.people[each].display for each in room.members if each != BOT_USER]
    return f"a message to {', '.join(names)}"


def plan(workspace: Workspace, scheduled: Scheduled) -> None:
    """Keep it, and post it in time even if nobody moves the clock."""
    workspace.scheduled[scheduled.id] = scheduled
    _arm(workspace)


def cancel(workspace: Workspace, scheduled: Scheduled) -> None:
    del workspace.scheduled[scheduled.id]
    _arm(workspace)


def stop(workspace: Workspace) -> None:
    """Wait for nothing any more."""
    if workspace.timer is not None:
        workspace.timer.cancel()
        workspace.timer = None


def _arm(workspace: Workspace) -> None:
    """Look again when the next one falls due, by real time; moves of the clock come here on their own."""
    stop(workspace)
    first = _first(workspace)
    if first is not None:
        wait = max(0.0, first.post_at - workspace.clock.timestamp())
        loop = asyncio.get_running_loop()
        workspace.timer = loop.call_later(min(wait, LONGEST_WAIT), run_due, workspace)


def run_due(workspace: Workspace) -> None:
    """Post what is due by now, in the order of its times."""
    now = workspace.clock.timestamp()
    for each in sorted(workspace.scheduled.values(), key=lambda scheduled: scheduled.post_at):
        if each.post_at <= now:
            del workspace.scheduled[each.id]
            _post(workspace, each)
    _arm(workspace)


def _post(workspace: Workspace, scheduled: Scheduled) -> None:
    """Slack tells nobody where it cannot post any more; here it stands in the ledger."""
    room, checks = workspace.conversations[scheduled.channel], workspace.checks
    where = _place(workspace, scheduled)
    outside = BOT_USER not in room.members and "chat:write.public" not in workspace.manifest.scopes
    if scheduled.metadata is not None and checks.on("schedule.metadata"):
        words = f"the scheduled message {scheduled.id} in {where} has metadata: Slack takes such and never posts them"
    elif (room.archived and checks.on("rooms.archived")) or (outside and checks.on("rooms.member")):
        words = f"the scheduled message {scheduled.id} was not posted: the bot may not write in {where} any more"
    else:
        more = {"metadata": scheduled.metadata, **scheduled.rest}
        try:
            conversations.post(workspace, room, BOT_USER, scheduled.text, **more)
            return
        except SlackError as refused:  # a picture in it was deleted meanwhile
            words = f"the scheduled message {scheduled.id} in {where} was not posted: {refused}"
    workspace.ledger.complain(words, workspace.clock.now())


def shown(scheduled: Scheduled) -> Json:
    """As chat.scheduledMessages.list shows it."""
    entry: dict[str, Any] = {
        "id": scheduled.id,
        "channel_id": scheduled.channel,
        "post_at": scheduled.post_at,
        "date_created": scheduled.created,
    }
    return entry | ({"text": scheduled.text} if scheduled.text else {})
