"""What people do with modals: submit and close them, and what the app's answer makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground import views
from bot.playground.api.modals import checked_view
from bot.playground.errors import Overlooked, Refused, SlackError
from bot.playground.forms import complaints, inputs_of, merged
from bot.playground.payloads import interaction, view_object
from bot.playground.uploads import with_file_objects
from bot.playground.workspace import Ack, Json, View, Workspace

TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(frozen=True)
class Submitted:
    """What became of a submission: errors by block_id, an error across the modal, whether the view is gone."""

    errors: Mapping[str, str] | None = None
    error: str | None = None
    closed: bool = False

    @property
    def ok(self) -> bool:
        return not self.errors and self.error is None


async def submit(workspace: Workspace, person: str, view_id: str, given: Mapping[str, Mapping[str, Json]]) -> Submitted:
    """Press the modal's button with what was entered. The client's own checks come before the app hears of it."""
    view = _top(workspace, person, view_id)
    if view.content.get("submit") is None:
        raise Refused("This view has no button to submit it.")
    view.values = merged(view, given)
    with_file_objects(workspace, person, view.values)
    wrong = complaints(view, view.values)
    if wrong:
        return Submitted(errors=wrong)
    payload = interaction(
        workspace,
        "view_submission",
        workspace.people[person],
        trigger_id=workspace.triggers.give(person, view.channel, in_modal=True),
        view=view_object(view),
        response_urls=_response_urls(workspace, view),
    )
    ack = await workspace.delivery.request("interactive", payload)
    if ack.error is not None:
        return Submitted(error=f"{TROUBLE} ({ack.error})")
    try:
        return _obey(workspace, view, ack)
    except Overlooked:
        return Submitted()
    except SlackError as error:
        words = f"the ack of view_submission: {error.code} {error.details}"
        workspace.ledger.complain(words, workspace.clock.now())
        return Submitted(error=f"{TROUBLE} ({error.code})")


def _obey(workspace: Workspace, view: View, ack: Ack) -> Submitted:
    """Do what the app answered: nothing said closes the view."""
    answer = ack.payload or {}
    stays = False
    match answer.get("response_action"):
        case None if not answer:
            views.close_top(workspace, view)
        case "clear":
            views.clear(workspace, view.person)
        case "errors":
            return Submitted(errors=_errors(workspace, view, answer.get("errors")))
        case "update":
            stays = True
            views.update_view(workspace, view, _view(workspace, answer))
        case "push":
            stays = True
            views.push_modal(workspace, view.person, _view(workspace, answer))
        case unknown:
            workspace.checks.refuse("views.ack_action", SlackError("invalid_response_action", answer=unknown))
            views.close_top(workspace, view)
    return Submitted(closed=not stays)  # one that another view has replaced meanwhile was not closed by its answer


def _view(workspace: Workspace, answer: Json) -> Json:
    return checked_view(answer.get("view"), workspace.checks, "surfaces.view_acks", "modal")


def _errors(workspace: Workspace, view: View, errors: Any) -> dict[str, str]:
    """Errors belong to input blocks of this view; Slack shows none of them otherwise."""
    inputs = {block["block_id"] for block in view.content["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        workspace.checks.stop("views.ack_errors", "no_errors_given")
    for block_id, words in errors.items():
        if block_id not in inputs:
            workspace.checks.refuse("views.ack_errors", SlackError("errors_for_unknown_block", block_id=block_id))
        if not isinstance(words, str) or not words:
            workspace.checks.refuse("views.ack_errors", SlackError("errors_without_words", block_id=block_id))
    return {block_id: str(words) for block_id, words in errors.items()}


def _response_urls(workspace: Workspace, view: View) -> list[Json]:
    """One for each channel chosen in an input with response_url_enabled."""
    urls: list[Json] = []
    for block, element in inputs_of(view.content["blocks"]):
        if not element.get("response_url_enabled"):
            continue
        value = view.values[block["block_id"]][element["action_id"]]
        channel = value.get("selected_conversation") or value.get("selected_channel")
        if channel:
            path = workspace.response_urls.give(view.person, channel)
            where = {"block_id": block["block_id"], "action_id": element["action_id"]}
            urls.append({**where, "channel_id": channel, "response_url": workspace.url + path})
    return urls


async def close(workspace: Workspace, person: str, view_id: str) -> None:
    """Close the top view, or the whole stack where it says so; the app hears of those that ask for it."""
    view = _top(workspace, person, view_id)
    if view.content.get("clear_on_close"):
        gone = workspace.stacks[person][::-1]
        views.clear(workspace, person)
    else:
        gone = [view]
        views.close_top(workspace, view)
    for each in gone:
        if each.content.get("notify_on_close"):
            cleared = bool(view.content.get("clear_on_close"))
            human = workspace.people[person]
            payload = interaction(workspace, "view_closed", human, view=view_object(each), is_cleared=cleared)
            await workspace.delivery.request("interactive", payload)


def _top(workspace: Workspace, person: str, view_id: str) -> View:
    view = workspace.top_view(person)
    if view is None or view.id != view_id:
        raise Refused("That view is not open.")
    return view
