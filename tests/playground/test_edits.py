"""What people do to messages that are there: react, edit, delete, dismiss, mark unread; and what the bot hears."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.playground.server import Playground
from tests.playground.by_hand import MANIFEST, Api, Link
from tests.playground.test_client import Page

Json = dict[str, Any]
EVENTS = "      - message.im\n      - message.channels\n      - reaction_added\n      - reaction_removed\n"


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[Playground]:
    """With a bot that hears of reactions and of what is said in channels, and is in #general."""
    path = tmp_path / "manifest.yml"
    scopes = "      - reactions:write\n      - reactions:read\n"
    manifest = MANIFEST.replace("      - reactions:write\n", scopes).replace("      - message.im\n", EVENTS)
    path.write_text(manifest, encoding="utf-8")
    async with Playground(path, clock_file=tmp_path / "clock", event_retries=(0.0,)) as started:
        started.workspace.conversations["C0GENERAL"].members.append("U0SAMEPAGE")
        yield started


@pytest.fixture
def page(playground: Playground, http: aiohttp.ClientSession) -> Page:
    return Page(playground, http)


async def _say(page: Page, text: str = "hello", **more: Any) -> Json:
    said = await page.post("say", person="U0RITA", channel="C0GENERAL", text=text, **more)
    return {"person": "U0RITA", "channel": "C0GENERAL", "ts": said["ts"]}


async def _shown(page: Page, **query: str) -> list[Json]:
    answer = await page.get("messages", person="U0RITA", channel="C0GENERAL", **query)
    messages: list[Json] = answer["messages"]
    return messages


async def _heard(link: Link) -> Json:
    event: Json = (await link.take("events_api"))["event"]
    return event


async def test_an_edited_message_says_so_and_the_bot_hears_both_versions(page: Page, link: Link) -> None:
    at = await _say(page)
    assert (await _heard(link))["text"] == "hello"
    assert await page.post("message/edit", **at, text="hello all") == {"ok": True}
    event = await _heard(link)
    assert (event["subtype"], event["hidden"], event["channel"]) == ("message_changed", True, "C0GENERAL")
    assert (event["message"]["text"], event["previous_message"]["text"]) == ("hello all", "hello")
    assert event["message"]["edited"]["user"] == "U0RITA"
    (message,) = await _shown(page)
    assert (message["text"], message["edited"]) == ("hello all", True)


async def test_a_deleted_message_is_gone_its_pin_too_and_the_bot_hears_of_it(page: Page, api: Api, link: Link) -> None:
    at = await _say(page)
    await _heard(link)
    assert (await api("pins.add", channel=at["channel"], timestamp=at["ts"]))["ok"]
    assert await page.post("message/delete", **at) == {"ok": True}
    event = await _heard(link)
    assert (event["subtype"], event["deleted_ts"]) == ("message_deleted", at["ts"])
    assert await _shown(page) == []
    assert (await api("pins.list", channel=at["channel"]))["items"] == []


async def test_a_thread_outlives_its_first_message_until_its_last_answer_goes(page: Page, link: Link) -> None:
    at = await _say(page, "question")
    answer = await _say(page, "answer", thread_ts=at["ts"])
    await page.post("message/delete", **at)
    events = [await _heard(link) for _ in range(3)]
    assert (events[2]["subtype"], events[2]["message"]["subtype"]) == ("message_changed", "tombstone")
    assert events[2]["message"]["user"] == "USLACKBOT"
    (stone,) = await _shown(page)
    assert (stone["subtype"], stone["text"], stone["reply_count"]) == ("tombstone", "This message was deleted.", 1)
    assert (await page.post("message/edit", **at, text="again"))["error"] == "That message is gone."
    assert (await page.post("say", person="U0HAL", channel="C0GENERAL", text="late", thread_ts=at["ts"]))["ok"]
    late = (await _shown(page, thread_ts=at["ts"]))[-1]
    await page.post("message/delete", person="U0HAL", channel="C0GENERAL", ts=late["ts"])
    assert len(await _shown(page)) == 1
    await page.post("message/delete", **answer)
    assert await _shown(page) == []


async def test_a_reaction_is_put_and_taken_back_once(page: Page, link: Link) -> None:
    at = await _say(page)
    await _heard(link)
    for on in (True, True, False, False):
        assert await page.post("message/react", **at, name="eyes", on=on) == {"ok": True}
    added, removed = await _heard(link), await _heard(link)
    item = {"type": "message", "channel": "C0GENERAL", "ts": at["ts"]}
    for event, kind in ((added, "reaction_added"), (removed, "reaction_removed")):
        assert (event["type"], event["user"], event["reaction"]) == (kind, "U0RITA", "eyes")
        assert (event["item"], event["item_user"]) == (item, "U0RITA")
    assert (await _shown(page))[0]["reactions"] == []
    await page.post("message/react", **at, name="tada")
    assert (await _heard(link))["reaction"] == "tada"
    assert (await _shown(page))[0]["reactions"] == [{"name": "tada", "users": ["U0RITA"]}]


async def test_the_bot_hears_of_its_own_reactions_too(page: Page, link: Link, api: Api) -> None:
    at = await _say(page)
    await _heard(link)
    reaction = {"channel": "C0GENERAL", "timestamp": at["ts"], "name": "eyes"}
    for method, kind in (("reactions.add", "reaction_added"), ("reactions.remove", "reaction_removed")):
        assert (await api(method, **reaction))["ok"]
        event = await _heard(link)
        assert (event["type"], event["user"], event["reaction"]) == (kind, "U0SAMEPAGE", "eyes")


@pytest.mark.parametrize(
    ("person", "path", "more", "words"),
    [
        ("U0HAL", "message/edit", {"text": "mine now"}, "Only messages of your own can be edited."),
        ("U0HAL", "message/delete", {}, "Only messages of your own can be deleted."),
        ("U0RITA", "message/edit", {"text": " "}, "There is nothing left of it. Delete the message instead."),
        ("U0RITA", "message/edit", {"ts": "1.0", "text": "x"}, "That message is gone."),
        ("U0RITA", "message/react", {"name": "no such!"}, "No emoji is called 'no such!'."),
        ("U0GUS", "message/react", {"name": "eyes"}, "You are not in #general. Join it first."),
        ("U0RITA", "message/dismiss", {}, "That message is gone."),
    ],
)
async def test_what_slack_would_not_offer_is_refused_in_words(
    page: Page, person: str, path: str, more: Json, words: str
) -> None:
    at = await _say(page) | {"person": person} | more
    assert await page.post(path, **at) == {"ok": False, "error": words}


async def test_nobody_edits_what_the_bot_said(page: Page, api: Api) -> None:
    said = await api("chat.postMessage", channel="C0GENERAL", text="from the bot")
    at = {"person": "U0RITA", "channel": "C0GENERAL", "ts": said["ts"]}
    assert (await page.post("message/edit", **at, text="x"))["error"] == "Only messages of your own can be edited."


async def test_no_more_than_23_reactions_of_one_person_stand_on_a_message(page: Page) -> None:
    at = await _say(page)
    for number in range(23):
        assert (await page.post("message/react", **at, name=f"emoji_{number}"))["ok"]
    assert "23 reactions" in (await page.post("message/react", **at, name="one_more"))["error"]


async def test_what_only_one_person_sees_can_be_dismissed_by_them(page: Page, api: Api) -> None:
    whispered = await api("chat.postEphemeral", channel="C0GENERAL", user="U0RITA", text="psst")
    at = {"channel": "C0GENERAL", "ts": whispered["message_ts"]}
    assert (await page.post("message/dismiss", person="U0HAL", **at))["error"] == "That message is gone."
    assert await page.post("message/dismiss", person="U0RITA", **at) == {"ok": True}
    assert await _shown(page) == []


async def test_marked_as_unread_it_is_new_again_until_looked_at(page: Page, playground: Playground) -> None:
    hal = playground.person("Hal")
    first = await hal.say("one", channel="general")
    await hal.say("two", channel="general")
    await _shown(page)

    async def unread() -> int:
        seen = await page.get("snapshot", person="U0RITA")
        return int(next(each["unread"] for each in seen["conversations"] if each["name"] == "general"))

    assert await unread() == 0
    await page.post("message/unread", person="U0RITA", channel="C0GENERAL", ts=first.ts)
    await _shown(page, quiet="1")
    assert await unread() == 2
    await _shown(page)
    assert await unread() == 0


async def test_a_long_conversation_is_shown_from_its_end(page: Page) -> None:
    for number in range(5):
        await _say(page, f"message {number}")
    answer = await page.get("messages", person="U0RITA", channel="C0GENERAL", limit="2")
    assert ([each["text"] for each in answer["messages"]], answer["earlier"]) == (["message 3", "message 4"], 3)
    whole = await page.get("messages", person="U0RITA", channel="C0GENERAL", limit="0")
    assert (len(whole["messages"]), whole["earlier"]) == (5, 0)


async def test_a_message_has_the_address_that_the_bot_is_told_too(page: Page, api: Api) -> None:
    at = await _say(page)
    told = await api("chat.getPermalink", channel=at["channel"], message_ts=at["ts"])
    assert (await _shown(page))[0]["permalink"] == told["permalink"]
