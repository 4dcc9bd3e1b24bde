"""views.*: the modals and Home tabs that the bot shows."""

import json

from bot.playground import views
from bot.playground.api.method import Call, Method
from bot.playground.blockkit import check_view
from bot.playground.errors import SlackError, bad_arguments
from bot.playground.payloads import view_object
from bot.playground.people import BOT_USER
from bot.playground.triggers import Trigger
from bot.playground.workspace import Json, View

VIEW_BYTES = 250_000


def checked_view(view: object, kind: str | None = None) -> Json:
    """A view that Slack would show; `kind` where only a modal or only a Home tab will do."""
    if not isinstance(view, dict):
        raise bad_arguments("must provide an object [json-pointer:/view]")
    if len(json.dumps(view)) > VIEW_BYTES:
        raise SlackError("view_too_large")
    faults = check_view(view)
    if not faults and kind is not None and view["type"] != kind:
        faults = [f"unsupported type: {view['type']} [json-pointer:/view/type]"]
    if faults:
        raise bad_arguments(*faults)
    return view


def _trigger(call: Call) -> Trigger:
    if not call.arguments.has("trigger_id"):
        raise bad_arguments("missing required field: trigger_id")
    return call.workspace.triggers.check(call.arguments.text("trigger_id"))


def open_modal(call: Call) -> Json:
    content = checked_view(call.arguments.structure("view"), "modal")
    trigger = _trigger(call)
    view = views.open_modal(call.workspace, trigger.person, content, trigger.channel)
    trigger.used = True
    return {"view": view_object(view)}


def push(call: Call) -> Json:
    content = checked_view(call.arguments.structure("view"), "modal")
    trigger = _trigger(call)
    if not trigger.in_modal:
        raise bad_arguments("invalid `trigger_id` [json-pointer:/trigger_id]")
    view = views.push_modal(call.workspace, trigger.person, content)
    trigger.used = True
    return {"view": view_object(view)}


def update(call: Call) -> Json:
    content = checked_view(call.arguments.structure("view"))
    view = _meant(call)
    if view is None or view.type != content["type"]:
        raise SlackError("not_found")
    _same_hash(call, view)
    return {"view": view_object(views.update_view(call.workspace, view, content))}


def _meant(call: Call) -> View | None:
    if call.arguments.has("view_id"):
        return call.workspace.view(call.arguments.text("view_id"))
    if not call.arguments.has("external_id"):
        raise bad_arguments("missing required field: view_id or external_id")
    wanted = call.arguments.text("external_id")
    stacked = [view for stack in call.workspace.stacks.values() for view in stack]
    return next((view for view in stacked if view.content.get("external_id") == wanted), None)


def _same_hash(call: Call, view: View) -> None:
    """A view changed since the caller saw it is not overwritten."""
    if call.arguments.has("hash") and call.arguments.text("hash") != view.hash:
        raise SlackError("hash_conflict")


def publish(call: Call) -> Json:
    if not call.workspace.manifest.home_tab:
        raise SlackError("not_enabled")
    content = checked_view(call.arguments.structure("view"), "home")
    person = call.workspace.people.get(call.arguments.text("user_id"))
    if person is None or person.deleted or person.id == BOT_USER:
        raise bad_arguments("invalid `user_id` [json-pointer:/user_id]")
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
