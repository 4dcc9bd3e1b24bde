"""Probes of deliveries, by both ways: connections, tickets, acks, what is tried again and what is heard at all."""

import asyncio

from bot.playground.errors import Refused
from bot.playground.limits import Patience
from tests.playground.strict.scene import Scene, next_or_none, probe

EVENT = ("      - message.groups\n", "      - message.groups\n      - message.channels\n")


async def ticket(scene: Scene) -> str:
    return str((await scene.ok("apps.connections.open", token=scene.playground.app_token))["url"])


@probe("delivery.one_connection")
async def _(scene: Scene) -> None:
    links = [await scene.link(), await scene.link()]
    rita = scene.playground.person("Rita")
    texts = []
    for number, link in enumerate((links[1], links[0])):  # they take turns
        calling = scene.start(rita.command(f"/try {number}"))
        envelope = await link.next()
        await link.ack(envelope)
        texts.append(envelope["payload"]["text"])
        if number:
            assert texts == ["0", "1"]
        await calling


@probe("delivery.ack_in_time", patience=Patience(ack=0.02))
async def _(scene: Scene) -> None:
    link = await scene.link()
    calling = scene.start(scene.playground.person("Rita").command("/try"))
    envelope = await link.next()
    await asyncio.wait({calling}, timeout=0.2)
    await link.ack(envelope)
    assert "operation_timeout" in ((await calling).error or "")


@probe("delivery.event_retries", patience=Patience(ack=0.2))  # the app by HTTP has to answer within it
async def _(scene: Scene) -> None:
    link = await scene.link()
    scene.playground.change_person("Hal", title="Director")
    await link.next()
    again = await next_or_none(link, 0.4)
    assert again is not None
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "timeout")
    app = await scene.app()
    app.will(status=500)
    scene.playground.change_person("Hal", title="Chair")
    await scene.playground.until(lambda: len(app.got) == 2, "the second try")
    headers = app.got[1].headers
    assert (headers["X-Slack-Retry-Num"], headers["X-Slack-Retry-Reason"]) == ("1", "http_error")


@probe("delivery.url_verified")
async def _(scene: Scene) -> None:
    taken = False
    try:
        await scene.app(proves_itself=False)
        taken = True
    except Refused:
        pass
    assert not taken


@probe("delivery.status")
async def _(scene: Scene) -> None:
    (await scene.app()).will(status=500)
    assert "the app answered 500" in ((await scene.playground.person("Rita").command("/try")).error or "")


@probe("delivery.no_other_retries")
async def _(scene: Scene) -> None:
    await scene.playground.person("Rita").command("/try")
    assert [each.error for each in scene.playground.deliveries] == ["dispatch_failed"]


@probe("delivery.ticket_once")
async def _(scene: Scene) -> None:
    url = await ticket(scene)
    assert [await scene.handshake(url), await scene.handshake(url)] == [101, 403]


@probe("delivery.ticket_expires", patience=Patience(ticket=0.0))
async def _(scene: Scene) -> None:
    assert await scene.handshake(await ticket(scene)) == 403


@probe("delivery.closing", patience=Patience(warned=0.02, refreshed=0.01))
async def _(scene: Scene) -> None:
    for reason in ("warning", "refresh_requested"):
        link = await scene.link()
        await scene.playground.disconnect(reason)
        assert (await link.next())["reason"] == reason
        await asyncio.wait({closed := scene.start(link.socket.receive())}, timeout=0.2)
        assert closed.done()
        assert link.socket.closed


@probe("delivery.connections")
async def _(scene: Scene) -> None:
    for _ in range(10):
        await scene.link()
    eleventh = await scene.link()
    assert (eleventh.hello["type"], eleventh.hello.get("reason")) == ("disconnect", "too_many_websockets")


@probe("delivery.subscriptions")
async def _(scene: Scene) -> None:
    await scene.ok("conversations.join", channel="C0GENERAL")
    await scene.playground.person("Rita").say("to all", channel="general")
    assert "message" not in await scene.heard()


@probe("delivery.membership", manifest=EVENT)
async def _(scene: Scene) -> None:
    await scene.playground.person("Rita").say("the bot is not here", channel="general")
    assert "message" not in await scene.heard()
