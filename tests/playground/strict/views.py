"""Probes of triggers, modals and Home tabs."""

import asyncio
from typing import Any

from bot.playground.errors import Refused
from bot.playground.limits import Patience
from bot.playground.options import suggest
from tests.playground.by_hand import submitted
from tests.playground.strict.scene import Json, Scene, probe
from tests.playground.test_blockkit import field, modal, plain, section, text_input

BAD = modal({"type": "sparkle"})
HOME: Json = {"type": "home", "blocks": []}


def form(**more: Any) -> Json:
    return modal(field(text_input(), block_id="title", label=plain("Title")), **more)


async def opened(scene: Scene, **more: Any) -> Json:
    view: Json = (await scene.ok("views.open", trigger_id=scene.trigger(), view=form(**more)))["view"]
    return view


async def open_refused(scene: Scene, code: str, view: Json | str) -> Json:
    return await scene.refused(code, "views.open", trigger_id=scene.trigger(), view=view)


@probe("views.trigger_known")
async def _(scene: Scene) -> None:
    answer = await scene.refused("invalid_arguments", "views.open", trigger_id="1.2.guessed", view=form())
    assert "trigger_id" in str(answer["response_metadata"])


@probe("views.trigger_once")
async def _(scene: Scene) -> None:
    trigger = scene.trigger()
    await scene.ok("views.open", trigger_id=trigger, view=form())
    await scene.refused("exchanged_trigger_id", "views.open", trigger_id=trigger, view=form())


@probe("views.trigger_expires", patience=Patience(trigger=0.0))
async def _(scene: Scene) -> None:
    await open_refused(scene, "expired_trigger_id", form())


@probe("views.push_from_modal")
async def _(scene: Scene) -> None:
    await opened(scene)
    await scene.refused("invalid_arguments", "views.push", trigger_id=scene.trigger(), view=form())


@probe("views.stack")
async def _(scene: Scene) -> None:
    await opened(scene)
    for _ in range(2):
        await scene.ok("views.push", trigger_id=scene.trigger(in_modal=True), view=form())
    fourth = {"trigger_id": scene.trigger(in_modal=True), "view": form()}
    await scene.refused("push_limit_reached", "views.push", **fourth)


@probe("views.format")
async def _(scene: Scene) -> None:
    await open_refused(scene, "invalid_arguments", "{")


@probe("views.size")
async def _(scene: Scene) -> None:
    await open_refused(scene, "view_too_large", modal(*[section(text=plain("x" * 3000))] * 90))


@probe("views.kind")
async def _(scene: Scene) -> None:
    await open_refused(scene, "invalid_arguments", HOME)
    await scene.refused("invalid_arguments", "views.publish", user_id="U0RITA", view=form())


@probe("views.known")
async def _(scene: Scene) -> None:
    await scene.refused("not_found", "views.update", view_id="V0GONE", view=form())
    await scene.refused("not_found", "views.push", trigger_id=scene.trigger(in_modal=True), view=form())


@probe("views.hash")
async def _(scene: Scene) -> None:
    view = await opened(scene)
    await scene.refused("hash_conflict", "views.update", view_id=view["id"], hash="1.0", view=form())


@probe("views.external_id")
async def _(scene: Scene) -> None:
    await opened(scene, external_id="mine")
    await open_refused(scene, "duplicate_external_id", form(external_id="mine"))


@probe("views.home_enabled", manifest=("home_tab_enabled: true", "home_tab_enabled: false"))
async def _(scene: Scene) -> None:
    await scene.refused("not_enabled", "views.publish", user_id="U0RITA", view=HOME)


@probe("views.home_person")
async def _(scene: Scene) -> None:
    await scene.refused("invalid_arguments", "views.publish", user_id="U0NOBODY", view=HOME)


@probe("views.submit_for_inputs")
async def _(scene: Scene) -> None:
    view = form()
    del view["submit"]
    await open_refused(scene, "invalid_arguments", view)


@probe("views.private_metadata")
async def _(scene: Scene) -> None:
    await open_refused(scene, "invalid_arguments", form(private_metadata="x" * 3001))


@probe("views.block_count")
async def _(scene: Scene) -> None:
    await open_refused(scene, "invalid_arguments", modal(*[section()] * 101))


@probe("surfaces.modals")
async def _(scene: Scene) -> None:
    await open_refused(scene, "invalid_arguments", BAD)


@probe("surfaces.homes")
async def _(scene: Scene) -> None:
    await scene.refused("invalid_arguments", "views.publish", user_id="U0RITA", view={**HOME, "blocks": BAD["blocks"]})


async def ack_refused(scene: Scene, why: str, ack: Json) -> None:
    """Rita submits a form, the bot answers with `ack`: trouble for her, and noted."""
    link = await scene.link()
    await opened(scene)
    _, done = await submitted(scene.playground, link, {"Title": "x"}, ack)
    assert (done.ok, any(why in each for each in scene.playground.complaints)) == (False, True)


@probe("views.ack_action")
async def _(scene: Scene) -> None:
    await ack_refused(scene, "invalid_response_action", {"response_action": "dance"})


@probe("views.ack_errors")
async def _(scene: Scene) -> None:
    ack = {"response_action": "errors", "errors": {"nowhere": "Taken"}}
    await ack_refused(scene, "errors_for_unknown_block", ack)


@probe("surfaces.options")
async def _(scene: Scene) -> None:
    link = await scene.link()
    menu = field({"type": "external_select", "action_id": "pick"}, block_id="menu")
    view = (await scene.ok("views.open", trigger_id=scene.trigger(), view=modal(menu)))["view"]
    asking = scene.start(suggest(scene.workspace, "U0RITA", "menu", "pick", "abc", view_id=view["id"]))
    await link.ack(await link.next(), options=[{"text": "no object", "value": "1"}])
    await asyncio.wait({asking})
    assert isinstance(asking.exception(), Refused)


@probe("surfaces.view_acks")
async def _(scene: Scene) -> None:
    await ack_refused(scene, "unsupported type: sparkle", {"response_action": "update", "view": BAD})
