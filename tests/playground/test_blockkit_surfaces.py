"""Blocks are judged alike wherever they are shown: each table of faults on each surface, with the same pointers."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.playground.server import Playground
from tests.playground import test_blockkit, test_blockkit_elements
from tests.playground.by_hand import Api, Link, submitted
from tests.playground.test_blockkit import field, modal, plain, text_input

Json = dict[str, Any]

MESSAGES: list[tuple[list[Any], str]] = [
    *((blocks, fault) for _, blocks, fault in test_blockkit.REFUSED_IN_MESSAGES),
    *(
        (blocks, f"{words} [json-pointer:{pointer}]")
        for _, blocks, words, pointer in test_blockkit_elements.REFUSED_IN_MESSAGES
        if isinstance(blocks, list)
    ),
]
MODALS: list[tuple[Json, str]] = [
    *((view, fault) for _, view, fault in test_blockkit.REFUSED_VIEWS if isinstance(view, dict)),
    *(
        (modal(block), f"{words} [json-pointer:/view/blocks/0{pointer}]")
        for _, block, words, pointer in test_blockkit_elements.REFUSED_IN_MODALS
    ),
]
HOMES: list[tuple[Json, str]] = [
    *(
        ({"type": "home", **home}, f"{words} [json-pointer:{pointer}]")
        for _, home, words, pointer in test_blockkit_elements.REFUSED_HOMES
    ),
    *(  # what is wrong in a message is wrong in Home, but for tables and counts, which have rules of their own
        ({"type": "home", "blocks": blocks}, fault.replace("json-pointer:/", "json-pointer:/view/"))
        for blocks, fault in MESSAGES
        if len(blocks) == 1 and "table" not in str(blocks)
    ),
]


@pytest.fixture
async def playground(manifest: Path, tmp_path: Path) -> AsyncIterator[Playground]:
    """Without limits, for a table is sent at once; an event nobody takes is not tried again."""
    async with Playground(manifest, clock_file=tmp_path / "clock", limits=False, event_retries=()) as started:
        yield started


async def refusals(api: Api, method: str, bodies: list[Json]) -> list[list[str]]:
    """The messages in the answers to these calls, without their mark."""
    answers = [await api(method, **body) for body in bodies]
    return [[each.removeprefix("[ERROR] ") for each in answer["response_metadata"]["messages"]] for answer in answers]


async def channel_with_rita(api: Api) -> str:
    channel = str((await api("conversations.create", name="req-1", is_private=True))["channel"]["id"])
    await api("conversations.invite", channel=channel, users="U0RITA")
    return channel


def test_the_tables_are_as_long_as_promised() -> None:
    assert len(MESSAGES) + len(MODALS) + len(test_blockkit_elements.REFUSED_HOMES) >= 150


async def test_in_messages_ephemerals_updates_and_attachments(api: Api) -> None:
    channel = await channel_with_rita(api)
    ts = (await api("chat.postMessage", channel=channel, text="x"))["ts"]
    expected = [[fault] for _, fault in MESSAGES]
    for method, where in (
        ("chat.postMessage", {"channel": channel}),
        ("chat.postEphemeral", {"channel": channel, "user": "U0RITA"}),
        ("chat.update", {"channel": channel, "ts": ts}),
    ):
        assert await refusals(api, method, [{**where, "blocks": blocks} for blocks, _ in MESSAGES]) == expected
    attached = [{"channel": channel, "attachments": [{"blocks": blocks}]} for blocks, _ in MESSAGES]
    pointed = [[fault.replace("json-pointer:/", "json-pointer:/attachments/0/")] for _, fault in MESSAGES]
    assert await refusals(api, "chat.postMessage", attached) == pointed


async def test_in_what_a_response_url_is_sent(playground: Playground, http: aiohttp.ClientSession) -> None:
    path = playground.workspace.response_urls.give("U0RITA", "C0GENERAL")
    said = []
    for blocks, _ in MESSAGES:
        async with http.post(playground.url + path, json={"blocks": blocks}) as answer:
            said.append((await answer.json())["errors"])
    assert said == [[fault] for _, fault in MESSAGES]


async def test_in_the_ack_of_a_command(playground: Playground, link: Link) -> None:
    for blocks, fault in MESSAGES:
        calling = asyncio.create_task(playground.person("Rita").command("/try"))
        await link.ack(await link.next(), blocks=blocks)
        assert (await calling).error == "/try failed with the error 'invalid_blocks'"
        assert f"'errors': {[fault]!r}" in playground.complaints[-1]


async def test_in_modals_and_home(playground: Playground, api: Api) -> None:
    trigger = playground.workspace.triggers.give("U0RITA", "C0GENERAL")  # a refusal leaves it unused
    bodies = [{"trigger_id": trigger, "view": view} for view, _ in MODALS]
    assert await refusals(api, "views.open", bodies) == [[fault] for _, fault in MODALS]
    bodies = [{"user_id": "U0RITA", "view": view} for view, _ in HOMES]
    assert await refusals(api, "views.publish", bodies) == [[fault] for _, fault in HOMES]


async def test_in_the_ack_of_a_submission(playground: Playground, api: Api, link: Link) -> None:
    trigger = playground.workspace.triggers.give("U0RITA", "C0GENERAL")
    await api("views.open", trigger_id=trigger, view=modal(field(text_input(), label=plain("Title"))))
    for view, fault in MODALS:
        ack = {"response_action": "update", "view": view}
        _, done = await submitted(playground, link, {"Title": "x"}, ack)
        assert done.error == "We had some trouble connecting. Try again? (invalid_arguments)"
        assert f"{[f'[ERROR] {fault}']!r}" in playground.complaints[-1]
