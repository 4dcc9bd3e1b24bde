"""Menus whose options the app gives while somebody types: asks it with a block_suggestion and judges its answer."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.playground.acts import room, undelivered
from bot.playground.blockkit import objects
from bot.playground.blockkit.inputs import state_of
from bot.playground.blockkit.schema import Fault, array, shape
from bot.playground.blockkit.surfaces import elements_of
from bot.playground.errors import Refused
from bot.playground.filling import state_for
from bot.playground.manifest import NO_OPTIONS_URL
from bot.playground.payloads import channel_brief, interaction, message_object, view_object
from bot.playground.wording import read
from bot.playground.workspace import Json, Workspace

EXTERNAL = ("external_select", "multi_external_select")
USUAL_QUERY_LENGTH = 3  # where the element does not say min_query_length


def _one_kind(answer: Any, pointer: str) -> Iterator[Fault]:
    if "options" in answer and "option_groups" in answer:
        yield from objects.options_or_groups(answer, pointer)


# https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload: at most 100 of either
_answer = shape(
    {},
    {
        "options": array(objects.option, most=objects.OPTIONS, least=0),
        "option_groups": array(objects.option_group, most=objects.OPTIONS, least=0),
    },
    _one_kind,
)


async def suggest(
    workspace: Workspace,
    person: str,
    block_id: str,
    action_id: str,
    value: str,
    *,
    view_id: str | None = None,
    channel: str | None = None,
    ts: str | None = None,
) -> Json:
    """What the app offers for `value`, as `options` or `option_groups`; nothing where that is too short to ask with.

    A Refused holds what the person reads where the app does not answer or answers with what Slack would not show.
    """
    if not workspace.manifest.interactive:
        raise Refused("This app is not set up to handle interactive responses.")
    blocks, where = _place(workspace, person, view_id, channel or "", ts or "")
    element = _menu(blocks, block_id, action_id)
    if len(value) < element.get("min_query_length", USUAL_QUERY_LENGTH):
        return {"options": []}
    human = workspace.people[person]
    named = {"action_id": action_id, "block_id": block_id, "value": value}
    payload = interaction(workspace, "block_suggestion", human, **where, **named)
    ack = await workspace.delivery.request("interactive", payload)
    if ack.why == NO_OPTIONS_URL:
        workspace.ledger.complain(f"block_suggestion: {NO_OPTIONS_URL}", workspace.clock.now())
    if ack.error is not None:
        raise Refused(undelivered("The app", ack))
    return _judged(workspace, ack.payload or {})


def _judged(workspace: Workspace, answer: Json) -> Json:
    faults = [*_answer(answer, "")]
    held = [each for each in faults if workspace.checks.on("surfaces.options") and workspace.checks.on(each.check)]
    if held:
        words = "; ".join(map(str, held))
        workspace.ledger.complain(f"the ack of block_suggestion: {words}", workspace.clock.now())
        raise Refused("The menu could not be filled: the app's options are not valid.")
    if faults:  # a relaxed playground shows what can be read of it
        return {"options": [each for each in _list(answer.get("options")) if not [*objects.option(each, "")]]}
    if answer.get("option_groups") is not None:
        return {"option_groups": answer["option_groups"]}
    return {"options": answer.get("options") or []}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _place(
    workspace: Workspace, person: str, view_id: str | None, channel: str, ts: str
) -> tuple[list[Json], dict[str, Any]]:
    """The blocks that hold the menu, and how the payload says where that is."""
    if view_id is not None:
        view = workspace.view(view_id)
        if view is None or view.person != person:
            raise Refused("That view is closed.")
        return view.content["blocks"], {
            "container": {"type": "view", "view_id": view.id},
            "view": view_object(view),
        }
    conversation = room(workspace, person, channel)
    message = conversation.messages.get(ts) or conversation.ephemerals.get(ts)
    if message is None or message.only_for not in (None, person):
        raise Refused("That message is gone.")
    ephemeral = message.only_for is not None
    container = {"type": "message", "message_ts": ts, "channel_id": conversation.id, "is_ephemeral": ephemeral}
    shown = {} if ephemeral else {"message": message_object(conversation, message)}
    return message.blocks or [], {"container": container, "channel": channel_brief(conversation), **shown}


def _menu(blocks: list[Json], block_id: str, action_id: str) -> Json:
    for block in blocks:
        for _, element in elements_of(block):
            named = (block.get("block_id"), element.get("action_id")) == (block_id, action_id)
            if named and element["type"] in EXTERNAL:
                return element
    raise Refused("There is no such menu any more.")


async def entered(
    workspace: Workspace, person: str, block: Json, element: Mapping[str, Any], said: Any, **where: Any
) -> Json:
    """The entry of `state.values` for what a person would say; the options of a menu from outside are asked for."""
    if element["type"] not in EXTERNAL or said is None:
        return state_for(workspace, element, said)
    wanted = [said] if isinstance(said, str) else [*said]
    chosen = [await _found(workspace, person, block["block_id"], element, str(each), **where) for each in wanted]
    return state_of(element, chosen if element["type"].startswith("multi_") else chosen[0])


async def _found(
    workspace: Workspace, person: str, block_id: str, element: Mapping[str, Any], text: str, **where: Any
) -> Json:
    answer = await suggest(workspace, person, block_id, element["action_id"], text, **where)
    offered = {read(workspace, each["text"]["text"]): each for each in objects.all_options(answer)}
    if text not in offered:
        raise Refused(f"There is no option {text!r}. There are: {', '.join(map(repr, offered)) or 'none'}.")
    return offered[text]
