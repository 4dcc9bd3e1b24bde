"""Installing from a page: to Slack and back with a code, the code for a token, the token encrypted and stored.

https://docs.slack.dev/authentication/installing-with-oauth. The state that goes along is signed and dated and fits one
browser's cookie; nothing of it is kept here, so asking for a million of them costs nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp
import structlog
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot import oauth_pages as pages
from bot.clock import Clock
from bot.slack import No, Ok, call
from bot.tokens import Vault
from storage import installations
from storage.database import Database
from storage.installations import Installation
from storage.people import BeingErased
from storage.removals import ERASED_AFTER
from storage.walls import EVERYWHERE, within

log = structlog.get_logger()
INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
COOKIE = "samepage_install"
GOOD_FOR = 600  # real seconds from leaving for Slack to coming back
_MINUTE = 60.0
_FROM_ONE, _FROM_ALL = 20, 200  # calls to Slack a minute, for one address and for everybody
_ADDRESSES = 1_000  # remembered
_LONGEST = 500  # characters of a code or a state; Slack's are shorter
_ADDRESS = 45  # characters of an address at most, one of IPv6 with one of IPv4 in it


@dataclass(frozen=True, repr=False)
class App:
    """What the app is to Slack. `scopes`: what the manifest asks for, nothing else. `may_install`: the workspaces and
    organisations that may, where not everybody may. `erase_after`: how long what is stored outlives it there."""

    client_id: str
    client_secret: str
    scopes: Sequence[str]
    api_url: str
    may_install: frozenset[str] = frozenset()
    erase_after: timedelta | None = ERASED_AFTER

    @property
    def basic(self) -> str:
        """The secrets as HTTP's Basic scheme says them, which keeps them out of what is logged of a body."""
        return "Basic " + b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()

    def welcomes(self, workspace: str | None, enterprise: str | None) -> bool:
        """Whether it may be installed there; None as the workspace: in a whole organisation. One that is named stands
        for its workspaces too."""
        return not self.may_install or bool(self.may_install & {workspace, enterprise})

    @property
    def slack(self) -> str:
        """Where Slack's own pages are: beside its Web API."""
        return self.api_url.removesuffix("api/")


def new_state(key: bytes, nonce: str, now: float) -> str:
    """A state for the browser that has `nonce` in its cookie; `now` in real seconds since 1970."""
    stamp = str(int(now))
    return f"{stamp}.{_mac(key, stamp, nonce)}"


def is_ours(keys: Sequence[bytes], state: str, nonce: str, now: float) -> bool:
    """Whether we gave this browser that state within the last ten minutes."""
    stamp, _, mac = state.partition(".")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12) or not nonce:
        return False
    known = any(hmac.compare_digest(_mac(key, stamp, nonce).encode(), _bytes(mac)) for key in keys)
    return known and 0 <= now - int(stamp) <= GOOD_FOR


def _mac(key: bytes, stamp: str, nonce: str) -> str:
    return hmac.new(key, stamp.encode() + b"." + _bytes(nonce), hashlib.sha256).hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


class Rate:
    """What is asked in the minute that runs, by address and together; in memory, and bounded. An address that is
    forgotten for want of room still counts among all."""

    def __init__(self, clock: Callable[[], float], from_one: int = _FROM_ONE, from_all: int = _FROM_ALL) -> None:
        self._clock, self._from_one, self._from_all = clock, from_one, from_all
        self._begun, self._all = clock(), 0
        self._by: OrderedDict[str, int] = OrderedDict()

    def passes(self, address: str) -> bool:
        now = self._clock()
        if now - self._begun >= _MINUTE:
            self._begun, self._all = now, 0
            self._by.clear()
        count = self._by.get(address, 0) + 1
        if count > self._from_one or self._all >= self._from_all:
            return False
        self._all += 1
        self._by[address] = count
        if len(self._by) > _ADDRESSES:
            self._by.popitem(last=False)
        return True


class Pages:
    """`/slack/install` and `/slack/oauth_redirect`. `installed` hears whose installation is another now.

    Counted is what costs something: a code that comes along with a state of ours, for which Slack is asked. Beginning
    costs nothing, and what is not ours is turned away before. `behind_proxy`: whether requests come through one."""

    def __init__(
        self,
        app: App,
        vault: Vault,
        database: Database,
        session: aiohttp.ClientSession,
        clock: Clock,
        installed: Callable[[str], None],
        *,
        behind_proxy: bool = False,
    ) -> None:
        self._app, self._vault, self._database, self._session = app, vault, database, session
        self._clock, self._installed = clock, installed
        self._rate, self._behind_proxy = Rate(clock.monotonic), behind_proxy

    @property
    def routes(self) -> Sequence[web.RouteDef]:
        return [
            web.get(INSTALL, self._install, allow_head=False),
            web.get(REDIRECT, self._redirect, allow_head=False),
        ]

    async def _install(self, request: web.Request) -> web.Response:
        nonce = secrets.token_hex(16)
        asked = {
            "client_id": self._app.client_id,
            "scope": ",".join(self._app.scopes),
            "state": new_state(self._vault.stamp_key(), nonce, self._clock.wall().timestamp()),
        }
        away = web.Response(status=302, headers={"Location": f"{self._app.slack}oauth/v2/authorize?{urlencode(asked)}"})
        away.headers["Cache-Control"] = "no-store"
        away.set_cookie(
            COOKIE, nonce, max_age=GOOD_FOR, path="/slack", httponly=True, samesite="Lax", secure=_is_secure(request)
        )
        return away

    async def _redirect(self, request: web.Request) -> web.Response:
        page = await self._came_back(request)
        page.del_cookie(COOKIE, path="/slack")  # one use, whatever came of it
        return page

    async def _came_back(self, request: web.Request) -> web.Response:
        given = {name: request.query.get(name, "") for name in ("state", "code", "error")}
        if any(len(value) > _LONGEST for value in given.values()):
            return pages.shown(pages.NOT_OURS, status=400)
        nonce, now = request.cookies.get(COOKIE, ""), self._clock.wall().timestamp()
        if not is_ours(self._vault.stamp_keys(), given["state"], nonce, now):
            return pages.shown(pages.NOT_OURS, status=400)
        if given["error"] == "access_denied":
            return pages.shown(pages.DENIED)
        if given["error"] or not given["code"]:
            return pages.shown(pages.BROKEN_OFF, status=400)
        if not self._rate.passes(address(request, behind_proxy=self._behind_proxy)):
            return pages.shown(pages.TOO_MANY, status=429)
        return await self._exchange(given["code"])

    async def _exchange(self, code: str) -> web.Response:
        anybody = AsyncWebClient(base_url=self._app.api_url, session=self._session, retry_handlers=[])
        # Not the client's own method: it makes the header in a way that aiohttp is about to drop.
        headers = {"Authorization": self._app.basic}
        granted = await call(anybody.api_call("oauth.v2.access", data={"code": code}, headers=headers))
        if not isinstance(granted, Ok):
            return _refused(granted.error, taken=isinstance(granted, No))
        bot = AsyncWebClient(
            str(granted.data["access_token"]), self._app.api_url, session=self._session, retry_handlers=[]
        )
        if not self._app.welcomes(*_where(granted.data)):
            return await self._turned_away(bot, granted.data)
        known = await call(bot.auth_test())
        if not isinstance(known, Ok):
            return _refused(known.error, taken=isinstance(known, No))
        return await self._store(granted.data, str(known.data.get("bot_id") or ""))

    async def _turned_away(self, bot: AsyncWebClient, granted: dict[str, Any]) -> web.Response:
        """Gives the fresh token back; where the app was installed before there was a list, it is in use, and stays."""
        workspace, enterprise = _where(granted)
        owner = str(workspace or enterprise)
        try:
            with within(EVERYWHERE):
                async with self._database.read() as session:
                    in_use = await installations.find(session, owner) is not None
        except SQLAlchemyError:
            in_use = True
        given_back = not in_use and isinstance(await call(bot.auth_revoke()), Ok)
        log.warning("installation_not_welcome", owner=owner, enterprise=enterprise, given_back=given_back)
        return pages.shown(pages.NOT_NAMED, status=403)

    async def _store(self, granted: dict[str, Any], bot_id: str) -> web.Response:
        team, whole = granted.get("team") or {}, granted.get("enterprise") or {}
        is_org_wide = bool(granted.get("is_enterprise_install"))
        place = whole if is_org_wide else team
        owner = str(place["id"])
        sealed = self._vault.seal(str(granted["access_token"]), owner)
        new = Installation(
            owner=owner,
            enterprise=str(whole["id"]) if whole else None,
            is_org_wide=is_org_wide,
            bot_user=str(granted["bot_user_id"]),
            bot_id=bot_id,
            scopes=tuple(sorted(filter(None, str(granted.get("scope") or "").split(",")))),
            token=sealed.content,
            key=sealed.key,
            installed_by=str((granted.get("authed_user") or {}).get("id") or ""),
            installed_at=self._clock.now(),
        )
        name = str(place.get("name") or owner)
        try:
            with within(EVERYWHERE):
                was_here = await self._database.write(lambda session: installations.install(session, new, name=name))
        except BeingErased:
            log.warning("installation_waits", owner=owner)
            return pages.shown(pages.BEING_ERASED, status=503)
        except (SQLAlchemyError, OSError) as error:  # a driver that finds nobody there says so in its own words
            log.error("installation_not_stored", owner=owner, error=type(error).__name__)
            return pages.shown(pages.NOT_STORED, status=503)
        self._installed(owner)
        log.info("installed", owner=owner, by=new.installed_by, again=was_here)
        link = f"{self._app.slack}app_redirect?{urlencode({'app': granted.get('app_id') or '', 'team': owner})}"
        missing = sorted({*self._app.scopes} - {*new.scopes})
        return pages.shown(pages.welcome(name, link, missing=missing, erase_after=self._app.erase_after))


def _where(granted: dict[str, Any]) -> tuple[str | None, str | None]:
    """The workspace, None of a whole organisation's installation, and the organisation, None where there is none."""
    team, whole = granted.get("team") or {}, granted.get("enterprise") or {}
    workspace = None if granted.get("is_enterprise_install") else team.get("id")
    return workspace and str(workspace), whole.get("id") and str(whole["id"])


def _refused(error: str, *, taken: bool) -> web.Response:
    """Slack says no, or nothing: whoever installs begins again."""
    log.warning("installation_refused", error=error)
    return pages.shown(pages.CODE_SPENT if taken else pages.SLACK_AWAY, status=400 if taken else 503)


def address(request: web.Request, *, behind_proxy: bool) -> str:
    """Whose request it is. Behind a proxy the last address in X-Forwarded-For, which the proxy itself put there: what
    stands before it, and all of it without a proxy, is whatever the browser likes."""
    named = ",".join(request.headers.getall("X-Forwarded-For", [])) if behind_proxy else ""
    return named.rpartition(",")[2].strip()[:_ADDRESS] or request.remote or ""


def _is_secure(request: web.Request) -> bool:
    """Whether the browser came by https, as whoever stands before us says; then the cookie goes no other way."""
    return "https" in (request.scheme, request.headers.get("X-Forwarded-Proto", "").partition(",")[0].strip())
