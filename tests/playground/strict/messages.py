"""Probes of messages: what they hold, whose they are, ephemerals, response_urls, pins and reactions."""

from datetime import timedelta
from typing import Any

from tests.playground.strict.scene import Scene, probe
from tests.playground.test_blockkit import section

METADATA = {"event_type": "card", "event_payload": {"key": "abc"}}
BAD = [{"type": "sparkle"}]


def posts(check: str, code: str, **content: Any) -> None:
    """Register a probe: a message with this content is refused."""

    async def show(scene: Scene) -> None:
        await scene.refused(code, "chat.postMessage", channel="U0RITA", **content)

    probe(check)(show)


posts("messages.content", "no_text")
posts("messages.text_length", "msg_too_long", text="x" * 40_001)
posts("messages.markdown_alone", "markdown_text_conflict", text="x", markdown_text="y")
posts("messages.markdown_length", "msg_too_long", markdown_text="x" * 12_001)
posts("messages.blocks_format", "invalid_blocks_format", text="x", blocks={"type": "section"})
posts("messages.attachments_format", "invalid_attachments", text="x", attachments=["fine"])
posts("messages.attachment_count", "too_many_attachments", attachments=[{"text": "x"}] * 101)
posts("messages.metadata_format", "invalid_metadata_format", text="x", metadata={**METADATA, "more": 1})
posts(
    "messages.metadata_size",
    "metadata_too_large",
    text="x",
    metadata={**METADATA, "event_payload": {"key": "x" * 16_000}},
)
posts("messages.thread", "thread_not_found", text="x", thread_ts="1.0")
posts("surfaces.messages", "invalid_blocks", text="x", blocks=BAD)
posts("surfaces.attachments", "invalid_blocks", attachments=[{"blocks": BAD}])


@probe("messages.metadata_on_request")
async def _(scene: Scene) -> None:
    channel = await scene.channel()
    await scene.post(channel, metadata=METADATA)
    shown = []
    for asked in (False, True):
        history = await scene.ok("conversations.history", channel=channel, limit=1, include_all_metadata=asked)
        shown.append(history["messages"][0].get("metadata"))
    assert shown == [None, METADATA]


@probe("messages.known")
async def _(scene: Scene) -> None:
    await scene.refused("message_not_found", "chat.update", channel=await scene.channel(), ts="1.0", text="x")


@probe("messages.own")
async def _(scene: Scene) -> None:
    channel = await scene.channel()
    hers = await scene.playground.person("Rita").say("mine", channel="req-1")
    await scene.refused("cant_update_message", "chat.update", channel=channel, ts=hers.ts, text="yours")
    await scene.refused("cant_delete_message", "chat.delete", channel=channel, ts=hers.ts)


@probe("messages.rate")
async def _(scene: Scene) -> None:
    for _ in range(3):
        await scene.post("U0RITA")
    await scene.refused("ratelimited", "chat.postMessage", channel="U0RITA", text="too much")
    assert (scene.api.status, scene.api.headers["Retry-After"]) == (429, "1")


@probe("messages.pinned_once")
async def _(scene: Scene) -> None:
    channel = await scene.channel()
    what = {"channel": channel, "timestamp": await scene.post(channel)}
    await scene.ok("pins.add", **what)
    await scene.refused("already_pinned", "pins.add", **what)


@probe("messages.reacted_once")
async def _(scene: Scene) -> None:
    channel = await scene.channel()
    what = {"channel": channel, "timestamp": await scene.post(channel), "name": "eyes"}
    await scene.ok("reactions.add", **what)
    await scene.refused("already_reacted", "reactions.add", **what)


@probe("messages.unpinned_once")
async def _(scene: Scene) -> None:
    channel = await scene.channel()
    await scene.refused("no_pin", "pins.remove", channel=channel, timestamp=await scene.post(channel))


@probe("messages.unreacted_once")
async def _(scene: Scene) -> None:
    channel = await scene.channel()
    what = {"channel": channel, "timestamp": await scene.post(channel), "name": "eyes"}
    await scene.refused("no_reaction", "reactions.remove", **what)


@probe("messages.reaction_name")
async def _(scene: Scene) -> None:
    channel = await scene.channel()
    what = {"channel": channel, "timestamp": await scene.post(channel), "name": "big eyes"}
    await scene.refused("invalid_name", "reactions.add", **what)


@probe("messages.bookmark_link")
async def _(scene: Scene) -> None:
    what = {"channel_id": await scene.channel(), "title": "Brief", "type": "link", "link": "nowhere"}
    await scene.refused("invalid_link", "bookmarks.add", **what)


@probe("surfaces.updates")
async def _(scene: Scene) -> None:
    channel = await scene.channel()
    await scene.refused("invalid_blocks", "chat.update", channel=channel, ts=await scene.post(channel), blocks=BAD)


async def whisper(scene: Scene) -> tuple[str, str]:
    """An ephemeral message to Rita: the channel and the ts."""
    channel = await scene.channel()
    sent = await scene.ok("chat.postEphemeral", channel=channel, user="U0RITA", text="psst")
    return channel, str(sent["message_ts"])


@probe("ephemerals.no_history")
async def _(scene: Scene) -> None:
    channel, _ = await whisper(scene)
    history = await scene.ok("conversations.history", channel=channel)
    assert "psst" not in [each["text"] for each in history["messages"]]


@probe("ephemerals.response_url_only")
async def _(scene: Scene) -> None:
    channel, ts = await whisper(scene)
    await scene.refused("message_not_found", "chat.update", channel=channel, ts=ts, text="x")
    path = scene.workspace.response_urls.give("U0RITA", channel, message_ts=ts)
    assert await scene.answer(path, text="changed", replace_original=True) is None
    assert scene.playground.person("Rita").messages("req-1")[-1].text == "changed"


@probe("ephemerals.members")
async def _(scene: Scene) -> None:
    what = {"channel": await scene.channel(), "user": "U0HAL", "text": "psst"}
    await scene.refused("user_not_in_channel", "chat.postEphemeral", **what)


@probe("surfaces.ephemerals")
async def _(scene: Scene) -> None:
    what = {"channel": await scene.channel(), "user": "U0RITA", "blocks": [section(), *BAD]}
    await scene.refused("invalid_blocks", "chat.postEphemeral", **what)


def address(scene: Scene) -> str:
    return scene.workspace.response_urls.give("U0RITA", "C0GENERAL")


@probe("responses.known")
async def _(scene: Scene) -> None:
    assert await scene.answer("/respond/guessed", text="x") == "invalid_url"


@probe("responses.uses")
async def _(scene: Scene) -> None:
    path = address(scene)
    assert [await scene.answer(path, text="x") for _ in range(6)] == [None] * 5 + ["used_url"]


@probe("responses.expire")
async def _(scene: Scene) -> None:
    path = address(scene)
    await scene.playground.move_by(timedelta(minutes=31))
    assert await scene.answer(path, text="x") == "expired_url"


@probe("responses.type")
async def _(scene: Scene) -> None:
    assert await scene.answer(address(scene), text="x", response_type="loud") == "invalid_response_type"


@probe("surfaces.response_urls")
async def _(scene: Scene) -> None:
    assert await scene.answer(address(scene), blocks=BAD) == "invalid_blocks"


@probe("surfaces.command_acks")
async def _(scene: Scene) -> None:
    link = await scene.link()
    calling = scene.start(scene.playground.person("Rita").command("/try"))
    await link.ack(await link.next(), blocks=BAD)
    assert "invalid_blocks" in ((await calling).error or "")
