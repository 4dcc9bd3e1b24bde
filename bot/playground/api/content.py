"""What a message says: reads text, blocks, attachments and metadata from a call and refuses what Slack would."""

import json
from typing import Any

from bot.playground.api.arguments import Arguments
from bot.playground.blockkit import check_message
from bot.playground.errors import SlackError, bad_blocks
from bot.playground.workspace import Json

TEXT_LIMIT = 40_000
ATTACHMENT_LIMIT = 100
METADATA_BYTES = 16_000


def message_content(arguments: Arguments) -> Json:
    """The fields given, ready for a Message: text, blocks, attachments. `no_text` where there is nothing to read."""
    content: Json = {}
    if arguments.has("text"):
        content["text"] = arguments.text("text")
        if len(content["text"]) > TEXT_LIMIT:
            raise SlackError("msg_too_long")
    if arguments.has("blocks"):
        content["blocks"] = checked_blocks(arguments.structure("blocks", "invalid_blocks_format"))
    if arguments.has("attachments"):
        content["attachments"] = _attachments(arguments.structure("attachments", "invalid_attachments"))
    if not any(content.get(name) for name in ("text", "blocks", "attachments")):
        raise SlackError("no_text")
    return content


def checked_blocks(blocks: Any) -> list[Json] | None:
    if blocks is not None and not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    faults = check_message(blocks or [])
    if faults:
        raise bad_blocks(faults)
    return blocks or None


def _attachments(attachments: Any) -> list[Json] | None:
    if attachments is None:
        return None
    if not isinstance(attachments, list) or not all(isinstance(each, dict) for each in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > ATTACHMENT_LIMIT:
        raise SlackError("too_many_attachments")
    faults = [
        fault
        for index, each in enumerate(attachments)
        for fault in check_message(each.get("blocks") or [], f"/attachments/{index}/blocks")
    ]
    if faults:
        raise bad_blocks(faults)
    return attachments or None


def message_metadata(arguments: Arguments) -> Json | None:
    """The `metadata` of a message: a type and a payload, nothing else. An empty object is None: no metadata."""
    given = arguments.structure("metadata", "invalid_metadata_format")
    if not given:
        return None
    sound = (
        isinstance(given, dict)
        and isinstance(given.get("event_type"), str)
        and given["event_type"]
        and isinstance(given.get("event_payload"), dict)
    )
    if not sound or set(given) - {"event_type", "event_payload"}:
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(given["event_payload"])) > METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return dict(given)
