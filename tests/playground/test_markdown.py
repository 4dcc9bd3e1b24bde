"""Markdown in messages, and blocks that Slack has and the playground does not show."""

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.playground.client_views import messages_shown
from bot.playground.server import Playground
from tests.playground.by_hand import Api

VIDEO = {"type": "video", "title": {"type": "plain_text", "text": "Film"}, "video_url": "https://x.example/film"}
LISTED = "unsupported type: video (Slack has it, this playground does not show it) [json-pointer:/blocks/0/type]"


async def test_a_markdown_text_is_one_markdown_block(api: Api) -> None:
    posted = await api("chat.postMessage", channel="U0RITA", markdown_text="**Done** by <@U0HAL>")
    (block,) = posted["message"]["blocks"]
    assert (block["type"], block["text"], posted["message"]["text"]) == ("markdown", *["**Done** by <@U0HAL>"] * 2)
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    assert api.playground.visible_messages("Rita") == ["**Done** by @Hal"]
    assert (await api("chat.update", **where, markdown_text="# Later"))["ok"]
    assert api.playground.visible_messages("Rita") == ["# Later"]
    assert (await api("chat.update", **where, text="plain"))["ok"]
    assert api.playground.person("Rita").messages(dm=True)[0].blocks == []


async def test_a_markdown_text_is_whispered_and_scheduled_too(api: Api) -> None:
    direct = (await api("chat.postMessage", channel="U0RITA", text="hello"))["channel"]
    assert (await api("chat.postEphemeral", channel=direct, user="U0RITA", markdown_text="_psst_"))["ok"]
    later = int(api.playground.clock.timestamp()) + 60
    assert (await api("chat.scheduleMessage", channel=direct, post_at=later, markdown_text="_later_"))["ok"]
    await api.playground.next_event()
    assert api.playground.visible_messages("Rita") == ["hello", "_psst_", "_later_"]


@pytest.mark.parametrize("beside", [{"text": "x"}, {"blocks": [{"type": "divider"}]}], ids=["text", "blocks"])
async def test_a_markdown_text_stands_alone(api: Api, beside: dict[str, Any]) -> None:
    answer = await api("chat.postMessage", channel="U0RITA", markdown_text="x", **beside)
    assert answer["error"] == "markdown_text_conflict"


async def test_an_empty_markdown_text_is_no_text(api: Api) -> None:
    assert (await api("chat.postMessage", channel="U0RITA", markdown_text=""))["error"] == "no_text"


async def test_slack_keeps_no_block_id_of_a_markdown_block(api: Api) -> None:
    blocks = [{"type": "markdown", "text": "x", "block_id": "mine"}]
    (block,) = (await api("chat.postMessage", channel="U0RITA", blocks=blocks))["message"]["blocks"]
    assert block["block_id"] != "mine"


async def test_what_slack_would_have_shown_is_refused_in_words_that_say_so_and_complained_of(api: Api) -> None:
    answer = await api("chat.postMessage", channel="U0RITA", text="x", blocks=[VIDEO])
    assert (answer["error"], answer["errors"]) == ("invalid_blocks", [LISTED])
    assert api.playground.complaints == [f"chat.postMessage: [ERROR] {LISTED}"]
    button = {"type": "actions", "elements": [{"type": "workflow_button"}]}
    answer = await api("chat.postMessage", channel="U0RITA", text="x", blocks=[button])
    assert "workflow_button (Slack has it" in answer["errors"][0]
    answer = await api("chat.postMessage", channel="U0RITA", text="x", blocks=[{"type": "sparkle"}])
    assert (answer["errors"], len(api.playground.complaints)) == (
        ["unsupported type: sparkle [json-pointer:/blocks/0/type]"],
        2,
    )


async def test_without_the_check_what_has_no_shape_keeps_its_type_where_nothing_reads_that(
    manifest: Path, tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    wrong: list[Any] = [
        VIDEO, {"type": "sparkle", "elements": 3}, {"type": "mrkdwn"}, {"type": "section"}, {"type": ["video"]}, "x",
    ]  # fmt: skip
    off = ("surfaces.messages", "surfaces.attachments", "surfaces.homes")
    async with Playground(manifest, clock_file=tmp_path / "clock", without=off) as playground:
        api = Api(playground, http)
        posted = await api("chat.postMessage", channel="U0RITA", blocks=wrong, attachments=[{"blocks": wrong}])
        assert posted["ok"]
        (seen,) = playground.person("Rita").messages(dm=True)
        kinds = ["video", "sparkle", "refused", "refused", "refused", "refused"]
        assert [each["type"] for each in seen.blocks] == kinds * 2
        assert [each["given"] for each in seen.blocks] == wrong * 2
        assert (await api("views.publish", user_id="U0RITA", view={"type": "home", "blocks": wrong}))["ok"]
        assert [each["type"] for each in playground.workspace.homes["U0RITA"].content["blocks"]] == kinds
        assert playground.person("Rita").home is not None
        assert messages_shown(playground.workspace, "U0RITA", posted["channel"])
