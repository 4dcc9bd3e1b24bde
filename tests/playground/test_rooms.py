"""Channels and direct messages behave as Slack's: names, membership, privacy, archives, history and its pages."""

from datetime import timedelta
from typing import Any

import pytest

from bot.playground.conversations import open_direct
from bot.playground.errors import Refused
from bot.playground.server import Playground
from tests.playground.by_hand import Api


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("---", "invalid_name_punctuation"),
        ("Upper", "invalid_name_specials"),
        ("with space", "invalid_name_specials"),
        ("dots.too", "invalid_name_specials"),
        ("general", "name_taken"),
    ],
)
async def test_a_channel_needs_a_good_and_free_name(api: Api, name: str, code: str) -> None:
    assert (await api("conversations.create", name=name))["error"] == code


async def create(api: Api, name: str = "req-1", *, private: bool = True) -> str:
    return str((await api("conversations.create", name=name, is_private=private))["channel"]["id"])


async def test_an_archived_or_private_channel_keeps_its_name(api: Api) -> None:
    channel = await create(api)
    await api("conversations.archive", channel=channel)
    assert (await api("conversations.create", name="req-1"))["error"] == "name_taken"
    assert (await api("conversations.archive", channel=channel))["error"] == "already_archived"


@pytest.mark.parametrize(
    ("users", "code"),
    [
        ("", "no_user"),
        ("U0NOBODY", "user_not_found"),
        ("U0SAMEPAGE", "cant_invite_self"),
        ("U0GUS", "user_is_restricted"),
        ("U0DANA", "cant_invite"),
        ("U0RITA", "already_in_channel"),
        ("U0HAL,U0RITA", "already_in_channel"),
    ],
)
async def test_an_invitation_is_refused_whole(api: Api, users: str, code: str) -> None:
    channel = await create(api)
    await api("conversations.invite", channel=channel, users="U0RITA")
    assert (await api("conversations.invite", channel=channel, users=users))["error"] == code
    members = (await api("conversations.members", channel=channel))["members"]
    assert members == ["U0SAMEPAGE", "U0RITA"]


async def test_forced_invitations_take_whom_they_can(api: Api) -> None:
    channel = await create(api)
    answer = await api("conversations.invite", channel=channel, users=["U0HAL", "U0DANA"], force=True)
    assert answer["ok"]
    assert answer["errors"] == [{"user": "U0DANA", "ok": False, "error": "cant_invite"}]


async def test_a_private_channel_is_seen_by_its_members_alone(api: Api) -> None:
    channel = await create(api)
    await api("conversations.invite", channel=channel, users="U0RITA")
    playground = api.playground
    assert playground.person("Hal").messages("req-1") == []
    assert playground.person("Rita").messages("req-1") != []
    with pytest.raises(Refused, match="no conversation"):
        await playground.person("Hal").say("hello", channel="req-1")


async def test_what_the_bot_is_not_in_does_not_exist_for_it(api: Api) -> None:
    direct, _ = open_direct(api.playground.workspace, ["U0RITA", "U0HAL"])
    assert (await api("conversations.info", channel=direct.id))["error"] == "channel_not_found"
    assert (await api("chat.postMessage", channel=direct.id, text="x"))["error"] == "channel_not_found"
    assert (await api("conversations.history", channel="C0GENERAL"))["error"] == "not_in_channel"
    assert (await api("conversations.setTopic", channel="C0GENERAL", topic="x"))["error"] == "not_in_channel"
    assert (await api("chat.postMessage", channel="C0GENERAL", text="x"))["error"] == "not_in_channel"


async def test_an_archived_channel_takes_nothing_more(api: Api) -> None:
    channel = await create(api)
    await api("conversations.archive", channel=channel)
    for method, arguments in [
        ("chat.postMessage", {"text": "x"}),
        ("conversations.invite", {"users": "U0HAL"}),
        ("conversations.setTopic", {"topic": "x"}),
    ]:
        assert (await api(method, channel=channel, **arguments))["error"] == "is_archived"


async def test_joining_a_public_channel_twice_only_warns(api: Api) -> None:
    assert "warning" not in await api("conversations.join", channel="C0GENERAL")
    assert (await api("conversations.join", channel="C0GENERAL"))["warning"] == "already_in_channel"


async def test_topics_have_a_limit(api: Api) -> None:
    channel = await create(api)
    assert (await api("conversations.setTopic", channel=channel, topic="x" * 251))["error"] == "too_long"
    assert (await api("conversations.setTopic", channel=channel, topic="x" * 250))["channel"]["topic"][
        "value"
    ] == "x" * 250


async def test_removing_people_has_its_refusals(api: Api) -> None:
    channel = await create(api)
    await api("conversations.invite", channel=channel, users="U0HAL")
    assert (await api("conversations.kick", channel=channel, user="U0SAMEPAGE"))["error"] == "cant_kick_self"
    assert (await api("conversations.kick", channel=channel, user="U0RITA"))["error"] == "not_in_channel"
    assert (await api("conversations.kick", channel=channel, user="U0HAL"))["ok"]


async def test_direct_messages_open_once_for_one_or_several(api: Api) -> None:
    first = await api("conversations.open", users="U0RITA")
    again = await api("conversations.open", users="U0RITA", return_im=True)
    group = await api("conversations.open", users="U0RITA,U0HAL")
    assert first["channel"]["id"] == again["channel"]["id"] != group["channel"]["id"]
    assert again["already_open"]
    assert again["channel"]["user"] == "U0RITA"
    shown = (await api("conversations.info", channel=group["channel"]["id"]))["channel"]
    assert shown["is_mpim"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "users_list_not_supplied"),
        ({"users": "U0SAMEPAGE"}, "not_enough_users"),
        ({"users": "U0NOBODY"}, "user_not_found"),
        ({"users": "U0DANA"}, "user_disabled"),
        ({"channel": "C0GENERAL"}, "method_not_supported_for_channel_type"),
    ],
)
async def test_a_direct_message_needs_people(api: Api, arguments: dict[str, str], code: str) -> None:
    assert (await api("conversations.open", **arguments))["error"] == code


async def posts(api: Api, count: int) -> tuple[str, list[str]]:
    channel = await create(api)
    stamps = []
    for number in range(count):
        await api.playground.move_by(timedelta(seconds=2))
        stamps.append((await api("chat.postMessage", channel=channel, text=str(number)))["ts"])
    return channel, stamps


async def test_history_honours_its_bounds_and_pages(api: Api) -> None:
    channel, stamps = await posts(api, 5)

    async def texts(**arguments: Any) -> list[str]:
        answer = await api("conversations.history", channel=channel, **arguments)
        return [each["text"] for each in answer["messages"] if "subtype" not in each]

    assert await texts() == ["4", "3", "2", "1", "0"]
    assert await texts(oldest=stamps[1], latest=stamps[3]) == ["2"]
    assert await texts(oldest=stamps[1], latest=stamps[3], inclusive=True) == ["3", "2", "1"]
    first = await api("conversations.history", channel=channel, limit=2)
    assert first["has_more"]
    assert await texts(limit=2, cursor=first["response_metadata"]["next_cursor"]) == ["2", "1"]
    assert (await api("conversations.history", channel=channel, cursor="nonsense"))["error"] == "invalid_cursor"
    assert (await api("conversations.history", channel=channel, oldest="x"))["error"] == "invalid_ts_oldest"


async def test_metadata_comes_back_only_when_asked_for(api: Api) -> None:
    channel = await create(api)
    metadata = {"event_type": "card", "event_payload": {"key": "abc"}}
    await api("chat.postMessage", channel=channel, text="x", metadata=metadata)
    quiet = await api("conversations.history", channel=channel, limit=1)
    asked = await api("conversations.history", channel=channel, limit=1, include_all_metadata=True)
    assert "metadata" not in quiet["messages"][0]
    assert asked["messages"][0]["metadata"] == metadata


async def test_a_thread_is_read_oldest_first_with_its_parent(api: Api) -> None:
    channel, (parent, *_) = await posts(api, 1)
    answer = await api("chat.postMessage", channel=channel, text="answer", thread_ts=parent)
    await api("chat.postMessage", channel=channel, text="to the answer", thread_ts=answer["ts"])
    replies = await api("conversations.replies", channel=channel, ts=parent)
    assert [each["text"] for each in replies["messages"]] == ["0", "answer", "to the answer"]
    assert replies["messages"][0]["reply_count"] == 2
    history = await api("conversations.history", channel=channel)
    assert "answer" not in [each["text"] for each in history["messages"]]
    assert (await api("conversations.replies", channel=channel, ts="1.0"))["error"] == "thread_not_found"


async def test_a_broadcast_answer_shows_in_the_channel_too(api: Api) -> None:
    channel, (parent, *_) = await posts(api, 1)
    await api("chat.postMessage", channel=channel, text="for all", thread_ts=parent, reply_broadcast=True)
    newest = (await api("conversations.history", channel=channel))["messages"][0]
    assert (newest["text"], newest["subtype"]) == ("for all", "thread_broadcast")


async def test_lists_show_what_the_bot_may_see(api: Api) -> None:
    await create(api, "req-9")
    await api("conversations.open", users="U0RITA")
    types = "public_channel,private_channel,im,mpim"
    everything = (await api("conversations.list", types=types))["channels"]
    assert {each.get("name", "im") for each in everything} == {"general", "hiring", "req-9", "im"}
    mine = (await api("users.conversations", types=types))["channels"]
    assert {each.get("name", "im") for each in mine} == {"req-9", "im"}
    assert (await api("conversations.list", types="rooms"))["error"] == "invalid_types"


async def test_the_workspace_starts_as_agreed(playground: Playground) -> None:
    seen = {each.name: each.members for each in playground.workspace.conversations.values()}
    assert set(seen) == {"general", "hiring"}
    assert "U0SAMEPAGE" not in seen["general"]
    assert "U0GUS" not in seen["hiring"]
