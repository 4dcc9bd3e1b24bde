"""Whoever speaks to Slack does it as the bot of one workspace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from slack_sdk.web.async_client import AsyncWebClient

# The client that speaks in a workspace; NotInstalled or NotOpened where there is none.
ClientOf = Callable[[str], Awaitable[AsyncWebClient]]


class NotInstalled(Exception):
    """The app is not installed in that workspace, or no more."""


class NotOpened(Exception):
    """The app is installed there, but none of our keys opens its token: somebody has to look, and nothing is lost till
    then."""


def always(client: AsyncWebClient) -> ClientOf:
    """One client, whatever the workspace: of a bot that is in one alone."""

    async def of(_workspace: str) -> AsyncWebClient:
        return client

    return of
