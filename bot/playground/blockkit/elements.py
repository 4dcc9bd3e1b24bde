"""Interactive elements and images: one row each, with its rule and the blocks that may hold it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.playground.blockkit import objects
from bot.playground.blockkit.objects import confirm, identifier, plain
from bot.playground.blockkit.rich_text import rich_text_elements
from bot.playground.blockkit.schema import Fault, Rule, array, flag, shape, string, typed, whole

SECTION, ACTIONS, INPUT, CONTEXT = "section", "actions", "input", "context"


@dataclass(frozen=True)
class Element:
    rule: Rule
    within: tuple[str, ...]


def _element(
    required: Mapping[str, Rule] | None = None,
    optional: Mapping[str, Rule] | None = None,
    *also: Rule,
) -> Rule:
    """What every interactive element may have, and its own fields."""
    common = {"action_id": identifier, "confirm": confirm, "focus_on_load": flag}
    return shape(required, {**common, **(optional or {})}, *also)


_date_like = string(pattern=r"\d{4}-\d\d-\d\d", words="invalid date", check="blocks.date_format")


def _date(value: Any, pointer: str) -> Iterator[Fault]:
    """YYYY-MM-DD, and a day that the calendar has."""
    faults = [*_date_like(value, pointer)]
    yield from faults
    if not faults:
        try:
            date.fromisoformat(value)
        except ValueError:
            yield Fault("blocks.date_format", "invalid date", pointer)


_time = string(pattern=r"([01]\d|2[0-3]):[0-5]\d", words="invalid time", check="blocks.date_format")
_number = string(pattern=r"-?\d+(\.\d+)?", words="must be a number")
_user = string(pattern=r"[UW][A-Z0-9]+", words="invalid user id")
_conversation = string(pattern=r"[CDG][A-Z0-9]+", words="invalid conversation id")
_placeholder = {"placeholder": plain(150)}
_many = {"max_selected_items": whole(1)}
_choices = {"options": objects.options, "option_groups": objects.option_groups}


def _length_range(element: Any, pointer: str) -> Iterator[Fault]:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if least > most:
        yield Fault("blocks.least_over_most", "`min_length` must not exceed `max_length`", f"{pointer}/min_length")
    initial = element.get("initial_value")
    if initial is not None and len(initial) > most:
        words = f"must be less than {most + 1} characters"
        yield Fault("blocks.initial_value", words, f"{pointer}/initial_value")


def _number_range(element: Any, pointer: str) -> Iterator[Fault]:
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and most is not None and float(least) > float(most):
        yield Fault("blocks.least_over_most", "`min_value` must not exceed `max_value`", f"{pointer}/min_value")
    if element["is_decimal_allowed"]:
        return
    for name in ("min_value", "max_value", "initial_value"):
        if "." in (element.get(name) or ""):
            yield Fault("blocks.initial_value", "must be an integer", f"{pointer}/{name}")


def _height_range(element: Any, pointer: str) -> Iterator[Fault]:
    if element.get("min_lines", 1) > element.get("max_lines", 100):
        yield Fault("blocks.least_over_most", "`min_lines` must not exceed `max_lines`", f"{pointer}/min_lines")


def _text_input(initial: Rule, **more: Rule) -> dict[str, Rule]:
    return {"initial_value": initial, "dispatch_action_config": objects.dispatch_config, **_placeholder, **more}


_button = shape(
    {"text": plain(75)},
    {
        "action_id": identifier,
        "value": string(most=2000),
        "url": objects.url,
        "style": string(allowed=("primary", "danger")),
        "confirm": confirm,
        "accessibility_label": string(most=75),
    },
)


image = shape(
    {"alt_text": string(most=2000)},
    {"image_url": objects.image_url, "slack_file": objects.slack_file},
    objects.image_source,
)

rich_text = typed({"rich_text": shape({"elements": rich_text_elements}, {"block_id": identifier})})
_heights = {"min_lines": whole(1, 100), "max_lines": whole(1, 100)}
_text_lengths = {"min_length": whole(0, 3000), "max_length": whole(1, 3000)}
_conversation_pick = {
    "default_to_current_conversation": flag,
    "filter": objects.conversation_filter,
    **_placeholder,
}

NOT_SHOWN_HERE = ("workflow_button",)  # as in blocks.py; https://docs.slack.dev/reference/block-kit/block-elements

ELEMENTS: Mapping[str, Element] = {
    "button": Element(_button, (SECTION, ACTIONS)),
    "overflow": Element(
        shape({"options": array(objects.overflow_option, most=5)}, {"action_id": identifier, "confirm": confirm}),
        (SECTION, ACTIONS),
    ),
    "image": Element(image, (SECTION, CONTEXT)),
    "static_select": Element(
        _element(
            {},
            {**_choices, "initial_option": objects.option, **_placeholder},
            objects.options_or_groups,
            objects.initial_among_options,
        ),
        (SECTION, ACTIONS, INPUT),
    ),
    "multi_static_select": Element(
        _element(
            {},
            {**_choices, "initial_options": array(objects.option, most=100), **_placeholder, **_many},
            objects.options_or_groups,
            objects.initial_among_options,
        ),
        (SECTION, INPUT),
    ),
    "external_select": Element(
        _element({}, {"initial_option": objects.option, "min_query_length": whole(0), **_placeholder}),
        (SECTION, ACTIONS, INPUT),
    ),
    "multi_external_select": Element(
        _element({}, {"initial_options": objects.options, "min_query_length": whole(0), **_placeholder, **_many}),
        (SECTION, INPUT),
    ),
    "users_select": Element(_element({}, {"initial_user": _user, **_placeholder}), (SECTION, ACTIONS, INPUT)),
    "multi_users_select": Element(
        _element({}, {"initial_users": array(_user, most=100), **_placeholder, **_many}), (SECTION, INPUT)
    ),
    "conversations_select": Element(
        _element({}, {"initial_conversation": _conversation, "response_url_enabled": flag, **_conversation_pick}),
        (SECTION, ACTIONS, INPUT),
    ),
    "multi_conversations_select": Element(
        _element({}, {"initial_conversations": array(_conversation, most=100), **_conversation_pick, **_many}),
        (SECTION, INPUT),
    ),
    "channels_select": Element(
        _element({}, {"initial_channel": _conversation, "response_url_enabled": flag, **_placeholder}),
        (SECTION, ACTIONS, INPUT),
    ),
    "multi_channels_select": Element(
        _element({}, {"initial_channels": array(_conversation, most=100), **_placeholder, **_many}),
        (SECTION, INPUT),
    ),
    "plain_text_input": Element(
        shape(
            {},
            {
                "action_id": identifier,
                "focus_on_load": flag,
                **_text_input(string(most=3000, least=0), multiline=flag),
                **_text_lengths,
            },
            _length_range,
        ),
        (INPUT,),
    ),
    "email_text_input": Element(
        shape(
            {},
            {
                "action_id": identifier,
                "focus_on_load": flag,
                **_text_input(string(pattern=r"[^@\s]+@[^@\s]+", words="must be a valid email address")),
            },
        ),
        (INPUT,),
    ),
    "url_text_input": Element(
        shape({}, {"action_id": identifier, "focus_on_load": flag, **_text_input(objects.url)}), (INPUT,)
    ),
    "number_input": Element(
        shape(
            {"is_decimal_allowed": flag},
            {
                "action_id": identifier,
                "focus_on_load": flag,
                **_text_input(_number, min_value=_number, max_value=_number),
            },
            _number_range,
        ),
        (INPUT,),
    ),
    "rich_text_input": Element(
        shape(
            {}, {"action_id": identifier, "focus_on_load": flag, **_text_input(rich_text), **_heights}, _height_range
        ),
        (INPUT,),
    ),
    "file_input": Element(
        shape({}, {"action_id": identifier, "filetypes": array(string(), most=100), "max_files": whole(1, 10)}),
        (INPUT,),
    ),
    "datepicker": Element(_element({}, {"initial_date": _date, **_placeholder}), (SECTION, ACTIONS, INPUT)),
    "timepicker": Element(
        _element({}, {"initial_time": _time, "timezone": string(), **_placeholder}), (SECTION, ACTIONS, INPUT)
    ),
    "datetimepicker": Element(
        _element({}, {"initial_date_time": whole(1_000_000_000, 9_999_999_999)}), (ACTIONS, INPUT)
    ),
    "checkboxes": Element(
        _element(
            {"options": array(objects.rich_option, most=10)},
            {"initial_options": array(objects.rich_option, most=10)},
            objects.initial_among_options,
        ),
        (SECTION, ACTIONS, INPUT),
    ),
    "radio_buttons": Element(
        _element(
            {"options": array(objects.rich_option, most=10)},
            {"initial_option": objects.rich_option},
            objects.initial_among_options,
        ),
        (SECTION, ACTIONS, INPUT),
    ),
}


_RULES = {name: element.rule for name, element in ELEMENTS.items()}


def within(block: str) -> Rule:
    """The elements that this kind of block may hold."""
    here = {name: _RULES[name] for name in ELEMENTS if block in ELEMENTS[name].within}
    return typed(here, elsewhere=_RULES, not_shown=NOT_SHOWN_HERE if block in (SECTION, ACTIONS) else ())
