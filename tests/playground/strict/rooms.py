"""Probes of conversations: who may see, enter, name and change them."""

from typing import Any

from bot.playground.conversations import open_direct
from tests.playground.strict.scene import Scene, probe


def calls(check: str, code: str, method: str, **arguments: Any) -> None:
    """Register a probe: this call is refused."""

    async def show(scene: Scene) -> None:
        await scene.refused(code, method, **arguments)

    probe(check)(show)


calls("rooms.known", "channel_not_found", "conversations.info", channel="C0NOWHERE")
calls("rooms.member", "not_in_channel", "chat.postMessage", channel="C0GENERAL", text="x")
calls("rooms.name_required", "invalid_name_required", "conversations.create", name="")
calls("rooms.name_length", "invalid_name_maxlength", "conversations.create", name="x" * 81)
calls("rooms.name_letters", "invalid_name_specials", "conversations.create", name="Req 1")
calls("rooms.person", "user_not_found", "users.info", user="U0NOBODY")
calls("rooms.deactivated", "user_disabled", "conversations.open", users="U0DANA")


@probe("rooms.hidden")
async def _(scene: Scene) -> None:
    between, _ = open_direct(scene.workspace, ["U0RITA", "U0HAL"])
    await scene.refused("channel_not_found", "conversations.info", channel=between.id)


@probe("rooms.hidden_from_people")
async def _(scene: Scene) -> None:
    await scene.channel()
    assert scene.playground.person("Hal").messages("req-1") == []
    assert scene.playground.person("Rita").messages("req-1") != []


@probe("rooms.archived")
async def _(scene: Scene) -> None:
    channel = await scene.channel()
    await scene.ok("conversations.archive", channel=channel)
    await scene.refused("is_archived", "chat.postMessage", channel=channel, text="x")


@probe("rooms.archived_once")
async def _(scene: Scene) -> None:
    channel = await scene.channel()
    await scene.ok("conversations.archive", channel=channel)
    await scene.refused("already_archived", "conversations.archive", channel=channel)


@probe("rooms.kind")
async def _(scene: Scene) -> None:
    direct = (await scene.ok("conversations.open", users="U0RITA"))["channel"]["id"]
    for method, more in (("conversations.setTopic", {"topic": "x"}), ("conversations.invite", {"users": "U0HAL"})):
        await scene.refused("method_not_supported_for_channel_type", method, channel=direct, **more)


@probe("rooms.name_free")
async def _(scene: Scene) -> None:
    await scene.ok("conversations.archive", channel=await scene.channel())
    await scene.refused("name_taken", "conversations.create", name="req-1")


@probe("rooms.topic_length")
async def _(scene: Scene) -> None:
    await scene.refused("too_long", "conversations.setTopic", channel=await scene.channel(), topic="x" * 251)


@probe("rooms.invited")
async def _(scene: Scene) -> None:
    channel = await scene.channel()
    for users, code in (("U0RITA", "already_in_channel"), ("U0GUS", "user_is_restricted"), ("U0DANA", "cant_invite")):
        await scene.refused(code, "conversations.invite", channel=channel, users=users)


@probe("rooms.unarchive")
async def _(scene: Scene) -> None:
    channel = await scene.channel()
    await scene.ok("conversations.archive", channel=channel)
    await scene.refused("not_in_channel", "conversations.unarchive", channel=channel)


@probe("rooms.general")
async def _(scene: Scene) -> None:
    await scene.ok("conversations.join", channel="C0GENERAL")
    await scene.refused("cant_archive_general", "conversations.archive", channel="C0GENERAL")
    await scene.refused("cant_leave_general", "conversations.leave", channel="C0GENERAL")


@probe("rooms.last_member")
async def _(scene: Scene) -> None:
    await scene.refused("last_member", "conversations.leave", channel=await scene.channel(people=""))


@probe("rooms.own")
async def _(scene: Scene) -> None:
    await scene.ok("conversations.join", channel="C0HIRING")
    await scene.refused("not_authorized", "conversations.rename", channel="C0HIRING", name="mine")
