"""Which events the bot hears: what its manifest subscribes to, where it may look, in the shapes Slack sends."""

from bot.playground.payloads import event_callback, message_object
from bot.playground.people import BOT_USER, user_object
from bot.playground.workspace import Conversation, Json, Message, Workspace

CHANNEL_TYPES = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
SUBSCRIPTIONS = {"public": "message.channels", "private": "message.groups", "im": "message.im", "mpim": "message.mpim"}


def publish(workspace: Workspace, subscription: str, event: Json) -> None:
    """Send an event if the manifest subscribes to it."""
    if subscription not in workspace.manifest.events and workspace.checks.on("delivery.subscriptions"):
        return
    if workspace.installed:
        workspace.delivery.event(event_callback(workspace, event))


def message_event(workspace: Workspace, conversation: Conversation, message: Message) -> None:
    """A new message; the bot hears of it where it is a member, its own included (Bolt ignores those itself)."""
    if BOT_USER not in conversation.members and workspace.checks.on("delivery.membership"):
        return
    event = message_object(conversation, message, as_event=True)
    event |= _where(conversation, message.ts)
    publish(workspace, SUBSCRIPTIONS[conversation.kind], event)
    mentioned = f"<@{BOT_USER}>" in message.text
    if mentioned and not message.by_bot and message.subtype is None and conversation.kind != "im":
        publish(workspace, "app_mention", event | {"type": "app_mention"})


def changed_event(
    workspace: Workspace, conversation: Conversation, before: Json, message: Message | None, ts: str
) -> None:
    """A message edited, or deleted where `message` is None."""
    if BOT_USER not in conversation.members:
        return
    event: Json = {"type": "message", "hidden": True, "previous_message": before}
    if message is None:
        event |= {"subtype": "message_deleted", "deleted_ts": before["ts"]}
    else:
        event |= {"subtype": "message_changed", "message": message_object(conversation, message)}
    event |= {"ts": ts} | _where(conversation, ts)
    publish(workspace, SUBSCRIPTIONS[conversation.kind], event)


def reaction_event(
    workspace: Workspace, conversation: Conversation, message: Message, person: str, name: str, *, added: bool
) -> None:
    """Somebody reacted to a message, or took it back; the bot hears of it where it is a member."""
    if BOT_USER not in conversation.members:
        return
    kind = "reaction_added" if added else "reaction_removed"
    event: Json = {
        "type": kind,
        "user": person,
        "reaction": name,
        "item_user": message.user,
        "item": {"type": "message", "channel": conversation.id, "ts": message.ts},
        "event_ts": workspace.next_ts(),
    }
    publish(workspace, kind, event)


def membership_event(
    workspace: Workspace, conversation: Conversation, person: str, *, joined: bool, inviter: str | None = None
) -> None:
    if BOT_USER not in conversation.members and person != BOT_USER:
        return
    name = "member_joined_channel" if joined else "member_left_channel"
    event: Json = {
        "type": name,
        "user": person,
        "channel": conversation.id,
        "channel_type": "C" if conversation.kind == "public" else "G",
        "team": workspace.team.id,
        "event_ts": workspace.next_ts(),
    }
    publish(workspace, name, event | ({"inviter": inviter} if inviter else {}))


def archive_event(workspace: Workspace, conversation: Conversation, by: str) -> None:
    public = conversation.kind == "public"
    if not public and BOT_USER not in conversation.members:
        return
    name = "channel_archive" if public else "group_archive"
    event = {"type": name, "channel": conversation.id, "user": by, "event_ts": workspace.next_ts()}
    publish(workspace, name, event)


def rename_event(workspace: Workspace, conversation: Conversation) -> None:
    public = conversation.kind == "public"
    if not public and BOT_USER not in conversation.members:
        return
    name = "channel_rename" if public else "group_rename"
    brief = {"id": conversation.id, "name": conversation.name, "created": conversation.created}
    publish(workspace, name, {"type": name, "channel": brief, "event_ts": workspace.next_ts()})


def person_event(workspace: Workspace, name: str, person: str) -> None:
    """`user_change` or `team_join`, with the person as `users.info` would show them."""
    with_email = "users:read.email" in workspace.manifest.scopes
    user = user_object(workspace.people[person], workspace.clock.now(), with_email=with_email)
    event = {"type": name, "user": user, "cache_ts": int(workspace.clock.timestamp())}
    publish(workspace, name, event | {"event_ts": workspace.next_ts()})


def home_event(workspace: Workspace, person: str, channel: str, tab: str, view: Json | None) -> None:
    event: Json = {"type": "app_home_opened", "user": person, "channel": channel, "tab": tab}
    event["event_ts"] = workspace.next_ts()
    publish(workspace, "app_home_opened", event | ({"view": view} if view is not None else {}))


def _where(conversation: Conversation, ts: str) -> Json:
    return {"channel": conversation.id, "channel_type": CHANNEL_TYPES[conversation.kind], "event_ts": ts}
