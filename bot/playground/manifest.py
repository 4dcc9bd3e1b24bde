"""Reads the app's manifest: what the bot may do, hears and offers, and nothing beyond that."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

# Slack installs no subscription whose scope is missing; one of the scopes named is enough.
EVENT_SCOPES: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "message.im": ("im:history",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.mpim": ("mpim:history",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "channel_archive": ("channels:read",),
    "group_archive": ("groups:read",),
    "user_change": ("users:read",),
    "team_join": ("users:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
}


class ManifestError(Exception):
    """The manifest cannot be installed; the words say what to mend."""


@dataclass(frozen=True)
class Command:
    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True)
class Shortcut:
    name: str
    kind: str  # "global" or "message"
    callback_id: str
    description: str


@dataclass(frozen=True)
class Manifest:
    name: str
    description: str
    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]
    scopes: frozenset[str]
    events: frozenset[str]
    interactive: bool
    home_tab: bool
    messages_tab: bool
    messages_read_only: bool

    def command(self, name: str) -> Command | None:
        return next((each for each in self.commands if each.command == name), None)


def read_manifest(path: Path) -> Manifest:
    """The manifest in a YAML or JSON file, or a ManifestError with everything wrong at once."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ManifestError(f"it is neither YAML nor JSON: {error}") from None
    if not isinstance(document, dict):
        raise ManifestError("it holds no manifest")
    return parse_manifest(document)


def parse_manifest(document: Mapping[str, Any]) -> Manifest:
    features, settings = _part(document, "features"), _part(document, "settings")
    home, bot = _part(features, "app_home"), _part(features, "bot_user")
    oauth = _part(_part(document, "oauth_config"), "scopes")
    about = _part(document, "display_information")
    manifest = Manifest(
        name=str(bot.get("display_name") or about.get("name") or ""),
        description=str(about.get("long_description") or about.get("description") or ""),
        commands=tuple(_command(each) for each in features.get("slash_commands") or ()),
        shortcuts=tuple(_shortcut(each) for each in features.get("shortcuts") or ()),
        scopes=frozenset(oauth.get("bot") or ()),
        events=frozenset(_part(settings, "event_subscriptions").get("bot_events") or ()),
        interactive=bool(_part(settings, "interactivity").get("is_enabled", False)),
        home_tab=bool(home.get("home_tab_enabled", False)),
        messages_tab=bool(home.get("messages_tab_enabled", True)),
        messages_read_only=bool(home.get("messages_tab_read_only_enabled", False)),
    )
    wrong = _faults(manifest, socket_mode=bool(settings.get("socket_mode_enabled", False)))
    if wrong:
        raise ManifestError("the manifest cannot be installed: " + "; ".join(wrong))
    return manifest


def _part(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A section of the manifest, empty where there is none; a ManifestError where it is no section."""
    part = whole.get(name) or {}
    if not isinstance(part, Mapping):
        raise ManifestError(f"{name} should be a section with entries, and is {part!r}")
    return part


def _command(raw: Mapping[str, Any]) -> Command:
    return Command(
        command=str(raw.get("command", "")),
        description=str(raw.get("description", "")),
        usage_hint=str(raw.get("usage_hint", "")),
        should_escape=bool(raw.get("should_escape", False)),
    )


def _shortcut(raw: Mapping[str, Any]) -> Shortcut:
    return Shortcut(
        name=str(raw.get("name", "")),
        kind=str(raw.get("type", "")),
        callback_id=str(raw.get("callback_id", "")),
        description=str(raw.get("description", "")),
    )


def _faults(manifest: Manifest, *, socket_mode: bool) -> list[str]:
    wrong = []
    if not manifest.name:
        wrong.append("display_information.name is missing")
    if not socket_mode:
        wrong.append("settings.socket_mode_enabled is not true, and this workspace delivers by Socket Mode")
    for command in manifest.commands:
        if not command.command.startswith("/") or " " in command.command:
            wrong.append(f"the command {command.command!r} must start with / and hold no space")
        if not command.description:
            wrong.append(f"the command {command.command} has no description")
    if manifest.commands and "commands" not in manifest.scopes:
        wrong.append("slash commands need the scope commands")
    for event in sorted(manifest.events):
        scopes = EVENT_SCOPES.get(event)
        if scopes and not manifest.scopes.intersection(scopes):
            wrong.append(f"the event {event} needs the scope {' or '.join(scopes)}")
    return wrong
