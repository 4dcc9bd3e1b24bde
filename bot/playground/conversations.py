"""What can happen in a conversation: join, leave, speak, edit, delete, archive; for the bot and people alike."""

import re
from typing import Any

from bot.playground import events, file_rules
from bot.playground.blockkit import attachments_with_ids, with_ids
from bot.playground.payloads import message_object
from bot.playground.people import BOT_USER
from bot.playground.workspace import Conversation, Json, Message, Workspace

NAME_LIMIT = 80
TOPIC_LIMIT = 250
MPIM_LIMIT = 8  # people besides the caller
TOMBSTONE = "tombstone"  # the subtype of what stands where a thread's first message was deleted


def post(
    workspace: Workspace,
    conversation: Conversation,
    user: str,
    text: str,
    *,
    blocks: list[Json] | None = None,
    **rest: Any,
) -> Message:
    """Put a message into a conversation; `rest` are further fields of Message."""
    file_rules.check_message_files(workspace, blocks, rest.get("attachments"))
    if rest.get("attachments"):
        rest["attachments"] = attachments_with_ids(rest["attachments"], workspace.number)
    message = Message(
        channel=conversation.id,
        ts=workspace.next_ts(),
        user=user,
        text=text,
        blocks=with_ids(blocks, workspace.number),
        by_bot=user == BOT_USER and rest.get("subtype") is None,
        **rest,
    )
    conversation.messages[message.ts] = message
    if message.is_reply:
        conversation.threads.setdefault(message.thread_ts or "", []).append(message.ts)
    workspace.changes.tell("message", channel=conversation.id)
    file_rules.shared(workspace, message)
    events.message_event(workspace, conversation, message)
    return message


def whisper(
    workspace: Workspace,
    conversation: Conversation,
    person: str,
    text: str,
    *,
    blocks: list[Json] | None = None,
    thread_ts: str | None = None,
    attachments: list[Json] | None = None,
) -> Message:
    """An ephemeral message of the bot: one person sees it, history never does."""
    file_rules.check_message_files(workspace, blocks, attachments)
    message = Message(
        channel=conversation.id,
        ts=workspace.next_ts(),
        user=BOT_USER,
        text=text,
        blocks=with_ids(blocks, workspace.number),
        attachments=attachments_with_ids(attachments, workspace.number),
        thread_ts=thread_ts,
        by_bot=True,
        only_for=person,
    )
    conversation.ephemerals[message.ts] = message
    workspace.changes.tell("message", channel=conversation.id)
    return message


def edit(workspace: Workspace, conversation: Conversation, message: Message, changes: Json) -> None:
    """Replace the fields of `changes` in a message. Slack marks it edited only when it has no blocks."""
    file_rules.check_message_files(workspace, changes.get("blocks"), changes.get("attachments"))
    before = message_object(conversation, message)
    if "blocks" in changes:
        changes = changes | {"blocks": with_ids(changes["blocks"], workspace.number)}
    if "attachments" in changes:
        changes = changes | {"attachments": attachments_with_ids(changes["attachments"], workspace.number)}
    for name, value in changes.items():
        setattr(message, name, value)
    message.edited = message.edited or not message.blocks
    workspace.changes.tell("message", channel=conversation.id)
    if message.only_for is None:
        events.changed_event(workspace, conversation, before, message, workspace.next_ts())


def delete(workspace: Workspace, conversation: Conversation, message: Message) -> None:
    if message.only_for is not None:
        del conversation.ephemerals[message.ts]
        workspace.changes.tell("message", channel=conversation.id)
        return
    before = message_object(conversation, message)
    file_rules.unshared(workspace, message)
    if message.ts in conversation.pins:
        conversation.pins.remove(message.ts)
        workspace.changes.tell("conversations")
    workspace.changes.tell("message", channel=conversation.id)
    if conversation.threads.get(message.ts):
        _bury(message)
        events.changed_event(workspace, conversation, before, message, workspace.next_ts())
        return
    del conversation.messages[message.ts]
    if message.is_reply:
        _forget_reply(conversation, message)
    events.changed_event(workspace, conversation, before, None, workspace.next_ts())


def _bury(message: Message) -> None:
    """The answers of a thread stay when its first message is deleted; a stone without its content holds them."""
    message.text, message.subtype = "This message was deleted.", TOMBSTONE
    message.blocks = message.attachments = message.metadata = None
    message.reactions, message.files = {}, []


def _forget_reply(conversation: Conversation, message: Message) -> None:
    """Take an answer out of its thread; a stone goes with the last of them."""
    replies = conversation.threads[message.thread_ts or ""]
    replies.remove(message.ts)
    parent = conversation.messages.get(message.thread_ts or "")
    if not replies and parent is not None and parent.subtype == TOMBSTONE:
        del conversation.messages[parent.ts]


def checked_name(workspace: Workspace, name: str) -> str:
    """A name a channel may have and none has yet, archived ones included."""
    checks = workspace.checks
    if not name:
        checks.stop("rooms.name_required", "invalid_name_required")
    if len(name) > NAME_LIMIT:
        checks.refuse("rooms.name_length", "invalid_name_maxlength")
    if not re.search(r"\w", name.replace("_", "")):
        checks.refuse("rooms.name_letters", "invalid_name_punctuation")
    if not re.fullmatch(r"[\w-]+", name) or name != name.lower():
        checks.refuse("rooms.name_letters", "invalid_name_specials")
    if any(each.name == name for each in workspace.conversations.values()):
        checks.refuse("rooms.name_free", "name_taken")
    return name


def create(workspace: Workspace, name: str, *, private: bool, by: str) -> Conversation:
    conversation = Conversation(
        id=f"C0P{workspace.number('channel'):06d}",
        name=checked_name(workspace, name),
        kind="private" if private else "public",
        members=[],
        creator=by,
        created=int(workspace.clock.timestamp()),
        team=workspace.team,
    )
    workspace.conversations[conversation.id] = conversation
    join(workspace, conversation, by)
    return conversation


def join(workspace: Workspace, conversation: Conversation, person: str, inviter: str | None = None) -> None:
    """Make somebody a member, with the line Slack writes into the channel."""
    conversation.members.append(person)
    workspace.changes.tell("conversations")
    subtype = "channel_join" if conversation.kind == "public" else "group_join"
    post(workspace, conversation, person, f"<@{person}> has joined the channel", subtype=subtype)
    events.membership_event(workspace, conversation, person, joined=True, inviter=inviter)


def leave(workspace: Workspace, conversation: Conversation, person: str) -> None:
    conversation.members.remove(person)
    workspace.changes.tell("conversations")
    events.membership_event(workspace, conversation, person, joined=False)


def open_direct(workspace: Workspace, people: list[str]) -> tuple[Conversation, bool]:
    """The direct message among exactly these people (the caller included), and whether it existed before."""
    wanted = set(people)
    kind = "im" if len(wanted) <= 2 else "mpim"
    for each in workspace.conversations.values():
        if each.kind == kind and set(each.members) == wanted:
            reopened, each.closed = each.closed, False
            return each, not reopened
    handles = "--".join(sorted(workspace.people[each].handle for each in wanted))
    number = workspace.number(kind)
    conversation = Conversation(
        id=f"D0P{number:06d}" if kind == "im" else f"G0P{number:06d}",
        name="" if kind == "im" else f"mpdm-{handles}-1",
        kind=kind,
        members=sorted(wanted),
        creator=people[0],
        created=int(workspace.clock.timestamp()),
        team=workspace.team,
    )
    workspace.conversations[conversation.id] = conversation
    workspace.changes.tell("conversations")
    return conversation, False


def set_topic(workspace: Workspace, conversation: Conversation, topic: str, by: str) -> None:
    conversation.topic = topic
    workspace.changes.tell("conversations")
    subtype = "channel_topic" if conversation.kind == "public" else "group_topic"
    post(workspace, conversation, by, f"<@{by}> set the channel topic: {topic}", subtype=subtype)


def set_purpose(workspace: Workspace, conversation: Conversation, purpose: str, by: str) -> None:
    conversation.purpose = purpose
    workspace.changes.tell("conversations")
    subtype = "channel_purpose" if conversation.kind == "public" else "group_purpose"
    post(workspace, conversation, by, f"<@{by}> set the channel description: {purpose}", subtype=subtype)


def rename(workspace: Workspace, conversation: Conversation, name: str, by: str) -> None:
    before, conversation.name = conversation.name, checked_name(workspace, name)
    workspace.changes.tell("conversations")
    public = conversation.kind == "public"
    words = f'<@{by}> has renamed the channel from "{before}" to "{name}"'
    post(workspace, conversation, by, words, subtype="channel_name" if public else "group_name")
    events.rename_event(workspace, conversation)


def archive(workspace: Workspace, conversation: Conversation, by: str) -> None:
    subtype = "channel_archive" if conversation.kind == "public" else "group_archive"
    post(workspace, conversation, by, f"<@{by}> archived the channel", subtype=subtype)
    conversation.archived = True
    workspace.changes.tell("conversations")
    events.archive_event(workspace, conversation, by)
