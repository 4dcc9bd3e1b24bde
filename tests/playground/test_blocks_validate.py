"""blocks.validate answers what is wrong, where, and with what would have been right."""

import json
from typing import Any

import pytest

from tests.playground.by_hand import Api
from tests.playground.test_blockkit import field, modal, section, text_input

Json = dict[str, Any]
BAD = {"type": "section", "text": {"type": "html", "text": "x"}}


@pytest.mark.parametrize(
    "given", [{"blocks": [section()]}, {"message": {"text": "x"}}, {"view": modal(field(text_input()))}]
)
async def test_what_is_sound_is_ok(api: Api, given: Json) -> None:
    for sent in (given, {name: json.dumps(value) for name, value in given.items()}):
        assert await api("blocks.validate", **sent) == {"ok": True}


@pytest.mark.parametrize(
    ("given", "code", "pointer"),
    [
        ({"blocks": [BAD]}, "invalid_blocks", "/0/text/type"),
        ({"message": {"blocks": [BAD]}}, "invalid_message", "/blocks/0/text/type"),
        ({"message": {"attachments": [{"blocks": [BAD]}]}}, "invalid_message", "/attachments/0/blocks/0/text/type"),
        ({"view": modal(BAD)}, "invalid_view", "/blocks/0/text/type"),
    ],
)
async def test_each_fault_says_where_and_what_was_expected(api: Api, given: Json, code: str, pointer: str) -> None:
    answer = await api("blocks.validate", **given)
    assert answer["error"] == code
    assert answer["errors"] == [
        {
            "code": "failed_constraint",
            "message": "unsupported type: html",
            "pointer": pointer,
            "constraint": {"type": "enum", "expected": ["plain_text", "mrkdwn"]},
        }
    ]


@pytest.mark.parametrize("given", [{}, {"blocks": [], "view": {}}, {"blocks": "[{"}])
async def test_exactly_one_thing_is_judged(api: Api, given: Json) -> None:
    assert (await api("blocks.validate", **given))["error"] == "invalid_arguments"


@pytest.mark.parametrize("given", [{"blocks": {}}, {"message": []}, {"view": 7}])
async def test_what_is_no_payload_is_at_fault_as_a_whole(api: Api, given: Json) -> None:
    (error,) = (await api("blocks.validate", **given))["errors"]
    assert error["pointer"] == ""
