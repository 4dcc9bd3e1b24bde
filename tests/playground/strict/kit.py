"""Probes of Block Kit, one for each of its checks: a message or a modal with one fault is refused for it."""

from typing import Any

from tests.playground.strict.scene import Scene, probe
from tests.playground.strict.views import open_refused
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

IN_MESSAGES: dict[str, list[Any]] = {
    "blocks.value_type": [section(text=None)],
    "blocks.required_field": [{"type": "header"}],
    "blocks.unknown_type": [{"type": "sparkle"}],
    "blocks.wrong_place": [actions(text_input())],
    "blocks.plain_text_only": [{"type": "header", "text": mrkdwn()}],
    "blocks.unknown_property": [section(colour="red")],
    "blocks.text_too_short": [section(text=mrkdwn(""))],
    "blocks.text_too_long": [{"type": "header", "text": plain("x" * 151)}],
    "blocks.too_few_items": [actions()],
    "blocks.too_many_items": [{"type": "context", "elements": [mrkdwn()] * 11}],
    "blocks.message_count": [{"type": "divider"}] * 51,
    "blocks.enum": [actions(button(style="loud"))],
    "blocks.number_range": [actions({"type": "datetimepicker", "initial_date_time": 1})],
    "blocks.format": [actions({"type": "users_select", "initial_user": "Hal"})],
    "blocks.date_format": [actions({"type": "datepicker", "initial_date": "tomorrow"})],
    "blocks.url": [actions(button(url="nowhere"))],
    "blocks.options_or_groups": [actions({"type": "static_select"})],
    "blocks.initial_option": [actions(select(initial_option=option("Two", "2")))],
    "blocks.image_source": [{"type": "image", "alt_text": "A"}],
    "blocks.slack_file": [{"type": "image", "alt_text": "A", "slack_file": {"id": "F0NOWHERE"}}],
    "blocks.duplicate_block_id": [section(block_id="b")] * 2,
    "blocks.duplicate_action_id": [actions(button(), button())],
    "blocks.one_table": [{"type": "table", "rows": [[cell()]]}] * 2,
    "blocks.table_size": [{"type": "table", "rows": [[cell("x" * 10_001)]]}],
    "blocks.markdown_size": [{"type": "markdown", "text": "x" * 6_001}] * 2,
    "blocks.response_url_in_modal": [actions({"type": "channels_select", "response_url_enabled": True})],
}

IN_MODALS: dict[str, list[Any]] = {
    "blocks.least_over_most": [field(text_input(min_length=9, max_length=3))],
    "blocks.initial_value": [field(text_input(max_length=2, initial_value="abc"))],
    "blocks.one_focus": [field(text_input(focus_on_load=True))] * 2,
    "blocks.file_input_dispatch": [field({"type": "file_input"}, dispatch_action=True)],
}


def in_message(check: str, blocks: list[Any]) -> None:
    async def show(scene: Scene) -> None:
        answer = await scene.refused("invalid_blocks", "chat.postMessage", channel="U0RITA", text="x", blocks=blocks)
        assert len(answer["errors"]) == 1

    probe(check)(show)


def in_modal(check: str, blocks: list[Any]) -> None:
    async def show(scene: Scene) -> None:
        answer = await open_refused(scene, "invalid_arguments", modal(*blocks))
        assert len(answer["response_metadata"]["messages"]) == 1

    probe(check)(show)


for _check, _blocks in IN_MESSAGES.items():
    in_message(_check, _blocks)
for _check, _blocks in IN_MODALS.items():
    in_modal(_check, _blocks)
