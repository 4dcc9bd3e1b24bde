"""The shapes in which Slack's Web API and deliveries show conversations, messages and views."""

from datetime import UTC, datetime
from typing import Any

from bot.playground.files import file_object
from bot.playground.people import APP_ID, BOT_ID, BOT_USER, Human
from bot.playground.workspace import Conversation, Json, Message, View, Workspace, replies_to, without_empty

VERIFICATION_TOKEN = "playground-verification-token"  # noqa: S105 (deprecated by Slack, public, part of every payload)


def conversation_object(workspace: Workspace, conversation: Conversation, *, count: bool = False) -> Json:
    """A conversation as the bot sees it through `conversations.*`."""
    common: Json = {
        "id": conversation.id,
        "created": conversation.created,
        "is_archived": conversation.archived,
        "is_im": conversation.kind == "im",
        "is_org_shared": False,
        "context_team_id": conversation.team.id,
        "updated": conversation.created * 1000,
    }
    if conversation.kind == "im":
        other = next((each for each in conversation.members if each != BOT_USER), BOT_USER)
        return common | {
            "user": other,
            "is_user_deleted": workspace.people[other].deleted,
            "is_open": not conversation.closed,
            "priority": 0,
        }
    private = conversation.kind != "public"
    common |= {
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": conversation.kind == "public",
        "is_group": conversation.kind == "private",
        "is_mpim": conversation.kind == "mpim",
        "is_private": private,
        "is_general": conversation.id == "C0GENERAL",
        "is_member": BOT_USER in conversation.members,
        "is_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "creator": conversation.creator,
        "unlinked": 0,
        "topic": {"value": conversation.topic, "creator": "", "last_set": 0},
        "purpose": {"value": conversation.purpose, "creator": "", "last_set": 0},
        "previous_names": [],
    }
    return common | ({"num_members": len(conversation.members)} if count else {})


def message_object(
    conversation: Conversation, message: Message, *, metadata: bool = False, as_event: bool = False
) -> Json:
    """A message as history and events show it; `metadata` is told only to those who ask for it."""
    shown: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    if message.by_bot:
        shown |= {"bot_id": BOT_ID, "app_id": APP_ID}
    shown |= without_empty(
        {
            "subtype": "thread_broadcast" if message.broadcast else message.subtype,
            "blocks": message.blocks,
            "attachments": message.attachments,
            "thread_ts": message.thread_ts,
            "metadata": message.metadata if metadata else None,
        }
    )
    shown["team"] = conversation.team.id
    if message.files:
        private = frozenset([conversation.id]) if conversation.kind != "public" else frozenset()
        shown |= {"files": [file_object(each, private=private) for each in message.files], "upload": False}
        if as_event and message.subtype is None:
            shown["subtype"] = "file_share"
    if message.subtype == "tombstone":
        shown |= {"user": "USLACKBOT", "hidden": True}
    if message.edited:
        shown["edited"] = {"user": message.user, "ts": message.ts}
    if message.reactions:
        shown["reactions"] = [
            {"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()
        ]
    if message.ts in conversation.pins:
        shown["pinned_to"] = [conversation.id]
    if not as_event and not message.is_reply:
        replies = replies_to(conversation, message.ts)
        if replies:
            shown |= {
                "thread_ts": message.ts,
                "reply_count": len(replies),
                "reply_users": sorted({each.user for each in replies}),
                "reply_users_count": len({each.user for each in replies}),
                "latest_reply": replies[-1].ts,
            }
    elif message.is_reply:
        parent = conversation.messages.get(message.thread_ts or "")
        shown["parent_user_id"] = parent.user if parent else message.user
    return shown


def view_object(view: View) -> Json:
    """A view as `views.*` answers and interactions carry it."""
    content = view.content
    return {
        "id": view.id,
        "team_id": view.team.id,
        "type": view.type,
        "blocks": content["blocks"],
        "private_metadata": content.get("private_metadata", ""),
        "callback_id": content.get("callback_id", ""),
        "state": {"values": view.values},
        "hash": view.hash,
        "title": content.get("title"),
        "clear_on_close": bool(content.get("clear_on_close", False)),
        "notify_on_close": bool(content.get("notify_on_close", False)),
        "close": content.get("close"),
        "submit": content.get("submit"),
        "previous_view_id": view.previous,
        "root_view_id": view.root,
        "app_id": APP_ID,
        "external_id": content.get("external_id", ""),
        "app_installed_team_id": view.team.id,
        "bot_id": BOT_ID,
    }


def user_brief(human: Human) -> Json:
    return {"id": human.id, "username": human.handle, "name": human.handle, "team_id": human.team.id}


def interaction(workspace: Workspace, kind: str, human: Human, **rest: Any) -> Json:
    """What every interaction payload begins with."""
    team = workspace.team
    return {
        "type": kind,
        "team": {"id": team.id, "domain": team.domain},
        "user": user_brief(human),
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "enterprise": {"id": team.organisation.id, "name": team.organisation.name} if team.organisation else None,
        "is_enterprise_install": workspace.is_org_wide,
        **rest,
    }


def channel_brief(conversation: Conversation) -> Json:
    return {"id": conversation.id, "name": channel_label(conversation)}


def channel_label(conversation: Conversation) -> str:
    """The name deliveries carry: Slack does not tell the names of what is private."""
    hidden = {"im": "directmessage", "private": "privategroup", "mpim": "privategroup"}
    return hidden.get(conversation.kind, conversation.name)


def organisation_fields(workspace: Workspace) -> Json:
    """What a command says of the organisation, as forms say it: nothing where there is none."""
    whole = workspace.team.organisation
    named = {"enterprise_id": whole.id, "enterprise_name": whole.name} if whole else {}
    return {**named, "is_enterprise_install": "true" if workspace.is_org_wide else "false"}


def authorization(workspace: Workspace) -> Json:
    """Which installation an event is sent to."""
    team = workspace.team
    return {
        "enterprise_id": team.organisation.id if team.organisation else None,
        "team_id": team.id,
        "user_id": BOT_USER,
        "is_bot": True,
        "is_enterprise_install": workspace.is_org_wide,
    }


def event_callback(workspace: Workspace, event: Json) -> Json:
    """An event in its outer envelope."""
    number, team = workspace.number("event"), workspace.team
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": team.id,
        "enterprise_id": team.organisation.id if team.organisation else None,
        "context_team_id": team.id,
        "context_enterprise_id": team.organisation.id if team.organisation else None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{team.id[1:3]}{number:08d}",
        "event_time": int(workspace.clock.timestamp()),
        "authorizations": [authorization(workspace)],
        "is_ext_shared_channel": False,
        "event_context": f"4-playground-{number}",
    }


def ts_moment(ts: str) -> datetime:
    return datetime.fromtimestamp(float(ts), UTC)
