"""What is fastened to messages and channels, after it was added: reactions and bookmarks read, changed, taken away."""

from bot.playground import events
from bot.playground.api.chat import message_of
from bot.playground.api.method import Call, Method, page, visible
from bot.playground.errors import SlackError
from bot.playground.payloads import message_object
from bot.playground.people import BOT_USER
from bot.playground.workspace import Conversation, Json, Message, ts_key


def _reacted(call: Call) -> tuple[Conversation, Message]:
    if not (call.arguments.has("channel") and call.arguments.has("timestamp")):
        call.checks.stop("calls.required", "no_item_specified")
    conversation = call.conversation()
    return conversation, message_of(call, conversation, "timestamp")


def take_reaction(call: Call) -> Json:
    conversation, message = _reacted(call)
    name = call.arguments.text("name").strip(":")
    users = message.reactions.get(name, [])
    if BOT_USER not in users:
        call.checks.stop("messages.unreacted_once", "no_reaction")
    users.remove(BOT_USER)
    if not users:
        del message.reactions[name]
    call.workspace.changes.tell("message", channel=conversation.id)
    events.reaction_event(call.workspace, conversation, message, BOT_USER, name, added=False)
    return {}


def reactions(call: Call) -> Json:
    conversation, message = _reacted(call)
    return {"type": "message", "channel": conversation.id, "message": message_object(conversation, message)}


def reactions_of(call: Call) -> Json:
    """Everything somebody reacted to, where the bot may look; newest first."""
    who = call.arguments.text("user", BOT_USER)
    if who not in call.workspace.people:
        call.checks.stop("rooms.person", "user_not_found")
    found = [
        (room, message)
        for room in call.workspace.conversations.values()
        if visible(room)
        for message in room.messages.values()
        if any(who in users for users in message.reactions.values())
    ]
    found.sort(key=lambda pair: ts_key(pair[1].ts), reverse=True)
    shown, metadata = page(call, found)
    items = [{"type": "message", "channel": room.id, "message": message_object(room, each)} for room, each in shown]
    return {"items": items, "response_metadata": metadata}


def bookmarks(call: Call) -> Json:
    return {"bookmarks": call.conversation(name="channel_id").bookmarks}


def _bookmark(call: Call) -> tuple[Conversation, Json]:
    conversation = call.conversation(name="channel_id")
    wanted = call.arguments.text("bookmark_id")
    found = next((each for each in conversation.bookmarks if each["id"] == wanted), None)
    if found is None:
        raise SlackError("not_found")
    return conversation, found


def edit_bookmark(call: Call) -> Json:
    _, found = _bookmark(call)
    changes = {name: call.arguments.text(name) for name in ("title", "link", "emoji") if call.arguments.has(name)}
    if "link" in changes and not changes["link"].startswith(("https://", "http://")):
        call.checks.refuse("messages.bookmark_link", "invalid_link")
    found |= changes
    call.workspace.changes.tell("conversations")
    return {"bookmark": found}


def remove_bookmark(call: Call) -> Json:
    conversation, found = _bookmark(call)
    conversation.bookmarks.remove(found)
    call.workspace.changes.tell("conversations")
    return {}


_BOOKMARK = ("channel_id", "bookmark_id")
METHODS = {
    "reactions.remove": Method(take_reaction, 2, ("reactions:write",), ("name",)),
    "reactions.get": Method(reactions, 3, ("reactions:read",)),
    "reactions.list": Method(reactions_of, 2, ("reactions:read",)),
    "bookmarks.list": Method(bookmarks, 3, ("bookmarks:read",), ("channel_id",)),
    "bookmarks.edit": Method(edit_bookmark, 2, ("bookmarks:write",), _BOOKMARK),
    "bookmarks.remove": Method(remove_bookmark, 2, ("bookmarks:write",), _BOOKMARK),
}
