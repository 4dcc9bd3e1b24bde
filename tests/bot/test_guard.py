"""What arrives by HTTP is judged before anything else sees it: sender, time, and the form Slack sends."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guard import FORM, JSON, TurnedAway, check_sender, understood

SECRET, NOW, BODY = "8f742231b10e8888abcd99yyyzzz85a5", 1531420618.0, b"token=xyzz0WbapA4vBCDEFasx0q6G&text=\xc3\xbc"


def signature(body: bytes = BODY, stamp: object = int(NOW), secret: str = SECRET) -> str:
    base = f"v0:{stamp}:".encode() + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def headers(stamp: object = int(NOW), signed: str | None = None) -> dict[str, str]:
    signed = signature(stamp=stamp) if signed is None else signed
    return {"X-Slack-Request-Timestamp": str(stamp), "X-Slack-Signature": signed}


@pytest.mark.parametrize("off", [0, 299, -299])
def test_slacks_own_signature_is_taken_for_five_minutes(off: int) -> None:
    assert check_sender(SECRET, headers(int(NOW) + off), BODY, NOW) == signature(stamp=int(NOW) + off)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "not signed"),
        ({"X-Slack-Signature": signature()}, "not signed"),
        ({"X-Slack-Request-Timestamp": str(int(NOW))}, "not signed"),
        (headers(int(NOW) - 301), "signed at another time"),
        (headers(int(NOW) + 301), "signed at another time"),
        (headers(f"{int(NOW)}.0"), "signed at another time"),
        (headers("-5"), "signed at another time"),
        (headers("²"), "signed at another time"),
        (headers("9" * 5000), "signed at another time"),
        (headers(signed=signature(secret="another")), "signed by somebody else"),
        (headers(signed=signature(BODY + b" ")), "signed by somebody else"),
        (headers(signed=signature()[3:]), "signed by somebody else"),
        (headers(signed="v0=ü\udcff"), "signed by somebody else"),
    ],
)
def test_anybody_else_is_turned_away(given: dict[str, str], reason: str) -> None:
    with pytest.raises(TurnedAway, match=reason) as away:
        check_sender(SECRET, given, BODY, NOW)
    assert away.value.status == 401


USER = {"id": "U1", "team_id": "T1"}
EVENT: dict[str, Any] = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "event": {"type": "user_change", "user": {"id": "U1"}},
}
PRESS: dict[str, Any] = {
    "type": "block_actions",
    "user": USER,
    "trigger_id": "1.2",
    "actions": [{"action_id": "a", "block_id": "b", "type": "button"}],
}
MODAL: dict[str, Any] = {
    "type": "view_submission",
    "user": USER,
    "view": {
        "id": "V1",
        "type": "modal",
        "callback_id": "c",
        "blocks": [{"block_id": "b", "type": "input"}],
        "state": {"values": {"b": {"a": {"type": "plain_text_input", "value": None}}}},
    },
}
COMMAND = {"command": "/req", "user_id": "U1", "team_id": "T1", "trigger_id": "1.2", "text": ""}


def form(payload: object) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


def field_with(state: dict[str, Any]) -> bytes:
    return form({**MODAL, "view": {**MODAL["view"], "state": {"values": {"b": {"a": state}}}}})


def test_what_slack_sends_is_understood() -> None:
    assert understood(JSON, json.dumps(EVENT).encode()) == EVENT
    challenge = {"type": "url_verification", "challenge": "x"}
    assert understood(JSON, json.dumps(challenge).encode()) == challenge
    assert understood(FORM, form(PRESS)) == PRESS
    assert understood(FORM, form(MODAL)) == MODAL
    assert understood(FORM, urlencode(COMMAND).encode()) == COMMAND
    assert understood(FORM, b"ssl_check=1&token=x")["ssl_check"] == "1"
    later = {"type": "something_new", "user": USER}  # of no interest to us, and no fault of theirs
    assert understood(FORM, form(later)) == later


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("text/plain", b"hello", 415),
        ("multipart/form-data", b"", 415),
        (JSON, b"", 400),
        (JSON, b"{", 400),
        (JSON, b"\xff\xfe", 400),
        (JSON, b"[]", 400),
        (JSON, b"[" * 100_000, 400),
        (JSON, b'{"a":' * 100_000, 400),
        (JSON, b"9" * 10_000, 400),
        (JSON, b'{"type": "event_callback"}', 400),
        (JSON, b'{"type": ["event_callback"]}', 400),
        (JSON, b'{"type": "url_verification", "challenge": {}}', 400),
        (JSON, json.dumps({**EVENT, "event": {"type": "user_change", "user": "U1"}}).encode(), 400),
        (JSON, json.dumps({**EVENT, "authorizations": [1]}).encode(), 400),
        (FORM, b"", 400),
        (FORM, b"\xff", 400),
        (FORM, b"payload=", 400),
        (FORM, b"payload=null", 400),
        (FORM, b"&".join(b"a%d=1" % number for number in range(100)), 400),
        (FORM, b"command=%2Freq", 400),
        (FORM, form({**PRESS, "actions": []}), 400),
        (FORM, form({**PRESS, "user": None}), 400),
        (FORM, form({**PRESS, "view": []}), 400),
        (FORM, form({**PRESS, "channel": "C1"}), 400),
        (FORM, form({**PRESS, "user": {"id": ""}}), 400),
        (FORM, form({**PRESS, "user": {"id": "<!channel>"}}), 400),
        (FORM, form({**PRESS, "actions": [{**PRESS["actions"][0], "value": 7}]}), 400),
        (FORM, field_with({"value": 7}), 400),
        (FORM, field_with({"selected_option": {}}), 400),
        (FORM, field_with({"selected_options": [7]}), 400),
        (FORM, field_with({"selected_user": "../x"}), 400),
        (FORM, field_with({"selected_date": "2026-13-45"}), 400),
        (FORM, field_with({"selected_time": "25:99"}), 400),
        (FORM, field_with({"selected_date_time": 2**70}), 400),
        (FORM, field_with({"selected_date_time": True}), 400),
        (FORM, form({**MODAL, "view": {**MODAL["view"], "state": {"values": {"b": []}}}}), 400),
    ],
)
def test_what_slack_does_not_send_is_turned_away(kind: str, body: bytes, status: int) -> None:
    with pytest.raises(TurnedAway) as away:
        understood(kind, body)
    assert away.value.status == status
    assert "\n" not in away.value.reason


SCRAPS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=60)
@given(base=st.sampled_from([EVENT, PRESS, MODAL]), name=st.text(max_size=8), scrap=SCRAPS, data=st.data())
def test_whatever_is_put_into_a_request_it_is_understood_or_turned_away(
    base: dict[str, Any], name: str, scrap: Any, data: st.DataObject
) -> None:
    said = {**base, data.draw(st.sampled_from([*base, name])): scrap}
    kind, body = (JSON, json.dumps(said).encode()) if base is EVENT else (FORM, form(said))
    try:
        found = understood(kind, body)
    except TurnedAway as away:
        found, status = said, away.status
    else:
        status = 400
    assert (found, status) == (said, 400)


@given(kind=st.sampled_from([FORM, JSON, "text/plain", ""]), body=st.binary(max_size=200))
def test_no_bytes_are_too_strange_to_be_turned_away(kind: str, body: bytes) -> None:
    with pytest.raises(TurnedAway):
        understood(kind, body)
