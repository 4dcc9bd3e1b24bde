"""Several workspaces behind one address, as Slack itself is: an app is installed in each from a page, or in all that
belong to one organisation at once, and removed again.

https://docs.slack.dev/authentication/installing-with-oauth, https://docs.slack.dev/enterprise/organization-ready-apps
"""

import base64
import binascii
from collections.abc import Sequence
from contextlib import AsyncExitStack
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from aiohttp import web

from bot.playground.api import arguments
from bot.playground.api.entry import refusal, token_of
from bot.playground.apps import App, Codes, Grant, new_bot_token
from bot.playground.errors import SlackError
from bot.playground.events import publish
from bot.playground.loopback import LOOPBACK, only_from_here
from bot.playground.people import APP_ID, BOT_USER, HERON, KESTREL, Team
from bot.playground.server import BODY_BYTES, STOP_SECONDS, Playground
from bot.playground.workspace import Json, Workspace

INSTALLER = "U0SAM"  # who is administrator in every workspace


class Slack:
    """`async with Slack(...)` starts a Playground for each of `teams` and, at `url`, what they share: the Web API,
    which finds the workspace by the token, the pages for installing, and a list of where the app is."""

    def __init__(
        self, manifest: Path, port: int = 0, *, clock_file: Path, teams: Sequence[Team] = (KESTREL, HERON), **more: Any
    ) -> None:
        """`more`: as for each Playground."""
        self.app, self._port = App(), port
        self.workspaces = {
            team.id: Playground(manifest, clock_file=clock_file, team=team, app=self.app, **more) for team in teams
        }
        self.url = ""
        self.redirect_url = ""  # where the app's settings send whoever installed it
        self._codes = Codes()
        self._stack = AsyncExitStack()
        application = web.Application(client_max_size=BODY_BYTES, middlewares=[only_from_here])
        application.add_routes(
            [
                web.get("/", self._list),
                web.get("/oauth/v2/authorize", self._ask),
                web.post("/oauth/v2/authorize", self._decided),
                web.post("/apps/uninstall", self._uninstalled),
                web.route("*", "/api/{method}", self._called),
            ]
        )
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=STOP_SECONDS)

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    @property
    def environment(self) -> dict[str, str]:
        """What a bot for all of them is told."""
        return {
            "SLACK_CLIENT_ID": self.app.client_id,
            "SLACK_CLIENT_SECRET": self.app.client_secret,
            "SLACK_SIGNING_SECRET": self.app.signing_secret,
            "SAMEPAGE_SLACK_API_URL": self.api_url,
            "SAMEPAGE_CLOCK_FILE": str(self.first.clock.path),
        }

    @property
    def first(self) -> Playground:
        return next(iter(self.workspaces.values()))

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            for playground in self.workspaces.values():
                await stack.enter_async_context(playground)
            await self._runner.setup()
            stack.push_async_callback(self._runner.cleanup)
            await web.TCPSite(self._runner, LOOPBACK, self._port).start()
            self.url = f"http://{LOOPBACK}:{self._runner.addresses[0][1]}"
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def deliver_to(self, request_url: str) -> None:
        """Every workspace posts there; the app's settings name it once."""
        for playground in self.workspaces.values():
            await playground.deliver_to(request_url)

    # Installing: what a browser sees.

    async def _ask(self, request: web.Request) -> web.Response:
        """The page on which somebody allows it, for one workspace or a whole organisation."""
        given = {name: request.query.get(name, "") for name in ("client_id", "scope", "state", "redirect_uri")}
        wrong = self._not_ours(given)
        if wrong:
            return _page("Something went wrong", f"<p>{escape(wrong)}</p>", status=400)
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{escape(value, quote=True)}">' for name, value in given.items()
        )
        places = "".join(f'<option value="{id}">{escape(name)}</option>' for id, name in self._places().items())
        scopes = "".join(f"<li><code>{escape(each)}</code></li>" for each in given["scope"].split(","))
        return _page(
            f"{self._name} asks to be installed",
            f'<form method="post" action="/oauth/v2/authorize">{hidden}'
            f'<p><label>Where <select name="place">{places}</select></label></p><p>It will be able to:</p>'
            f'<ul>{scopes}</ul><button name="answer" value="allow">Allow</button> '
            '<button name="answer" value="cancel">Cancel</button></form>',
        )

    async def _decided(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        wrong = self._not_ours(form) or ("" if form.get("place") in self._places() else "There is no such workspace.")
        if wrong:
            return _page("Something went wrong", f"<p>{escape(wrong)}</p>", status=400)
        said: dict[str, str] = {"error": "access_denied"}
        if form.get("answer") == "allow":
            now = self.first.clock.monotonic()
            scopes = tuple(form["scope"].split(","))
            said = {"code": self._codes.give(Grant(form["place"], INSTALLER, scopes, form["redirect_uri"], now))}
        back = form["redirect_uri"] or self.redirect_url
        raise web.HTTPFound(f"{back}?{urlencode({**said, 'state': form.get('state', '')})}")

    def _not_ours(self, given: dict[str, str]) -> str:
        """What Slack shows in place of the question; empty where nothing is wrong."""
        asked = [each for each in given.get("scope", "").split(",") if each]
        unknown = sorted({*asked} - self.first.workspace.manifest.scopes)
        if given.get("client_id") != self.app.client_id:
            return "Invalid client_id parameter"
        if not asked:
            return "No scopes requested"
        if unknown:
            return f"Invalid permissions requested: {', '.join(unknown)}"
        if not self.redirect_url:
            return "The app's settings name no redirect URL"
        if given.get("redirect_uri") and not given["redirect_uri"].startswith(self.redirect_url):
            return "redirect_uri did not match any configured URIs"
        return ""

    def _places(self) -> dict[str, str]:
        """Where it may be installed, by id: every organisation first, as a whole."""
        teams = [each.workspace.team for each in self.workspaces.values()]
        whole = {each.organisation.id: f"{each.organisation.name} (all of it)" for each in teams if each.organisation}
        return {**whole, **{each.id: each.name for each in teams}}

    async def _list(self, _: web.Request) -> web.Response:
        """Where the app is, with a way to each workspace's own page, and a button to remove it."""
        lines = []
        for team, playground in self.workspaces.items():
            shown = f'<a href="{playground.url}/">{escape(playground.workspace.team.name)}</a>'
            button = (
                f'<form method="post" action="/apps/uninstall"><input type="hidden" name="place" value="{team}">'
                f"<button>Remove {escape(self._name)}</button></form>"
                if playground.workspace.installed
                else "not installed"
            )
            lines.append(f"<li>{shown} {button}</li>")
        return _page("Workspaces", f"<ul>{''.join(lines)}</ul>")

    async def _uninstalled(self, request: web.Request) -> web.Response:
        place = str((await request.post()).get("place"))
        if place not in self.workspaces:
            return _page("Something went wrong", "<p>There is no such workspace.</p>", status=400)
        self.uninstall(place)
        raise web.HTTPFound("/")

    def uninstall(self, team: str, *, silently: bool = False) -> None:
        """Remove the app there; of one that was installed for a whole organisation, from all of it. The token is good
        no more, and the app hears of it, unless the news gets lost (`silently`)."""
        of = self.workspaces[team].workspace
        for each in self._alike(of) if of.is_org_wide else [of]:
            if each.bot_token is None:
                continue
            if not silently:
                gone = {"oauth": [], "bot": [BOT_USER]}
                publish(each, "tokens_revoked", {"type": "tokens_revoked", "tokens": gone, "event_ts": each.next_ts()})
                publish(each, "app_uninstalled", {"type": "app_uninstalled", "event_ts": each.next_ts()})
            each.spent[each.bot_token] = "account_inactive"
            each.bot_token, each.is_org_wide = None, False

    def _alike(self, workspace: Workspace) -> list[Workspace]:
        """All workspaces of its organisation."""
        whole = workspace.team.organisation
        return [each.workspace for each in self.workspaces.values() if each.workspace.team.organisation == whole]

    # The Web API: what a bot calls.

    async def _called(self, request: web.Request) -> web.Response:
        given = await arguments.read(request, self.first.workspace.checks)
        if request.match_info["method"] == "oauth.v2.access":
            try:
                return web.json_response({"ok": True} | self._exchange(request, given))
            except SlackError as error:
                return web.json_response(refusal(error))
        method = request.match_info["method"]
        found = self._speaker(token_of(request, given), str(given.get("team_id") or ""), method.startswith("auth."))
        if found is None:
            return web.json_response({"ok": False, "error": "missing_argument"})
        return await found.entrance.handle(request)

    def _speaker(self, token: str, team: str, about_the_token: bool) -> Playground | None:
        """The workspace a token is for; with one of an organisation, the workspace has to be named, unless it is about
        the token alone. None where it was not."""
        known = [
            each for each in self.workspaces.values() if token in (each.workspace.bot_token, *each.workspace.spent)
        ]
        if len(known) <= 1 or (about_the_token and not team):
            return known[0] if known else self.first
        return next((each for each in known if each.workspace.team.id == team), None)

    def _exchange(self, request: web.Request, given: Json) -> Json:
        client_id, client_secret = _basic(request) or (str(given.get("client_id")), str(given.get("client_secret")))
        self.app.check(client_id, client_secret)
        now = self.first.clock.monotonic()
        grant = self._codes.take(str(given.get("code", "")), str(given.get("redirect_uri") or ""), now)
        org_wide = grant.place not in self.workspaces
        places = [each.workspace for each in self.workspaces.values()]
        chosen = [each for each in places if grant.place in (each.team.id, _organisation(each.team))]
        for each in chosen:
            if each.bot_token and each.revoked:
                each.spent[each.bot_token] = "token_revoked"
                each.bot_token, each.revoked = None, False
        token = next((each.bot_token for each in chosen if each.bot_token and each.is_org_wide == org_wide), None)
        token = token or new_bot_token()  # installed again without having been removed, Slack gives the same
        for each in chosen:
            each.bot_token, each.is_org_wide = token, org_wide
            each.changes.tell("bot", connected=each.delivery.connected())
        team = chosen[0].team
        whole = team.organisation
        return {
            "access_token": token,
            "token_type": "bot",
            "scope": ",".join(grant.scopes),
            "bot_user_id": BOT_USER,
            "app_id": APP_ID,
            "team": None if org_wide else {"id": team.id, "name": team.name},
            "enterprise": {"id": whole.id, "name": whole.name} if whole else None,
            "is_enterprise_install": org_wide,
            "authed_user": {"id": grant.person},
        }

    @property
    def _name(self) -> str:
        return self.first.workspace.manifest.name


def _organisation(team: Team) -> str | None:
    return team.organisation.id if team.organisation else None


def _basic(request: web.Request) -> tuple[str, str] | None:
    scheme, _, coded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(coded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return name, secret


def _page(heading: str, body: str, *, status: int = 200) -> web.Response:
    head = f"<meta charset=utf-8><meta name=viewport content='width=device-width'><title>{escape(heading)}</title>"
    text = f"<!doctype html>{head}<h1>{escape(heading)}</h1>{body}"
    return web.Response(status=status, text=text, content_type="text/html")
