"""The two ways to the app, Socket Mode and signed HTTP, and which of them is used now."""

import asyncio

from bot.playground.changes import Changes
from bot.playground.checks import Checks
from bot.playground.clock import Clock
from bot.playground.deliveries import Deliveries, Way
from bot.playground.errors import Refused
from bot.playground.faults import Faults
from bot.playground.ledger import Ledger
from bot.playground.limits import Patience
from bot.playground.manifest import Manifest
from bot.playground.sockets import Hub
from bot.playground.webhooks import Webhooks
from bot.playground.workspace import Delivery

VERIFY_EVERY = 0.25  # real seconds between two questions to an address that does not answer yet


class Ways:
    """`hub` serves the sockets; `deliveries` sends by whichever way is used."""

    def __init__(
        self,
        manifest: Manifest,
        clock: Clock,
        changes: Changes,
        ledger: Ledger,
        faults: Faults,
        checks: Checks,
        patience: Patience,
        *,
        secret: str,
        request_url: str | None,
        event_retries: tuple[float, ...],
    ) -> None:
        self.hub = Hub(clock, changes, ledger, faults, checks, patience)
        self._webhooks = Webhooks(clock, changes, secret, lambda: manifest, checks, patience)
        self._manifest, self._clock, self._changes = manifest, clock, changes
        self._request_url = request_url
        self._changed = False  # whether `to` was called since the beginning
        self.deliveries = Deliveries(clock, ledger, faults, self._first(), checks, event_retries)
        self._verifying: asyncio.Task[None] | None = None

    def _first(self) -> Way:
        """The way with which the workspace begins."""
        if self._manifest.socket_mode and self._request_url is None:
            return self.hub
        self._webhooks.use(self._request_url)
        return self._webhooks

    @property
    def delivery(self) -> Delivery:
        """What the workspace needs of it."""
        return Delivery(
            request=self.deliveries.request,
            connect_url=self.hub.connect_url,
            event=self.deliveries.event,
            connected=self.deliveries.connected,
        )

    @property
    def name(self) -> str:
        """How deliveries go: "socket" or "http"."""
        return self.deliveries.way.name

    def start(self, url: str) -> None:
        """The workspace is served at `url` from now on."""
        self.hub.url = url
        if self.deliveries.way is self._webhooks:
            self._verifying = asyncio.create_task(self._until_verified())

    async def begin_again(self) -> None:
        """Nothing is tried again, every socket is cut, and what is sent goes where it went at first."""
        await self._end("Started over.")
        if self._changed:
            await self._no_more_questions()
            self.deliveries.way = self._first()
            self._changed = False
            self.start(self.hub.url)
            self._changes.tell("bot", connected=self.deliveries.connected())

    async def _end(self, why: str) -> None:
        await self.deliveries.close(why)
        await self.hub.drop()

    async def stop(self) -> None:
        """Nothing is sent any more."""
        await self._no_more_questions()
        await self._end("The workspace was closed.")
        await self._webhooks.close()

    async def to(self, request_url: str | None) -> None:
        """From now on post everything, signed, to this address on this machine; None: as the manifest says.

        The address has to answer the url_verification challenge, as in Slack; a Refused says how it did not, and
        nothing is changed by that. NotHere (a ValueError) where it is not on this machine.
        """
        await self._no_more_questions()
        if request_url is None and self._manifest.socket_mode:
            self.deliveries.way = self.hub
        else:
            before = self._webhooks.use(request_url)
            wrong = await self._webhooks.verify()
            if wrong:
                self._webhooks.use(*before)
                raise Refused(f"The request URL was not accepted: {wrong}.")
            self.deliveries.way = self._webhooks
        self._changed = True
        self._changes.tell("bot", connected=self.deliveries.connected())

    async def _until_verified(self) -> None:
        """The bot may start after the workspace: its address is asked until it answers."""
        while await self._webhooks.verify():
            await self._clock.pause(VERIFY_EVERY)

    async def _no_more_questions(self) -> None:
        if self._verifying is not None:
            self._verifying.cancel()
            await asyncio.gather(self._verifying, return_exceptions=True)
