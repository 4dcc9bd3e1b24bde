"""The smaller methods: conversations kept in order, marks read and removed, what there is to know, what is unknown."""

from __future__ import annotations

import inspect
import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from slack_sdk.web.client import WebClient

from bot.playground.api.entry import METHODS
from bot.playground.api.known import why_not
from bot.playground.people import EVERYBODY, quiet_object
from bot.playground.server import Playground
from tests.playground.by_hand import Api

LINK = {"title": "Brief", "type": "link", "link": "https://kestrel.example/brief"}


async def own(api: Api, name: str = "req-1", **rest: Any) -> str:
    """A channel of the bot's with Rita in it."""
    channel = (await api("conversations.create", name=name, **rest))["channel"]["id"]
    await api("conversations.invite", channel=channel, users="U0RITA")
    return str(channel)


async def test_the_bot_leaves_a_channel_once(api: Api) -> None:
    channel = await own(api)
    assert await api("conversations.leave", channel=channel) == {"ok": True}
    assert await api("conversations.leave", channel=channel) == {"ok": True, "not_in_channel": True}
    assert (await api("conversations.info", channel=channel))["channel"]["is_member"] is False


async def test_nobody_is_left_alone_in_a_private_channel_by_its_last_member(api: Api) -> None:
    channel = (await api("conversations.create", name="alone", is_private=True))["channel"]["id"]
    assert (await api("conversations.leave", channel=channel))["error"] == "last_member"
    assert (await api("conversations.leave", channel="C0GENERAL"))["error"] == "cant_leave_general"


async def test_no_bot_brings_an_archived_channel_back(playground: Playground, api: Api) -> None:
    channel = await own(api)
    assert (await api("conversations.unarchive", channel=channel))["error"] == "not_archived"
    await api("conversations.archive", channel=channel)
    assert (await api("conversations.unarchive", channel=channel))["error"] == "not_in_channel"
    assert playground.complaints == ["conversations.unarchive: Slack lets no bot do this"]


async def test_a_bot_renames_what_it_made(playground: Playground, api: Api) -> None:
    channel = await own(api)
    assert (await api("conversations.rename", channel=channel, name="req-2"))["channel"]["name"] == "req-2"
    assert playground.visible_messages("Rita", "req-2")[-1].endswith('has renamed the channel from "req-1" to "req-2"')
    for name, code in {
        "general": "name_taken",
        "Req": "invalid_name_specials",
        "x" * 81: "invalid_name_maxlength",
    }.items():
        assert (await api("conversations.rename", channel=channel, name=name))["error"] == code
    await api("conversations.join", channel="C0HIRING")
    assert (await api("conversations.rename", channel="C0HIRING", name="mine"))["error"] == "not_authorized"


async def test_a_channel_says_what_it_is_for(api: Api) -> None:
    channel = await own(api)
    assert (await api("conversations.setPurpose", channel=channel, purpose="Hiring"))["purpose"] == "Hiring"
    assert (await api("conversations.info", channel=channel))["channel"]["purpose"]["value"] == "Hiring"
    assert (await api("conversations.setPurpose", channel=channel, purpose="x" * 251))["error"] == "too_long"


async def test_a_direct_message_is_closed_and_opened_again(api: Api) -> None:
    channel = (await api("conversations.open", users="U0RITA"))["channel"]["id"]
    assert await api("conversations.close", channel=channel) == {"ok": True}
    assert (await api("conversations.close", channel=channel))["already_closed"]
    assert (await api("conversations.info", channel=channel))["channel"]["is_open"] is False
    assert "already_open" not in await api("conversations.open", users="U0RITA")
    refused = await api("conversations.close", channel=await own(api))
    assert refused["error"] == "method_not_supported_for_channel_type"


async def test_a_place_is_marked_as_read_by_a_time(api: Api) -> None:
    channel = await own(api)
    assert (await api("conversations.mark", channel=channel, ts="1700000000.000001"))["ok"]
    assert (await api("conversations.mark", channel=channel, ts="now"))["error"] == "invalid_timestamp"


async def test_a_reaction_is_read_and_taken_away_once(api: Api) -> None:
    channel = await own(api)
    ts = (await api("chat.postMessage", channel=channel, text="hello"))["ts"]
    where = {"channel": channel, "timestamp": ts}
    await api("reactions.add", name="eyes", **where)
    seen = await api("reactions.get", **where)
    assert seen["message"]["reactions"] == [{"name": "eyes", "users": ["U0SAMEPAGE"], "count": 1}]
    assert [each["message"]["ts"] for each in (await api("reactions.list"))["items"]] == [ts]
    assert (await api("reactions.remove", name="eyes", **where))["ok"]
    assert (await api("reactions.remove", name="eyes", **where))["error"] == "no_reaction"
    assert (await api("reactions.list"))["items"] == []
    assert (await api("reactions.get", channel=channel))["error"] == "no_item_specified"


async def test_bookmarks_are_listed_changed_and_removed(api: Api) -> None:
    channel = await own(api)
    mark = (await api("bookmarks.add", channel_id=channel, **LINK))["bookmark"]["id"]
    where = {"channel_id": channel, "bookmark_id": mark}
    assert (await api("bookmarks.edit", title="The brief", **where))["bookmark"]["title"] == "The brief"
    assert (await api("bookmarks.edit", link="brief", **where))["error"] == "invalid_link"
    assert [each["title"] for each in (await api("bookmarks.list", channel_id=channel))["bookmarks"]] == ["The brief"]
    assert (await api("bookmarks.remove", **where))["ok"]
    assert (await api("bookmarks.remove", **where))["error"] == "not_found"


async def test_people_are_here_or_away_and_have_profiles(playground: Playground, api: Api) -> None:
    playground.change_person("Hal", away=True)
    seen = [(await api("users.getPresence", user=user))["presence"] for user in ("U0RITA", "U0HAL", "U0DANA")]
    assert seen == ["active", "away", "away"]
    profile = (await api("users.profile.get", user="U0HAL"))["profile"]
    assert (profile["title"], profile["email"]) == ("Engineering manager", "hal@kestrel.example")
    assert (await api("users.profile.get", user="U0NOBODY"))["error"] == "user_not_found"


@pytest.mark.parametrize(
    ("at", "begin", "end"),
    [
        ("2026-11-23T12:00", "2026-11-23T21:00", "2026-11-24T07:00"),  # by day: tonight's
        ("2026-11-23T22:00", "2026-11-23T21:00", "2026-11-24T07:00"),  # in the evening: this one
        ("2026-11-24T06:59", "2026-11-23T21:00", "2026-11-24T07:00"),  # in the small hours: last night's
        ("2026-11-24T07:00", "2026-11-24T21:00", "2026-11-25T07:00"),
        ("2026-07-01T12:00", "2026-07-01T20:00", "2026-07-02T06:00"),  # the wall clock of summer
    ],
)
def test_quiet_hours_follow_the_wall_clock_of_the_person(at: str, begin: str, end: str) -> None:
    rita = next(each for each in EVERYBODY if each.id == "U0RITA")
    shown = quiet_object(rita, datetime.fromisoformat(at).replace(tzinfo=UTC))
    expected = [int(datetime.fromisoformat(each).replace(tzinfo=UTC).timestamp()) for each in (begin, end)]
    assert [shown["next_dnd_start_ts"], shown["next_dnd_end_ts"]] == expected


async def test_a_bot_asks_who_wants_quiet(playground: Playground, api: Api) -> None:
    playground.change_person("Hal", quiet=None)
    playground.change_person(
        "Bo", snoozed_until=playground.clock.now() + timedelta(hours=1), quiet=(time(13), time(14))
    )
    users = (await api("dnd.teamInfo", users="U0HAL,U0BO"))["users"]
    assert (users["U0HAL"]["dnd_enabled"], users["U0BO"]["snooze_enabled"]) == (False, True)
    assert (await api("dnd.info", user="U0BO"))["next_dnd_end_ts"] == users["U0BO"]["next_dnd_start_ts"] + 3600
    assert (await api("dnd.info", user="U0NOBODY"))["error"] == "user_not_found"


async def test_the_workspace_and_the_app_say_who_they_are(api: Api) -> None:
    assert (await api("team.info"))["team"]["domain"] == "kestrel-works"
    assert (await api("team.info", team="T0OTHER"))["error"] == "team_not_found"
    assert (await api("bots.info", bot="B0SAMEPAGE"))["bot"]["user_id"] == "U0SAMEPAGE"
    assert (await api("bots.info", bot="B0OTHER"))["error"] == "bot_not_found"
    assert (await api("emoji.list"))["emoji"] == {}
    assert (await api("usergroups.list"))["usergroups"] == []


async def test_who_installed_the_app_is_asked_with_the_app_s_token(api: Api) -> None:
    method, token = "apps.event.authorizations.list", api.playground.app_token
    assert (await api(method, token=token, event_context="4-playground-1"))["authorizations"][0]["team_id"] == "T0PLAY"
    assert (await api(method, token=token, event_context="4-elsewhere"))["error"] == "invalid_event_context"
    assert (await api(method, event_context="4-playground-1"))["error"] == "not_allowed_token_type"


async def test_a_token_given_up_is_good_for_nothing(api: Api) -> None:
    assert (await api("auth.revoke", test=True))["revoked"] is False
    assert (await api("auth.test"))["ok"]
    assert (await api("auth.revoke"))["revoked"] is True
    assert (await api("auth.test"))["error"] == "token_revoked"


async def test_a_method_that_is_missing_here_is_told_from_one_that_slack_has_not(
    playground: Playground, api: Api
) -> None:
    for method in ("chat.unfurl", "im.open", "chat.sing"):
        assert (await api(method))["error"] == "unknown_method"
    assert playground.complaints == [
        "chat.unfurl: the playground does not know this method yet",
        "im.open: Slack has switched this method off; conversations.* took its place",
        "chat.sing: Slack has no such method",
    ]


def test_every_method_of_the_sdk_is_here_or_known_to_be_missing() -> None:
    called = set(re.findall(r'api_call\(\s*"([A-Za-z.]+)"', inspect.getsource(WebClient)))
    assert len(called) > 200
    assert [name for name in sorted(called - set(METHODS)) if why_not(name).endswith("no such method")] == []
