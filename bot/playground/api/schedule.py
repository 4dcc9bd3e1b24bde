"""chat.scheduleMessage and its two companions: messages for later."""

from bot.playground.api.chat import postable, thread_of
from bot.playground.api.content import message_content, message_metadata
from bot.playground.api.method import Call, Method, page, visible
from bot.playground.errors import SlackError
from bot.playground.file_rules import check_message_files
from bot.playground.people import BOT_ID, BOT_USER
from bot.playground.schedule import cancel, plan, shown
from bot.playground.workspace import Json, Scheduled

FURTHEST = 120 * 86_400  # seconds ahead
WINDOW, MOST_IN_WINDOW = 300, 30  # messages a channel takes within five minutes
TOO_LATE = 60  # seconds before its time, from when on a message can no longer be taken back


def schedule(call: Call) -> Json:
    workspace = call.workspace
    conversation = postable(call)
    content = message_content(call.arguments, "surfaces.messages")
    check_message_files(workspace, content.get("blocks"), content.get("attachments"))
    metadata = message_metadata(call.arguments)
    thread = thread_of(call, conversation)
    post_at = _time(call)
    near = [
        each
        for each in workspace.scheduled.values()
        if each.channel == conversation.id and each.post_at // WINDOW == post_at // WINDOW
    ]
    if len(near) >= MOST_IN_WINDOW:
        call.checks.refuse("schedule.window", "restricted_too_many")
    broadcast = thread is not None and call.arguments.flag("reply_broadcast")
    scheduled = Scheduled(
        id=f"Q0P{workspace.number('scheduled'):06d}",
        channel=conversation.id,
        post_at=post_at,
        created=int(workspace.clock.timestamp()),
        text=content.pop("text", ""),
        metadata=metadata,
        rest={**content, "thread_ts": thread, "broadcast": broadcast},
    )
    plan(workspace, scheduled)
    message = {"type": "delayed_message", "text": scheduled.text, "user": BOT_USER, "bot_id": BOT_ID, **content}
    return {
        "channel": conversation.id,
        "scheduled_message_id": scheduled.id,
        "post_at": post_at,
        "message": message | ({"metadata": metadata} if metadata else {}),
    }


def _time(call: Call) -> int:
    """`post_at` in seconds since 1970, at most 120 days ahead on the moved clock."""
    try:
        post_at = int(float(call.arguments.text("post_at")))
    except (ValueError, OverflowError):
        raise SlackError("invalid_time") from None
    now = call.workspace.clock.timestamp()
    if post_at <= now:
        call.checks.refuse("schedule.past", "time_in_past")
    if post_at > now + FURTHEST:
        call.checks.refuse("schedule.furthest", "time_too_far")
    return post_at


def planned(call: Call) -> Json:
    """Soonest first."""
    wanted = call.arguments.text("channel")
    if wanted:
        room = call.workspace.conversations.get(wanted)
        if room is None:
            call.checks.stop("rooms.known", "invalid_channel")
        if not visible(room):
            call.checks.refuse("rooms.hidden", "invalid_channel")
    oldest, latest = _bound(call, "oldest", 0.0), _bound(call, "latest", float("inf"))
    kept = [
        each
        for each in sorted(call.workspace.scheduled.values(), key=lambda scheduled: scheduled.post_at)
        if wanted in ("", each.channel) and oldest <= each.post_at <= latest
    ]
    part, metadata = page(call, kept)
    return {"scheduled_messages": [shown(each) for each in part], "response_metadata": metadata}


def _bound(call: Call, name: str, otherwise: float) -> float:
    try:
        return float(call.arguments.text(name) or otherwise)
    except ValueError:
        call.checks.refuse("calls.bounds", f"invalid_ts_{name}")
        return otherwise


def take_back(call: Call) -> Json:
    conversation = call.conversation()
    scheduled = call.workspace.scheduled.get(call.arguments.text("scheduled_message_id"))
    if scheduled is None or scheduled.channel != conversation.id:
        call.checks.stop("schedule.known", "invalid_scheduled_message_id")
    if scheduled.post_at - call.workspace.clock.timestamp() < TOO_LATE:
        call.checks.refuse("schedule.too_late", "invalid_scheduled_message_id")
    cancel(call.workspace, scheduled)
    return {}


_WRITE = ("chat:write",)
METHODS = {
    "chat.scheduleMessage": Method(schedule, 3, _WRITE, ("channel", "post_at")),
    "chat.scheduledMessages.list": Method(planned, 3),
    "chat.deleteScheduledMessage": Method(take_back, 3, _WRITE, ("channel", "scheduled_message_id")),
}
