"""Messages in use: buttons, menus, response_urls and shortcuts, by people against a socket and against a Bolt app."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from bot.playground.errors import Refused
from bot.playground.server import Playground
from tests.playground.by_hand import Api, Link
from tests.playground.test_blockkit import (
    actions,
    button,
    field,
    modal,
    mrkdwn,
    option,
    plain,
    section,
    select,
    text_input,
)

Json = dict[str, Any]


async def post_card(api: Api, **more: Any) -> str:
    """A card with a button in a private channel of Rita and Hal; its ts."""
    made = await api("conversations.create", name="req-1", is_private=True)
    channel = made["channel"]["id"]
    await api("conversations.invite", channel=channel, users="U0RITA,U0HAL")
    posted = await api("chat.postMessage", channel=channel, text="card", blocks=[actions(button(value="7", **more))])
    return str(posted["ts"])


async def click(playground: Playground, link: Link, text: str, who: str = "Rita", **where: Any) -> Json:
    pressing = asyncio.create_task(playground.person(who).click(text, **where))
    payload = await link.take("interactive")
    assert (await pressing).ok
    return payload


async def test_a_click_carries_what_slack_sends(playground: Playground, api: Api, link: Link) -> None:
    ts = await post_card(api)
    payload = await click(playground, link, "Press", channel="req-1")
    (action,) = payload["actions"]
    assert (action["action_id"], action["value"], action["text"]["text"]) == ("press", "7", "Press")
    assert payload["container"]["message_ts"] == payload["message"]["ts"] == ts
    assert payload["channel"]["name"] == "privategroup"
    assert payload["user"]["id"] == "U0RITA"
    assert payload["response_url"].startswith(playground.url)
    assert payload.keys() >= {
        "trigger_id",
        "team",
        "api_app_id",
        "state",
        "token",
        "is_enterprise_install",
        "enterprise",
    }


async def test_a_button_that_is_not_there_cannot_be_pressed(playground: Playground, api: Api, link: Link) -> None:
    await post_card(api)
    rita, hal, bo = (playground.person(name) for name in ("Rita", "Hal", "Bo"))
    (card,) = [each for each in hal.messages("req-1") if each.buttons]
    with pytest.raises(Refused, match=r"no button 'Approve' here\. There are: 'Press'"):
        await rita.click("Approve", message=card)
    with pytest.raises(Refused, match="No message there has 'Approve'"):
        await rita.click("Approve", channel="req-1")
    with pytest.raises(Refused, match="no such conversation"):
        await bo.click("Press", channel="req-1")
    await api("chat.update", channel=card.channel, ts=card.ts, text="decided")
    with pytest.raises(Refused, match="There are: none"):
        await hal.click("Press", message=card)


async def test_a_click_nobody_takes_is_an_error_to_the_person(playground: Playground, api: Api) -> None:
    await post_card(api)
    reply = await playground.person("Rita").click("Press", channel="req-1")
    assert reply.error == "The app failed: the app is not connected (dispatch_failed)"


async def test_overflow_entries_and_menus_say_what_was_chosen(playground: Playground, api: Api, link: Link) -> None:
    more = {"type": "overflow", "action_id": "more", "options": [option("Close", "c"), option("Hold", "h")]}
    where = select(action_id="where", placeholder=plain("Where?"))
    await api("chat.postMessage", channel="U0RITA", text="x", blocks=[section(accessory=more), actions(where)])
    payload = await click(playground, link, "Hold", dm=True)
    assert payload["actions"][0]["selected_option"]["value"] == "h"
    (message,) = playground.person("Rita").messages(dm=True)
    choosing = asyncio.create_task(playground.person("Rita").choose("Where?", "One", message=message))
    payload = await link.take("interactive")
    assert (await choosing).ok
    assert payload["actions"][0]["selected_option"]["value"] == "1"
    (values,) = payload["state"]["values"].values()
    assert values["where"]["selected_option"]["value"] == "1"


async def test_a_response_url_answers_five_times(playground: Playground, api: Api, link: Link) -> None:
    await post_card(api)
    url = (await click(playground, link, "Press", channel="req-1"))["response_url"]
    statuses = []
    for number in range(6):
        async with api.http.post(url, json={"text": f"answer {number}"}) as answer:
            statuses.append((answer.status, (await answer.json()).get("error")))
    assert statuses == [(200, None)] * 5 + [(404, "used_url")]
    told = [each.text for each in playground.person("Rita").messages("req-1") if each.ephemeral]
    assert told == [f"answer {number}" for number in range(5)]
    assert [each for each in playground.person("Hal").messages("req-1") if each.ephemeral] == []


async def test_a_response_url_lives_thirty_minutes_of_the_moved_clock(
    playground: Playground, api: Api, link: Link
) -> None:
    await post_card(api)
    url = (await click(playground, link, "Press", channel="req-1"))["response_url"]
    await playground.move_by(timedelta(minutes=31))
    async with api.http.post(url, json={"text": "late"}) as answer:
        assert (answer.status, (await answer.json())["error"]) == (404, "expired_url")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "no_text"),
        ({"blocks": [{"type": "carousel"}]}, "invalid_blocks"),
        ({"text": "x", "response_type": "loud"}, "invalid_response_type"),
    ],
)
async def test_a_bad_answer_is_refused_and_costs_no_use(
    playground: Playground, api: Api, link: Link, body: Json, code: str
) -> None:
    await post_card(api)
    url = (await click(playground, link, "Press", channel="req-1"))["response_url"]
    for _ in range(6):
        async with api.http.post(url, json=body) as answer:
            assert (answer.status, (await answer.json())["error"]) == (400, code)


async def test_an_ephemeral_changes_only_through_its_response_url(playground: Playground, api: Api, link: Link) -> None:
    await post_card(api)
    rita = playground.person("Rita")
    url = (await click(playground, link, "Press", channel="req-1"))["response_url"]
    async with api.http.post(url, json={"text": "sure?", "blocks": [actions(button(text=plain("Sure")))]}):
        pass
    payload = await click(playground, link, "Sure", channel="req-1")
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload
    async with api.http.post(payload["response_url"], json={"replace_original": True, "text": "done"}):
        pass
    assert [each.all_text for each in rita.messages("req-1") if each.ephemeral] == ["done"]
    async with api.http.post(payload["response_url"], json={"delete_original": True}):
        pass
    assert [each for each in rita.messages("req-1") if each.ephemeral] == []
    async with api.http.post(payload["response_url"], json={"delete_original": True}) as answer:
        assert (await answer.json())["error"] == "message_not_found"


async def test_an_answer_may_be_for_the_whole_channel_or_replace_the_card(
    playground: Playground, api: Api, link: Link
) -> None:
    ts = await post_card(api)
    url = (await click(playground, link, "Press", channel="req-1"))["response_url"]
    async with api.http.post(url, json={"text": "for all", "response_type": "in_channel"}):
        pass
    hal = playground.person("Hal")
    assert hal.messages("req-1")[-1].text == "for all"
    async with api.http.post(url, json={"text": "decided", "replace_original": "true"}):
        pass
    (card,) = [each for each in hal.messages("req-1") if each.ts == ts]
    assert (card.all_text, card.buttons) == ("decided", [])


async def test_a_message_shortcut_carries_the_message(playground: Playground, link: Link) -> None:
    rita = playground.person("Rita")
    said = await rita.say("Amara is great, see https://x.example", channel="general")
    calling = asyncio.create_task(rita.shortcut("Remember this", said))
    payload = await link.take("interactive")
    assert (await calling).ok
    assert (payload["type"], payload["callback_id"]) == ("message_action", "remember")
    assert payload["message"]["text"] == "Amara is great, see <https://x.example>"
    assert (await rita.shortcut("Forget this", said)).error == "No shortcut is called Forget this."


async def test_what_people_say_reaches_those_in_the_conversation(playground: Playground) -> None:
    rita, hal, gus = (playground.person(name) for name in ("Rita", "Hal", "Gus"))
    first = await rita.say("Hello @Hal Brennan & all", channel="general")
    await hal.say("Yes?", thread=first)
    assert first.all_text == "Hello @Hal & all"
    assert [each.text for each in rita.thread(first)] == ["Yes?"]
    assert "Yes?" not in [each.text for each in rita.messages("general")]
    with pytest.raises(Refused, match="You are not in #general"):
        await gus.say("hi", channel="general")


async def test_the_bot_is_invited_as_in_slack(playground: Playground, api: Api) -> None:
    rita = playground.person("Rita")
    assert (await rita.command("/invite @Sample", channel="general")).ok
    assert (await api("chat.postMessage", channel="#general", text="hello"))["ok"]
    again = await rita.command("/invite @Sample", channel="general")
    assert again.error == "Sample is already in #general."


async def test_whoever_leaves_the_company_leaves_the_channels(playground: Playground) -> None:
    playground.change_person("Hal", deleted=True)
    assert "U0HAL" not in playground.workspace.conversations["C0GENERAL"].members


async def test_waiting_in_vain_says_for_what_and_what_was_last_said(playground: Playground) -> None:
    await playground.person("Rita").say("just this", channel="general")
    with pytest.raises(TimeoutError, match=r"(?s)for a miracle in vain.*general: Rita Lindqvist: 'just this'"):
        await playground.until(lambda: False, "a miracle", seconds=0.01)


async def test_a_bolt_app_lives_on_it_unmodified(playground: Playground, app: AsyncApp) -> None:
    """A command opens a modal, its submission posts a card, a button answers: the way of every story."""
    view = modal(field(text_input(), block_id="title", label=plain("Title")), callback_id="open")
    card = [section(text=mrkdwn("*Data Engineer*")), actions(button(action_id="yes", text=plain("Approve")))]

    @app.command("/try")
    async def open_form(ack: Any, body: Json, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.view("open")
    async def save(ack: Any, view: Json, client: Any) -> None:
        title = view["state"]["values"]["title"]["text"]["value"]
        if title == "Boss":
            await ack(response_action="errors", errors={"title": "Not that."})
            return
        await client.chat_postMessage(channel="U0HAL", text=title, blocks=card)
        await ack()

    @app.action("yes")
    async def approve(ack: Any, body: Json, respond: Any, client: Any) -> None:
        where = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await client.chat_update(**where, text="approved", blocks=card[:1])
        await respond("Thank you")
        await ack()

    rita, hal = playground.person("Rita"), playground.person("Hal")
    assert (await rita.command("/try", channel="hiring")).ok
    assert (await rita.submit({"Title": "Boss"})).errors == {"Title": "Not that."}
    assert (await rita.submit({"Title": "Data Engineer"})).closed
    await playground.until(lambda: hal.messages(dm=True), "the card")
    assert (await hal.click("Approve", dm=True)).text == "Thank you"
    assert hal.messages(dm=True)[0].buttons == []
    assert playground.complaints == []
