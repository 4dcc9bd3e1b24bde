"""What a message says: reads text, blocks, attachments and metadata from a call and refuses what Slack would."""

import json
from typing import Any

from bot.playground.api.arguments import Arguments
from bot.playground.blockkit import check_message, mended_blocks
from bot.playground.checks import Checks
from bot.playground.errors import bad_blocks
from bot.playground.workspace import Json

TEXT_LIMIT = 40_000
MARKDOWN_LIMIT = 12_000
TAKE_MARKDOWN = ("surfaces.messages", "surfaces.updates", "surfaces.ephemerals")  # methods, not response_urls and acks
ATTACHMENT_LIMIT = 100
METADATA_BYTES = 16_000


def message_content(arguments: Arguments, surface: str) -> Json:
    """The fields given, ready for a Message: text, blocks, attachments; `surface` is the check that judges blocks.

    `no_text` where there is nothing to read. A `markdown_text` becomes the text and one markdown block.
    """
    checks = arguments.checks
    content: Json = {}
    if arguments.has("text"):
        content["text"] = arguments.text("text")
        if len(content["text"]) > TEXT_LIMIT:
            checks.refuse("messages.text_length", "msg_too_long")
    if arguments.has("blocks"):
        given = arguments.structure("blocks", "messages.blocks_format", "invalid_blocks_format")
        content["blocks"] = checked_blocks(given, checks, surface)
    if arguments.has("attachments"):
        given = arguments.structure("attachments", "messages.attachments_format", "invalid_attachments")
        content["attachments"] = _attachments(given, checks)
    if surface in TAKE_MARKDOWN and arguments.has("markdown_text"):
        if content.get("text") or content.get("blocks"):  # what is empty counts as left out
            checks.refuse("messages.markdown_alone", "markdown_text_conflict")
        markdown = arguments.text("markdown_text")
        if len(markdown) > MARKDOWN_LIMIT:
            checks.refuse("messages.markdown_length", "msg_too_long")
        if markdown:
            content |= {"text": markdown, "blocks": [{"type": "markdown", "text": markdown}]}
    if not any(content.get(name) for name in ("text", "blocks", "attachments")):
        checks.refuse("messages.content", "no_text")
    return content


def checked_blocks(blocks: Any, checks: Checks, surface: str) -> list[Json] | None:
    if blocks is not None and not isinstance(blocks, list):
        checks.refuse("messages.blocks_format", "invalid_blocks_format")
        return None
    faults = check_message(blocks or [])
    held = [fault for fault in faults if checks.on(surface) and checks.on(fault.check)]
    if held:
        raise bad_blocks(held)
    return mended_blocks(blocks, faults) or None


def _attachments(attachments: Any, checks: Checks) -> list[Json] | None:
    if attachments is None:
        return None
    if not isinstance(attachments, list) or not all(isinstance(each, dict) for each in attachments):
        checks.refuse("messages.attachments_format", "invalid_attachments")
        return None
    if len(attachments) > ATTACHMENT_LIMIT:
        checks.refuse("messages.attachment_count", "too_many_attachments")
    pointers = [f"/attachments/{index}/blocks" for index in range(len(attachments))]
    faults = [
        fault
        for each, pointer in zip(attachments, pointers, strict=True)
        for fault in check_message(each.get("blocks") or [], pointer)
    ]
    held = [fault for fault in faults if checks.on("surfaces.attachments") and checks.on(fault.check)]
    if held:
        raise bad_blocks(held)
    return [
        {**each, "blocks": mended_blocks(each["blocks"], faults, pointer)} if each.get("blocks") else each
        for each, pointer in zip(attachments, pointers, strict=True)
    ] or None


def message_metadata(arguments: Arguments) -> Json | None:
    """The `metadata` of a message: a type and a payload, nothing else. An empty object is None: no metadata."""
    checks = arguments.checks
    given = arguments.structure("metadata", "messages.metadata_format", "invalid_metadata_format")
    if not given:
        return None
    sound = (
        isinstance(given, dict)
        and isinstance(given.get("event_type"), str)
        and given["event_type"]
        and isinstance(given.get("event_payload"), dict)
        and not set(given) - {"event_type", "event_payload"}
    )
    if not sound:
        checks.refuse("messages.metadata_format", "invalid_metadata_format")
        return given if isinstance(given, dict) else None
    if len(json.dumps(given["event_payload"])) > METADATA_BYTES:
        checks.refuse("messages.metadata_size", "metadata_too_large")
    return dict(given)
