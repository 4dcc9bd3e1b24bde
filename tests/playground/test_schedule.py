"""Scheduled messages: posted when the clock passes their time, in order, and with Slack's limits and faults."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.playground.people import BOT_USER
from bot.playground.server import Playground
from tests.playground.by_hand import Api

MINUTE = 60


async def planned(
    api: Api, seconds: float, text: str = "later", channel: str = "U0RITA", **rest: Any
) -> dict[str, Any]:
    post_at = int(api.playground.clock.timestamp() + seconds)
    return await api("chat.scheduleMessage", channel=channel, post_at=post_at, text=text, **rest)


def told(playground: Playground) -> list[str]:
    return playground.visible_messages("Rita")


async def test_messages_are_posted_in_the_order_of_their_times_each_at_its_own(
    playground: Playground, api: Api
) -> None:
    late = await planned(api, 50 * MINUTE, "second")
    soon = await planned(api, 20 * MINUTE, "first")
    assert told(playground) == []
    await playground.move_by(timedelta(hours=1))
    messages = playground.person("Rita").messages(dm=True)
    assert [each.all_text for each in messages] == ["first", "second"]
    times = [each["post_at"] for each in (soon, late)]
    assert [int(each.when.timestamp()) for each in messages] == times


async def test_the_next_event_is_a_scheduled_message_where_the_bot_has_none(playground: Playground, api: Api) -> None:
    await planned(api, 20 * MINUTE)
    assert (await playground.mover.readiness()).next_what == "a scheduled message in a message to Rita"
    await playground.next_event()
    assert told(playground) == ["later"]


async def test_a_message_is_posted_in_time_where_nobody_moves_the_clock(playground: Playground, api: Api) -> None:
    await planned(api, 20 * MINUTE)
    now = playground.clock.timestamp()
    await playground.move_by(timedelta(seconds=20 * MINUTE - now % 1 - 0.15))  # all but an instant of its time
    assert told(playground) == []
    assert await playground.until(lambda: told(playground), "the message", 3) == ["later"]


async def test_what_is_planned_is_listed_soonest_first_and_can_be_taken_back(playground: Playground, api: Api) -> None:
    late, soon = await planned(api, 50 * MINUTE, "late"), await planned(api, 20 * MINUTE, "soon")
    listed = await api("chat.scheduledMessages.list")
    assert [each["text"] for each in listed["scheduled_messages"]] == ["soon", "late"]
    gone = {"channel": late["channel"], "scheduled_message_id": late["scheduled_message_id"]}
    assert (await api("chat.deleteScheduledMessage", **gone))["ok"]
    assert (await api("chat.deleteScheduledMessage", **gone))["error"] == "invalid_scheduled_message_id"
    await playground.move_by(timedelta(hours=1))
    assert told(playground) == ["soon"]
    assert soon["scheduled_message_id"] not in playground.workspace.scheduled


async def test_a_message_within_a_minute_of_its_time_is_no_longer_taken_back(api: Api) -> None:
    near = await planned(api, 50)
    answer = await api(
        "chat.deleteScheduledMessage", channel=near["channel"], scheduled_message_id=near["scheduled_message_id"]
    )
    assert answer["error"] == "invalid_scheduled_message_id"


async def test_slack_takes_metadata_with_a_scheduled_message_and_never_posts_it(
    playground: Playground, api: Api
) -> None:
    metadata = {"event_type": "reminder", "event_payload": {}}
    assert (await planned(api, 20 * MINUTE, metadata=metadata))["ok"]
    await playground.move_by(timedelta(hours=1))
    assert told(playground) == []
    assert "has metadata: Slack takes such and never posts them" in playground.complaints[0]


async def test_a_message_for_a_channel_that_was_archived_is_never_posted(playground: Playground, api: Api) -> None:
    await api("conversations.join", channel="C0HIRING")
    await planned(api, 20 * MINUTE, channel="C0HIRING")
    playground.person("Rita").archive("hiring")
    await playground.move_by(timedelta(hours=1))
    assert "later" not in playground.visible_messages("Rita", "hiring")
    assert "the bot may not write in #hiring any more" in playground.complaints[0]


async def test_a_message_whose_picture_was_deleted_is_never_posted(playground: Playground, api: Api) -> None:
    file = playground.workspace.files.add("chart.png", b"PNG", BOT_USER)
    image = {"type": "image", "alt_text": "a chart", "slack_file": {"id": file.id}}
    assert (await planned(api, 20 * MINUTE, blocks=[image]))["ok"]
    assert (await api("files.delete", file=file.id))["ok"]
    await playground.move_by(timedelta(hours=1))
    assert told(playground) == []
    assert playground.complaints[0].endswith("was not posted: invalid_blocks")


async def test_a_scheduled_answer_goes_into_its_thread(playground: Playground, api: Api) -> None:
    parent = await api("chat.postMessage", channel="U0RITA", text="a question")
    await planned(api, 20 * MINUTE, thread_ts=parent["ts"])
    await playground.move_by(timedelta(hours=1))
    (message,) = playground.person("Rita").messages(dm=True)
    assert [each.all_text for each in playground.person("Rita").thread(message)] == ["later"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"post_at": "tomorrow"}, "invalid_time"),
        ({"post_at": 1_000_000_000}, "time_in_past"),
        ({"post_at": 9_999_999_999}, "time_too_far"),
        ({"post_at": 9_999_999_999, "channel": "C0NOWHERE"}, "channel_not_found"),
        ({"post_at": 9_999_999_999, "channel": "C0GENERAL"}, "not_in_channel"),
        ({"post_at": 9_999_999_999, "text": ""}, "no_text"),
    ],
)
async def test_slack_schedules_nothing_it_could_not_post(api: Api, arguments: dict[str, Any], code: str) -> None:
    answer = await api("chat.scheduleMessage", **({"channel": "U0RITA", "text": "later"} | arguments))
    assert answer["error"] == code


async def test_a_channel_takes_thirty_messages_in_five_minutes(api: Api) -> None:
    api.playground.limits.on = False
    start = (int(api.playground.clock.timestamp()) // 300 + 2) * 300
    answers = [await api("chat.scheduleMessage", channel="U0RITA", post_at=start, text="x") for _ in range(31)]
    assert [each.get("error") for each in answers] == [None] * 30 + ["restricted_too_many"]
    assert (await api("chat.scheduleMessage", channel="U0HAL", post_at=start, text="x"))["ok"]


async def test_only_channels_the_bot_sees_are_asked_for(api: Api) -> None:
    await asyncio.gather(planned(api, 600), planned(api, 700, channel="U0HAL"))
    one = (await planned(api, 800))["channel"]
    listed = await api("chat.scheduledMessages.list", channel=one)
    assert {each["channel_id"] for each in listed["scheduled_messages"]} == {one}
    assert (await api("chat.scheduledMessages.list", channel="C0NOWHERE"))["error"] == "invalid_channel"
