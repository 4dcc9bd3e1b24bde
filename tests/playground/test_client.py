"""The page's contract: what it may ask over HTTP, what comes back, and the stream of what changed."""

import asyncio
import re
from typing import Any

import aiohttp
import pytest

from bot.playground.server import Playground
from bot.playground.views import open_modal, push_modal
from tests.playground.by_hand import Api, Link
from tests.playground.test_blockkit import actions, button, field, modal, plain, section, text_input

Json = dict[str, Any]


class Page:
    def __init__(self, playground: Playground, http: aiohttp.ClientSession) -> None:
        self.url = playground.url + "/client/"
        self.http = http

    async def get(self, path: str, **query: str) -> Json:
        async with self.http.get(self.url + path, params=query) as answer:
            assert answer.status == 200
            body: Json = await answer.json()
            return body

    async def post(self, path: str, **body: Any) -> Json:
        async with self.http.post(self.url + path, json=body) as answer:
            assert answer.status == 200
            found: Json = await answer.json()
            return found


@pytest.fixture
def page(playground: Playground, http: aiohttp.ClientSession) -> Page:
    return Page(playground, http)


async def test_a_snapshot_shows_one_persons_workspace(page: Page, api: Api) -> None:
    await api("conversations.create", name="secret", is_private=True)
    seen = await page.get("snapshot", person="U0GUS")
    assert seen["workspace"] == {"id": "T0PLAY", "name": "Kestrel Works"}
    assert [(each["name"], each["joined"]) for each in seen["conversations"]] == [("general", False), ("hiring", False)]
    assert seen["bot"]["connected"] is False
    assert [each["command"] for each in seen["commands"]] == ["/try", "/plain"]
    assert (seen["view"], seen["stack"]) == (None, 0)
    gus = next(each for each in seen["people"] if each["id"] == "U0GUS")
    assert (gus["is_guest"], gus["tz_label"]) == (True, "Berlin")


async def test_what_is_new_is_unread_until_looked_at(page: Page, playground: Playground) -> None:
    await playground.person("Hal").say("hello", channel="general")

    async def unread() -> int:
        seen = await page.get("snapshot", person="U0RITA")
        return int(next(each["unread"] for each in seen["conversations"] if each["name"] == "general"))

    assert await unread() == 1
    (message,) = (await page.get("messages", person="U0RITA", channel="C0GENERAL"))["messages"]
    assert (message["user"], message["text"], message["bot"], message["ephemeral"]) == ("U0HAL", "hello", False, False)
    assert await unread() == 0


async def test_threads_open_with_their_parent(page: Page) -> None:
    said = await page.post("say", person="U0RITA", channel="C0GENERAL", text="one")
    await page.post("say", person="U0HAL", channel="C0GENERAL", text="two", thread_ts=said["ts"])
    (parent,) = (await page.get("messages", person="U0RITA", channel="C0GENERAL"))["messages"]
    assert (parent["reply_count"], parent["replies_users"]) == (1, ["U0HAL"])
    thread = await page.get("messages", person="U0RITA", channel="C0GENERAL", thread_ts=said["ts"])
    assert [each["text"] for each in thread["messages"]] == ["one", "two"]


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("say", {"person": "U0NOBODY"}, "Nobody here has the id 'U0NOBODY'."),
        ("say", {"person": "U0RITA", "channel": "C0GENERAL", "text": " "}, "There is nothing to send."),
        ("say", {"person": "U0GUS", "channel": "C0GENERAL", "text": "x"}, "You are not in #general. Join it first."),
        ("command", {"person": "U0RITA", "channel": "C0GENERAL", "line": "/no"}, "/no is not a valid command."),
        ("action", {"person": "U0RITA", "view_id": "V1", "action": {}}, "That view is closed."),
        ("action", {"person": "U0RITA", "view_id": "V1"}, "The request says not what was pressed."),
        ("view/submit", {"person": "U0RITA", "view_id": "V1"}, "That view is not open."),
        ("view/close", {"person": "U0RITA", "view_id": "V1"}, "That view is not open."),
        ("dm", {"person": "U0RITA", "user": "U1"}, "Nobody here has the id 'U1'."),
        ("clock", {"step": "century"}, "Say where to: an hour, a working day, the next event, or a time."),
        ("clock", {"to": "soon"}, "That is no time: Invalid isoformat string: 'soon'"),
    ],
)
async def test_what_cannot_be_done_is_said_in_words(page: Page, path: str, body: Json, words: str) -> None:
    assert await page.post(path, **body) == {"ok": False, "error": words}


async def test_a_modal_is_opened_filled_and_submitted(page: Page, api: Api, link: Link) -> None:
    calling = asyncio.create_task(page.post("command", person="U0RITA", channel="C0GENERAL", line="/try it"))
    envelope = await link.next()
    view = modal(field(text_input(initial_value="draft"), block_id="title", label=plain("Title")))
    opened = await api("views.open", trigger_id=envelope["payload"]["trigger_id"], view=view)
    await link.ack(envelope)
    assert await calling == {"ok": True}
    shown = (await page.get("snapshot", person="U0RITA"))["view"]
    assert (shown["id"], shown["title"]["text"]) == (opened["view"]["id"], "Title")
    assert shown["state"]["values"]["title"]["text"]["value"] == "draft"
    where = {"person": "U0RITA", "view_id": shown["id"]}
    empty = {"values": {"title": {"text": {"type": "plain_text_input", "value": None}}}}
    refused = await page.post("view/submit", **where, state=empty)
    assert refused["errors"] == {"title": "Please complete this required field."}
    filled = {"values": {"title": {"text": {"type": "plain_text_input", "value": "Engineer"}}}}
    submitting = asyncio.create_task(page.post("view/submit", **where, state=filled))
    assert (await link.take("interactive"))["view"]["state"] == filled
    assert await submitting == {"ok": True, "errors": None, "closed": True}


async def test_a_button_is_pressed_by_what_the_page_knows_of_it(page: Page, api: Api, link: Link) -> None:
    blocks = [{**actions(button(value="7")), "block_id": "row"}]
    posted = await api("chat.postMessage", channel="U0RITA", text="x", blocks=blocks)
    press = {"person": "U0RITA", "channel": posted["channel"], "ts": posted["ts"], "block_id": "row"}
    forged = {"type": "button", "action_id": "press", "value": "8"}
    pressing = asyncio.create_task(page.post("action", **press, action=forged))
    payload = await link.take("interactive")
    assert await pressing == {"ok": True}
    assert payload["actions"][0]["value"] == "7"
    gone = await page.post("action", **press, action={"type": "button", "action_id": "other"})
    assert gone["error"] == "What you pressed is not there any more."


async def test_what_lies_under_another_view_cannot_be_used(page: Page, playground: Playground) -> None:
    under = open_modal(playground.workspace, "U0RITA", modal({**actions(button()), "block_id": "row"}))
    push_modal(playground.workspace, "U0RITA", modal(section()))
    press = {"person": "U0RITA", "view_id": under.id, "block_id": "row"}
    pressed = await page.post("action", **press, action={"type": "button", "action_id": "press"})
    assert pressed["error"] == "Another view lies above it."
    assert (await page.post("view/submit", person="U0RITA", view_id=under.id))["error"] == "That view is not open."


async def test_home_is_opened_by_asking_and_looked_at_again_quietly(page: Page, api: Api, link: Link) -> None:
    assert await page.get("home", person="U0RITA") == {"ok": True, "view": None}
    envelope = await link.next()
    await link.ack(envelope)
    assert envelope["payload"]["event"]["type"] == "app_home_opened"
    await api("views.publish", user_id="U0RITA", view={"type": "home", "blocks": [section()]})
    heard = len(api.playground.deliveries)
    assert (await page.get("home", person="U0RITA", quiet="1"))["view"]["type"] == "home"
    assert len(api.playground.deliveries) == heard


async def test_the_clock_is_shown_and_moved(page: Page) -> None:
    before = await page.get("clock")
    assert (before["settled"], before["next_due"]) == (None, None)
    after = await page.post("clock", step="hour", person="U0RITA")
    assert after["ok"]
    assert abs(after["shift"] - 3600) < 1
    past = await page.post("clock", to="2020-01-01T00:00:00Z")
    assert past["error"].startswith("The clock moves forward only")


async def test_the_stream_tells_what_changed(page: Page, playground: Playground, api: Api) -> None:
    async with page.http.ws_connect(page.url + "stream") as stream:
        await page.post("say", person="U0RITA", channel="C0GENERAL", text="hello")
        assert await stream.receive_json() == {"kind": "message", "channel": "C0GENERAL"}
        await api("views.publish", user_id="U0RITA", view={"type": "home", "blocks": []})
        assert await stream.receive_json() == {"kind": "home", "person": "U0RITA"}
        async with Link(api):
            assert await stream.receive_json() == {"kind": "bot", "connected": True}
        assert await stream.receive_json() == {"kind": "bot", "connected": False}
        playground.change_person("Hal", title="Director")
        assert await stream.receive_json() == {"kind": "people"}
        moved = await page.post("clock", step="hour", person="U0RITA")
        walk = [await stream.receive_json() for _ in range(3)]
        assert [(each["kind"], each["walk"] is None) for each in walk] == [("clock", False)] * 2 + [("clock", True)]
        assert walk[0]["now"] < walk[1]["now"] <= walk[2]["now"] <= moved["now"]


async def test_the_page_is_served_fresh_and_nothing_beside_it(
    playground: Playground, http: aiohttp.ClientSession
) -> None:
    async with http.get(playground.url + "/page/index.html") as answer:
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
        assert answer.content_type == "text/html"
    for path in ("/page/..%2Fserver.py", "/page/missing.js", "/page/%2e%2e/server.py"):
        async with http.get(playground.url + path) as answer:
            assert answer.status == 404, path


async def test_the_page_names_every_module_it_loads_at_once(
    playground: Playground, http: aiohttp.ClientSession
) -> None:
    async with http.get(playground.url + "/") as answer:
        named = re.findall(r'<link rel="modulepreload" href="(/page/[^"]+)">', await answer.text())
    assert "/page/main.js" in named
    for path in named:
        async with http.get(playground.url + path) as answer:
            for module in re.findall(r'^import .*?"\./([^"]+)";$', await answer.text(), re.MULTILINE):
                assert f"/page/{module}" in named, path


async def test_a_button_in_an_attachment_is_pressed_like_any_other(page: Page, api: Api, link: Link) -> None:
    attachments = [{"text": "plain"}, {"color": "#36a64f", "blocks": [actions(button(value="7"))]}]
    posted = await api("chat.postMessage", channel="U0RITA", text="x", attachments=attachments)
    shown = (await page.get("messages", person="U0RITA", channel=posted["channel"]))["messages"][-1]["attachments"]
    assert (shown[0]["text"], shown[1]["color"]) == ("plain", "#36a64f")
    block_id = shown[1]["blocks"][0]["block_id"]
    press = {"person": "U0RITA", "channel": posted["channel"], "ts": posted["ts"], "block_id": block_id}
    action = {"type": "button", "action_id": "press", "value": "7"}
    pressing = asyncio.create_task(page.post("action", **press, action=action))
    payload = await link.take("interactive")
    assert await pressing == {"ok": True}
    assert (payload["actions"][0]["value"], payload["container"]["type"]) == ("7", "message_attachment")
    assert payload["container"]["attachment_id"] == 2
