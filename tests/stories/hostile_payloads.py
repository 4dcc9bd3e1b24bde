"""What is signed and understood, and odd: commands, buttons, forms and events that Slack would not send."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import handlers
from bot.playground.webhooks import JSON
from tests.stories.hostile_cases import INJECTION, ODD, REFUSED, TAKEN, Case, Json, command, form, whole

HANDLERS = Path(handlers.__file__).parent
BIG = ["9223372036854775808", "-9223372036854775809", "9" * 400, "1e309", "NaN", "٣", "0x7", "7.0", " 7", "-1", "0"]


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
