"""Where `manifest.yml` is."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def manifest() -> Path:
    """`manifest.yml`: beside the code where one develops, inside the package where one installed it."""
    beside = Path(str(files("bot"))).parent / "manifest.yml"
    return beside if beside.is_file() else Path(str(files("bot") / "manifest.yml"))
