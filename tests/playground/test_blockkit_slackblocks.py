"""Two readings of Slack's documentation against each other: the limits of slackblocks and what the playground takes.

Each limit of slackblocks is met exactly and passed by one. A limit that is new to slackblocks fails here until it has
its place in one of the tables.
"""

# ruff: noqa: E501 (a table is read row by row)

from collections.abc import Callable
from typing import Any

import pytest
from slackblocks import _limits

from bot.playground.api.arguments import Arguments
from bot.playground.api.content import message_content
from bot.playground.blockkit import check_message, check_view
from bot.playground.checks import Checks
from bot.playground.errors import SlackError
from tests.playground.test_blockkit import (
    actions,
    button,
    cell,
    field,
    modal,
    mrkdwn,
    option,
    plain,
    section,
    select,
    text_input,
)

Json = dict[str, Any]
LIMITS: dict[str, int] = {name: value for name, value in vars(_limits).items() if name.isupper()}

# Of blocks and elements that Slack has and the playground does not show: see blocks.NOT_SHOWN_HERE.
NOT_SHOWN = (
    "ALERT_", "CARD_", "CAROUSEL_", "CONTAINER_", "CONTEXT_ACTIONS_", "DATA_TABLE_", "DATA_VISUALIZATION_",
    "FEEDBACK_BUTTON_", "ICON_BUTTON_", "MESSAGE_DATA_VISUALIZATIONS_", "PLAN_", "VIDEO_",
    "WORKFLOW_BUTTON_",
)  # fmt: skip
ELSEWHERE = {
    "MESSAGE_CHANNEL_MIN_LENGTH": "no part of a payload's blocks: an empty channel is invalid_arguments",
    "BUTTON_AGENT_PROMPT_MAX_LENGTH": "a button's agent_prompt is for agents, which the playground does not have",
}


def x(number: int) -> str:
    return "x" * number


def url(number: int) -> str:
    return "https://x.example/".ljust(number, "x")


def confirm(**more: Any) -> list[Json]:
    words = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()}
    return [actions(button(confirm={**words, **more}))]


def options(number: int) -> list[Json]:
    return [option(str(each), str(each)) for each in range(number)]


def group(**more: Any) -> Json:
    return {"label": plain(), "options": [option()], **more}


def groups(*given: Json) -> list[Json]:
    return [actions({"type": "static_select", "option_groups": [*given]})]


def image(**more: Any) -> Json:
    return {"type": "image", "alt_text": "A", "image_url": "https://x.example/a", **more}


def table(rows: int, columns: int = 1, **more: Any) -> list[Json]:
    return [{"type": "table", "rows": [[cell()] * columns] * rows, **more}]


def rich_part(kind: str, **more: Any) -> list[Json]:
    text = {"type": "text", "text": "x"}
    if kind == "rich_text_list":
        more |= {"style": "bullet", "elements": [{"type": "rich_text_section", "elements": [text]}]}
    return [{"type": "rich_text", "elements": [{"elements": [text], "type": kind, **more}]}]


def dispatch(number: int) -> Json:
    moments = ["on_enter_pressed", "on_character_entered", "on_enter_pressed"][:number]
    return field(text_input(dispatch_action_config={"trigger_actions_on": moments}))


IN_MESSAGES: dict[str, Callable[[int], list[Json]]] = {
    "TEXT_MIN_LENGTH": lambda n: [section(text=mrkdwn(x(n)))],
    "TEXT_MAX_LENGTH": lambda n: [section(text=mrkdwn(x(n)))],
    "ACTION_ID_MAX_LENGTH": lambda n: [actions(button(action_id=x(n)))],
    "BLOCK_ID_MAX_LENGTH": lambda n: [section(block_id=x(n))],
    "BUTTON_TEXT_MAX_LENGTH": lambda n: [actions(button(text=plain(x(n))))],
    "BUTTON_URL_MAX_LENGTH": lambda n: [actions(button(url=url(n)))],
    "BUTTON_VALUE_MAX_LENGTH": lambda n: [actions(button(value=x(n)))],
    "BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH": lambda n: [actions(button(accessibility_label=x(n)))],
    "CONFIRMATION_TITLE_MAX_LENGTH": lambda n: confirm(title=plain(x(n))),
    "CONFIRMATION_TEXT_MAX_LENGTH": lambda n: confirm(text=plain(x(n))),
    "CONFIRMATION_CONFIRM_MAX_LENGTH": lambda n: confirm(confirm=plain(x(n))),
    "CONFIRMATION_DENY_MAX_LENGTH": lambda n: confirm(deny=plain(x(n))),
    "OPTION_TEXT_MAX_LENGTH": lambda n: [actions(select(options=[option(x(n))]))],
    "OPTION_VALUE_MAX_LENGTH": lambda n: [actions(select(options=[option("x", x(n))]))],
    "OPTION_DESCRIPTION_MAX_LENGTH": lambda n: [actions(select(options=[{**option(), "description": plain(x(n))}]))],
    "OPTION_URL_MAX_LENGTH": lambda n: [actions({"type": "overflow", "options": [{**option(), "url": url(n)}]})],
    "OPTION_GROUP_LABEL_MAX_LENGTH": lambda n: groups(group(label=plain(x(n)))),
    "OPTION_GROUP_OPTIONS_MIN_ITEMS": lambda n: groups(group(options=options(n))),
    "OPTION_GROUP_OPTIONS_MAX_ITEMS": lambda n: groups(group(options=options(n))),
    "SELECT_PLACEHOLDER_MAX_LENGTH": lambda n: [actions(select(placeholder=plain(x(n))))],
    "SELECT_OPTIONS_MIN_ITEMS": lambda n: [actions(select(options=options(n)))],
    "SELECT_OPTIONS_MAX_ITEMS": lambda n: [actions(select(options=options(n)))],
    "SELECT_OPTION_GROUPS_MIN_ITEMS": lambda n: groups(*[group()] * n),
    "SELECT_OPTION_GROUPS_MAX_ITEMS": lambda n: groups(*[group()] * n),
    "SELECT_MIN_QUERY_LENGTH_MIN": lambda n: [actions({"type": "external_select", "min_query_length": n})],
    "OVERFLOW_OPTIONS_MIN_ITEMS": lambda n: [actions({"type": "overflow", "options": options(n)})],
    "OVERFLOW_OPTIONS_MAX_ITEMS": lambda n: [actions({"type": "overflow", "options": options(n)})],
    "CHECKBOXES_OPTIONS_MIN_ITEMS": lambda n: [actions({"type": "checkboxes", "options": options(n)})],
    "CHECKBOXES_OPTIONS_MAX_ITEMS": lambda n: [actions({"type": "checkboxes", "options": options(n)})],
    "RADIO_BUTTONS_OPTIONS_MIN_ITEMS": lambda n: [actions({"type": "radio_buttons", "options": options(n)})],
    "RADIO_BUTTONS_OPTIONS_MAX_ITEMS": lambda n: [actions({"type": "radio_buttons", "options": options(n)})],
    "DATE_PICKER_PLACEHOLDER_MAX_LENGTH": lambda n: [actions({"type": "datepicker", "placeholder": plain(x(n))})],
    "TIME_PICKER_PLACEHOLDER_MAX_LENGTH": lambda n: [actions({"type": "timepicker", "placeholder": plain(x(n))})],
    "MULTI_SELECT_MAX_SELECTED_ITEMS_MIN": lambda n: [section(accessory=select(type="multi_static_select", max_selected_items=n))],
    "CONVERSATION_FILTER_INCLUDE_MIN_ITEMS": lambda n: [actions({"type": "conversations_select", "filter": {"include": ["im"] * n}})],
    "ACTIONS_ELEMENTS_MAX_ITEMS": lambda n: [actions(*(button(action_id=str(each)) for each in range(n)))],
    "CONTEXT_ELEMENTS_MAX_ITEMS": lambda n: [{"type": "context", "elements": [mrkdwn()] * n}],
    "MARKDOWN_TEXT_MAX_LENGTH": lambda n: [{"type": "markdown", "text": x(n)}],
    "MARKDOWN_TOTAL_TEXT_MAX_LENGTH": lambda n: [{"type": "markdown", "text": x(n - 1)}, {"type": "markdown", "text": x(1)}],
    "TABLE_ROWS_MAX_ITEMS": lambda n: table(n),
    "TABLE_COLUMNS_MAX_ITEMS": lambda n: table(1, n),
    "TABLE_COLUMN_SETTINGS_MAX_ITEMS": lambda n: table(1, column_settings=[{}] * n),
    "HEADER_TEXT_MAX_LENGTH": lambda n: [{"type": "header", "text": plain(x(n))}],
    "IMAGE_IMAGE_URL_MAX_LENGTH": lambda n: [image(image_url=url(n))],
    "IMAGE_ALT_TEXT_MAX_LENGTH": lambda n: [image(alt_text=x(n))],
    "IMAGE_TITLE_MAX_LENGTH": lambda n: [image(title=plain(x(n)))],
    "IMAGE_ELEMENT_IMAGE_URL_MAX_LENGTH": lambda n: [section(accessory=image(image_url=url(n)))],
    "IMAGE_ELEMENT_ALT_TEXT_MAX_LENGTH": lambda n: [section(accessory=image(alt_text=x(n)))],
    "RICH_TEXT_LIST_INDENT_MIN": lambda n: rich_part("rich_text_list", indent=n),
    "RICH_TEXT_LIST_INDENT_MAX": lambda n: rich_part("rich_text_list", indent=n),
    "RICH_TEXT_LIST_OFFSET_MIN": lambda n: rich_part("rich_text_list", offset=n),
    "RICH_TEXT_LIST_BORDER_MIN": lambda n: rich_part("rich_text_list", border=n),
    "RICH_TEXT_LIST_BORDER_MAX": lambda n: rich_part("rich_text_list", border=n),
    "RICH_TEXT_QUOTE_BORDER_MIN": lambda n: rich_part("rich_text_quote", border=n),
    "RICH_TEXT_QUOTE_BORDER_MAX": lambda n: rich_part("rich_text_quote", border=n),
    "RICH_TEXT_PREFORMATTED_BORDER_MIN": lambda n: rich_part("rich_text_preformatted", border=n),
    "RICH_TEXT_PREFORMATTED_BORDER_MAX": lambda n: rich_part("rich_text_preformatted", border=n),
    "SECTION_TEXT_MAX_LENGTH": lambda n: [section(text=plain(x(n)))],
    "SECTION_FIELDS_MAX_ITEMS": lambda n: [{"type": "section", "fields": [plain()] * n}],
    "SECTION_FIELDS_ITEM_MAX_LENGTH": lambda n: [{"type": "section", "fields": [plain(x(n))]}],
    "MESSAGE_BLOCKS_MAX_ITEMS": lambda n: [{"type": "divider"}] * n,
}  # fmt: skip


def number(**more: Any) -> Json:
    return field({"type": "number_input", "is_decimal_allowed": False, **more})


IN_MODALS: dict[str, Callable[[int], Json]] = {
    "FILE_INPUT_MAX_FILES_MIN": lambda n: modal(field({"type": "file_input", "max_files": n})),
    "FILE_INPUT_MAX_FILES_MAX": lambda n: modal(field({"type": "file_input", "max_files": n})),
    "PLAIN_TEXT_INPUT_MIN_LENGTH_MIN": lambda n: modal(field(text_input(min_length=n))),
    "PLAIN_TEXT_INPUT_MIN_LENGTH_MAX": lambda n: modal(field(text_input(min_length=n))),
    "PLAIN_TEXT_INPUT_MAX_LENGTH_MIN": lambda n: modal(field(text_input(max_length=n))),
    "PLAIN_TEXT_INPUT_MAX_LENGTH_MAX": lambda n: modal(field(text_input(max_length=n))),
    "PLAIN_TEXT_INPUT_PLACEHOLDER_MAX_LENGTH": lambda n: modal(field(text_input(placeholder=plain(x(n))))),
    "EMAIL_INPUT_PLACEHOLDER_MAX_LENGTH": lambda n: modal(field({"type": "email_text_input", "placeholder": plain(x(n))})),
    "URL_INPUT_PLACEHOLDER_MAX_LENGTH": lambda n: modal(field({"type": "url_text_input", "placeholder": plain(x(n))})),
    "NUMBER_INPUT_PLACEHOLDER_MAX_LENGTH": lambda n: modal(number(placeholder=plain(x(n)))),
    "RICH_TEXT_INPUT_PLACEHOLDER_MAX_LENGTH": lambda n: modal(field({"type": "rich_text_input", "placeholder": plain(x(n))})),
    "RICH_TEXT_INPUT_MIN_LINES_MIN": lambda n: modal(field({"type": "rich_text_input", "min_lines": n})),
    "RICH_TEXT_INPUT_MIN_LINES_MAX": lambda n: modal(field({"type": "rich_text_input", "min_lines": n})),
    "RICH_TEXT_INPUT_MAX_LINES_MIN": lambda n: modal(field({"type": "rich_text_input", "max_lines": n})),
    "RICH_TEXT_INPUT_MAX_LINES_MAX": lambda n: modal(field({"type": "rich_text_input", "max_lines": n})),
    "DISPATCH_ACTION_CONFIGURATION_TRIGGER_ACTIONS_ON_MIN_ITEMS": lambda n: modal(dispatch(n)),
    "DISPATCH_ACTION_CONFIGURATION_TRIGGER_ACTIONS_ON_MAX_ITEMS": lambda n: modal(dispatch(n)),
    "INPUT_LABEL_MAX_LENGTH": lambda n: modal(field(text_input(), label=plain(x(n)))),
    "INPUT_HINT_MAX_LENGTH": lambda n: modal(field(text_input(), hint=plain(x(n)))),
    "VIEW_BLOCKS_MAX_ITEMS": lambda n: modal(*[section()] * n),
    "VIEW_PRIVATE_METADATA_MAX_LENGTH": lambda n: modal(section(), private_metadata=x(n)),
    "VIEW_CALLBACK_ID_MAX_LENGTH": lambda n: modal(section(), callback_id=x(n)),
    "VIEW_EXTERNAL_ID_MAX_LENGTH": lambda n: modal(section(), external_id=x(n)),
    "VIEW_TITLE_MAX_LENGTH": lambda n: modal(section(), title=plain(x(n))),
    "VIEW_CLOSE_MAX_LENGTH": lambda n: modal(section(), close=plain(x(n))),
    "VIEW_SUBMIT_MAX_LENGTH": lambda n: modal(section(), submit=plain(x(n))),
}  # fmt: skip


def beyond(name: str) -> int:
    """One past the limit, on its far side."""
    return LIMITS[name] - 1 if "_MIN_ITEMS" in name or name.endswith(("_MIN", "TEXT_MIN_LENGTH")) else LIMITS[name] + 1


def test_every_limit_of_slackblocks_is_compared_or_set_aside_for_a_reason() -> None:
    compared = IN_MESSAGES.keys() | IN_MODALS.keys() | ELSEWHERE.keys() | {"MESSAGE_ATTACHMENTS_MAX_ITEMS"}
    assert {name for name in LIMITS if not name.startswith(NOT_SHOWN)} == compared


@pytest.mark.parametrize("name", IN_MESSAGES)
def test_a_message_is_taken_at_the_limit_and_refused_past_it(name: str) -> None:
    assert check_message(IN_MESSAGES[name](LIMITS[name])) == []
    assert len(check_message(IN_MESSAGES[name](beyond(name)))) == 1


@pytest.mark.parametrize("name", IN_MODALS)
def test_a_modal_is_taken_at_the_limit_and_refused_past_it(name: str) -> None:
    assert check_view(IN_MODALS[name](LIMITS[name])) == []
    assert len(check_view(IN_MODALS[name](beyond(name)))) == 1


def test_attachments_are_taken_at_the_limit_and_refused_past_it() -> None:
    def read(count: int) -> Json:
        return message_content(Arguments({"attachments": [{"text": "x"}] * count}, Checks()), "surfaces.messages")

    assert len(read(LIMITS["MESSAGE_ATTACHMENTS_MAX_ITEMS"])["attachments"]) == 100
    with pytest.raises(SlackError, match="too_many_attachments"):
        read(LIMITS["MESSAGE_ATTACHMENTS_MAX_ITEMS"] + 1)
