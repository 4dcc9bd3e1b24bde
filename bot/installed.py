"""Every workspace the app was installed in, for a bot that serves many.

What is installed is looked up once a minute at most for each workspace that calls, installed or not. Events reach one
replica only, so the others learn of an uninstallation by the minute's end, or by Slack refusing the token.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.homes import Envelope, Home
from bot.rests import Resting, Rests
from bot.slack import TOKEN_REFUSED, No, Ok, call
from bot.tokens import CannotOpen, Sealed, Vault
from handlers.clients import NotInstalled, NotOpened
from storage import installations, people
from storage.database import Database
from storage.installations import Installation
from storage.removals import ERASED_AFTER
from storage.walls import EVERYWHERE, within

log = structlog.get_logger()
REMEMBERED = timedelta(seconds=60)
_MOST = 5_000  # workspaces remembered, those without the app among them
_GONE = {"token_revoked", "account_inactive"}  # Slack's words for a token that never comes back


class Unsettled(Exception):
    """Whether the app was removed is not certain yet: Slack is to say it again."""


class Client(Resting):
    """A client that tells when Slack refuses its token."""

    def __init__(self, *, refused: Callable[[str], Awaitable[None]], **more: Any) -> None:
        super().__init__(**more)
        self._told = refused

    async def api_call(self, api_method: str, **more: Any) -> Any:
        try:
            return await super().api_call(api_method, **more)
        except SlackApiError as error:
            data = getattr(error.response, "data", None)
            code = str(data.get("error")) if isinstance(data, dict) else ""
            if code in TOKEN_REFUSED:
                await self._told(code)
            raise


@dataclass(frozen=True)
class _Known:
    at: datetime
    home: Home | None
    client: Client | None
    is_locked: bool = False  # its token does not open


class Many:
    """Every workspace the app was installed in, one aiohttp session for all of them."""

    only: str | None = None

    def __init__(
        self,
        database: Database,
        vault: Vault,
        session: aiohttp.ClientSession,
        api_url: str,
        now: Callable[[], datetime],
        keep: timedelta | None = ERASED_AFTER,
    ) -> None:
        """`keep`: how long what is stored of a workspace outlives the app there; None: for ever."""
        self._database, self._vault, self._session = database, vault, session
        self._api_url, self._now, self._keep = api_url, now, keep
        self._known: OrderedDict[tuple[str, str | None], _Known] = OrderedDict()
        self._counted: tuple[datetime, int] | None = None  # tokens that do not open
        self._rests = Rests(now)

    async def must_open(self) -> None:
        """Tells of tokens that none of our keys opens, which would pass for workspaces without the app; CannotOpen
        where it is all of them."""
        with within(EVERYWHERE):
            async with self._database.read() as session:
                found = await installations.all_of_them(session)
        lost = [each.owner for each in found if not self._vault.knows(each.key)]
        if lost and len(lost) == len(found):
            raise CannotOpen(f"of {len(lost)} stored tokens none was encrypted with a key that it holds")
        if lost:
            log.error("tokens_not_opened", owners=lost)

    async def find(self, envelope: Envelope) -> Home | None:
        with within(EVERYWHERE):
            known = await self._find(envelope)
        if known.is_locked:
            raise NotOpened(envelope.team)
        return known.home

    async def of(self, workspace: str) -> AsyncWebClient:
        with within(EVERYWHERE):
            return await self._of(workspace)

    async def _of(self, workspace: str) -> AsyncWebClient:
        known = self._remembered((workspace, None))
        if known is None or known.home is None:
            async with self._database.read() as session:
                enterprise = await installations.enterprise_of(session, workspace)
            known = await self._find(Envelope(workspace, enterprise, is_org_wide=enterprise is not None))
            if known.home is not None:
                self._known[workspace, None] = known
        if known.is_locked:
            raise NotOpened(workspace)
        if known.client is None:
            raise NotInstalled(workspace)
        return known.client

    async def left(self, envelope: Envelope, event: dict[str, Any], at: float) -> None:
        owner = envelope.enterprise if envelope.is_org_wide and envelope.enterprise else envelope.team
        self.evict(owner)
        with within(EVERYWHERE):
            await self._removed(owner, event, at)

    async def _removed(self, owner: str, event: dict[str, Any], at: float) -> None:
        async with self._database.read() as session:
            found = await installations.find(session, owner)
        if found is None:
            return
        if event.get("type") == "tokens_revoked" and found.bot_user not in (
            (event.get("tokens") or {}).get("bot") or []
        ):
            return  # somebody's own, which we never ask for
        if not await self._is_gone(found, datetime.fromtimestamp(at, UTC) + timedelta(seconds=1)):
            log.info("old_news", owner=owner, told_by=event.get("type"))
            return
        now, token = self._now(), found.token
        gone = await self._database.write(
            lambda session: installations.remove(session, owner, at=now, token=token, keep=self._keep)
        )
        self.evict(owner)  # again: somebody may have asked meanwhile
        if gone:
            log.info("uninstalled", owner=owner, told_by=event.get("type"))

    async def _is_gone(self, found: Installation, told_at: datetime) -> bool:
        """Whether Slack takes the stored token no more: news of a removal comes late and more than once, and may be of
        an installation before this one. Slack's clock (`told_at`, with the fraction it leaves out) and ours are two, so
        they alone settle it only where the token does not open. Unsettled where Slack does not say, or still takes the
        token though the removal seems to be later."""
        try:
            token = self._vault.open(Sealed(found.token, found.key), found.owner)
        except CannotOpen:
            return found.installed_at <= told_at
        asking = AsyncWebClient(token, self._api_url, session=self._session, retry_handlers=[])
        end = await call(asking.auth_test())
        if isinstance(end, No) and end.error in TOKEN_REFUSED:
            return True
        if isinstance(end, Ok) and found.installed_at > told_at:
            return False
        raise Unsettled(found.owner)

    async def not_opened(self) -> int:
        now = self._now()
        if self._counted is None or not timedelta(0) <= now - self._counted[0] < REMEMBERED:
            with within(EVERYWHERE):
                async with self._database.read() as session:
                    found = await installations.all_of_them(session)
            self._counted = now, sum(not self._opens(each) for each in found)
        return self._counted[1]

    def _opens(self, found: Installation) -> bool:
        try:
            self._vault.open(Sealed(found.token, found.key), found.owner)
        except CannotOpen:
            return False
        return True

    def evict(self, owner: str) -> None:
        """Looks anew at whatever this workspace or organisation is about."""
        self._counted = None
        for key, known in [*self._known.items()]:
            if known.is_locked or owner in (*key, known.home.owner if known.home else None):
                del self._known[key]

    def _remembered(self, key: tuple[str, str | None]) -> _Known | None:
        known = self._known.get(key)
        return known if known and timedelta(0) <= self._now() - known.at < REMEMBERED else None

    async def _find(self, envelope: Envelope) -> _Known:
        key = envelope.team, envelope.enterprise if envelope.is_org_wide else None
        known = self._remembered(key)
        if known is None:
            at = self._now()  # before the look: what changes during it counts from here
            try:
                home = await self._look(envelope)
                known = _Known(at, home, self._speaking(home) if home else None)
            except CannotOpen as reason:
                log.error("token_not_opened", workspace=envelope.team, reason=str(reason))
                known = _Known(at, None, None, is_locked=True)
            self._known[key] = known
            self._known.move_to_end(key)
            while len(self._known) > _MOST:
                self._known.popitem(last=False)
        return known

    async def _look(self, envelope: Envelope) -> Home | None:
        """None where the app is not installed; CannotOpen where none of our keys opens its token."""
        enterprise = envelope.enterprise if envelope.is_org_wide else None
        async with self._database.read() as session:
            found = await installations.find(session, envelope.team, enterprise)
            met = found is None or await installations.is_known(session, envelope.team)
        if found is None:
            return None
        token = self._vault.open(Sealed(found.token, found.key), found.owner)
        name = envelope.domain or envelope.team
        if not met:
            await self._database.write(
                lambda session: people.join(
                    session, envelope.team, name=name, bot_user=found.bot_user, enterprise=enterprise
                )
            )
        return Home(envelope.team, name, found.bot_user, found.bot_id, token, enterprise, found.owner, found.token)

    def _speaking(self, home: Home) -> Client:
        async def refused(code: str) -> None:
            self.evict(home.owner)
            if code not in _GONE:
                return
            now = self._now()
            with within(EVERYWHERE):
                gone = await self._database.write(
                    lambda session: installations.remove(
                        session, home.owner, at=now, token=home.sealed, keep=self._keep
                    )
                )
            if gone:
                log.warning("uninstalled", owner=home.owner, error=code)

        return Client(
            refused=refused,
            rests=self._rests,
            whose=home.workspace,
            token=home.token,
            base_url=self._api_url,
            session=self._session,
            retry_handlers=[],
            team_id=home.workspace if home.owner != home.workspace else None,
        )
