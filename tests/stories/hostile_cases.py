"""A case of what somebody hostile could send: how it is told, and made of what Slack sends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from bot.playground.webhooks import FORM, JSON

Json = dict[str, Any]
TAKEN, ODD, REFUSED = (200,), (400,), (200, 400)
INJECTION = "<!channel> <@U0SAM> <https://evil.example|Slack> & =cmd|'/C calc'!A0"


@dataclass(frozen=True)
class Case:
    """`headers` go over the signed ones; None takes one away. `signed` says how: by us, `late`, `early`, by `another`,
    or not at all."""

    name: str
    body: bytes
    kind: str = FORM
    expects: tuple[int, ...] = ODD
    signed: str = "now"
    headers: Mapping[str, str | None] = field(default_factory=dict)


def form(payload: object) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


def command(text: str = "", **other: str) -> bytes:
    line = {
        "command": "/req",
        "user_id": "U0RITA",
        "team_id": "T0PLAY",
        "trigger_id": "1.2.3",
        "channel_id": "C0GENERAL",
    }
    return urlencode({**line, "text": text, **other}, errors="surrogatepass").encode()


def whole(real: Json, **other: Any) -> Json:
    """A payload of Slack's with something else in it, and nowhere to say words."""
    found = deepcopy(real) | other
    found.pop("response_url", None)
    return found


def as_sent(kind: str, payload: Json, name: str = "", expects: tuple[int, ...] = (200, 400, 404)) -> Case:
    """A payload in the form Slack posts it in."""
    if kind == "slash_commands":
        flat = {key: value if isinstance(value, str) else json.dumps(value) for key, value in payload.items()}
        return Case(name, urlencode(flat, errors="surrogatepass").encode(), expects=expects)
    if kind == "event_callback":
        return Case(name, json.dumps(payload).encode(), JSON, expects=expects)
    return Case(name, form(payload), expects=expects)
