"""What people do in Slack's client besides pressing things: speak, call commands and shortcuts, open Home."""

from bot.playground import conversations, events
from bot.playground.errors import Overlooked, Refused, SlackError
from bot.playground.files import File
from bot.playground.payloads import (
    VERIFICATION_TOKEN,
    channel_brief,
    channel_label,
    interaction,
    message_object,
    organisation_fields,
    view_object,
)
from bot.playground.people import APP_ID, BOT_USER
from bot.playground.respond import respond
from bot.playground.wording import typed
from bot.playground.workspace import Ack, Conversation, Json, Message, View, Workspace, hidden


def undelivered(what: str, ack: Ack) -> str:
    """What a person reads when the app did not take what they did."""
    if ack.error == "operation_timeout":
        return f"{what} did not answer in time (operation_timeout)"
    return f"{what} failed: {ack.why} ({ack.error})"


def room(workspace: Workspace, person: str, channel: str) -> Conversation:
    """A conversation that this person takes part in."""
    if workspace.people[person].deleted:
        raise Refused(f"{workspace.people[person].name} has left.")
    conversation = workspace.find(channel)
    if conversation is None or hidden(workspace, conversation, person):
        raise Refused(f"There is no conversation {channel} here.")
    if person not in conversation.members and conversation.kind == "public":
        raise Refused(f"You are not in #{conversation.name}. Join it first.")
    return conversation


def not_archived(conversation: Conversation) -> None:
    if conversation.archived:
        raise Refused(f"#{conversation.name} is archived.")


def say(workspace: Workspace, person: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
    """Send a message, its text as Slack's client encodes it (see wording.typed)."""
    conversation, thread_ts = say_where(workspace, person, channel, thread_ts)
    if not text.strip():
        raise Refused("There is nothing to send.")
    message = conversations.post(workspace, conversation, person, text, thread_ts=thread_ts)
    conversation.read[person] = message.ts
    return message


def say_where(
    workspace: Workspace, person: str, channel: str, thread_ts: str | None
) -> tuple[Conversation, str | None]:
    """The conversation and thread this person may speak in; Refused where they may not."""
    conversation = room(workspace, person, channel)
    not_archived(conversation)
    listens = workspace.manifest.messages_tab and not workspace.manifest.messages_read_only
    if conversation.kind == "im" and BOT_USER in conversation.members and not listens:
        raise Refused("Sending messages to this app has been turned off.")
    if thread_ts is not None:
        parent = conversation.messages.get(thread_ts)
        if parent is None:
            raise Refused("That thread is gone.")
        thread_ts = parent.thread_ts or parent.ts
    return conversation, thread_ts


def upload(
    workspace: Workspace,
    person: str,
    name: str,
    content: bytes,
    *,
    channel: str | None = None,
    text: str = "",
    thread_ts: str | None = None,
) -> File:
    """Upload a file: for a form, seen by its owner alone until then, or into a channel at once."""
    where = say_where(workspace, person, channel, thread_ts) if channel is not None else None
    file = workspace.files.add(name, content, person)
    if where is not None:
        conversation, thread_ts = where
        message = conversations.post(workspace, conversation, person, text, thread_ts=thread_ts, files=[file])
        conversation.read[person] = message.ts
    return file


async def command(workspace: Workspace, person: str, channel: str, line: str) -> None:
    """Call a slash command; what comes with the ack shows in the channel. A Refused holds what the person reads."""
    conversation = room(workspace, person, channel)
    not_archived(conversation)
    name, _, text = line.strip().partition(" ")
    if name == "/invite":
        return _invite(workspace, person, conversation, text)
    registered = workspace.manifest.command(name)
    if registered is None or not workspace.installed:
        raise Refused(f"{name} is not a valid command.")
    sent = typed(workspace, text.strip(), labels=True) if registered.should_escape else text.strip()
    human = workspace.people[person]
    path = workspace.response_urls.give(person, conversation.id)
    payload: Json = {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.team.id,
        "team_domain": workspace.team.domain,
        **organisation_fields(workspace),
        "channel_id": conversation.id,
        "channel_name": channel_label(conversation),
        "user_id": person,
        "user_name": human.handle,
        "command": name,
        "text": sent,
        "api_app_id": APP_ID,
        "response_url": workspace.url + path,
        "trigger_id": workspace.triggers.give(person, conversation.id),
    }
    ack = await workspace.delivery.request("slash_commands", payload)
    if ack.error is not None:
        raise Refused(undelivered(name, ack))
    if ack.payload:
        _answer(workspace, path, ack.payload, name)


def _answer(workspace: Workspace, path: str, body: Json, what: str) -> None:
    """Show what came with an ack; Slack shows an error to the person where it cannot."""
    try:
        respond(workspace, workspace.response_urls.check(path.rpartition("/")[2]), body, "surfaces.command_acks")
    except Overlooked:
        return
    except SlackError as error:
        workspace.ledger.complain(f"the ack of {what}: {error.code} {error.details}", workspace.clock.now())
        raise Refused(f"{what} failed with the error {error.code!r}") from error


def _invite(workspace: Workspace, person: str, conversation: Conversation, text: str) -> None:
    if conversation.kind not in ("public", "private"):
        raise Refused("/invite works in channels.")
    try:
        invited = workspace.person(text.strip())
    except KeyError as error:
        raise Refused(str(error.args[0])) from None
    if invited.deleted:
        raise Refused(f"{invited.name} has left.")
    if invited.id in conversation.members:
        raise Refused(f"{invited.name} is already in #{conversation.name}.")
    conversations.join(workspace, conversation, invited.id, inviter=person)


async def shortcut(workspace: Workspace, person: str, callback_id: str, *, channel: str = "", ts: str = "") -> None:
    """Call a global shortcut, or a message shortcut on the message at `channel`, `ts`."""
    known = next((each for each in workspace.manifest.shortcuts if each.callback_id == callback_id), None)
    if known is None:
        raise Refused(f"No shortcut is called {callback_id}.")
    human = workspace.people[person]
    stamp = workspace.next_ts()
    if known.kind == "global":
        trigger = workspace.triggers.give(person, None)
        rest = {"callback_id": callback_id, "trigger_id": trigger, "action_ts": stamp}
        payload = interaction(workspace, "shortcut", human, **rest)
    else:
        conversation = room(workspace, person, channel)
        message = conversation.messages.get(ts)
        if message is None:
            raise Refused("That message is gone.")
        path = workspace.response_urls.give(person, conversation.id)
        payload = interaction(
            workspace,
            "message_action",
            human,
            callback_id=callback_id,
            trigger_id=workspace.triggers.give(person, conversation.id),
            action_ts=stamp,
            message_ts=ts,
            channel=channel_brief(conversation),
            message=message_object(conversation, message),
            response_url=workspace.url + path,
        )
    ack = await workspace.delivery.request("interactive", payload)
    if ack.error is not None:
        raise Refused(undelivered(known.name, ack))


def open_direct(workspace: Workspace, person: str, other: str) -> Conversation:
    conversation, _ = conversations.open_direct(workspace, [person, other])
    if other == BOT_USER:
        events.home_event(workspace, person, conversation.id, "messages", None)
    return conversation


def open_home(workspace: Workspace, person: str) -> View | None:
    """Look at the bot's Home tab; the bot hears of it, and may publish a view after."""
    if not workspace.manifest.home_tab:
        raise Refused("This app has no Home tab.")
    conversation, _ = conversations.open_direct(workspace, [person, BOT_USER])
    view = workspace.homes.get(person)
    shown = view_object(view) if view else None
    events.home_event(workspace, person, conversation.id, "home", shown)
    return view
