"""Builds the Bolt application: who is asking, what time it is, and the handlers behind one door."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Container, Mapping
from datetime import datetime
from secrets import token_hex
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from structlog.contextvars import bound_contextvars

import handlers
from bot.homes import Envelope, Installed
from bot.metrics import Metrics
from handlers.clients import NotOpened
from handlers.door import BROKEN, turn_away
from handlers.faults import ENDING, frames
from handlers.visit import Office
from storage.walls import within

log = structlog.get_logger()
_ID = re.compile(r"[TE][A-Z0-9]{1,30}")
LEAVING = ("app_uninstalled", "tokens_revoked")
_TROUBLE = "I could not look up who you are just now, so nothing was done. Please try again in a moment."
_NOT_INSTALLED = "Same Page is not installed in your workspace. Whoever looks after your Slack can add it."
_NOT_OPENED = (
    "Same Page is installed here, but cannot open the key it needs to work in your workspace, so nothing was done. "
    "Whoever runs Same Page has to look; please tell an administrator of your Slack."
)
_OUTSIDER = "Same Page is for full members of this workspace; guests and people from outside cannot use it."


class Counted(AsyncApp):
    """Bolt's application, in which every request has an id, is counted and timed, and leaves one line in the log. Both
    ways in come through here."""

    def __init__(self, metrics: Metrics, **options: Any) -> None:
        super().__init__(name="samepage", **options)  # without one Bolt looks for it in every module: 0.1 s of a start
        self._metrics = metrics

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        kind, name = described(req.body)
        with bound_contextvars(request=token_hex(6), workspace=_workspace(req.body)):
            with self._metrics.request(kind) as counted:
                response = await super().async_dispatch(req)
                counted.outcome = _outcome(response.status)
            log.info("request", kind=kind, name=name, outcome=counted.outcome, seconds=round(counted.seconds, 4))
        return response


def described(body: Mapping[str, Any]) -> tuple[str, str]:
    """Kind and name of a request, each one of ours or `other`: both stand in figures and logs."""
    try:
        return _described(body)
    except (KeyError, IndexError, TypeError, AttributeError):  # by a socket nobody checked the shape before
        return "other", "other"


def _described(body: Mapping[str, Any]) -> tuple[str, str]:
    if "command" in body:
        return "command", _ours(body["command"], handlers.COMMANDS)
    if "event" in body:
        return "event", _ours((body["event"] or {}).get("type"), handlers.EVENTS)
    match body.get("type"):
        case "block_actions":
            return "action", _ours(body["actions"][0].get("action_id"), handlers.ACTIONS)
        case "view_submission":
            return "submission", _ours(body["view"].get("callback_id"), handlers.VIEWS)
        case "shortcut" | "message_action":
            return "shortcut", _ours(body.get("callback_id"), handlers.SHORTCUTS)
    return "other", "other"


def _ours(name: object, known: Container[object]) -> str:
    return str(name) if isinstance(name, str) and name in known else "other"


def _workspace(body: Mapping[str, Any]) -> str | None:
    team = body.get("team")
    found = body.get("team_id") or (team.get("id") if isinstance(team, Mapping) else None)
    return found if isinstance(found, str) and _ID.fullmatch(found) else None


def _outcome(status: int) -> str:
    return "done" if status == 200 else "not_done" if status >= 500 else "nobody"


def build_app(
    office: Office, installed: Installed, client: AsyncWebClient, now: Callable[[], datetime], metrics: Metrics
) -> AsyncApp:
    """The application, for either way in; HTTP is guarded before it. Commit first, then ack: hence
    `process_before_response`. `client` speaks for nobody: it says where Slack is."""

    async def authorize(context: AsyncBoltContext) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=context.enterprise_id, team_id=context.team_id)  # `arrive` judges

    quiet = logging.getLogger("samepage.slack")
    quiet.setLevel(logging.ERROR)  # Bolt logs whole requests at lower levels: people's words do not belong there
    app = Counted(
        metrics,
        client=client,
        authorize=authorize,
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
        try:
            envelope = enveloped(context, body)
            if (body.get("event") or {}).get("type") in LEAVING:
                await installed.left(envelope, body["event"], float(body.get("event_time") or 0))
                return BoltResponse(status=200)
            home = await installed.find(envelope)
            if home is None:
                return await _not_here(office, client, body)
            context["office"], context["now"], context["workspace"] = office, now(), home.workspace
            context["client"] = client = await office.client_of(home.workspace)
            if "event" in body:
                return await next()
            user = str(context.user_id or "")
            outside = (body.get("user") or {}).get("team_id") or home.workspace
            may_be = outside == home.workspace or home.enterprise is not None  # whose members have a home elsewhere
            with within(home.workspace):
                person = await office.people.find(home.workspace, user) if may_be else None
            if person is None or person.is_guest or person.is_deactivated:
                ENDING.set("refused")
                return await turn_away(office, client, body, _OUTSIDER)
            context["person"] = person
            return await next()
        except NotOpened:  # told in the log when it was found, once a minute
            ENDING.set("trouble")
            if "event" in body:
                return BoltResponse(status=500)  # Slack delivers it again; somebody may have looked by then
            return await turn_away(office, client, body, _NOT_OPENED)
        except Exception as error:
            log.error("visit_failed", error=type(error).__name__, where=frames(error))
            ENDING.set("trouble")
            if "event" in body:
                return BoltResponse(status=500)  # Slack delivers it again
            return await turn_away(office, client, body, _TROUBLE)

    @app.error
    async def fail(error: Exception, body: dict[str, Any], client: AsyncWebClient) -> BoltResponse:
        """A listener that raised: Slack delivers an event again, a person gets words."""
        log.error("listener_failed", error=type(error).__name__, where=frames(error))
        ENDING.set("trouble")
        if "event" in body:
            return BoltResponse(status=500)
        return await turn_away(office, client, body, BROKEN)

    handlers.register(app)
    return app


async def _not_here(office: Office, client: AsyncWebClient, body: dict[str, Any]) -> BoltResponse:
    """From a workspace the app is not in, or no more: through a channel shared with one it is in, or too late."""
    return BoltResponse(status=200) if "event" in body else await turn_away(office, client, body, _NOT_INSTALLED)


def enveloped(context: AsyncBoltContext, body: dict[str, Any]) -> Envelope:
    """What Slack says around a request. In interactions of an app that is installed for a whole organisation, the
    workspace may stand with the person alone: https://docs.slack.dev/enterprise/developing-for-enterprise-orgs"""
    team, team_of = _text(context.team_id), body.get("team")
    if not team or team.startswith("E"):
        team = _text((body.get("user") or {}).get("team_id")) or _text((body.get("view") or {}).get("team_id")) or team
    domain = _text(body.get("team_domain")) or _text(team_of.get("domain") if isinstance(team_of, dict) else "")
    return Envelope(team, _text(context.enterprise_id) or None, bool(context.is_enterprise_install), domain)


def _text(found: object) -> str:
    """What Slack says, where it is text: whoever comes by a socket is believed no more than whoever comes by HTTP."""
    return found if isinstance(found, str) else ""
