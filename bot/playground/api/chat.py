"""chat.*, pins.*, bookmarks.add and reactions.add: what the bot says and does to messages."""

from bot.playground import conversations, events
from bot.playground.api.content import message_content, message_metadata
from bot.playground.api.method import Call, Method, visible
from bot.playground.errors import RateLimited, SlackError
from bot.playground.payloads import message_object
from bot.playground.people import BOT_ID, BOT_USER
from bot.playground.workspace import Conversation, Json, Message


def postable(call: Call) -> Conversation:
    """Where a message goes: a channel by id or name, or a person's direct message, opened on the way."""
    workspace = call.workspace
    given = call.arguments.text("channel")
    if given in workspace.people and given != BOT_USER:
        if workspace.people[given].deleted:
            call.checks.refuse("rooms.deactivated", "channel_not_found")
        conversation, _ = conversations.open_direct(workspace, [BOT_USER, given])
    else:
        found = workspace.find(given)
        if found is None:
            call.checks.stop("rooms.known", "channel_not_found")
        if not visible(found):
            call.checks.refuse("rooms.hidden", "channel_not_found")
        conversation = found
    if conversation.archived:
        call.checks.refuse("rooms.archived", "is_archived")
    public_too = "chat:write.public" in workspace.manifest.scopes
    if visible(conversation) and BOT_USER not in conversation.members and not public_too:
        call.checks.refuse("rooms.member", "not_in_channel")
    if conversation.kind == "im" and not workspace.manifest.messages_tab:
        raise SlackError("messages_tab_disabled")
    return conversation


def thread_of(call: Call, conversation: Conversation, otherwise: str = "thread_not_found") -> str | None:
    """The thread to answer in; an answer to an answer joins the same thread. `otherwise` is this method's refusal."""
    if not call.arguments.has("thread_ts"):
        return None
    parent = conversation.messages.get(call.arguments.text("thread_ts"))
    if parent is None:
        call.checks.refuse("messages.thread", otherwise)
        return None
    return parent.thread_ts or parent.ts


def message_of(call: Call, conversation: Conversation, name: str = "ts") -> Message:
    ts = call.arguments.text(name)
    message = conversation.messages.get(ts)
    if message is None and ts in conversation.ephemerals:
        call.checks.refuse("ephemerals.response_url_only", "message_not_found")
        message = conversation.ephemerals[ts]
    if message is None:
        call.checks.stop("messages.known", "message_not_found")
    return message


def post_message(call: Call) -> Json:
    conversation = postable(call)
    content = message_content(call.arguments, "surfaces.messages")
    metadata = message_metadata(call.arguments)
    thread = thread_of(call, conversation)
    wait = call.limits.message(conversation.id)
    if wait is not None:
        call.checks.refuse("messages.rate", RateLimited(wait))
    message = conversations.post(
        call.workspace,
        conversation,
        BOT_USER,
        content.pop("text", ""),
        thread_ts=thread,
        metadata=metadata,
        broadcast=thread is not None and call.arguments.flag("reply_broadcast"),
        **content,
    )
    shown = message_object(conversation, message, metadata=True)
    return {"channel": conversation.id, "ts": message.ts, "message": shown}


def post_ephemeral(call: Call) -> Json:
    conversation = postable(call)
    person = call.arguments.text("user")
    if person not in conversation.members:
        call.checks.refuse("ephemerals.members", "user_not_in_channel")
    content = message_content(call.arguments, "surfaces.ephemerals")
    thread = thread_of(call, conversation)
    text = content.pop("text", "")
    message = conversations.whisper(call.workspace, conversation, person, text, thread_ts=thread, **content)
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    conversation = call.conversation()
    message = message_of(call, conversation)
    if message.user != BOT_USER or message.subtype is not None:
        call.checks.refuse("messages.own", "cant_update_message")
    if conversation.archived:
        call.checks.refuse("rooms.archived", "is_inactive")
    changes = message_content(call.arguments, "surfaces.updates")
    if "text" in changes and "blocks" not in changes:
        changes["blocks"] = None  # text alone takes the place of the blocks
    if call.arguments.has("metadata"):
        changes["metadata"] = message_metadata(call.arguments)
    conversations.edit(call.workspace, conversation, message, changes)
    shown = message_object(conversation, message, metadata=True)
    return {"channel": conversation.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(call: Call) -> Json:
    conversation = call.conversation()
    message = message_of(call, conversation)
    if message.user != BOT_USER or message.subtype is not None:
        call.checks.refuse("messages.own", "cant_delete_message")
    conversations.delete(call.workspace, conversation, message)
    return {"channel": conversation.id, "ts": message.ts}


def permalink(call: Call) -> Json:
    conversation = call.conversation()
    message = message_of(call, conversation, "message_ts")
    link = f"https://{call.workspace.team.domain}.slack.com/archives/{conversation.id}/p{message.ts.replace('.', '')}"
    return {"channel": conversation.id, "permalink": link}


def _member(call: Call, name: str = "channel") -> Conversation:
    conversation = call.conversation(name=name)
    if BOT_USER not in conversation.members:
        call.checks.refuse("rooms.member", "not_in_channel")
    return conversation


def pin(call: Call) -> Json:
    conversation = _member(call)
    if not call.arguments.has("timestamp"):
        call.checks.stop("calls.required", "no_item_specified")
    message = message_of(call, conversation, "timestamp")
    if message.ts in conversation.pins:
        call.checks.stop("messages.pinned_once", "already_pinned")
    conversation.pins.append(message.ts)
    call.workspace.changes.tell("message", channel=conversation.id)
    call.workspace.changes.tell("conversations")
    return {}


def unpin(call: Call) -> Json:
    conversation = call.conversation()
    if not call.arguments.has("timestamp"):
        call.checks.stop("calls.required", "no_item_specified")
    message = message_of(call, conversation, "timestamp")
    if message.ts not in conversation.pins:
        call.checks.stop("messages.unpinned_once", "no_pin")
    conversation.pins.remove(message.ts)
    call.workspace.changes.tell("message", channel=conversation.id)
    call.workspace.changes.tell("conversations")
    return {}


def pins(call: Call) -> Json:
    conversation = call.conversation()
    return {
        "items": [
            {
                "type": "message",
                "channel": conversation.id,
                "created": int(float(ts)),
                "created_by": BOT_USER,
                "message": message_object(conversation, conversation.messages[ts]),
            }
            for ts in conversation.pins
        ]
    }


def bookmark(call: Call) -> Json:
    conversation = call.conversation(name="channel_id")
    kind, link = call.arguments.text("type"), call.arguments.text("link")
    if kind != "link":
        raise SlackError("invalid_bookmark_type")
    if not link.startswith(("https://", "http://")):
        call.checks.refuse("messages.bookmark_link", "invalid_link")
    if len(conversation.bookmarks) >= 100:
        raise SlackError("too_many_bookmarks")
    entry = {
        "id": f"Bk0P{call.workspace.number('bookmark'):06d}",
        "channel_id": conversation.id,
        "title": call.arguments.text("title"),
        "link": link,
        "emoji": call.arguments.text("emoji"),
        "type": "link",
        "app_id": BOT_ID,
    }
    conversation.bookmarks.append(entry)
    call.workspace.changes.tell("conversations")
    return {"bookmark": entry}


def react(call: Call) -> Json:
    conversation = _member(call)
    if conversation.archived:
        call.checks.refuse("rooms.archived", "is_archived")
    message = message_of(call, conversation, "timestamp")
    name = call.arguments.text("name").strip(":")
    if not name or not all(letter.isalnum() or letter in "_-+'" for letter in name):
        call.checks.refuse("messages.reaction_name", "invalid_name")
    users = message.reactions.setdefault(name, [])
    if BOT_USER in users:
        call.checks.stop("messages.reacted_once", "already_reacted")
    users.append(BOT_USER)
    call.workspace.changes.tell("message", channel=conversation.id)
    events.reaction_event(call.workspace, conversation, message, BOT_USER, name, added=True)
    return {}


_WRITE = ("chat:write",)
METHODS = {
    "chat.postMessage": Method(post_message, None, _WRITE, ("channel",)),
    "chat.postEphemeral": Method(post_ephemeral, 4, _WRITE, ("channel", "user")),
    "chat.update": Method(update, 3, _WRITE, ("channel", "ts")),
    "chat.delete": Method(delete, 3, _WRITE, ("channel", "ts")),
    "chat.getPermalink": Method(permalink, None, (), ("channel", "message_ts")),
    "pins.add": Method(pin, 2, ("pins:write",), ("channel",)),
    "pins.remove": Method(unpin, 2, ("pins:write",), ("channel",)),
    "pins.list": Method(pins, 2, ("pins:read",), ("channel",)),
    "bookmarks.add": Method(bookmark, 2, ("bookmarks:write",), ("channel_id", "title", "type")),
    "reactions.add": Method(react, 3, ("reactions:write",), ("channel", "name", "timestamp")),
}
