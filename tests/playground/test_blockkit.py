"""Block Kit is judged as Slack judges it: tables of what it refuses, with the pointer, and of what it takes."""

# ruff: noqa: E501 (a table is read row by row)

from typing import Any

import pytest

from bot.playground.blockkit import check_message, check_view, with_ids

Json = dict[str, Any]


def plain(text: str = "Words") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "Words") -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(), **more}


def button(**more: Any) -> Json:
    return {"type": "button", "action_id": "press", "text": plain("Press"), **more}


def option(text: str = "One", value: str = "1") -> Json:
    return {"text": plain(text), "value": value}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": [option()], **more}


def actions(*inside: Json) -> Json:
    return {"type": "actions", "elements": list(inside)}


def field(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def text_input(**more: Any) -> Json:
    return {"type": "plain_text_input", "action_id": "text", **more}


def modal(*inside: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "submit": plain("Save"), "blocks": list(inside), **more}


def cell(text: str = "x") -> Json:
    return {"type": "raw_text", "text": text}


def rich(*pieces: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(pieces)}]}


REFUSED_IN_MESSAGES: list[tuple[str, list[Any], str]] = [
    ("empty text", [section(text=mrkdwn(""))], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ("long text", [section(text=mrkdwn("x" * 3001))], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ("text as a string", [section(text="hello")], "must provide an object [json-pointer:/blocks/0/text]"),
    ("text as a number", [section(text=mrkdwn(3))], "must provide a string [json-pointer:/blocks/0/text/text]"),  # type: ignore[arg-type]
    ("text of no kind", [section(text={"text": "x"})], "missing required field: type [json-pointer:/blocks/0/text]"),
    ("text of a wrong kind", [section(text={"type": "html", "text": "x"})], "unsupported type: html [json-pointer:/blocks/0/text/type]"),
    ("emoji in mrkdwn", [section(text={**mrkdwn(), "emoji": True})], "invalid additional property: emoji [json-pointer:/blocks/0/text]"),
    ("verbatim in plain_text", [{"type": "header", "text": {**plain(), "verbatim": True}}], "invalid additional property: verbatim [json-pointer:/blocks/0/text]"),
    ("null for absent", [section(accessory=None)], "must provide an object [json-pointer:/blocks/0/accessory]"),
    ("section of nothing", [{"type": "section"}], "missing required field: text [json-pointer:/blocks/0]"),
    ("eleven fields", [{"type": "section", "fields": [mrkdwn()] * 11}], "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    ("long field", [{"type": "section", "fields": [mrkdwn("x" * 2001)]}], "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"),
    ("unknown property", [section(colour="red")], "invalid additional property: colour [json-pointer:/blocks/0]"),
    ("unknown block", [{"type": "sparkle"}], "unsupported type: sparkle [json-pointer:/blocks/0/type]"),
    ("block without type", [{"text": mrkdwn()}], "missing required field: type [json-pointer:/blocks/0]"),
    ("block that is no object", ["hello"], "must provide an object [json-pointer:/blocks/0]"),
    ("51 blocks", [{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ("long block_id", [section(block_id="b" * 256)], "must be less than 256 characters [json-pointer:/blocks/0/block_id]"),
    ("block_id twice", [section(block_id="b"), section(block_id="b")], "`block_id` b already exists [json-pointer:/blocks/1/block_id]"),
    ("action_id twice", [actions(button(), button())], "`action_id` press already exists in this block [json-pointer:/blocks/0/elements/1/action_id]"),
    ("long header", [{"type": "header", "text": plain("x" * 151)}], "must be less than 151 characters [json-pointer:/blocks/0/text/text]"),
    ("mrkdwn header", [{"type": "header", "text": mrkdwn()}], "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
    ("header without text", [{"type": "header"}], "missing required field: text [json-pointer:/blocks/0]"),
    ("eleven context elements", [{"type": "context", "elements": [mrkdwn()] * 11}], "no more than 10 items allowed [json-pointer:/blocks/0/elements]"),
    ("empty context", [{"type": "context", "elements": []}], "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
    ("button in context", [{"type": "context", "elements": [button()]}], "unsupported type: button [json-pointer:/blocks/0/elements/0/type]"),
    ("26 actions", [actions(*(button(action_id=f"a{n}") for n in range(26)))], "no more than 25 items allowed [json-pointer:/blocks/0/elements]"),
    ("no actions", [actions()], "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
    ("text input among actions", [actions(text_input())], "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]"),
    ("multi select among actions", [actions(select(type="multi_static_select"))], "unsupported type: multi_static_select [json-pointer:/blocks/0/elements/0/type]"),
    ("long button", [actions(button(text=plain("x" * 76)))], "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"),
    ("mrkdwn button", [actions(button(text=mrkdwn()))], "unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]"),
    ("button in a wrong style", [actions(button(style="default"))], "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]"),
    ("long button value", [actions(button(value="x" * 2001))], "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"),
    ("button to nowhere", [actions(button(url="nowhere"))], "invalid url [json-pointer:/blocks/0/elements/0/url]"),
    ("confirmation without deny", [actions(button(confirm={"title": plain(), "text": plain(), "confirm": plain()}))], "missing required field: deny [json-pointer:/blocks/0/elements/0/confirm]"),
    ("six overflow entries", [actions({"type": "overflow", "options": [option()] * 6})], "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]"),
    ("select of nothing", [actions({"type": "static_select"})], "must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]"),
    ("select with 101 options", [actions(select(options=[option()] * 101))], "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]"),
    ("long option", [actions(select(options=[option("x" * 76)]))], "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]"),
    ("long option value", [actions(select(options=[option("x", "v" * 151)]))], "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]"),
    ("mrkdwn option in a select", [actions(select(options=[{"text": mrkdwn(), "value": "1"}]))], "unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/options/0/text/type]"),
    ("initial option not offered", [actions(select(initial_option=option("Two", "2")))], "`initial_option` must exactly match one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]"),
    ("eleven checkboxes", [actions({"type": "checkboxes", "options": [option()] * 11})], "no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]"),
    ("date that is none", [actions({"type": "datepicker", "initial_date": "30.11.2026"})], "invalid date [json-pointer:/blocks/0/elements/0/initial_date]"),
    ("time that is none", [actions({"type": "timepicker", "initial_time": "25:00"})], "invalid time [json-pointer:/blocks/0/elements/0/initial_time]"),
    ("moment in milliseconds", [actions({"type": "datetimepicker", "initial_date_time": 1_700_000_000_000})], "must be less than or equal to 9999999999 [json-pointer:/blocks/0/elements/0/initial_date_time]"),
    ("datetimepicker beside a section", [section(accessory={"type": "datetimepicker"})], "unsupported type: datetimepicker [json-pointer:/blocks/0/accessory/type]"),
    ("image without alt text", [{"type": "image", "image_url": "https://x.example/a.png"}], "missing required field: alt_text [json-pointer:/blocks/0]"),
    ("image of nothing", [{"type": "image", "alt_text": "A"}], "must define either `image_url` or `slack_file` [json-pointer:/blocks/0]"),
    ("image from a file", [{"type": "image", "alt_text": "A", "image_url": "file:///a.png"}], "invalid url [json-pointer:/blocks/0/image_url]"),
    ("rich text of a wrong piece", [rich({"type": "sparkle"})], "unsupported type: sparkle [json-pointer:/blocks/0/elements/0/elements/0/type]"),
    ("rich text with empty words", [rich({"type": "text", "text": ""})], "must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]"),
    ("101 rows", [{"type": "table", "rows": [[cell()]] * 101}], "no more than 100 items allowed [json-pointer:/blocks/0/rows]"),
    ("21 columns", [{"type": "table", "rows": [[cell()] * 21]}], "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"),
    ("two tables", [{"type": "table", "rows": [[cell()]]}] * 2, "only one table allowed per message [json-pointer:/blocks/1]"),
    ("long table", [{"type": "table", "rows": [[cell("x" * 10_001)]]}], "table must be less than 10001 characters [json-pointer:/blocks/0/rows]"),
    ("input without label", [{"type": "input", "element": text_input()}], "missing required field: label [json-pointer:/blocks/0]"),
    ("button as an input", [field(button())], "unsupported type: button [json-pointer:/blocks/0/element/type]"),
    ("response_url outside a modal", [actions({"type": "channels_select", "response_url_enabled": True})], "`response_url_enabled` is only for inputs in modals [json-pointer:/blocks/0/elements/0/response_url_enabled]"),
]  # fmt: skip

REFUSED_VIEWS: list[tuple[str, Any, str]] = [
    ("no title", {"type": "modal", "blocks": [section()]}, "missing required field: title [json-pointer:/view]"),
    ("long title", modal(section(), title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
    ("mrkdwn title", modal(section(), title=mrkdwn()), "unsupported type: mrkdwn [json-pointer:/view/title/type]"),
    ("long submit", modal(section(), submit=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
    ("long metadata", modal(section(), private_metadata="x" * 3001), "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
    ("metadata as an object", modal(section(), private_metadata={}), "must provide a string [json-pointer:/view/private_metadata]"),
    ("inputs without submit", {"type": "modal", "title": plain(), "blocks": [field(text_input())]}, "missing required field: submit (the view has input blocks) [json-pointer:/view]"),
    ("101 blocks", modal(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    ("markdown in a modal", modal({"type": "markdown", "text": "x"}), "unsupported type: markdown [json-pointer:/view/blocks/0/type]"),
    ("table in a modal", modal({"type": "table", "rows": [[cell()]]}), "unsupported type: table [json-pointer:/view/blocks/0/type]"),
    ("unknown property", modal(section(), submit_disabled=True), "invalid additional property: submit_disabled [json-pointer:/view]"),
    ("unknown view", {"type": "popup", "blocks": []}, "unsupported type: popup [json-pointer:/view/type]"),
    ("no view", "modal", "must provide an object [json-pointer:/view]"),
    ("title on Home", {"type": "home", "title": plain(), "blocks": []}, "invalid additional property: title [json-pointer:/view]"),
    ("two in focus", modal(field(text_input(focus_on_load=True)), field(text_input(focus_on_load=True))), "only one element may have `focus_on_load` [json-pointer:/view/blocks/1/element/focus_on_load]"),
    ("min over max", modal(field(text_input(min_length=9, max_length=3))), "`min_length` must not exceed `max_length` [json-pointer:/view/blocks/0/element/min_length]"),
    ("max over 3000", modal(field(text_input(max_length=3001))), "must be less than or equal to 3000 [json-pointer:/view/blocks/0/element/max_length]"),
    ("initial longer than max", modal(field(text_input(max_length=2, initial_value="abc"))), "must be less than 3 characters [json-pointer:/view/blocks/0/element/initial_value]"),
    ("number without its kind", modal(field({"type": "number_input"})), "missing required field: is_decimal_allowed [json-pointer:/view/blocks/0/element]"),
    ("decimal where none may be", modal(field({"type": "number_input", "is_decimal_allowed": False, "initial_value": "1.5"})), "must be an integer [json-pointer:/view/blocks/0/element/initial_value]"),
    ("long label", modal(field(text_input(), label=plain("x" * 2001))), "must be less than 2001 characters [json-pointer:/view/blocks/0/label/text]"),
    ("long placeholder", modal(field(text_input(placeholder=plain("x" * 151)))), "must be less than 151 characters [json-pointer:/view/blocks/0/element/placeholder/text]"),
]  # fmt: skip

ACCEPTED_IN_MESSAGES: list[tuple[str, list[Any]]] = [
    ("nothing", []),
    ("50 blocks", [{"type": "divider"}] * 50),
    ("section at its limit", [section(text=mrkdwn("x" * 3000))]),
    ("markdown at its limit", [{"type": "markdown", "text": "x" * 6000, "block_id": "b"}, {"type": "markdown", "text": "x" * 6000}]),
    ("ten fields", [{"type": "section", "fields": [plain("x" * 2000)] * 10}]),
    ("header with emoji", [{"type": "header", "text": {**plain("x" * 150), "emoji": True}}]),
    ("context", [{"type": "context", "elements": [mrkdwn(), plain(), {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "A"}]}]),
    ("25 actions", [actions(*(button(action_id=f"a{n}") for n in range(25)))]),
    ("same action_id in two blocks", [actions(button()), actions(button())]),
    ("buttons without ids", [actions({"type": "button", "text": plain()}, {"type": "button", "text": plain()})]),
    ("confirmed danger", [actions(button(style="danger", confirm={"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain(), "style": "danger"}))]),
    ("overflow", [section(accessory={"type": "overflow", "options": [option(), {**option("Two", "2"), "url": "https://x.example"}]})]),
    ("select with its initial option", [actions(select(initial_option=option()))]),
    ("option groups", [actions({"type": "static_select", "option_groups": [{"label": plain(), "options": [option()]}], "initial_option": option()})]),
    ("mrkdwn checkboxes", [actions({"type": "checkboxes", "options": [{"text": mrkdwn("*A*"), "value": "a", "description": mrkdwn()}]})]),
    ("people and places", [actions({"type": "users_select", "initial_user": "U0HAL"}, {"type": "conversations_select", "filter": {"include": ["private"], "exclude_bot_users": True}}, {"type": "channels_select"})]),
    ("pickers", [actions({"type": "datepicker", "initial_date": "2026-11-30"}, {"type": "timepicker", "initial_time": "09:00"}, {"type": "datetimepicker", "initial_date_time": 1_795_000_000})]),
    ("input in a message", [field(text_input())]),
    ("table", [{"type": "table", "rows": [[cell(), rich({"type": "text", "text": "x", "style": {"bold": True}})]], "column_settings": [{"align": "right"}, {"is_wrapped": True}]}]),
    ("rich text", [rich({"type": "text", "text": "Hello "}, {"type": "user", "user_id": "U0HAL"}, {"type": "link", "url": "https://x.example"}, {"type": "emoji", "name": "wave"})]),
    ("a list", [{"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]}]}]),
    ("image", [{"type": "image", "image_url": "https://x.example/a.png", "alt_text": "A", "title": plain()}]),
    ("uploaded image", [{"type": "image", "slack_file": {"id": "F1"}, "alt_text": "A"}]),
]  # fmt: skip

ACCEPTED_VIEWS: list[tuple[str, Json]] = [
    ("modal without inputs or submit", {"type": "modal", "title": plain("x" * 24), "blocks": [section()]}),
    ("every input", modal(
        field(text_input(multiline=True, min_length=1, max_length=3000)),
        field({"type": "number_input", "is_decimal_allowed": True, "min_value": "1", "max_value": "2.5"}),
        field({"type": "email_text_input"}), field({"type": "url_text_input"}),
        field(select()), field(select(type="multi_static_select", max_selected_items=2)),
        field({"type": "users_select"}), field({"type": "multi_users_select", "initial_users": ["U0HAL"]}),
        field({"type": "multi_channels_select"}), field({"type": "multi_conversations_select", "initial_conversations": ["C1"]}),
        field({"type": "datepicker"}), field({"type": "timepicker", "timezone": "Europe/Berlin"}),
        field({"type": "checkboxes", "options": [option()], "initial_options": [option()]}, optional=True),
        field({"type": "radio_buttons", "options": [option()]}, dispatch_action=True, hint=plain()),
        field({"type": "conversations_select", "response_url_enabled": True, "default_to_current_conversation": True}),
    )),
    ("notify and clear", modal(section(), notify_on_close=True, clear_on_close=True, callback_id="c", external_id="e")),
    ("empty home", {"type": "home", "blocks": []}),
    ("home with actions", {"type": "home", "blocks": [actions(button())], "private_metadata": "x", "callback_id": "c"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("blocks", "fault"), [row[1:] for row in REFUSED_IN_MESSAGES], ids=[row[0] for row in REFUSED_IN_MESSAGES]
)
def test_a_message_is_refused_for_exactly_its_fault(blocks: list[Any], fault: str) -> None:
    assert [str(each) for each in check_message(blocks)] == [fault]


@pytest.mark.parametrize(("view", "fault"), [row[1:] for row in REFUSED_VIEWS], ids=[row[0] for row in REFUSED_VIEWS])
def test_a_view_is_refused_for_exactly_its_fault(view: Any, fault: str) -> None:
    assert [str(each) for each in check_view(view)] == [fault]


@pytest.mark.parametrize(
    "blocks", [row[1] for row in ACCEPTED_IN_MESSAGES], ids=[row[0] for row in ACCEPTED_IN_MESSAGES]
)
def test_a_sound_message_is_taken(blocks: list[Any]) -> None:
    assert check_message(blocks) == []


@pytest.mark.parametrize("view", [row[1] for row in ACCEPTED_VIEWS], ids=[row[0] for row in ACCEPTED_VIEWS])
def test_a_sound_view_is_taken(view: Json) -> None:
    assert check_view(view) == []


def test_every_fault_of_a_message_is_named() -> None:
    blocks = [section(text=mrkdwn("")), {"type": "carousel"}, section(colour="red")]
    assert len(check_message(blocks)) == 3


def test_ids_are_given_where_the_app_gave_none_and_kept_where_it_did() -> None:
    given = [actions({"type": "button", "text": plain()}, button()), section(block_id="mine", accessory=select())]
    numbers = iter(range(1, 100))
    first, second = with_ids(given, lambda kind: next(numbers)) or []
    assert (first["block_id"], second["block_id"]) == ("b1", "mine")
    assert [each["action_id"] for each in first["elements"]] == ["a2", "press"]
    assert "block_id" not in given[0]
