"""Answers with an ack or through a response_url: ephemeral unless said otherwise, or in the original's place."""

from bot.playground import conversations
from bot.playground.api.arguments import Arguments
from bot.playground.api.content import message_content
from bot.playground.people import BOT_USER
from bot.playground.respond_urls import ResponseUrl
from bot.playground.workspace import Json, Message, Workspace


def respond(
    workspace: Workspace, url: ResponseUrl, body: Json, surface: str = "surfaces.response_urls"
) -> Message | None:
    """Do what an answer says; the message it made or changed, None where it deleted one."""
    conversation = workspace.conversations[url.channel]
    original = None
    if url.message_ts is not None:
        original = conversation.messages.get(url.message_ts) or conversation.ephemerals.get(url.message_ts)
    arguments = Arguments(body, workspace.checks)
    if arguments.flag("delete_original"):
        if original is None:
            workspace.checks.stop("messages.known", "message_not_found")
        conversations.delete(workspace, conversation, original)
        return None
    kind = arguments.text("response_type", "ephemeral")
    if kind not in ("ephemeral", "in_channel"):
        workspace.checks.refuse("responses.type", "invalid_response_type")
    content = message_content(arguments, surface)
    if arguments.flag("replace_original") and url.message_ts is not None:
        if original is None:
            workspace.checks.stop("messages.known", "message_not_found")
        conversations.edit(workspace, conversation, original, {"text": "", "blocks": None} | content)
        return original
    thread = arguments.text("thread_ts") or url.thread_ts
    text = content.pop("text", "")
    if kind == "in_channel":
        return conversations.post(workspace, conversation, BOT_USER, text, thread_ts=thread, **content)
    return conversations.whisper(workspace, conversation, url.person, text, thread_ts=thread, **content)
