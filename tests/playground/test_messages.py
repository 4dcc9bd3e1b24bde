"""Messages are posted, edited, deleted, pinned, and whispered as Slack allows, and refused as Slack refuses."""

from typing import Any

import pytest

from tests.playground.by_hand import Api
from tests.playground.test_blockkit import actions, button, mrkdwn, section


async def channel_with_rita(api: Api) -> str:
    channel = str((await api("conversations.create", name="req-1", is_private=True))["channel"]["id"])
    await api("conversations.invite", channel=channel, users="U0RITA")
    return channel


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"blocks": []}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"blocks": "[{"}, "invalid_blocks_format"),
        ({"blocks": {"type": "section"}}, "invalid_blocks_format"),
        ({"text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": "nonsense"}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "a", "event_payload": {}, "b": 1}}, "invalid_metadata_format"),
        ({"text": "x", "thread_ts": "1.0"}, "thread_not_found"),
    ],
)
async def test_a_message_must_say_something_sound(api: Api, content: dict[str, Any], code: str) -> None:
    assert (await api("chat.postMessage", channel="U0RITA", **content))["error"] == code


async def test_bad_blocks_are_pointed_at(api: Api) -> None:
    answer = await api("chat.postMessage", channel="U0RITA", blocks=[section(text=mrkdwn(""))])
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"
    ]


async def test_a_message_to_a_person_opens_the_direct_message(api: Api) -> None:
    posted = await api("chat.postMessage", channel="U0RITA", text="Hello <@U0RITA> &amp; all")
    assert posted["channel"].startswith("D")
    (message,) = api.playground.person("Rita").messages(dm=True)
    assert (message.text, message.all_text) == ("Hello <@U0RITA> &amp; all", "Hello @Rita & all")
    assert (await api("chat.postMessage", channel="U0DANA", text="x"))["error"] == "channel_not_found"


async def test_text_alone_replaces_blocks_and_blocks_leave_no_mark_of_editing(api: Api) -> None:
    posted = await api("chat.postMessage", channel="U0RITA", text="one", blocks=[section()])
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    rita = api.playground.person("Rita")
    await api("chat.update", **where, blocks=[section(), section()])
    assert (len(rita.messages(dm=True)[0].blocks), rita.messages(dm=True)[0].edited) == (2, False)
    await api("chat.update", **where, text="two")
    assert (rita.messages(dm=True)[0].blocks, rita.messages(dm=True)[0].edited) == ([], True)


async def test_the_bot_changes_only_its_own_messages(api: Api) -> None:
    channel = await channel_with_rita(api)
    hers = await api.playground.person("Rita").say("mine", channel="req-1")
    where = {"channel": channel, "ts": hers.ts}
    assert (await api("chat.update", **where, text="yours"))["error"] == "cant_update_message"
    assert (await api("chat.delete", **where))["error"] == "cant_delete_message"
    assert (await api("chat.update", channel=channel, ts="1.0", text="x"))["error"] == "message_not_found"


async def test_a_deleted_message_is_gone_from_pins_and_history(api: Api) -> None:
    channel = await channel_with_rita(api)
    ts = (await api("chat.postMessage", channel=channel, text="x"))["ts"]
    await api("pins.add", channel=channel, timestamp=ts)
    assert (await api("chat.delete", channel=channel, ts=ts))["ok"]
    assert (await api("pins.list", channel=channel))["items"] == []
    assert (await api("chat.delete", channel=channel, ts=ts))["error"] == "message_not_found"


async def test_pins_and_reactions_are_made_once(api: Api) -> None:
    channel = await channel_with_rita(api)
    ts = (await api("chat.postMessage", channel=channel, text="x"))["ts"]
    assert (await api("pins.add", channel=channel))["error"] == "no_item_specified"
    assert (await api("pins.add", channel=channel, timestamp=ts))["ok"]
    assert (await api("pins.add", channel=channel, timestamp=ts))["error"] == "already_pinned"
    assert (await api("pins.list", channel=channel))["items"][0]["message"]["ts"] == ts
    assert (await api("pins.remove", channel=channel, timestamp=ts))["ok"]
    assert (await api("pins.remove", channel=channel, timestamp=ts))["error"] == "no_pin"
    assert (await api("reactions.add", channel=channel, timestamp=ts, name="eyes"))["ok"]
    assert (await api("reactions.add", channel=channel, timestamp=ts, name="eyes"))["error"] == "already_reacted"


async def test_bookmarks_are_links(api: Api) -> None:
    channel = await channel_with_rita(api)
    what = {"channel_id": channel, "title": "Brief", "type": "link"}
    assert (await api("bookmarks.add", **what, link="nowhere"))["error"] == "invalid_link"
    assert (await api("bookmarks.add", **what, link="https://x.example"))["bookmark"]["title"] == "Brief"


async def test_a_permalink_leads_to_a_message_that_exists(api: Api) -> None:
    posted = await api("chat.postMessage", channel="U0RITA", text="x")
    where = {"channel": posted["channel"], "message_ts": posted["ts"]}
    link = (await api("chat.getPermalink", **where))["permalink"]
    assert link.endswith(f"/{posted['channel']}/p{posted['ts'].replace('.', '')}")
    where["message_ts"] = "1.0"
    assert (await api("chat.getPermalink", **where))["error"] == "message_not_found"


async def test_an_ephemeral_is_seen_by_one_and_by_no_history(api: Api) -> None:
    channel = await channel_with_rita(api)
    await api("conversations.invite", channel=channel, users="U0HAL")
    sent = await api("chat.postEphemeral", channel=channel, user="U0RITA", text="psst")
    assert api.playground.person("Rita").messages("req-1")[-1].text == "psst"
    assert api.playground.person("Hal").messages("req-1")[-1].text != "psst"
    history = await api("conversations.history", channel=channel)
    assert "psst" not in [each["text"] for each in history["messages"]]
    changed = await api("chat.update", channel=channel, ts=sent["message_ts"], text="x")
    assert changed["error"] == "message_not_found"
    outsider = await api("chat.postEphemeral", channel=channel, user="U0BO", text="x")
    assert outsider["error"] == "user_not_in_channel"


async def test_stamps_are_unique_and_rise(api: Api) -> None:
    stamps = [(await api("chat.postMessage", channel="U0RITA", text="x"))["ts"] for _ in range(3)]
    assert stamps == sorted(set(stamps))


async def test_buttons_are_named_by_what_one_sees(api: Api) -> None:
    more = {
        "type": "overflow",
        "action_id": "more",
        "options": [{"text": {"type": "plain_text", "text": "Close"}, "value": "c"}],
    }
    await api("chat.postMessage", channel="U0RITA", text="x", blocks=[section(), actions(button(), more)])
    (message,) = api.playground.person("Rita").messages(dm=True)
    assert message.buttons == ["Press", "Close"]
