"""Judges what arrives by HTTP before anything else sees it: who sent it, when, and whether it is what Slack sends.

Pure: from headers, bytes and a time to the request, or to a refusal. Signatures as in Slack's "Verifying requests
from Slack"; the shapes are as much of Slack's payloads as the listeners rely on.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

WINDOW = 300.0  # real seconds by which a request's stamp may differ from now
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
_FIELDS = 50  # a command has a dozen

Json = dict[str, Any]


class TurnedAway(Exception):
    """A request that goes no further: an HTTP status and one plain line."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


def check_sender(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> str:
    """The request's signature, which only Slack can have made within the last five minutes; else TurnedAway (401).

    `now` is real time in seconds since 1970, never a moved clock.
    """
    stamp, signature = headers.get("X-Slack-Request-Timestamp", ""), headers.get("X-Slack-Signature", "")
    if not stamp or not signature:
        raise TurnedAway(401, "not signed")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12) or abs(now - int(stamp)) > WINDOW:
        raise TurnedAway(401, "signed at another time")
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(f"v0={digest}".encode(), signature.encode("utf-8", "surrogateescape")):
        raise TurnedAway(401, "signed by somebody else")
    return signature


def understood(content_type: str, body: bytes) -> Json:
    """What Slack says: an event, an interaction or a command, in a shape that listeners can rely on.

    TurnedAway (400 or 415) otherwise. An `ssl_check` comes back as it is.
    """
    if content_type == JSON:
        found = _object(body)
        if not isinstance(found.get("type"), str) or found["type"] not in _EVENTS:
            raise TurnedAway(400, "no event")
        return _fitting(_fitting(found, _EVENTS[found["type"]]), _CARRIED.get(_carried(found), {}))
    if content_type == FORM:
        fields = _form(body)
        if "ssl_check" in fields:
            return fields
        if "payload" in fields:
            found = _object(fields["payload"].encode("utf-8", "surrogatepass"))
            return _fitting(found, _INTERACTIONS.get(str(found.get("type")), _SOMEBODY))
        return _fitting(fields, _COMMAND)
    raise TurnedAway(415, "neither a form nor JSON")


def _carried(found: Json) -> str:
    return str((found.get("event") or {}).get("type"))


def _object(body: bytes) -> Json:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise TurnedAway(400, "no JSON") from None
    if not isinstance(found, dict):
        raise TurnedAway(400, "no JSON object")
    return found


def _form(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_FIELDS))
    except ValueError:
        raise TurnedAway(400, "no form") from None


def _fitting(found: Json, shape: Json) -> Json:
    if not (_fits(found, shape) and _fits_where_given(found)):
        raise TurnedAway(400, "not in the form Slack sends")
    return found


class _Each:
    """Every value of an object has this shape."""

    def __init__(self, shape: Any) -> None:
        self.shape = shape


def _fits(value: Any, shape: Any) -> bool:
    """A type is what a value is; a dict what an object has at least; a list what each of one or more is."""
    if isinstance(shape, type):
        return isinstance(value, shape)
    if isinstance(shape, _Each):
        return isinstance(value, dict) and all(_fits(each, shape.shape) for each in value.values())
    if isinstance(shape, list):
        return isinstance(value, list) and bool(value) and all(_fits(each, shape[0]) for each in value)
    return isinstance(value, dict) and all(name in value and _fits(value[name], each) for name, each in shape.items())


def _fits_where_given(found: Json) -> bool:
    """What need not be there, and must not be something else."""
    return all(found.get(name) is None or _fits(found[name], shape) for name, shape in _WHERE_GIVEN.items())


_EVENTS: Mapping[str, Json] = {
    "url_verification": {"challenge": str},
    "event_callback": {"team_id": str, "event_id": str, "event": {"type": str}},
}
_CARRIED: Mapping[str, Json] = {"user_change": {"event": {"user": {"id": str}}}}  # by the event's own type
_COMMAND: Json = {"command": str, "user_id": str, "team_id": str, "trigger_id": str}
_SOMEBODY: Json = {"type": str, "user": {"id": str}}
_INTERACTIONS: Mapping[str, Json] = {
    "block_actions": {**_SOMEBODY, "trigger_id": str, "actions": [{"action_id": str, "block_id": str, "type": str}]},
    "view_submission": {
        **_SOMEBODY,
        "view": {"id": str, "callback_id": str, "blocks": [{"block_id": str}], "state": {"values": _Each(_Each(dict))}},
    },
    "view_closed": {**_SOMEBODY, "view": {"id": str, "callback_id": str}},
    "shortcut": {**_SOMEBODY, "callback_id": str, "trigger_id": str},
    "message_action": {**_SOMEBODY, "callback_id": str, "trigger_id": str, "message": dict},
}
_WHERE_GIVEN: Json = {
    "team": {"id": str},
    "enterprise": {"id": str},
    "channel": {"id": str},
    "view": {"id": str, "state": {"values": _Each(_Each(dict))}},
    "message": dict,
    "event": dict,
    "container": dict,
    "authorizations": [dict],
    "response_url": str,
    "text": str,
    "channel_id": str,
}
