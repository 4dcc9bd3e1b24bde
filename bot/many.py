"""A bot for many workspaces, put together: where it is installed, and the pages it is installed from."""

from __future__ import annotations

from collections.abc import Sequence

import aiohttp
from aiohttp import web

from bot.clock import Clock
from bot.installed import Many
from bot.manifest import scopes
from bot.oauth import App, Pages
from bot.settings import Settings
from bot.tokens import Vault
from storage.database import Database


def many(
    settings: Settings, database: Database, session: aiohttp.ClientSession, clock: Clock
) -> tuple[Many, Sequence[web.RouteDef]]:
    """For settings with the app's own secrets in place of a bot token."""
    vault = Vault(settings.secret_keys)
    found = Many(database, vault, session, settings.slack_api_url, clock.now, settings.erase_after)
    app = App(
        settings.client_id or "",
        settings.client_secret or "",
        scopes(),
        settings.slack_api_url,
        settings.may_install,
        settings.erase_after,
    )
    pages = Pages(app, vault, database, session, clock, found.evict, behind_proxy=settings.behind_proxy)
    return found, pages.routes
