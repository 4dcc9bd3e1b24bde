"""What else a bot does with conversations: leave, rename, describe, close, mark as read; and what it may not."""

from bot.playground import conversations
from bot.playground.api.method import Call, Method
from bot.playground.api.rooms import MANAGE, TOPIC, any_of, channel_of
from bot.playground.errors import SlackError
from bot.playground.payloads import conversation_object
from bot.playground.people import BOT_USER
from bot.playground.workspace import Json, ts_key


def leave(call: Call) -> Json:
    """Leaving where one is not is no error, it is only said."""
    conversation = channel_of(call, MANAGE, member=False)
    if conversation.id == "C0GENERAL":
        call.checks.refuse("rooms.general", "cant_leave_general")
    if BOT_USER not in conversation.members:
        return {"not_in_channel": True}
    if conversation.kind == "private" and len(conversation.members) == 1:
        call.checks.refuse("rooms.last_member", "last_member")
    conversations.leave(call.workspace, conversation, BOT_USER)
    return {}


def unarchive(call: Call) -> Json:
    """Slack's documentation says that bots cannot, though the method takes their scopes: they left on archiving."""
    conversation = channel_of(call, MANAGE, member=False, open_only=False)
    if not conversation.archived:
        raise SlackError("not_archived")
    if call.checks.on("rooms.unarchive"):
        call.workspace.ledger.complain("conversations.unarchive: Slack lets no bot do this", call.workspace.clock.now())
        raise SlackError("not_in_channel")
    conversation.archived = False
    call.workspace.changes.tell("conversations")
    return {}


def rename(call: Call) -> Json:
    """A channel is renamed by whoever made it, or an administrator."""
    conversation = channel_of(call, MANAGE)
    if conversation.creator != BOT_USER:
        call.checks.refuse("rooms.own", "not_authorized")
    conversations.rename(call.workspace, conversation, call.arguments.text("name"), BOT_USER)
    return {"channel": conversation_object(call.workspace, conversation)}


def set_purpose(call: Call) -> Json:
    conversation = channel_of(call, TOPIC)
    purpose = call.arguments.text("purpose")
    if len(purpose) > conversations.TOPIC_LIMIT:
        call.checks.refuse("rooms.topic_length", "too_long")
    conversations.set_purpose(call.workspace, conversation, purpose, BOT_USER)
    return {"purpose": purpose, "channel": conversation_object(call.workspace, conversation)}


def close(call: Call) -> Json:
    """Close a direct message for the bot; what was said in it stays."""
    conversation = call.conversation(MANAGE)
    if conversation.kind not in ("im", "mpim"):
        call.checks.stop("rooms.kind", "method_not_supported_for_channel_type")
    if conversation.closed:
        return {"no_op": True, "already_closed": True}
    conversation.closed = True
    return {}


def mark(call: Call) -> Json:
    conversation = call.conversation(MANAGE)
    if BOT_USER not in conversation.members:
        call.checks.refuse("rooms.member", "not_in_channel")
    try:
        ts_key(call.arguments.text("ts"))
    except ValueError:
        call.checks.stop("calls.bounds", "invalid_timestamp")
    conversation.read[BOT_USER] = call.arguments.text("ts")
    return {}


METHODS = {
    "conversations.leave": Method(leave, 3, any_of(MANAGE), ("channel",)),
    "conversations.unarchive": Method(unarchive, 2, any_of(MANAGE), ("channel",)),
    "conversations.rename": Method(rename, 2, any_of(MANAGE), ("channel", "name")),
    "conversations.setPurpose": Method(set_purpose, 2, any_of(TOPIC), ("channel", "purpose")),
    "conversations.close": Method(close, 2, any_of(MANAGE), ("channel",)),
    "conversations.mark": Method(mark, 3, any_of(MANAGE), ("channel", "ts")),
}
