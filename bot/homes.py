"""Where the bot is at home: a workspace and the token to speak there with, found by what a request says around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from handlers.clients import NotInstalled

log = structlog.get_logger()


@dataclass(frozen=True)
class Envelope:
    """Whom a request is about, as Slack says around it. `domain` is a workspace's name in addresses."""

    team: str
    enterprise: str | None = None
    is_org_wide: bool = False
    domain: str = ""


@dataclass(frozen=True)
class Home:
    """A workspace the bot is installed in. `owner`: what the installation is for, the workspace or its organisation;
    `sealed`: its token as it is stored, where it is."""

    workspace: str
    name: str
    bot_user: str
    bot_id: str
    token: str = field(repr=False)
    enterprise: str | None = None
    owner: str = ""
    sealed: bytes = field(default=b"", repr=False)


class Installed(Protocol):
    """Where the bot is at home. `only` names the workspace of a bot that is in one alone."""

    only: str | None

    async def find(self, envelope: Envelope) -> Home | None:
        """The home a request is about; None where the app is not installed, NotOpened where its token does not open."""

    async def of(self, workspace: str) -> AsyncWebClient:
        """The client that speaks there; NotInstalled where the app is not, or no more; NotOpened as above."""

    async def left(self, envelope: Envelope, event: dict[str, Any], at: float) -> None:
        """Slack says that the app was removed or tokens were revoked, `at` seconds since 1970. Raises where that is not
        certain yet, and is to be said again."""

    async def not_opened(self) -> int:
        """How many installations have a token that none of our keys opens."""


class One:
    """The workspace a bot token is for."""

    def __init__(self, home: Home, client: AsyncWebClient) -> None:
        self._home, self._client = home, client
        self.only: str | None = home.workspace

    async def find(self, envelope: Envelope) -> Home | None:
        return self._home if envelope.team == self._home.workspace else None

    async def of(self, workspace: str) -> AsyncWebClient:
        if workspace != self._home.workspace:
            raise NotInstalled(workspace)
        return self._client

    async def left(self, envelope: Envelope, event: dict[str, Any], at: float) -> None:
        log.warning("token_revoked", workspace=envelope.team, told_by=event.get("type"))

    async def not_opened(self) -> int:
        return 0
