"""What somebody hostile could send to a bot that listens by HTTP, as a table: name, headers, body, expected status.

Whoever is not Slack is turned away by the first lines; the rest is signed, as if Slack itself, or somebody with its
secret, said odd things. `0` stands for a request that is understood and answered in words or not at all: 200.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import handlers
from bot.http import LONGEST
from bot.playground.webhooks import FORM, JSON

Json = dict[str, Any]
Sign = Callable[[bytes, str], dict[str, str]]
HANDLERS = Path(handlers.__file__).parent
TAKEN, ODD, REFUSED = (200,), (400,), (200, 400)
BIG = ["9223372036854775808", "-9223372036854775809", "9" * 400, "1e309", "NaN", "٣", "0x7", "7.0", " 7", "-1", "0"]
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


def senders() -> Iterator[Case]:
    """Who is not Slack, or not now."""
    body = command("help")
    yield Case("not signed", body, expects=(401,), signed="not")
    yield Case("signed by another", body, expects=(401,), signed="another")
    yield Case("signed too long ago", body, expects=(401,), signed="late")
    yield Case("signed in the future", body, expects=(401,), signed="early")
    for name, value in {
        "no signature": None,
        "an empty signature": "",
        "half a signature": "v0=",
        "another version": "v1=" + "0" * 64,
        "zeros": "v0=" + "0" * 64,
        "capitals": "V0=" + "A" * 64,
        "a long signature": "v0=" + "0" * 5000,
        "no hex": "v0=" + "g" * 64,
        "beyond ASCII": "v0=\u00fc",
    }.items():
        yield Case(f"signature: {name}", body, expects=(401,), headers={"X-Slack-Signature": value})
    for name, value in {
        "none": None,
        "empty": "",
        "words": "now",
        "negative": "-1",
        "a fraction": "1.5",
        "an exponent": "1e9",
        "beyond 64 bit": "9" * 30,
        "very long": "9" * 5000,
        "other digits": "\u0663\u0663",
        "superscript": "\u00b2",
        "hexadecimal": "0x5f5e100",
        "infinite": "inf",
        "zero": "0",
    }.items():
        yield Case(f"stamp: {name}", body, expects=(401,), headers={"X-Slack-Request-Timestamp": value})


def wrappings() -> Iterator[Case]:
    """What Slack never sends, whatever is in it."""
    body = command("help")
    for kind in (
        "text/plain",
        "multipart/form-data",
        "application/xml",
        "application/octet-stream",
        "text/html",
        "*/*",
    ):
        yield Case(f"content type {kind}", body, kind, expects=(415,))
    yield Case("no content type", body, expects=(415,), headers={"Content-Type": None})
    yield Case("a content type of nothing", body, expects=(415,), headers={"Content-Type": ";;;"})
    yield Case("a form called JSON", body, JSON)
    yield Case("JSON called a form", b'{"type": "event_callback"}', FORM)
    yield Case("another character set is none", command("help"), f"{FORM}; charset=utf-16", expects=TAKEN)
    for packed in ("gzip", "deflate", "br", "gzip, gzip", "x"):
        yield Case(f"packed: {packed}", body, expects=(400, 415), headers={"Content-Encoding": packed})
    yield Case("a body one byte too long", b"x" * (LONGEST + 1), expects=(413,))
    yield Case("a body just not too long", b"x" * LONGEST, expects=ODD)
    yield Case("a command just not too long", command("x" * (LONGEST - 2000)), expects=TAKEN)


def texts() -> Iterator[Case]:
    """JSON and forms that are none, or too much of one."""
    for name, body in {
        "nothing": b"",
        "a brace": b"{",
        "null": b"null",
        "true": b"true",
        "a number": b"7",
        "a long number": b"9" * 20_000,
        "words": b'"event_callback"',
        "a list": b"[]",
        "two objects": b"{}{}",
        "deep lists": b"[" * 100_000,
        "deep lists that end": b"[" * 50_000 + b"]" * 50_000,
        "deep objects": b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
        "no UTF-8": b"\xff\xfe\x00{",
        "UTF-16": '{"type": "event_callback"}'.encode("utf-16"),
        "UTF-8 with a mark": b'\xef\xbb\xbf{"type": "event_callback"}',
        "an overlong byte": b'{"type": "\xc0\xaf"}',
        "NUL": b"\x00",
        "NUL in a type": b'{"type": "event_callback\\u0000"}',
        "a lone half of a pair": b'{"type": "\\ud800"}',
        "not a number": b'{"type": NaN}',
        "infinity": b'{"type": Infinity}',
        "an exponent": b'{"type": 1e999999}',
        "the same field twice": b'{"type": "url_verification", "type": "x", "challenge": "y"}',
        "a trailing comma": b'{"type": "x",}',
        "a comment": b'{"type": "x"} // y',
        "no type": b'{"event": {}}',
        "a list for a type": b'{"type": ["event_callback"]}',
        "a challenge of another kind": b'{"type": "url_verification", "challenge": {"a": 1}}',
        "no challenge": b'{"type": "url_verification"}',
        "many fields": json.dumps({f"f{n}": n for n in range(9000)}).encode(),
    }.items():
        yield Case(f"JSON: {name}", body, JSON)
        wrapped = b"payload=" + quote(body).encode()
        yield Case(f"a payload: {name}", wrapped, expects=ODD if len(wrapped) <= LONGEST else (413,))
    for name, body in {
        "nothing": b"",
        "one byte that is no UTF-8": b"\xff",
        "a percent sign": b"%",
        "no UTF-8 behind percent signs": b"command=%ff%fe&user_id=U0RITA&team_id=T0PLAY",
        "no fields": b"&&&&",
        "a hundred fields": b"&".join(b"a%d=1" % number for number in range(100)),
        "ten thousand fields": b"&".join(b"a=1" for _ in range(10_000)),
        "semicolons": b"command=/req;user_id=U0RITA",
        "no payload": b"payload=",
        "two payloads": b"payload={}&payload=[]",
        "NUL": b"\x00=\x00",
        "only a command": b"command=%2Freq",
    }.items():
        yield Case(f"form: {name}", body)
    yield Case("a command given twice: the last one counts", command("help") + b"&command=%2Fnone", expects=(404,))
    yield Case("a person given twice: the last one counts", command("help") + b"&user_id=U0NOBODY", expects=TAKEN)
    yield Case("ssl_check", b"ssl_check=1&token=x", expects=TAKEN)


def commands() -> Iterator[Case]:
    for name, text in {
        "NUL": "show \x00REQ-7",
        "halves of pairs": "\ud83d open \udc00",
        "marks that turn": "\u202e\u2066 open",
        "mentions": f"open {INJECTION}",
        "a formula": "=HYPERLINK(1)",
        "SQL": "show REQ-1'; drop table people; --",
        "a path": "show ../../etc/passwd",
        "a template": "show {0} %s ${x}",
        "long": "open " + "x" * 50_000,
        "lines": "show\n" * 2000,
        "the twin's role": "show REQ-7",
        "closing the twin's role": "close REQ-7",
        "the twin's brief": "brief REQ-7",
        "the twin's candidates": "list REQ-7",
    }.items():
        for slash in ("/req", "/candidate"):
            yield Case(f"{slash}: {name}", command(text, command=slash), expects=TAKEN)
    for number in BIG:
        yield Case(f"/req show REQ-{number[:20]}", command(f"show REQ-{number}"), expects=TAKEN)
    yield Case("another command", command("help", command="/none"), expects=(404,))
    yield Case("a command with more behind it", command("help", command="/req /req"), expects=(404,))
    yield Case("a command with a line's end", command("help", command="/req\n"), expects=(200, 400, 404))
    people = ("U0NOBODY", "U0DANA", "U0GUEST", "T0PLAY", "W" * 60, "U0SAMEPAGE")
    for who in (*people, "", "W" * 300, "U0RITA\x00", "u0rita", "<!channel>", "../x"):
        expects = TAKEN if who in people else ODD
        yield Case(f"a command by {who[:20]!r}", command("list", user_id=who), expects=expects)
    yield from (
        Case(f"a command in {team[:20]!r}", command("list", team_id=team), expects=(200, 400))
        for team in ("", "T0TWIN", "T0NONE", "E0PLAY", "T" * 300, "T0PLAY\x00", "null")
    )
    yield Case("of an organisation", command("list", enterprise_id="E0NONE"), expects=(200, 400))
    yield Case("from a channel of the twin's", command("list", channel_id="C0HIRING"), expects=TAKEN)
    for url in ("http://127.0.0.1:9/", "file:///etc/passwd", "javascript:x", "", "x" * 3000, "http://[", "http://\x00"):
        yield Case(f"words to {url[:20]!r}", command("close REQ-7", response_url=url), expects=TAKEN)


def whole(real: Json, **other: Any) -> Json:
    """A payload of Slack's with something else in it, and nowhere to say words."""
    found = deepcopy(real) | other
    found.pop("response_url", None)
    return found


def pressed(real: Json, action: str, value: object, kind: str = "button") -> bytes:
    """A button of a message, or the choice of a menu, with a value of one's own."""
    told: Json = {"value": value} if kind == "button" else {"selected_option": {"value": value}}
    return form(whole(real, actions=[{**real["actions"][0], "action_id": action, "type": kind, **told}]))


def presses(real: Json) -> Iterator[Case]:
    """Every button there is, with the twin's ids and numbers no row has; and buttons there are not."""
    values = [
        "1",
        "7",
        BIG[0],
        BIG[2],
        "\x00",
        "\ud800",
        "{}",
        '{"a": 1}',
        "1:2:3:4",
        "REQ-7",
        "T0TWIN",
        "x" * 2000,
        "",
    ]
    for number, action in enumerate(handlers.ACTIONS):
        for value in ("1", values[number % len(values)]):
            yield Case(f"{action} with {value[:12]!r}", pressed(real, action, value), expects=TAKEN)
    others: list[Any] = [None, 7, [], {}, True, 2**70, {"a": {"b": []}}]
    for other in others:
        yield Case(f"a value that is {other!r}", pressed(real, next(iter(handlers.ACTIONS)), other), expects=REFUSED)
        yield Case(
            f"a choice that is {other!r}",
            pressed(real, "requisition.more", other, "overflow"),
            expects=REFUSED,
        )
    for action in ("", "none", "x" * 255, "\x00", "__class__", "requisition.open\n"):
        yield Case(f"a button called {action[:12]!r}", pressed(real, action, "1"), expects=TAKEN)
    for team in ({"id": "T0TWIN"}, {"id": "T0NONE"}, {"id": ""}, None):
        yield Case(f"a press in {team}", form(whole(real, team=team)), expects=(200, 400))
    for who in ("U0NOBODY", "U0DANA", "", "U" * 500, "u0hal", "U0HAL "):
        expects = TAKEN if who in ("U0NOBODY", "U0DANA") else ODD
        yield Case(f"a press by {who[:12]!r}", form(whole(real, user={**real["user"], "id": who})), expects=expects)
    yield Case("a press from outside", form(whole(real, user={**real["user"], "team_id": "T0TWIN"})), expects=TAKEN)
    yield Case("no press at all", form(whole(real, actions=[])))
    yield Case("a thousand presses", form(whole(real, actions=real["actions"] * 300)), expects=TAKEN)
    yield Case("another kind of interaction", form(whole(real, type="dialog_submission")), expects=(200, 404))


def submissions(real: Json) -> Iterator[Case]:
    """Every form there is, with keys of the twin's, of another shape or of no sense, and with nothing filled in."""
    shapes: list[Any] = [
        "",
        "null",
        "[]",
        "{",
        "7",
        '{"subject": null}',
        '{"subject": {"a": []}, "url": 7}',
        '{"subject": [1, 2], "url": {}}',
        json.dumps({"subject": int(BIG[0]), "url": None}),
        json.dumps({"subject": "9" * 300}),
        json.dumps({"subject": "1", "url": "http://127.0.0.1:9/"}),
        json.dumps({"subject": "1:1", "url": None}),
        "[" * 3000,
        "\x00\ud800",
    ]
    keys = [json.dumps({"subject": "1", "url": None}), *shapes]
    for number, callback in enumerate(handlers.VIEWS):
        for carried in (keys[0], shapes[number % len(shapes)]):
            yield Case(f"{callback} with {carried[:20]!r}", submitted(real, callback, carried), expects=TAKEN)
    for carried in shapes:
        yield Case(f"a form carrying {carried[:20]!r}", submitted(real, None, carried), expects=TAKEN)
    nothing: list[Any] = [None, 7, [], {}]
    for other in nothing:
        yield Case(f"a form carrying {other!r}", submitted(real, None, other), expects=REFUSED)
    for callback in ("", "none", "\x00", "x" * 255):
        yield Case(f"a form called {callback[:12]!r}", submitted(real, callback, keys[0]), expects=TAKEN)
    odd: list[tuple[str, Json]] = [
        ("mentions", {"value": INJECTION}),
        ("NUL", {"value": "a\x00b"}),
        ("halves of pairs", {"value": "\ud800"}),
        ("a number", {"value": 7}),
        ("a list", {"value": [1]}),
        ("too much", {"value": "x" * 100_000}),
        ("a choice of no kind", {"selected_option": 7}),
        ("a choice without a value", {"selected_option": {}}),
        ("a list for a choice", {"selected_option": []}),
        ("choices of no kind", {"selected_options": [7]}),
        ("people of no kind", {"selected_users": {"a": 1}}),
        ("a person of no kind", {"selected_user": 7}),
        ("a stranger", {"selected_user": "U0NOBODY"}),
        ("people there are not", {"selected_users": ["U0NOBODY", "U0DANA"]}),
        ("a choice there is not", {"selected_option": {"value": "\x00nonsense"}}),
        ("choices there are not", {"selected_options": [{"value": "nonsense"}, {"value": "7"}]}),
        ("a day that is none", {"selected_date": "2026-13-45"}),
        ("a time that is none", {"selected_time": "25:99"}),
        ("a moment beyond all time", {"selected_date_time": 2**70}),
        ("a moment of words", {"selected_date_time": "soon"}),
        ("a moment before all time", {"selected_date_time": -(2**70)}),
    ]
    for name, state in odd:
        values = {block: dict.fromkeys(each, state) for block, each in real["view"]["state"]["values"].items()}
        view = {**real["view"], "state": {"values": values}}
        yield Case(f"fields with {name}", form(whole(real, view=view)), expects=REFUSED)
    everywhere = fields_read()
    for callback in handlers.VIEWS:
        for name, state in (
            ("words", {"value": f"{INJECTION} 12 \x00 \ud800"}),
            ("choices there are not", {"selected_option": {"value": BIG[0]}, "selected_options": [{"value": "\x00"}]}),
            ("people there are not", {"selected_user": "U0NOBODY", "selected_users": ["U0NOBODY"]}),
            ("times", {"selected_date": "9999-12-31", "selected_time": "23:59", "selected_date_time": (1 << 33) - 1}),
            ("old times", {"selected_date": "0001-01-01", "selected_time": "00:00", "selected_date_time": 0}),
        ):
            view = {**real["view"], "callback_id": callback, "private_metadata": keys[0]}
            view["state"] = {"values": {field: {"field": state} for field in everywhere}}
            yield Case(f"{callback}: {name} in every field", form(whole(real, view=view)), expects=TAKEN)
    yield Case("no fields", form(whole(real, view={**real["view"], "state": {"values": {}}})), expects=TAKEN)


def fields_read() -> list[str]:
    """The names of all fields that any conversation reads, wherever it stands."""
    read = re.compile(r'\.(?:typed|chosen|moment|has|asks|all_chosen|chosen_people)\("([a-z_.]+)"')
    return sorted({name for file in HANDLERS.glob("*.py") for name in read.findall(file.read_text(encoding="utf-8"))})


def submitted(real: Json, callback: str | None, carried: object) -> bytes:
    view = {**real["view"], "private_metadata": carried}
    if callback is not None:
        view["callback_id"] = callback
    return form(whole(real, view=view))


def events(real: Json) -> Iterator[Case]:
    """Events Slack does not send, about people there are not, and twice."""

    def event(name: str, expects: tuple[int, ...] = (200, 404), **other: Any) -> Case:
        return Case(f"event: {name}", json.dumps(real | other).encode(), JSON, expects=expects)

    inner = real["event"]
    yield event("of another kind", event={"type": "message", "text": INJECTION})
    yield event("of no kind", ODD, event={"type": 7})
    yield event("of nothing", ODD, event=None)
    yield event("of a list", ODD, event=[])
    for team in ("T0TWIN", "T0NONE", "", "T" * 300):
        yield event(f"of {team[:12]!r}", (200, 404, 400), team_id=team, authorizations=[])
    for name, user in {
        "a stranger": {"id": "U0NOBODY"},
        "somebody of another workspace": {**inner["user"], "team_id": "T0TWIN"},
        "a name of mentions": {**inner["user"], "real_name": INJECTION, "profile": {}},
        "a name of NUL": {**inner["user"], "real_name": "a\x00b", "profile": {}},
        "half a name": {**inner["user"], "real_name": "\ud800", "profile": {}},
        "a name of another kind": {**inner["user"], "real_name": {"a": 1}},
        "a profile of another kind": {**inner["user"], "profile": [1], "real_name": None},
        "a zone there is not": {**inner["user"], "tz": "Mars/Olympus"},
        "a zone of another kind": {**inner["user"], "tz": 7},
        "a zone that is a path": {**inner["user"], "tz": "../../etc/passwd"},
        "a long id": {**inner["user"], "id": "U" * 5000},
        "an id with NUL": {**inner["user"], "id": "U\x00"},
    }.items():
        yield event(f"about {name}", (200, 400, 404), event={**inner, "user": user})
    yield event("at a time beyond all time", (200, 400), event={**inner, "event_ts": "9" * 400})
    yield event("at a time of words", (200, 400), event={**inner, "event_ts": "soon"})
    yield event("at a time of another kind", (200, 400), event={**inner, "event_ts": []})
    home = {"type": "app_home_opened", "user": "U0RITA", "tab": "home", "view": None}
    yield event("a home of nobody", (200, 400), event={**home, "user": None})
    yield event("a home of a list", (200, 400), event={**home, "user": ["U0RITA"]})
    yield event("a home of a stranger", (200, 400), event={**home, "user": "U0NOBODY"})
    yield event("a home without a tab", (200, 400), event={**home, "tab": {}})


def broken(found: Json, depth: int = 3, path: str = "") -> Iterator[tuple[str, Json]]:
    """The payload as often as it has pieces, down to the third level, each time without one or with another one."""
    for name, value in found.items():
        rest = {key: each for key, each in found.items() if key != name}
        yield f"without {path}{name}", rest
        others: list[Any] = [[] if isinstance(value, dict) else {}, 2**70, None]
        yield from ((f"{path}{name} as {other!r}"[:60], {**rest, name: other}) for other in others)
        if depth > 1 and isinstance(value, dict) and value:
            yield from ((said, {**rest, name: each}) for said, each in broken(value, depth - 1, f"{path}{name}."))
        if depth > 1 and name == "actions":
            pieces = broken(value[0], depth - 1, "actions.")
            yield from ((said, {**rest, name: [each]}) for said, each in pieces)


def as_sent(kind: str, payload: Json, name: str = "", expects: tuple[int, ...] = (200, 400, 404)) -> Case:
    """A payload in the form Slack posts it in."""
    if kind == "slash_commands":
        flat = {key: value if isinstance(value, str) else json.dumps(value) for key, value in payload.items()}
        return Case(name, urlencode(flat, errors="surrogatepass").encode(), expects=expects)
    if kind == "event_callback":
        return Case(name, json.dumps(payload).encode(), JSON, expects=expects)
    return Case(name, form(payload), expects=expects)


def pieces(kind: str, real: Json) -> Iterator[Case]:
    """A real payload with one piece of another shape, at each level."""
    yield from (as_sent(kind, found, f"{kind} {said}") for said, found in broken(whole(real)))


def table(seen: Mapping[str, Json]) -> list[Case]:
    """All of it; `seen` holds a real payload of each kind, as the playground delivered it."""
    return [
        *senders(),
        *wrappings(),
        *texts(),
        *commands(),
        *presses(seen["block_actions"]),
        *submissions(seen["view_submission"]),
        *events(seen["event_callback"]),
        *(case for kind, real in seen.items() for case in pieces(kind, real)),
    ]
