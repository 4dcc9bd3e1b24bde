"""What the page shows one person: their workspace at a glance, a conversation's messages, a view, the clock."""

from bot.playground.clock import iso
from bot.playground.errors import Refused
from bot.playground.file_rules import as_the_page_shows
from bot.playground.moves import Readiness
from bot.playground.people import BOT_USER, ZONE_LABELS, Human
from bot.playground.workspace import (
    Conversation,
    Json,
    Message,
    View,
    Workspace,
    hidden,
    replies_to,
    ts_key,
    visible_to,
)


def snapshot(workspace: Workspace, person: str) -> Json:
    view = workspace.top_view(person)
    seen = [each for each in workspace.conversations.values() if not hidden(workspace, each, person)]
    return {
        "now": iso(workspace.clock.now()),
        "workspace": {"id": workspace.team.id, "name": workspace.team.name},
        "bot": {
            "user": BOT_USER,
            "name": workspace.bot().name,
            "connected": workspace.delivery.connected(),
            "home_tab": workspace.manifest.home_tab,
            "description": workspace.manifest.description,
        },
        "person": person,
        "people": [_human(each) for each in workspace.people.values()],
        "conversations": [_conversation(each, person) for each in seen],
        "commands": [
            {"command": each.command, "description": each.description, "usage_hint": each.usage_hint}
            for each in workspace.manifest.commands
        ],
        "shortcuts": [
            {"name": each.name, "type": each.kind, "callback_id": each.callback_id}
            for each in workspace.manifest.shortcuts
        ],
        "view": view_shown(view) if view else None,
        "stack": len(workspace.stacks.get(person, [])),
    }


def _human(human: Human) -> Json:
    return {
        "id": human.id,
        "name": human.name,
        "display": human.display,
        "handle": human.handle,
        "title": human.title,
        "tz": human.zone,
        "tz_label": ZONE_LABELS.get(human.zone, human.zone),
        "is_bot": human.is_bot,
        "is_guest": human.is_guest,
        "is_admin": human.is_admin,
        "deleted": human.deleted,
    }


def _conversation(conversation: Conversation, person: str) -> Json:
    said = [each for each in visible_to(conversation, person) if each.only_for is None]
    seen = ts_key(conversation.read.get(person, "0"))
    unread = [each for each in said if ts_key(each.ts) > seen and each.user != person and each.subtype is None]
    direct = conversation.kind in ("im", "mpim")
    return {
        "id": conversation.id,
        "name": conversation.name,
        "kind": conversation.kind,
        "members": conversation.members,
        "topic": conversation.topic,
        "archived": conversation.archived,
        "pinned": conversation.pins,
        "bookmarks": [{"title": each["title"], "link": each["link"]} for each in conversation.bookmarks],
        "last_ts": said[-1].ts if said else None,
        "unread": len(unread) if person in conversation.members else 0,
        "with": [each for each in conversation.members if each != person] if direct else [],
        "joined": person in conversation.members,
    }


def messages_shown(
    workspace: Workspace, person: str, channel: str, thread: str | None = None, *, quiet: bool = False
) -> list[Message]:
    """A conversation as the person sees it, oldest first. Looking at it marks it as read, unless done quietly."""
    conversation = workspace.conversations.get(channel)
    if conversation is None or hidden(workspace, conversation, person):
        raise Refused(f"There is no conversation {channel} here.")
    shown = visible_to(conversation, person, thread)
    if thread is None and shown and not quiet:
        before = conversation.read.get(person, "0")
        conversation.read[person] = shown[-1].ts
        if ts_key(before) < ts_key(shown[-1].ts):
            workspace.changes.tell("conversations")
    return shown


def message_list(workspace: Workspace, channel: str, messages: list[Message]) -> list[Json]:
    conversation = workspace.conversations[channel]
    return [_message(workspace, conversation, each) for each in messages]


def _message(workspace: Workspace, conversation: Conversation, message: Message) -> Json:
    replies = replies_to(conversation, message.ts)
    return {
        "ts": message.ts,
        "user": message.user,
        "bot": message.by_bot,
        "name": workspace.people[message.user].name,
        "text": message.text,
        "blocks": message.blocks,
        "files": [as_the_page_shows(each) for each in message.files],
        "attachments": message.attachments,
        "subtype": message.subtype,
        "permalink": permalink(workspace, conversation.id, message.ts),
        "broadcast": message.broadcast,
        "thread_ts": message.thread_ts,
        "reply_count": len(replies),
        "latest_reply": replies[-1].ts if replies else None,
        "replies_users": list(dict.fromkeys(each.user for each in replies)),
        "edited": message.edited,
        "ephemeral": message.only_for is not None,
        "pinned": message.ts in conversation.pins,
        "reactions": [{"name": name, "users": users} for name, users in message.reactions.items()],
    }


def permalink(workspace: Workspace, channel: str, ts: str) -> str:
    """A message's address as `chat.getPermalink` gives it."""
    return f"https://{workspace.team.domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"


def view_shown(view: View) -> Json:
    content = view.content
    return {
        "id": view.id,
        "type": view.type,
        "title": content.get("title"),
        "submit": content.get("submit"),
        "close": content.get("close"),
        "blocks": content["blocks"],
        "callback_id": content.get("callback_id", ""),
        "private_metadata": content.get("private_metadata", ""),
        "state": {"values": view.values},
        "hash": view.hash,
        "notify_on_close": bool(content.get("notify_on_close", False)),
    }


def clock_shown(workspace: Workspace, readiness: Readiness) -> Json:
    return {
        "now": iso(workspace.clock.now()),
        "shift": workspace.clock.shift,
        "settled": readiness.settled,
        "next_due": iso(readiness.next_due) if readiness.next_due else None,
        "next_what": readiness.next_what,
    }
