"""The door between Bolt and the conversations: turns what Slack sends into a visit, and a reply into what Slack hears.

Few Bolt listeners, each with a table behind it. Order matters and stands only here: the conversation commits,
then the ack leaves, with at most one call to Slack beside it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from sqlalchemy.exc import SQLAlchemyError

from handlers.blocks import refusals
from handlers.blocks.kit import Block, notice
from handlers.blocks.text import mention
from handlers.faults import ENDING, frames
from handlers.gallery import without
from handlers.replies import Done, Errors, Open, Reply, Trouble, Update, Words
from handlers.visit import Office, StillSaving, Visit
from storage.refusals import Refused

Handler = Callable[[Visit], Awaitable[Reply]]
log = structlog.get_logger()

STILL_SAVING = "I am still saving that. It will show as soon as it is done; pressing again changes nothing twice."
NOT_SAVED = "I could not reach my memory just now, so nothing was saved. Please try again in a moment."
NOT_OPENED = "Slack did not open the form just now, and nothing was changed. Please try again in a moment."
BROKEN = "Something went wrong on my side, and it is noted. If it was saved you will see it; trying again is safe."
# Real seconds. Slack wants its ack within three: what it does not answer by then goes on, or is given up, without us.
_OPENS = 2.0
_HEARS = 0.5
_TYPED = ("plain_text_input", "email_text_input", "url_text_input")


def metadata(subject: int | str, response_url: str | None = None) -> str:
    """What a modal carries: the key of its subject, and where words for the person can be sent afterwards."""
    return json.dumps({"subject": subject, "url": response_url})


def subject(visit: Visit) -> str:
    """The key a modal was opened with, as text; never trusted, always looked up with the person's rights."""
    return str(_carried(visit.metadata).get("subject") or "")


async def at_field(visit: Visit, refused: Refused) -> str:
    """The words for a refusal at a field, where Slack shows no mentions: people stand there by name."""
    words = refusals.words(refused, visit.zone, visit.now)
    who = refused.facts.get("person")
    found = await visit.look_up(str(who)) if who else None
    return words.replace(mention(str(who)), found.name) if found else words


def number(text: str) -> int:
    """A row id from a button or a modal; -1, which no row has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else -1


def _carried(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


async def answer(handler: Handler, visit: Visit) -> Reply:
    """Runs a conversation's step; every way it can end has words."""
    try:
        return await handler(visit)
    except Refused as refused:
        ENDING.set("refused")
        return Words(refusals.words(refused, visit.zone, visit.now))
    except StillSaving:
        ENDING.set("trouble")
        return Trouble(STILL_SAVING)
    except SQLAlchemyError as error:
        log.error("save_failed", error=type(error).__name__, person=visit.person.id)
        ENDING.set("trouble")
        return Trouble(NOT_SAVED)
    except SlackApiError as error:
        log.error("slack_refused", error=_code(error), person=visit.person.id)
        ENDING.set("trouble")
        return Trouble(BROKEN)
    except Exception as error:  # the last line before the person: they get words, the log gets the fault
        log.error("listener_failed", error=type(error).__name__, where=frames(error), person=visit.person.id)
        ENDING.set("trouble")
        return Trouble(BROKEN)


async def command(
    table: Mapping[str, Handler], ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext
) -> None:
    """A slash command: `table` is keyed by the command."""
    visit = Visit(
        context["office"],
        context["person"],
        context["now"],
        text=str(body.get("text") or ""),
        channel=body.get("channel_id"),
        response_url=body.get("response_url"),
    )
    reply = await answer(table[str(body["command"])], visit)
    if isinstance(reply, Open):
        opened = await _open(visit, client, body["trigger_id"], reply, pushed=False)
        reply = Done() if opened else Words(NOT_OPENED)
    if isinstance(reply, Words):
        await _say_in_ack(ack, reply)
    else:
        await ack()


async def _say_in_ack(ack: AsyncAck, words: Words) -> None:
    if words.blocks:
        await ack(text=words.text, blocks=words.blocks, response_type="ephemeral", unfurl_links=False)
    else:
        await ack(text=words.text, response_type="ephemeral")


async def action(
    table: Mapping[str, Handler], ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext
) -> None:
    """A button: `table` is keyed by the action id."""
    pressed = body["actions"][0]
    value = str(pressed.get("value") or (pressed.get("selected_option") or {}).get("value") or "")
    name = pressed["action_id"]
    view = body.get("view")
    carried = _carried(str((view or {}).get("private_metadata") or ""))
    visit = Visit(
        context["office"],
        context["person"],
        context["now"],
        channel=(body.get("channel") or {}).get("id"),
        value=value,
        view=view,
        response_url=body.get("response_url") or carried.get("url"),
    )
    handler = table.get(name)
    reply = await answer(handler, visit) if handler else Done()
    if isinstance(reply, Update) and view is not None:
        await _update(visit, client, str(view["id"]), reply)
    if isinstance(reply, Open):
        opened = await _open(visit, client, body["trigger_id"], reply, pushed=_in_modal(view))
        reply = Done() if opened or view is not None else Words(NOT_OPENED)
    await ack()
    words = reply if isinstance(reply, Words) else reply.words if isinstance(reply, Done) else None
    if words is None:
        return
    if view is not None:
        said = notice("Same Page", words.text, shown=words.blocks)
        await _show(client, body["trigger_id"], said, pushed=_in_modal(view))
    else:
        await _whisper(visit.office, client, visit.response_url, words)


async def shortcut(
    table: Mapping[str, Handler], ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext
) -> None:
    """A shortcut, from a message: `table` is keyed by its callback id. Words go to where the message stands."""
    url = body.get("response_url")
    visit = Visit(
        context["office"],
        context["person"],
        context["now"],
        channel=(body.get("channel") or {}).get("id"),
        response_url=url,
        shortcut=body,
    )
    handler = table.get(str(body["callback_id"]))
    reply = await answer(handler, visit) if handler else Done()
    if isinstance(reply, Open) and not await _open(visit, client, body["trigger_id"], reply, pushed=False):
        reply = Words(NOT_OPENED)
    await ack()
    if isinstance(reply, Words):
        await _whisper(visit.office, client, url, reply)


async def submission(
    table: Mapping[str, Handler], ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext
) -> None:
    """A submitted modal: `table` is keyed by its callback id."""
    view = body["view"]
    carried = _carried(str(view.get("private_metadata") or ""))
    visit = Visit(
        context["office"],
        context["person"],
        context["now"],
        view=view,
        response_url=carried.get("url"),
    )
    handler = table.get(str(view["callback_id"]))
    reply = await answer(handler, visit) if handler else Done()
    if isinstance(reply, Errors):
        await ack(response_action="errors", errors=reply.fields)
    elif isinstance(reply, Trouble) and (field := _first_input(view)):
        await ack(response_action="errors", errors={field: reply.text})
    elif isinstance(reply, Words):  # a refusal: the modal says so in place, where the person is looking
        await ack(response_action="update", view=notice("Same Page", reply.text, kept=_written(view)))
    elif isinstance(reply, Open | Update):
        await ack(response_action="update", view=without(reply.view))
        visit.office.gallery.hang(visit.person.workspace, {"id": view["id"]}, reply.view, reply.pictures, visit.now)
    elif reply.words is not None and not visit.response_url:  # begun on App Home: there is no channel to say it in
        await ack(response_action="update", view=notice("Same Page", reply.words.text, shown=reply.words.blocks))
    else:
        await (ack(response_action="clear") if reply.clears else ack())
        if reply.words is not None:
            await _whisper(visit.office, client, visit.response_url, reply.words)


def _in_modal(view: dict[str, Any] | None) -> bool:
    """Whether a button stands in a modal, onto which others are pushed; on App Home and in messages they are opened."""
    return view is not None and view.get("type") == "modal"


def _written(view: dict[str, Any]) -> dict[str, str]:
    """What somebody typed into a modal that comes to nothing, by label: given back, so that it can be kept. What stood
    there from the start is no loss."""
    typed: dict[str, str] = {}
    for block in view["blocks"]:
        element = block.get("element") or {}
        state = view["state"]["values"].get(block.get("block_id"), {}).get(element.get("action_id")) or {}
        said = str(state.get("value") or "")
        if element.get("type") in _TYPED and said and said != element.get("initial_value"):
            typed[str(block["label"]["text"])] = said
    return typed


def _first_input(view: dict[str, Any]) -> str | None:
    return next((str(block["block_id"]) for block in view["blocks"] if block["type"] == "input"), None)


async def turn_away(office: Office, client: AsyncWebClient, body: dict[str, Any], words: str) -> BoltResponse:
    """An ack with words for somebody no conversation is held with, wherever this kind of request can show some."""
    if "command" in body:
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": words})
    if body.get("type") == "view_submission":
        return BoltResponse(status=200, body={"response_action": "update", "view": notice("Same Page", words)})
    if body.get("trigger_id") and (view := body.get("view")) is not None:
        await _show(client, body["trigger_id"], notice("Same Page", words), pushed=_in_modal(view))
        return BoltResponse(status=200, body="")
    await _whisper(office, client, body.get("response_url"), Words(words))
    return BoltResponse(status=200, body="")


async def _open(visit: Visit, client: AsyncWebClient, trigger: str, reply: Open, *, pushed: bool) -> bool:
    """False where Slack refused; nothing was lost. Pictures follow."""
    shown = await _show(client, trigger, without(reply.view), pushed=pushed)
    if shown is not None and reply.pictures:
        visit.office.gallery.hang(visit.person.workspace, shown, reply.view, reply.pictures, visit.now)
    return shown is not None


async def _show(client: AsyncWebClient, trigger: str, view: Block, *, pushed: bool) -> dict[str, Any] | None:
    """What Slack says of the modal; None where it refused, as it does when the trigger is over 3 s old, or did not
    answer."""
    try:
        async with asyncio.timeout(_OPENS):
            shown = await (client.views_push if pushed else client.views_open)(trigger_id=trigger, view=view)
    except Exception as error:
        log.warning("view_not_opened", error=_code(error))
        return None
    return dict(shown["view"])


async def _update(visit: Visit, client: AsyncWebClient, view_id: str, reply: Update) -> None:
    """Paints a modal anew. No hash: of two changes in a row the later one shows, and nothing entered is at stake."""
    visit.office.gallery.changed(view_id)
    try:
        async with asyncio.timeout(_OPENS):
            shown = await client.views_update(view_id=view_id, view=without(reply.view))
    except Exception as error:
        log.warning("view_not_updated", error=_code(error))
        return
    if reply.pictures:
        visit.office.gallery.hang(visit.person.workspace, dict(shown["view"]), reply.view, reply.pictures, visit.now)


def _code(error: Exception) -> str:
    """What Slack called its refusal; else the kind of error, since an answer may be no JSON at all."""
    data = getattr(error.response, "data", None) if isinstance(error, SlackApiError) else None
    return str(data["error"]) if isinstance(data, dict) and data.get("error") else type(error).__name__


async def _whisper(office: Office, client: AsyncWebClient, url: str | None, words: Words) -> None:
    """Words only this person sees. They are a courtesy: whatever matters is in a message of its own, and a Slack
    that is slow to take them must not cost the ack."""
    if not url:
        return
    saying = asyncio.create_task(_say(client, url, words))
    office.saves.add(saying)  # waited for when the bot stops
    saying.add_done_callback(office.saves.discard)
    await asyncio.wait({saying}, timeout=_HEARS)


async def _say(client: AsyncWebClient, url: str, words: Words) -> None:
    webhook = AsyncWebhookClient(url, session=client.session, retry_handlers=[])
    try:
        await webhook.send(text=words.text, blocks=words.blocks, response_type="ephemeral", replace_original=False)
    except Exception as error:
        log.warning("words_not_delivered", error=type(error).__name__)
