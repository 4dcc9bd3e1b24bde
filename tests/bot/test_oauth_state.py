"""What goes to Slack and back: signed, ten minutes old at most, for one browser; and pages that cannot be flooded."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from bot.oauth import GOOD_FOR, App, Rate, address, is_ours, new_state

KEY, OTHER = b"k" * 32, b"o" * 32
NOW = 1_800_000_000.5


def test_a_state_fits_the_browser_it_was_given_to_for_ten_minutes() -> None:
    state = new_state(KEY, "cookie", NOW)
    assert is_ours([KEY], state, "cookie", NOW)
    assert is_ours([KEY], state, "cookie", NOW + GOOD_FOR - 1)
    assert not is_ours([KEY], state, "cookie", NOW + GOOD_FOR + 1)
    assert not is_ours([KEY], state, "cookie", NOW - 2)


def test_a_replica_with_a_newer_key_knows_a_state_of_the_older() -> None:
    assert is_ours([OTHER, KEY], new_state(KEY, "cookie", NOW), "cookie", NOW)
    assert not is_ours([OTHER], new_state(KEY, "cookie", NOW), "cookie", NOW)


@pytest.mark.parametrize("nonce", ["", "another", "cookie ", "\udcff"])
def test_another_browser_cannot_use_it(nonce: str) -> None:
    assert not is_ours([KEY], new_state(KEY, "cookie", NOW), nonce, NOW)


@pytest.mark.parametrize(
    "state",
    ["", ".", "1800000000", "1800000000.", "1800000000.00", "x.y", "é.é", "\udcff.\udcff", "9" * 40 + ".a", "-1.a"],
)
def test_what_we_did_not_sign_is_not_ours(state: str) -> None:
    assert not is_ours([KEY], state, "cookie", NOW)


def test_a_state_dated_anew_is_not_ours() -> None:
    stamp, _, mac = new_state(KEY, "cookie", NOW).partition(".")
    assert not is_ours([KEY], f"{int(stamp) + 300}.{mac}", "cookie", NOW + 300)


def test_one_address_and_all_together_have_their_share_of_a_minute() -> None:
    watch = [0.0]
    rate = Rate(lambda: watch[0], from_one=3, from_all=5)
    assert [rate.passes("a") for _ in range(4)] == [True, True, True, False]
    assert [rate.passes("b") for _ in range(3)] == [True, True, False]
    watch[0] = 59.9
    assert not rate.passes("c")
    watch[0] = 60.0
    assert rate.passes("a")


def test_a_million_addresses_take_no_room() -> None:
    rate = Rate(lambda: 0.0, from_one=1, from_all=10_000)
    assert all(rate.passes(str(n)) for n in range(5_000))
    assert rate.passes("0")  # forgotten for want of room, and still counted among all
    assert not rate.passes("4999")


@pytest.mark.parametrize(
    ("forwarded", "behind_proxy", "whose"),
    [
        ([], True, "10.0.0.1"),
        (["203.0.113.7"], True, "203.0.113.7"),
        (["198.51.100.1, 203.0.113.7"], True, "203.0.113.7"),  # the first is the browser's own word
        (["198.51.100.1", "2001:db8::7"], True, "2001:db8::7"),
        (["198.51.100.1,"], True, "10.0.0.1"),
        (["203.0.113.7"], False, "10.0.0.1"),  # without a proxy all of it is
    ],
)
def test_whose_request_it_is_says_the_proxy_where_there_is_one(
    forwarded: list[str], behind_proxy: bool, whose: str
) -> None:
    headers = CIMultiDict(("X-Forwarded-For", each) for each in forwarded)
    request = make_mocked_request("GET", "/slack/oauth_redirect", headers=headers).clone(remote="10.0.0.1")
    assert address(request, behind_proxy=behind_proxy) == whose


@pytest.mark.parametrize(
    ("named", "workspace", "enterprise", "welcome"),
    [
        ("", "T1", None, True),
        ("T1", "T1", None, True),
        ("T1", "T2", None, False),
        ("T1", "T1", "E1", True),
        ("T1", None, "E1", False),  # one workspace's name lets no whole organisation in
        ("T2 E1", "T1", "E1", True),
        ("E1", None, "E1", True),
        ("E1", "T1", "E2", False),
        ("E1", "T1", None, False),
    ],
)
def test_whoever_is_named_may_install(named: str, workspace: str | None, enterprise: str | None, welcome: bool) -> None:
    app = App("1.2", "secret", (), "https://slack.example/api/", frozenset(named.split()))
    assert app.welcomes(workspace, enterprise) is welcome
