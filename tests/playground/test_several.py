"""Several workspaces behind one address: what Slack refuses of whoever installs an app, and what its tokens are for."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from bot.playground.people import HERON, KESTREL, Organisation, Team
from bot.playground.slack import Slack

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
GROUP = Organisation("E0GROUP", "Group")
NORTH, SOUTH = Team("T0NORTH", "North", "north", GROUP), Team("T0SOUTH", "South", "south", GROUP)
BACK = "http://127.0.0.1:1/back"


class Hands:
    """A browser and a bot, by hand."""

    def __init__(self, slack: Slack, http: aiohttp.ClientSession) -> None:
        self.slack, self.http = slack, http

    async def ask(self, **changes: str) -> tuple[int, str]:
        """The page on which somebody is asked; `changes` to what a well-behaved app sends."""
        asked = {"client_id": self.slack.app.client_id, "scope": "chat:write,users:read", "state": "s", **changes}
        async with self.http.get(f"{self.slack.url}/oauth/v2/authorize", params=asked) as answer:
            return answer.status, await answer.text()

    async def allow(self, place: str, **changes: str) -> dict[str, str]:
        form = {"client_id": self.slack.app.client_id, "scope": "chat:write,users:read", "state": "s", "place": place}
        form |= {"redirect_uri": "", "answer": "allow", **changes}
        async with self.http.post(f"{self.slack.url}/oauth/v2/authorize", data=form, allow_redirects=False) as sent:
            return dict(URL(sent.headers["Location"]).query) if sent.status == 302 else {}

    async def exchange(self, code: str, secret: str | None = None, client: str | None = None, **more: str) -> Any:
        app = self.slack.app
        basic = b64encode(f"{client or app.client_id}:{secret or app.client_secret}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}"}
        async with self.http.post(
            f"{self.slack.api_url}oauth.v2.access", data={"code": code, **more}, headers=headers
        ) as answer:
            return await answer.json()

    async def install(self, place: str) -> Any:
        return await self.exchange((await self.allow(place))["code"])

    async def call(self, method: str, token: str, **given: str) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        async with self.http.post(f"{self.slack.api_url}{method}", data=given, headers=headers) as answer:
            return await answer.json()


@pytest.fixture
async def hands(tmp_path: Path) -> AsyncIterator[Hands]:
    teams = (KESTREL, HERON, NORTH, SOUTH)
    async with Slack(MANIFEST, clock_file=tmp_path / "clock", teams=teams) as slack, aiohttp.ClientSession() as http:
        slack.redirect_url = BACK
        yield Hands(slack, http)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_id": "1.1"}, "Invalid client_id"),
        ({"scope": ""}, "No scopes requested"),
        ({"scope": "chat:write,admin"}, "Invalid permissions requested: admin"),
        ({"redirect_uri": "https://elsewhere.example/"}, "did not match any configured URIs"),
    ],
)
async def test_what_slack_would_not_even_ask_is_not_asked(hands: Hands, changes: dict[str, str], words: str) -> None:
    status, text = await hands.ask(**changes)
    assert status == 400
    assert words in text
    assert await hands.allow(HERON.id, **changes) == {}


async def test_the_question_names_every_place_and_every_scope(hands: Hands) -> None:
    status, text = await hands.ask()
    assert status == 200
    assert all(name in text for name in ("Heron Labs", "North", "Group (all of it)", "chat:write", "users:read"))


async def test_a_code_is_good_once_and_for_the_app_it_was_given_to(hands: Hands) -> None:
    code = (await hands.allow(HERON.id))["code"]
    assert (await hands.exchange(code, secret="0" * 32))["error"] == "bad_client_secret"
    assert (await hands.exchange(code, client="1.1"))["error"] == "invalid_client_id"
    assert (await hands.exchange("nothing"))["error"] == "invalid_code"
    granted = await hands.exchange(code)
    assert (granted["team"]["id"], granted["is_enterprise_install"]) == (HERON.id, False)
    assert granted["scope"] == "chat:write,users:read"
    assert (await hands.exchange(code))["error"] == "code_already_used"
    again = (await hands.allow(HERON.id))["code"]
    assert (await hands.exchange(again, redirect_uri="https://elsewhere.example/"))["error"] == "bad_redirect_uri"


async def test_a_token_is_for_its_workspace_and_good_until_the_app_is_removed(hands: Hands) -> None:
    here, there = [(await hands.install(team.id))["access_token"] for team in (KESTREL, HERON)]
    assert here != there
    for token, team in ((here, KESTREL), (there, HERON)):
        assert (await hands.call("auth.test", token))["team_id"] == team.id
    assert (await hands.install(HERON.id))["access_token"] == there  # installed again, not having been removed
    hands.slack.uninstall(HERON.id)
    assert (await hands.call("auth.test", there))["error"] == "account_inactive"
    assert (await hands.call("auth.test", here))["ok"]
    assert (await hands.install(HERON.id))["access_token"] not in (here, there)
    assert (await hands.call("auth.test", "xoxb-nobodys"))["error"] == "invalid_auth"


async def test_one_token_serves_an_organisation_where_the_workspace_is_named(hands: Hands) -> None:
    granted = await hands.install(GROUP.id)
    assert (granted["team"], granted["enterprise"]["id"], granted["is_enterprise_install"]) == (None, GROUP.id, True)
    token = granted["access_token"]
    assert (await hands.call("auth.test", token))["is_enterprise_install"]
    assert (await hands.call("users.info", token, user="U0RITA"))["error"] == "missing_argument"
    for team in (NORTH, SOUTH):
        found = await hands.call("users.info", token, user="U0RITA", team_id=team.id)
        assert found["user"]["team_id"] == team.id
        assert found["user"]["enterprise_user"]["teams"] == [team.id]
    assert not hands.slack.workspaces[KESTREL.id].workspace.installed
    hands.slack.uninstall(SOUTH.id)
    assert (await hands.call("users.info", token, user="U0RITA", team_id=NORTH.id))["error"] == "account_inactive"


async def test_the_list_has_a_button_for_each_place_the_app_is_in(hands: Hands) -> None:
    await hands.install(HERON.id)
    async with hands.http.get(hands.slack.url) as answer:
        assert (await answer.text()).count("<button>Remove Same Page</button>") == 1
    async with hands.http.post(f"{hands.slack.url}/apps/uninstall", data={"place": HERON.id}) as answer:
        assert "Remove Same Page" not in await answer.text()
    async with hands.http.post(f"{hands.slack.url}/apps/uninstall", data={"place": "T0NOWHERE"}) as answer:
        assert answer.status == 400
