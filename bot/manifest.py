"""The app's manifest, as the bot itself needs it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

NEW_APP = "https://api.slack.com/apps?new_app=1&manifest_yaml="


def manifest() -> Path:
    """`manifest.yml`: beside the code where one develops, inside the package where one installed it."""
    beside = Path(str(files("bot"))).parent / "manifest.yml"
    return beside if beside.is_file() else Path(str(files("bot") / "manifest.yml"))


def scopes() -> tuple[str, ...]:
    """What the app asks for when it is installed."""
    import yaml  # here: a bot with a token of its own never reads it

    told = yaml.safe_load(manifest().read_text(encoding="utf-8"))
    return tuple(told["oauth_config"]["scopes"]["bot"])


def by_http(told: dict[str, Any], address: str) -> dict[str, Any]:
    """The same manifest for a bot that is spoken to at `address`, as `https://your.host`, in place of Socket Mode."""
    events, redirect = f"{address}/slack/events", f"{address}/slack/oauth_redirect"
    commands = [{**each, "url": events} for each in told["features"]["slash_commands"]]
    settings = {
        **told["settings"],
        "event_subscriptions": {"request_url": events, **told["settings"]["event_subscriptions"]},
        "interactivity": {**told["settings"]["interactivity"], "request_url": events},
        "socket_mode_enabled": False,
    }
    return {
        **told,
        "features": {**told["features"], "slash_commands": commands},
        "oauth_config": {**told["oauth_config"], "redirect_urls": [redirect]},
        "settings": settings,
    }


def new_app(address: str | None = None) -> str:
    """A link that opens Slack's page for a new app with the manifest filled in; `address`: for HTTP."""
    import yaml

    told = yaml.safe_load(manifest().read_text(encoding="utf-8"))
    if address is not None:
        told = by_http(told, address)
    return NEW_APP + quote(yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=10_000), safe="")
