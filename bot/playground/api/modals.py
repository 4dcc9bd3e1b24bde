"""views.*: the modals and Home tabs that the bot shows."""

import json

from bot.playground import views
from bot.playground.api.method import Call, Method
from bot.playground.blockkit import check_view, mended_view
from bot.playground.blockkit.schema import Fault
from bot.playground.checks import Checks
from bot.playground.errors import bad_arguments
from bot.playground.payloads import view_object
from bot.playground.people import BOT_USER
from bot.playground.triggers import Trigger
from bot.playground.workspace import Json, View

VIEW_BYTES = 250_000
KINDS = ("modal", "home")


def checked_view(view: object, checks: Checks, surface: str | None = None, kind: str | None = None) -> Json:
    """A view that Slack would show; `kind` where only a modal or only a Home tab will do.

    `surface` is the check that judges its blocks, by default that of its own kind.
    """
    if not isinstance(view, dict):
        checks.stop("views.format", bad_arguments("must provide an object [json-pointer:/view]"))
    if len(json.dumps(view)) > VIEW_BYTES:
        checks.refuse("views.size", "view_too_large")
    faults = check_view(view)
    surface = surface or ("surfaces.homes" if view.get("type") == "home" else "surfaces.modals")
    held = [fault for fault in faults if checks.on(surface) and checks.on(fault.check)]
    if not held and kind is not None and view.get("type") in KINDS and view["type"] != kind:
        held = [Fault("views.kind", f"unsupported type: {view['type']}", "/view/type")] * checks.on("views.kind")
    if held:
        raise bad_arguments(*map(str, held))
    mended = mended_view(view, kind or "modal", faults)
    return mended | {"type": kind} if kind is not None else mended


def _view(call: Call, kind: str | None = None) -> Json:
    return checked_view(call.arguments.structure("view", "views.format"), call.checks, kind=kind)


def _trigger(call: Call) -> Trigger:
    if not call.arguments.has("trigger_id"):
        call.checks.stop("calls.required", bad_arguments("missing required field: trigger_id"))
    return call.workspace.triggers.check(call.arguments.text("trigger_id"))


def open_modal(call: Call) -> Json:
    content = _view(call, "modal")
    trigger = _trigger(call)
    view = views.open_modal(call.workspace, trigger.person, content, trigger.channel)
    trigger.used = True
    return {"view": view_object(view)}


def push(call: Call) -> Json:
    content = _view(call, "modal")
    trigger = _trigger(call)
    if not trigger.in_modal:
        wrong = bad_arguments("invalid `trigger_id` [json-pointer:/trigger_id]")
        call.checks.refuse("views.push_from_modal", wrong)
    view = views.push_modal(call.workspace, trigger.person, content)
    trigger.used = True
    return {"view": view_object(view)}


def update(call: Call) -> Json:
    content = _view(call)
    view = _meant(call)
    if view is None:
        call.checks.stop("views.known", "not_found")
    if view.type != content["type"]:
        call.checks.refuse("views.kind", "not_found")
    content["type"] = view.type
    _same_hash(call, view)
    return {"view": view_object(views.update_view(call.workspace, view, content))}


def _meant(call: Call) -> View | None:
    if call.arguments.has("view_id"):
        return call.workspace.view(call.arguments.text("view_id"))
    if not call.arguments.has("external_id"):
        call.checks.stop("calls.required", bad_arguments("missing required field: view_id or external_id"))
    wanted = call.arguments.text("external_id")
    stacked = [view for stack in call.workspace.stacks.values() for view in stack]
    return next((view for view in stacked if view.content.get("external_id") == wanted), None)


def _same_hash(call: Call, view: View) -> None:
    """A view changed since the caller saw it is not overwritten."""
    if call.arguments.has("hash") and call.arguments.text("hash") != view.hash:
        call.checks.refuse("views.hash", "hash_conflict")


def publish(call: Call) -> Json:
    if not call.workspace.manifest.home_tab:
        call.checks.refuse("views.home_enabled", "not_enabled")
    content = _view(call, "home")
    person = call.workspace.people.get(call.arguments.text("user_id"))
    if person is None or person.deleted or person.id == BOT_USER:
        call.checks.stop("views.home_person", bad_arguments("invalid `user_id` [json-pointer:/user_id]"))
    before = call.workspace.homes.get(person.id)
    if before is not None:
        _same_hash(call, before)
    return {"view": view_object(views.publish_home(call.workspace, person.id, content))}


METHODS = {
    "views.open": Method(open_modal, 4, required=("view",)),
    "views.push": Method(push, 4, required=("view",)),
    "views.update": Method(update, 4, required=("view",)),
    "views.publish": Method(publish, 4, required=("user_id", "view")),
}
