"""Menus filled from outside, rich text and files: asked for, filled by what one sees, delivered as Slack delivers."""

import asyncio
from typing import Any

import pytest

from bot.playground.errors import Refused
from bot.playground.options import suggest
from bot.playground.server import Playground
from tests.playground.by_hand import Api, Link, Trigger, submitted
from tests.playground.test_blockkit import actions, field, modal, option, plain

Json = dict[str, Any]

MENU = field({"type": "external_select", "action_id": "pick"}, block_id="menu", label=plain("Candidate"))
FIELDS = modal(
    field({"type": "rich_text_input", "action_id": "a"}, label=plain("Notes"), optional=True),
    field(
        {"type": "file_input", "action_id": "a", "filetypes": ["pdf"], "max_files": 1},
        label=plain("Resume"),
        optional=True,
    ),
    field({"type": "channels_select", "action_id": "a"}, label=plain("Channel"), optional=True),
    field(
        {"type": "conversations_select", "action_id": "a", "filter": {"include": ["private"]}},
        label=plain("Room"),
        optional=True,
    ),
    field(
        {"type": "conversations_select", "action_id": "a", "default_to_current_conversation": True},
        label=plain("Here"),
        optional=True,
    ),
)


async def opened(api: Api, trigger: Trigger, view: Json) -> str:
    return str((await api("views.open", trigger_id=await trigger(), view=view))["view"]["id"])


async def interactive(link: Link) -> Json:
    """The next interaction, not yet taken; events before it are."""
    while (envelope := await link.next())["type"] != "interactive":
        await link.ack(envelope)
    return envelope


async def test_the_bot_is_asked_for_options_and_the_chosen_one_is_sent(
    playground: Playground, api: Api, link: Link, trigger: Trigger
) -> None:
    view_id = await opened(api, trigger, modal(MENU))
    submitting = asyncio.create_task(playground.person("Rita").submit({"Candidate": "Amal Haddad"}))
    asked = await link.next()
    payload = asked["payload"]
    assert (asked["type"], asked["accepts_response_payload"], payload["type"]) == (
        "interactive",
        True,
        "block_suggestion",
    )
    assert (payload["block_id"], payload["action_id"], payload["value"]) == ("menu", "pick", "Amal Haddad")
    assert payload["container"] == {"type": "view", "view_id": view_id}
    assert payload["view"]["id"] == view_id
    await link.ack(asked, options=[option("Amal Haddad", "7"), option("Amalia", "8")])
    sent = await link.next()
    await link.ack(sent)
    chosen = sent["payload"]["view"]["state"]["values"]["menu"]["pick"]
    assert chosen == {"type": "external_select", "selected_option": option("Amal Haddad", "7")}
    assert (await submitting).ok


async def test_a_menu_in_a_message_tells_its_message(playground: Playground, api: Api, link: Link) -> None:
    menu = {"type": "external_select", "action_id": "pick", "placeholder": plain("Who?")}
    await api("chat.postMessage", channel="U0RITA", text="x", blocks=[actions(menu)])
    (message,) = playground.person("Rita").messages(dm=True)
    choosing = asyncio.create_task(playground.person("Rita").choose("Who?", "Amal", message=message))
    asked = await interactive(link)
    assert asked["payload"]["message"]["ts"] == asked["payload"]["container"]["message_ts"] == message.ts
    await link.ack(asked, option_groups=[{"label": plain("Found"), "options": [option("Amal", "7")]}])
    pressed = await interactive(link)
    await link.ack(pressed)
    assert (await choosing).ok
    assert pressed["payload"]["actions"][0]["selected_option"]["value"] == "7"


async def test_the_page_asks_through_its_own_api(
    playground: Playground, api: Api, link: Link, trigger: Trigger
) -> None:
    view_id = await opened(api, trigger, modal(MENU))
    where = {"person": "U0RITA", "view_id": view_id, "block_id": "menu", "action_id": "pick"}

    async def ask(value: str) -> Json:
        async with api.http.post(playground.url + "/client/options", json={**where, "value": value}) as answer:
            body: Json = await answer.json()
            return body

    assert await ask("am") == {"ok": True, "options": []}  # three letters are the least, so nobody is asked
    asking = asyncio.create_task(ask("ama"))
    await link.ack(await link.next(), options=[option()])
    assert await asking == {"ok": True, "options": [option()]}


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"options": [option("x" * 76)]}, "must be less than 76 characters [json-pointer:/options/0/text/text]"),
        ({"options": [option()] * 101}, "no more than 100 items allowed [json-pointer:/options]"),
        ({"options": [], "option_groups": []}, "must define either `options` or `option_groups` [json-pointer:]"),
        ({"text": "none"}, "invalid additional property: text [json-pointer:]"),
    ],
)
async def test_options_that_slack_would_not_show_are_noted(
    playground: Playground, api: Api, link: Link, trigger: Trigger, answer: Json, why: str
) -> None:
    view_id = await opened(api, trigger, modal(MENU))
    asking = asyncio.create_task(suggest(playground.workspace, "U0RITA", "menu", "pick", "abc", view_id=view_id))
    await link.ack(await link.next(), **answer)
    with pytest.raises(Refused, match="could not be filled"):
        await asking
    assert why in playground.complaints[-1]


async def test_a_menu_that_is_gone_or_not_ones_own_is_not_asked_for(
    playground: Playground, api: Api, trigger: Trigger
) -> None:
    view_id = await opened(api, trigger, modal(MENU))
    workspace = playground.workspace
    with pytest.raises(Refused, match="no such menu"):
        await suggest(workspace, "U0RITA", "menu", "other", "abc", view_id=view_id)
    with pytest.raises(Refused, match="closed"):
        await suggest(workspace, "U0HAL", "menu", "pick", "abc", view_id=view_id)
    with pytest.raises(Refused, match="gone"):
        await suggest(workspace, "U0RITA", "menu", "pick", "abc", channel="C0GENERAL", ts="1.0")


async def test_rich_text_files_and_the_channel_one_came_from_are_sent(
    playground: Playground, api: Api, link: Link, trigger: Trigger
) -> None:
    await opened(api, trigger, FIELDS)
    payload, done = await submitted(playground, link, {"Notes": "Strong", "Resume": "amal.PDF"}, {})
    assert done.ok
    values = [block["a"] for block in payload["view"]["state"]["values"].values()]
    pieces = values[0]["rich_text_value"]["elements"][0]["elements"]
    assert pieces == [{"type": "text", "text": "Strong"}]
    (file,) = values[1]["files"]
    assert (file["name"], file["filetype"], file["mimetype"], file["user"]) == (
        "amal.PDF",
        "pdf",
        "application/pdf",
        "U0RITA",
    )
    assert values[4]["selected_conversation"] == "C0GENERAL"


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({"Resume": ["one.pdf", "two.pdf"]}, {"Resume": "Please choose no more than 1."}),
        ({"Resume": "photo.png"}, {"Resume": "Please choose files of these types: pdf."}),
        ({"Notes": {"type": "rich_text", "elements": [{}]}}, {"Notes": "Please enter valid text."}),
    ],
)
async def test_the_client_refuses_wrong_files_and_text(
    playground: Playground, api: Api, trigger: Trigger, answers: Json, errors: Json
) -> None:
    await opened(api, trigger, FIELDS)
    assert (await playground.person("Rita").submit(answers)).errors == errors


async def test_menus_of_conversations_offer_what_their_filter_includes(
    playground: Playground, api: Api, trigger: Trigger
) -> None:
    await opened(api, trigger, FIELDS)
    await api("conversations.create", name="req-1", is_private=True)
    for label, name in (("Channel", "req-1"), ("Room", "general")):
        with pytest.raises(Refused, match="does not offer"):
            await playground.person("Rita").submit({label: name})
