"""Judges what arrives by HTTP before anything else sees it: who sent it, when, and whether it is what Slack sends.

Pure: from headers, bytes and a time to the request, or to a refusal. Signatures as in Slack's "Verifying requests
from Slack"; the shapes are as much of Slack's payloads as the listeners rely on.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from datetime import date
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
    no_list = found.get("response_urls", ()) is None  # Bolt counts them wherever the name stands
    if no_list or not (_fits(found, shape) and _WHERE_GIVEN.fits(found)):
        raise TurnedAway(400, "not in the form Slack sends")
    return found


class _Each:
    """Every value of an object has this shape."""

    def __init__(self, shape: Any) -> None:
        self.shape = shape


class _Given:
    """An object in which each of these fits, where it is given at all."""

    def __init__(self, **shapes: Any) -> None:
        self.shapes = shapes

    def fits(self, found: Any) -> bool:
        return isinstance(found, dict) and all(
            found.get(name) is None or _fits(found[name], shape) for name, shape in self.shapes.items()
        )


class _Both:
    """Fits each of several shapes."""

    def __init__(self, *shapes: Any) -> None:
        self.shapes = shapes


def _fits(value: Any, shape: Any) -> bool:
    """A type is what a value is; a pattern what a text is; a function says yes; a dict is what an object has at least;
    a list what each of one or more is."""
    if isinstance(shape, type):
        return isinstance(value, shape)
    if isinstance(shape, re.Pattern):
        return isinstance(value, str) and shape.fullmatch(value) is not None
    if isinstance(shape, _Given):
        return shape.fits(value)
    if isinstance(shape, _Both):
        return all(_fits(value, each) for each in shape.shapes)
    if callable(shape):
        return bool(shape(value))
    if isinstance(shape, _Each):
        return isinstance(value, dict) and all(_fits(each, shape.shape) for each in value.values())
    if isinstance(shape, list):
        return isinstance(value, list) and bool(value) and all(_fits(each, shape[0]) for each in value)
    return isinstance(value, dict) and all(name in value and _fits(value[name], each) for name, each in shape.items())


def _is_day(value: Any) -> bool:
    try:
        return bool(date.fromisoformat(value)) and len(value) == 10
    except (TypeError, ValueError):
        return False


def _is_moment(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 33


def _is_list_of(shape: Any) -> Callable[[Any], bool]:
    """None at all is a list too."""
    return lambda value: isinstance(value, list) and all(_fits(each, shape) for each in value)


_ID = re.compile("[A-Z0-9]{1,64}")  # of people, workspaces, channels: Slack's are some eleven long
_OPTION: Json = {"value": str}
_ENTRY = _Given(  # what a field holds, a press tells
    value=str,
    selected_option=_OPTION,
    selected_options=_is_list_of(_OPTION),
    selected_user=_ID,
    selected_users=_is_list_of(_ID),
    selected_conversation=_ID,
    selected_channel=_ID,
    selected_date=_is_day,
    selected_time=re.compile("([01][0-9]|2[0-3]):[0-5][0-9]"),
    selected_date_time=_is_moment,
)
_VIEW: Any = _Both(
    {"id": str, "type": str}, _Given(private_metadata=str, blocks=list, state=_Given(values=_Each(_Each(_ENTRY))))
)
_PERSON: Any = _Both({"id": _ID}, _Given(team_id=_ID))
_EVENTS: Mapping[str, Json] = {
    "url_verification": {"challenge": str},
    "event_callback": {"team_id": _ID, "event_id": str, "event": {"type": str}},
}
_CARRIED: Mapping[str, Json] = {  # by the event's own type
    "user_change": {"event": {"user": _Both(_PERSON, _Given(profile=dict, tz=str, real_name=str, name=str))}},
    "app_home_opened": {"event": {"user": _ID}},
}
_COMMAND: Json = {"command": str, "user_id": _ID, "team_id": _ID, "trigger_id": str}
_SOMEBODY: Json = {"type": str, "user": _PERSON}
_PRESS = _Both({"action_id": str, "block_id": str, "type": str}, _ENTRY)
_BLOCKS: Any = [_Both({"block_id": str, "type": str}, _Given(element=dict, label=_Given(text=str)))]
_INTERACTIONS: Mapping[str, Json] = {
    "block_actions": {**_SOMEBODY, "trigger_id": str, "actions": [_PRESS]},
    "view_submission": {
        **_SOMEBODY,
        "view": {"callback_id": str, "blocks": _BLOCKS, "state": {"values": dict}},
    },
    "view_closed": {**_SOMEBODY, "view": {"callback_id": str}},
    "shortcut": {**_SOMEBODY, "callback_id": str, "trigger_id": str},
    "message_action": {**_SOMEBODY, "callback_id": str, "trigger_id": str, "message": dict},
}
_WHERE_GIVEN = _Given(  # what need not be there, and must not be something else
    team=_Given(id=_ID),
    enterprise=_Given(id=_ID),
    channel={"id": _ID},
    view=_VIEW,
    message=dict,
    event=dict,
    container=dict,
    authorizations=_is_list_of(dict),
    response_url=str,
    response_urls=_is_list_of(_Given(response_url=str)),
    text=str,
    channel_id=str,
)
