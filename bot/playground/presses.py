"""Using what the bot shows: buttons and menus in messages, modals and Home tabs, and the block_actions they send."""

from collections.abc import Mapping
from typing import Any

from bot.playground.acts import room, undelivered
from bot.playground.blockkit.inputs import ANSWERS, OVERFLOW, initial_values
from bot.playground.blockkit.surfaces import elements_of
from bot.playground.errors import Refused
from bot.playground.forms import chosen_wrong, merged
from bot.playground.payloads import channel_brief, interaction, message_object, view_object
from bot.playground.workspace import Ack, Json, Workspace

Values = Mapping[str, Mapping[str, Json]]


async def act(
    workspace: Workspace,
    person: str,
    block_id: str,
    action: Mapping[str, Any],
    *,
    channel: str | None = None,
    ts: str | None = None,
    view_id: str | None = None,
    state: Values | None = None,
) -> None:
    """Use an element of a message, modal or Home tab: press a button, choose from a menu."""
    if not workspace.manifest.interactive:
        raise Refused("This app is not set up to handle interactive responses.")
    if view_id is not None:
        await _act_in_view(workspace, person, view_id, block_id, action, state or {})
    else:
        await _act_in_message(workspace, person, channel or "", ts or "", block_id, action, state or {})


async def _act_in_view(
    workspace: Workspace,
    person: str,
    view_id: str,
    block_id: str,
    action: Mapping[str, Any],
    state: Values,
) -> None:
    view = workspace.view(view_id)
    if view is None or view.person != person:
        raise Refused("That view is closed.")
    if view.type == "modal" and view is not workspace.top_view(person):
        raise Refused("Another view lies above it.")
    block_id, element = _element(view.content["blocks"], block_id, action)
    taken = _taken(workspace, block_id, element, action)
    view.values = merged(view, state)
    _remember(view.values, taken)
    payload = interaction(
        workspace,
        "block_actions",
        workspace.people[person],
        container={"type": "view", "view_id": view.id},
        trigger_id=workspace.triggers.give(person, view.channel, in_modal=view.type == "modal"),
        view=view_object(view),
        actions=[taken],
    )
    _took(workspace, await workspace.delivery.request("interactive", payload))


async def _act_in_message(
    workspace: Workspace,
    person: str,
    channel: str,
    ts: str,
    block_id: str,
    action: Mapping[str, Any],
    state: Values,
) -> None:
    conversation = room(workspace, person, channel)
    message = conversation.messages.get(ts) or conversation.ephemerals.get(ts)
    if message is None or message.only_for not in (None, person):
        raise Refused("That message is gone.")
    blocks = message.all_blocks()
    block_id, element = _element(blocks, block_id, action)
    taken = _taken(workspace, block_id, element, action)
    values = initial_values(blocks)
    for block, given in state.items():
        for action_id, value in given.items():
            if action_id in values.get(block, {}):
                values[block][action_id] = value
    _remember(values, taken)
    ephemeral = message.only_for is not None
    container: Json = {
        "type": "message",
        "message_ts": ts,
        "channel_id": conversation.id,
        "is_ephemeral": ephemeral,
    }
    for number, attached in message.attached_blocks():
        if attached["block_id"] == block_id:
            container |= {"type": "message_attachment", "attachment_id": number, "is_app_unfurl": False}
    thread = message.thread_ts if message.is_reply else None
    path = workspace.response_urls.give(person, conversation.id, message_ts=ts, thread_ts=thread)
    payload = interaction(
        workspace,
        "block_actions",
        workspace.people[person],
        container=container | ({"thread_ts": thread} if thread else {}),
        trigger_id=workspace.triggers.give(person, conversation.id),
        channel=channel_brief(conversation),
        state={"values": values},
        response_url=workspace.url + path,
        actions=[taken],
        **({} if ephemeral else {"message": message_object(conversation, message)}),
    )
    _took(workspace, await workspace.delivery.request("interactive", payload))


def _remember(values: dict[str, dict[str, Json]], taken: Json) -> None:
    """What was just chosen is part of the state that goes with it; buttons and overflow menus keep nothing."""
    answer = ANSWERS.get(taken["type"])
    if answer is not None:
        values[taken["block_id"]][taken["action_id"]] = {
            "type": taken["type"],
            answer.field: taken.get(answer.field),
        }


def _took(workspace: Workspace, ack: Ack) -> None:
    if ack.error is not None:
        raise Refused(undelivered("The app", ack))
    if ack.payload:
        workspace.ledger.complain(f"an ack of block_actions carries nothing: {ack.payload}", workspace.clock.now())


def _element(blocks: list[Json], block_id: str, action: Mapping[str, Any]) -> tuple[str, Json]:
    """What was pressed, with its block. A repaint gives blocks new ids: the same button in a newer painting counts."""
    called = [
        (str(block.get("block_id")), element)
        for block in blocks
        for _, element in elements_of(block)
        if element.get("action_id") == action.get("action_id")
    ]
    for found, element in called:
        if found == block_id:
            return found, element
    for found, element in called:
        if action.get("value") is not None and element.get("value") == action["value"]:
            return found, element
    raise Refused("What you pressed is not there any more.")


def _taken(workspace: Workspace, block_id: str, element: Json, action: Mapping[str, Any]) -> Json:
    """The action as Slack sends it: what was chosen comes from the person, all else from the element itself."""
    taken: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block_id,
        "action_ts": workspace.next_ts(),
    }
    if element["type"] == "button":
        return taken | {name: element[name] for name in ("text", "value", "style", "url") if name in element}
    answer = ANSWERS.get(element["type"], OVERFLOW)
    chosen = action.get(answer.field)
    wrong = chosen_wrong(element, chosen)
    if wrong:
        raise Refused(wrong)
    started = {answer.initial: element[answer.initial]} if answer.initial in element else {}
    return taken | started | {answer.field: chosen}
