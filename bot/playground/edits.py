"""What people do to messages that are there already: react, edit and delete their own, put ephemerals out of sight."""

import re

from bot.playground import conversations, events
from bot.playground.acts import not_archived, room
from bot.playground.errors import Refused
from bot.playground.workspace import Conversation, Message, Workspace, ts_key, visible_to

EMOJI_NAME = re.compile(r"[\w+'-]+(::skin-tone-[2-6])?")
REACTIONS_A_PERSON = 23  # different emoji on one message, https://docs.slack.dev/reference/methods/reactions.add


def _message(workspace: Workspace, person: str, channel: str, ts: str) -> tuple[Conversation, Message]:
    conversation = room(workspace, person, channel)
    message = conversation.messages.get(ts)
    if message is None or message.subtype == conversations.TOMBSTONE:
        raise Refused("That message is gone.")
    return conversation, message


def _own(workspace: Workspace, person: str, channel: str, ts: str, what: str) -> tuple[Conversation, Message]:
    conversation, message = _message(workspace, person, channel, ts)
    if message.user != person or message.subtype not in (None, "file_share"):
        raise Refused(f"Only messages of your own can be {what}.")
    return conversation, message


def edit(workspace: Workspace, person: str, channel: str, ts: str, text: str) -> None:
    """Replace the text of a message of one's own; the bot hears `message_changed` where it hears messages."""
    conversation, message = _own(workspace, person, channel, ts, "edited")
    not_archived(conversation)
    if not text.strip() and message.subtype is None:
        raise Refused("There is nothing left of it. Delete the message instead.")
    if text != message.text:
        conversations.edit(workspace, conversation, message, {"text": text, "blocks": None})


def delete(workspace: Workspace, person: str, channel: str, ts: str) -> None:
    """Delete a message of one's own; the bot hears `message_deleted`, or sees the stone left over a thread."""
    conversation, message = _own(workspace, person, channel, ts, "deleted")
    conversations.delete(workspace, conversation, message)


def react(workspace: Workspace, person: str, channel: str, ts: str, name: str, *, on: bool = True) -> None:
    """Add or take back one's reaction; what is so already stays so, as when two windows show the same message."""
    conversation, message = _message(workspace, person, channel, ts)
    not_archived(conversation)
    if not EMOJI_NAME.fullmatch(name):
        raise Refused(f"No emoji is called {name!r}.")
    users = message.reactions.get(name, [])
    if on is (person in users):
        return
    if on:
        mine = [each for each in message.reactions.values() if person in each]
        if len(mine) >= REACTIONS_A_PERSON:
            raise Refused(f"You have put {REACTIONS_A_PERSON} reactions on this message, which is all one may.")
        message.reactions.setdefault(name, []).append(person)
    else:
        users.remove(person)
        if not users:
            del message.reactions[name]
    workspace.changes.tell("message", channel=conversation.id)
    events.reaction_event(workspace, conversation, message, person, name, added=on)


def dismiss(workspace: Workspace, person: str, channel: str, ts: str) -> None:
    """Put a message only this person sees out of sight; the app does not hear of it."""
    message = room(workspace, person, channel).ephemerals.get(ts)
    if message is None or message.only_for != person:
        raise Refused("That message is gone.")
    message.dismissed = True
    workspace.changes.tell("message", channel=channel)


def mark_unread(workspace: Workspace, person: str, channel: str, ts: str) -> None:
    """Make this message, and all after it, new again."""
    conversation = room(workspace, person, channel)
    earlier = [each.ts for each in visible_to(conversation, person) if ts_key(each.ts) < ts_key(ts)]
    conversation.read[person] = earlier[-1] if earlier else "0"
    workspace.changes.tell("conversations")
