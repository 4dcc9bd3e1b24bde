"""The app's manifest, as the bot itself needs it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def manifest() -> Path:
    """`manifest.yml`: beside the code where one develops, inside the package where one installed it."""
    beside = Path(str(files("bot"))).parent / "manifest.yml"
    return beside if beside.is_file() else Path(str(files("bot") / "manifest.yml"))


def scopes() -> tuple[str, ...]:
    """What the app asks for when it is installed."""
    import yaml  # here: a bot with a token of its own never reads it

    told = yaml.safe_load(manifest().read_text(encoding="utf-8"))
    return tuple(told["oauth_config"]["scopes"]["bot"])
