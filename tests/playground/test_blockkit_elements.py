"""More of what Block Kit refuses and takes, element by element: menus, pickers, inputs, images, rich text, tables."""

# ruff: noqa: E501 (a table is read row by row)

from typing import Any

import pytest

from bot.playground.blockkit import check_message, check_view
from bot.playground.blockkit.blocks import BLOCKS, NOT_SHOWN_HERE
from bot.playground.blockkit.elements import ELEMENTS
from tests.playground import test_blockkit
from tests.playground.test_blockkit import (
    actions,
    button,
    cell,
    field,
    modal,
    mrkdwn,
    option,
    plain,
    rich,
    section,
    select,
    text_input,
)

Json = dict[str, Any]
FIRST = "/blocks/0/elements/0"
CONFIRM = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()}
PICTURE = {"type": "image", "alt_text": "A", "image_url": "https://x.example/a.png"}


def external(**more: Any) -> Json:
    return {"type": "external_select", "action_id": "pick", **more}


def rich_value(text: str = "Words") -> Json:
    return rich({"type": "text", "text": text})


def link(url: str) -> Json:
    return rich({"type": "link", "url": url})


def a_list(**more: Any) -> Json:
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [item], **more}],
    }


REFUSED_IN_MESSAGES: list[tuple[str, Any, str, str]] = [
    ("blocks that are no array", {"type": "divider"}, "must provide an array", "/blocks"),
    ("confirmation with a long title", [actions(button(confirm={**CONFIRM, "title": plain("x" * 101)}))], "must be less than 101 characters", FIRST + "/confirm/title/text"),
    ("confirmation with long words", [actions(button(confirm={**CONFIRM, "text": plain("x" * 301)}))], "must be less than 301 characters", FIRST + "/confirm/text/text"),
    ("confirmation with a long yes", [actions(button(confirm={**CONFIRM, "confirm": plain("x" * 31)}))], "must be less than 31 characters", FIRST + "/confirm/confirm/text"),
    ("confirmation with a long no", [actions(button(confirm={**CONFIRM, "deny": plain("x" * 31)}))], "must be less than 31 characters", FIRST + "/confirm/deny/text"),
    ("confirmation in a wrong style", [actions(button(confirm={**CONFIRM, "style": "loud"}))], "must be a valid enum value", FIRST + "/confirm/style"),
    ("long address of a button", [actions(button(url="https://x.example/" + "x" * 3000))], "must be less than 3001 characters", FIRST + "/url"),
    ("long label for screen readers", [actions(button(accessibility_label="x" * 76))], "must be less than 76 characters", FIRST + "/accessibility_label"),
    ("long action_id", [actions(button(action_id="a" * 256))], "must be less than 256 characters", FIRST + "/action_id"),
    ("empty action_id", [actions(button(action_id=""))], "must be more than 0 characters", FIRST + "/action_id"),
    ("button that asks for focus", [actions(button(focus_on_load=True))], "invalid additional property: focus_on_load", FIRST),
    ("options and groups", [actions(select(option_groups=[{"label": plain(), "options": [option()]}]))], "must define either `options` or `option_groups`", FIRST),
    ("no options", [actions(select(options=[]))], "no fewer than 1 items allowed", FIRST + "/options"),
    ("101 groups", [actions({"type": "static_select", "option_groups": [{"label": plain(), "options": [option()]}] * 101})], "no more than 100 items allowed", FIRST + "/option_groups"),
    ("101 options in a group", [actions({"type": "static_select", "option_groups": [{"label": plain(), "options": [option()] * 101}]})], "no more than 100 items allowed", FIRST + "/option_groups/0/options"),
    ("empty group", [actions({"type": "static_select", "option_groups": [{"label": plain(), "options": []}]})], "no fewer than 1 items allowed", FIRST + "/option_groups/0/options"),
    ("long label of a group", [actions({"type": "static_select", "option_groups": [{"label": plain("x" * 76), "options": [option()]}]})], "must be less than 76 characters", FIRST + "/option_groups/0/label/text"),
    ("long description of an option", [actions(select(options=[{**option(), "description": plain("x" * 76)}]))], "must be less than 76 characters", FIRST + "/options/0/description/text"),
    ("address in the option of a select", [actions(select(options=[{**option(), "url": "https://x.example"}]))], "invalid additional property: url", FIRST + "/options/0"),
    ("option without value", [actions(select(options=[{"text": plain()}]))], "missing required field: value", FIRST + "/options/0"),
    ("external menu with options", [actions(external(options=[option()]))], "invalid additional property: options", FIRST),
    ("external menu that waits for less than nothing", [actions(external(min_query_length=-1))], "must be greater than or equal to 0", FIRST + "/min_query_length"),
    ("many external choices among actions", [actions(external(type="multi_external_select"))], "unsupported type: multi_external_select", FIRST + "/type"),
    ("no selected item at most", [section(accessory=select(type="multi_static_select", max_selected_items=0))], "must be greater than or equal to 1", "/blocks/0/accessory/max_selected_items"),
    ("filter of nothing", [actions({"type": "conversations_select", "filter": {}})], "missing required field: include", FIRST + "/filter"),
    ("filter that includes nothing", [actions({"type": "conversations_select", "filter": {"include": []}})], "no fewer than 1 items allowed", FIRST + "/filter/include"),
    ("filter for a kind that is none", [actions({"type": "conversations_select", "filter": {"include": ["rooms"]}})], "must be a valid enum value", FIRST + "/filter/include/0"),
    ("filter on a menu of channels", [actions({"type": "channels_select", "filter": {"exclude_bot_users": True}})], "invalid additional property: filter", FIRST),
    ("person by name", [actions({"type": "users_select", "initial_user": "Hal"})], "invalid user id", FIRST + "/initial_user"),
    ("channel by name", [actions({"type": "channels_select", "initial_channel": "#general"})], "invalid conversation id", FIRST + "/initial_channel"),
    ("date in February", [actions({"type": "datepicker", "initial_date": "2026-13-01"})], "invalid date", FIRST + "/initial_date"),
    ("date no calendar has", [actions({"type": "datepicker", "initial_date": "2026-02-30"})], "invalid date", FIRST + "/initial_date"),
    ("moment in words", [actions({"type": "datetimepicker", "initial_date_time": "today"})], "must provide a number", FIRST + "/initial_date_time"),
    ("placeholder on a datetimepicker", [actions({"type": "datetimepicker", "placeholder": plain()})], "invalid additional property: placeholder", FIRST),
    ("checkbox chosen that is not there", [actions({"type": "checkboxes", "options": [option()], "initial_options": [option("Two", "2")]})], "`initial_options` must exactly match one of the provided options", FIRST + "/initial_options/0"),
    ("eleven radio buttons", [actions({"type": "radio_buttons", "options": [option()] * 11})], "no more than 10 items allowed", FIRST + "/options"),
    ("image with two sources", [{**PICTURE, "slack_file": {"id": "F1"}}], "must define either `image_url` or `slack_file`", "/blocks/0"),
    ("file with two names", [{"type": "image", "alt_text": "A", "slack_file": {"id": "F1", "url": "https://x.example/f"}}], "must define either `id` or `url`", "/blocks/0/slack_file"),
    ("image with long words", [{**PICTURE, "alt_text": "x" * 2001}], "must be less than 2001 characters", "/blocks/0/alt_text"),
    ("image with a mrkdwn title", [{**PICTURE, "title": mrkdwn()}], "unsupported type: mrkdwn", "/blocks/0/title/type"),
    ("image beside a section without words", [section(accessory={"type": "image", "image_url": "https://x.example/a.png"})], "missing required field: alt_text", "/blocks/0/accessory"),
    ("title on an image in a context", [{"type": "context", "elements": [{**PICTURE, "title": plain()}]}], "invalid additional property: title", FIRST),
    ("expand that is no boolean", [section(expand="yes")], "must provide a boolean", "/blocks/0/expand"),
    ("a link without its scheme", [link("x.example")], "invalid url", FIRST + "/elements/0/url"),
    ("a list of a wrong style", [a_list(style="roman")], "must be a valid enum value", FIRST + "/style"),
    ("a list too deep", [a_list(indent=9)], "must be less than or equal to 8", FIRST + "/indent"),
    ("a broadcast to nobody", [rich({"type": "broadcast", "range": "all"})], "must be a valid enum value", FIRST + "/elements/0/range"),
    ("a table without rows", [{"type": "table"}], "missing required field: rows", "/blocks/0"),
    ("a cell of mrkdwn", [{"type": "table", "rows": [[mrkdwn()]]}], "unsupported type: mrkdwn", "/blocks/0/rows/0/0/type"),
    ("21 settings of columns", [{"type": "table", "rows": [[cell()]], "column_settings": [{}] * 21}], "no more than 20 items allowed", "/blocks/0/column_settings"),
    ("a column to nowhere", [{"type": "table", "rows": [[cell()]], "column_settings": [{"align": "top"}]}], "must be a valid enum value", "/blocks/0/column_settings/0/align"),
    ("files in a message", [field({"type": "file_input"})], "unsupported type: file_input", "/blocks/0/element/type"),
]  # fmt: skip

REFUSED_IN_MODALS: list[tuple[str, Json, str, str]] = [
    ("rich text from a string", field({"type": "rich_text_input", "initial_value": "Words"}), "must provide an object", "/element/initial_value"),
    ("rich text of another block", field({"type": "rich_text_input", "initial_value": section()}), "unsupported type: section", "/element/initial_value/type"),
    ("a box lower than it is high", field({"type": "rich_text_input", "min_lines": 9, "max_lines": 3}), "`min_lines` must not exceed `max_lines`", "/element/min_lines"),
    ("rich text among actions", actions({"type": "rich_text_input"}), "unsupported type: rich_text_input", "/elements/0/type"),
    ("no files at most", field({"type": "file_input", "max_files": 0}), "must be greater than or equal to 1", "/element/max_files"),
    ("eleven files", field({"type": "file_input", "max_files": 11}), "must be less than or equal to 10", "/element/max_files"),
    ("kinds of files as text", field({"type": "file_input", "filetypes": "pdf"}), "must provide an array", "/element/filetypes"),
    ("files that dispatch", field({"type": "file_input"}, dispatch_action=True), "unsupported type: file_input", "/element/type"),
    ("hint in mrkdwn", field(text_input(), hint=mrkdwn()), "unsupported type: mrkdwn", "/hint/type"),
    ("long hint", field(text_input(), hint=plain("x" * 2001)), "must be less than 2001 characters", "/hint/text"),
    ("long initial text", field(text_input(initial_value="x" * 3001)), "must be less than 3001 characters", "/element/initial_value"),
    ("dispatch at a wrong moment", field(text_input(dispatch_action_config={"trigger_actions_on": ["on_blur"]})), "must be a valid enum value", "/element/dispatch_action_config/trigger_actions_on/0"),
    ("dispatch at no moment", field(text_input(dispatch_action_config={"trigger_actions_on": []})), "no fewer than 1 items allowed", "/element/dispatch_action_config/trigger_actions_on"),
    ("address that is none", field({"type": "url_text_input", "initial_value": "here"}), "invalid url", "/element/initial_value"),
    ("mail to nobody", field({"type": "email_text_input", "initial_value": "hal"}), "must be a valid email address", "/element/initial_value"),
    ("number in words", field({"type": "number_input", "is_decimal_allowed": False, "min_value": "one"}), "must be a number", "/element/min_value"),
    ("number as a number", field({"type": "number_input", "is_decimal_allowed": False, "min_value": 1}), "must provide a string", "/element/min_value"),
    ("least number over the most", field({"type": "number_input", "is_decimal_allowed": False, "min_value": "9", "max_value": "3"}), "`min_value` must not exceed `max_value`", "/element/min_value"),
    ("input of nothing", {"type": "input", "label": plain()}, "missing required field: element", ""),
    ("input that is optional in words", field(text_input(), optional="yes"), "must provide a boolean", "/optional"),
]  # fmt: skip

REFUSED_HOMES: list[tuple[str, Json, str, str]] = [
    ("submit", {"submit": plain(), "blocks": []}, "invalid additional property: submit", "/view"),
    ("no blocks", {}, "missing required field: blocks", "/view"),
    ("a table", {"blocks": [{"type": "table", "rows": [[cell()]]}]}, "unsupported type: table", "/view/blocks/0/type"),
    ("files", {"blocks": [field({"type": "file_input"})]}, "unsupported type: file_input", "/view/blocks/0/element/type"),
    ("a long callback_id", {"blocks": [], "callback_id": "x" * 256}, "must be less than 256 characters", "/view/callback_id"),
    ("a block_id twice", {"blocks": [section(block_id="b")] * 2}, "`block_id` b already exists", "/view/blocks/1/block_id"),
]  # fmt: skip

ACCEPTED_IN_MESSAGES: list[tuple[str, list[Any]]] = [
    ("confirmation at its limits", [actions(button(confirm={"title": plain("x" * 100), "text": plain("x" * 300), "confirm": plain("x" * 30), "deny": plain("x" * 30)}))]),
    ("button at its limits", [actions(button(text=plain("x" * 75), value="x" * 2000, action_id="a" * 255, accessibility_label="x" * 75))]),
    ("button with a long address", [actions(button(url="https://x.example/" + "x" * 2982))]),
    ("mail from a button", [actions(button(url="mailto:hal@x.example"))]),
    ("100 options at their limits", [actions(select(options=[{"text": plain("x" * 75), "value": "v" * 150, "description": plain("d" * 75)}] * 100))]),
    ("100 groups", [actions({"type": "static_select", "option_groups": [{"label": plain("x" * 75), "options": [option()]}] * 100})]),
    ("external menu", [actions(external(initial_option=option(), min_query_length=0, placeholder=plain("x" * 150)))]),
    ("many external choices", [section(accessory=external(type="multi_external_select", initial_options=[option()], max_selected_items=500))]),
    ("filter by what is left out", [actions({"type": "conversations_select", "filter": {"exclude_external_shared_channels": True}})]),
    ("five overflow entries", [section(accessory={"type": "overflow", "options": [option(str(n), str(n)) for n in range(5)]})]),
    ("ten checkboxes", [actions({"type": "checkboxes", "options": [option(str(n), str(n)) for n in range(10)]})]),
    ("radio buttons with a choice", [actions({"type": "radio_buttons", "options": [option()], "initial_option": option()})]),
    ("image from the workspace's files", [{"type": "image", "alt_text": "A", "slack_file": {"url": "https://files.x.example/a"}}]),
    ("image at its limits", [{**PICTURE, "alt_text": "x" * 2000, "title": plain("x" * 2000)}]),
    ("image beside a section", [section(accessory=PICTURE)]),
    ("file beside a section", [section(accessory={"type": "image", "alt_text": "A", "slack_file": {"id": "F1"}})]),
    ("section that stays open", [section(expand=True)]),
    ("section of fields alone", [{"type": "section", "fields": [mrkdwn("x" * 2000)]}]),
    ("verbatim", [section(text={**mrkdwn(), "verbatim": True})]),
    ("ten context elements", [{"type": "context", "elements": [mrkdwn()] * 10}]),
    ("a list inside a list", [a_list(style="ordered", indent=1, offset=3, border=0)]),
    ("quote and code", [{"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": "x"}]}, {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x"}], "border": 1}]}]),
    ("pieces of rich text", [rich({"type": "channel", "channel_id": "C1"}, {"type": "usergroup", "usergroup_id": "S1"}, {"type": "broadcast", "range": "here"}, {"type": "date", "timestamp": 1_795_000_000, "format": "{date}"}, {"type": "color", "value": "#fff"})]),
    ("a table at its limits", [{"type": "table", "rows": [[cell("xxxxx")] * 20] * 100, "column_settings": [{"align": "center"}] * 20}]),
    ("long ids", [section(block_id="b" * 255)]),
]  # fmt: skip

ACCEPTED_IN_MODALS: list[tuple[str, Json]] = [
    ("rich text", field({"type": "rich_text_input", "action_id": "a", "initial_value": rich_value(), "focus_on_load": True, "placeholder": plain(), "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}, dispatch_action=True)),
    ("files", field({"type": "file_input", "action_id": "a", "filetypes": ["pdf", "docx"], "max_files": 10})),
    ("files of any kind", field({"type": "file_input"}, optional=True)),
    ("external menu", field(external(min_query_length=3))),
    ("many external choices", field(external(type="multi_external_select"))),
    ("text at its limits", field(text_input(initial_value="x" * 3000, min_length=0, max_length=3000, placeholder=plain("x" * 150)), label=plain("x" * 2000), hint=plain("x" * 2000))),
    ("numbers", field({"type": "number_input", "is_decimal_allowed": False, "min_value": "-3", "max_value": "9", "initial_value": "0"})),
    ("addresses", field({"type": "url_text_input", "initial_value": "https://x.example"})),
    ("mail", field({"type": "email_text_input", "initial_value": "hal@x.example"})),
]  # fmt: skip


def said(faults: list[Any]) -> list[tuple[str, str]]:
    return [(fault.words, fault.pointer) for fault in faults]


@pytest.mark.parametrize(
    ("_", "blocks", "words", "pointer"), REFUSED_IN_MESSAGES, ids=[row[0] for row in REFUSED_IN_MESSAGES]
)
def test_a_message_is_refused_for_exactly_its_fault(_: str, blocks: Any, words: str, pointer: str) -> None:
    assert said(check_message(blocks)) == [(words, pointer)]


@pytest.mark.parametrize(
    ("_", "block", "words", "pointer"), REFUSED_IN_MODALS, ids=[row[0] for row in REFUSED_IN_MODALS]
)
def test_a_modal_is_refused_for_exactly_its_fault(_: str, block: Json, words: str, pointer: str) -> None:
    assert said(check_view(modal(block))) == [(words, f"/view/blocks/0{pointer}")]


@pytest.mark.parametrize(("_", "home", "words", "pointer"), REFUSED_HOMES, ids=[row[0] for row in REFUSED_HOMES])
def test_a_home_is_refused_for_exactly_its_fault(_: str, home: Json, words: str, pointer: str) -> None:
    assert said(check_view({"type": "home", **home})) == [(words, pointer)]


@pytest.mark.parametrize(
    "blocks", [row[1] for row in ACCEPTED_IN_MESSAGES], ids=[row[0] for row in ACCEPTED_IN_MESSAGES]
)
def test_a_sound_message_is_taken(blocks: list[Any]) -> None:
    assert check_message(blocks) == []


@pytest.mark.parametrize("block", [row[1] for row in ACCEPTED_IN_MODALS], ids=[row[0] for row in ACCEPTED_IN_MODALS])
def test_a_sound_modal_is_taken(block: Json) -> None:
    assert check_view(modal(block)) == []


@pytest.mark.parametrize("kind", NOT_SHOWN_HERE)
def test_blocks_that_the_playground_does_not_show_are_refused_as_unsupported(kind: str) -> None:
    words = f"unsupported type: {kind} (Slack has it, this playground does not show it)"
    assert said(check_message([{"type": kind}])) == [(words, "/blocks/0/type")]


def types_in(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {str(value.get("type"))}.union(*map(types_in, value.values()))
    return set().union(*map(types_in, value)) if isinstance(value, list) else set()


def test_every_block_and_element_that_is_known_is_among_what_is_taken() -> None:
    tables = (
        ACCEPTED_IN_MESSAGES,
        ACCEPTED_IN_MODALS,
        test_blockkit.ACCEPTED_IN_MESSAGES,
        test_blockkit.ACCEPTED_VIEWS,
    )
    assert types_in([row[1] for table in tables for row in table]) >= {*BLOCKS, *ELEMENTS}
