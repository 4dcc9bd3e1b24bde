"""Builds the Bolt application: who is asking, what time it is, and the handlers behind one door."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from handlers.door import BROKEN, turn_away
from handlers.visit import Office

log = structlog.get_logger()
_TROUBLE = "I could not look up who you are just now, so nothing was done. Please try again in a moment."
_OUTSIDER = "Same Page is for full members of this workspace; guests and people from outside cannot use it."


@dataclass(frozen=True)
class Home:
    """The workspace this bot is installed in, as `auth.test` told at the start."""

    workspace: str
    name: str
    bot_user: str
    bot_id: str
    token: str = field(repr=False)


def build_app(office: Office, home: Home, client: AsyncWebClient, now: Callable[[], datetime]) -> AsyncApp:
    """The application, for either way in; HTTP is guarded before it. Commit first, then ack: hence
    `process_before_response`."""

    async def authorize(team_id: str | None = None, enterprise_id: str | None = None) -> AuthorizeResult | None:
        if team_id != home.workspace:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=home.bot_user,
            bot_id=home.bot_id,
            bot_token=home.token,
        )

    quiet = logging.getLogger("samepage.slack")
    quiet.setLevel(logging.ERROR)  # Bolt logs whole requests at lower levels: people's words do not belong there
    app = AsyncApp(
        client=client,
        authorize=authorize,  # type: ignore[arg-type]  # Bolt's types do not say that None refuses
        process_before_response=True,
        request_verification_enabled=False,
        logger=quiet,
    )

    @app.middleware
    async def arrive(
        context: AsyncBoltContext,
        body: dict[str, Any],
        client: AsyncWebClient,
        next: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse | None:
        """Puts into the context what every listener needs; turns away whoever is not a full member here."""
        context["office"], context["now"], context["workspace"] = office, now(), home.workspace
        try:
            if "event" in body:
                return await next()
            user = str(context.user_id or "")
            outside = (body.get("user") or {}).get("team_id") or home.workspace
            person = await office.people.find(home.workspace, user) if outside == home.workspace else None
            if person is None or person.is_guest or person.is_deactivated:
                return await turn_away(office, client, body, _OUTSIDER)
            context["person"] = person
            return await next()
        except Exception as error:
            log.error("visit_failed", error=type(error).__name__)
            if "event" in body:
                return BoltResponse(status=500)  # Slack delivers it again
            return await turn_away(office, client, body, _TROUBLE)

    @app.error
    async def fail(error: Exception, body: dict[str, Any], client: AsyncWebClient) -> BoltResponse:
        """A listener that raised: Slack delivers an event again, a person gets words."""
        log.error("listener_failed", error=type(error).__name__)
        if "event" in body:
            return BoltResponse(status=500)
        return await turn_away(office, client, body, BROKEN)

    handlers.register(app)
    return app
