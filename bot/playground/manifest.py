"""Reads the app's manifest: what the bot may do, hears and offers, and nothing beyond that."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.playground.manifest_shape import misshapen

# Slack installs no subscription whose scope is missing; one of the scopes named is enough.
EVENT_SCOPES: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_uninstalled": (),
    "tokens_revoked": (),
    "app_mention": ("app_mentions:read",),
    "message.im": ("im:history",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.mpim": ("mpim:history",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "channel_archive": ("channels:read",),
    "group_archive": ("groups:read",),
    "channel_rename": ("channels:read",),
    "group_rename": ("groups:read",),
    "user_change": ("users:read",),
    "team_join": ("users:read",),
    "file_shared": ("files:read",),
    "file_deleted": ("files:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
}

NO_OPTIONS_URL = "the manifest has no settings.interactivity.message_menu_options_url, where Slack asks for options"


# The safe loader in C where PyYAML was built with it: ten times as quick, and most of a workspace's start is this.
_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ManifestError(Exception):
    """The manifest cannot be installed; the words say what to mend."""


@dataclass(frozen=True)
class Command:
    command: str
    description: str
    usage_hint: str
    should_escape: bool
    url: str = ""  # where it is sent, where the app is spoken to by HTTP


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
    socket_mode: bool
    events_url: str  # request URLs; empty where none is given
    interactivity_url: str
    options_url: str  # where options are asked for

    def command(self, name: str) -> Command | None:
        return next((each for each in self.commands if each.command == name), None)


def read_manifest(path: Path, *, addressed: bool = False) -> Manifest:
    """The manifest in a YAML or JSON file, or a ManifestError with everything wrong at once.

    `addressed`: somebody names the app's address, so that a manifest without Socket Mode needs no request URLs.
    """
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ManifestError(f"it is neither YAML nor JSON: {error}") from None
    if not isinstance(document, dict):
        raise ManifestError("it holds no manifest")
    return parse_manifest(document, addressed=addressed)


def parse_manifest(document: Mapping[str, Any], *, addressed: bool = False) -> Manifest:
    features, settings = _part(document, "features"), _part(document, "settings")
    home, bot = _part(features, "app_home"), _part(features, "bot_user")
    oauth = _part(_part(document, "oauth_config"), "scopes")
    about = _part(document, "display_information")
    subscriptions, interactivity = _part(settings, "event_subscriptions"), _part(settings, "interactivity")
    manifest = Manifest(
        name=str(bot.get("display_name") or about.get("name") or ""),
        description=str(about.get("long_description") or about.get("description") or ""),
        commands=tuple(_command(each) for each in _entries(features, "slash_commands")),
        shortcuts=tuple(_shortcut(each) for each in _entries(features, "shortcuts")),
        scopes=frozenset(_names(oauth, "bot")),
        events=frozenset(_names(subscriptions, "bot_events")),
        interactive=bool(interactivity.get("is_enabled", False)),
        home_tab=bool(home.get("home_tab_enabled", False)),
        messages_tab=bool(home.get("messages_tab_enabled", True)),
        messages_read_only=bool(home.get("messages_tab_read_only_enabled", False)),
        socket_mode=bool(settings.get("socket_mode_enabled", False)),
        events_url=str(subscriptions.get("request_url") or ""),
        interactivity_url=str(interactivity.get("request_url") or ""),
        options_url=str(interactivity.get("message_menu_options_url") or ""),
    )
    wrong = misshapen(document) + _faults(manifest)
    if not manifest.socket_mode and not addressed:
        wrong += _unaddressed(manifest)
    if wrong:
        raise ManifestError("the manifest cannot be installed: " + "; ".join(wrong))
    return manifest


def _part(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A section of the manifest, empty where there is none; a ManifestError where it is no section."""
    part = whole.get(name) or {}
    if not isinstance(part, Mapping):
        raise ManifestError(f"{name} should be a section with entries, and is {part!r}")
    return part


def _entries(whole: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """A list of sections, empty where there is none."""
    entries = whole.get(name) or []
    if not isinstance(entries, list) or not all(isinstance(each, Mapping) for each in entries):
        raise ManifestError(f"{name} should be a list of sections with entries, and is {entries!r}")
    return entries


def _names(whole: Mapping[str, Any], name: str) -> list[str]:
    names = whole.get(name) or []
    if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
        raise ManifestError(f"{name} should be a list of names, and is {names!r}")
    return names


def _command(raw: Mapping[str, Any]) -> Command:
    return Command(
        command=str(raw.get("command", "")),
        description=str(raw.get("description", "")),
        usage_hint=str(raw.get("usage_hint", "")),
        should_escape=bool(raw.get("should_escape", False)),
        url=str(raw.get("url") or ""),
    )


def _shortcut(raw: Mapping[str, Any]) -> Shortcut:
    return Shortcut(
        name=str(raw.get("name", "")),
        kind=str(raw.get("type", "")),
        callback_id=str(raw.get("callback_id", "")),
        description=str(raw.get("description", "")),
    )


def _unaddressed(manifest: Manifest) -> list[str]:
    """What Slack would not know where to send: without Socket Mode everything the app hears of needs a request URL."""
    needed = {f"features.slash_commands: {each.command} needs a url": each.url for each in manifest.commands}
    if manifest.events:
        needed["settings.event_subscriptions.request_url is missing"] = manifest.events_url
    if manifest.interactive:
        needed["settings.interactivity.request_url is missing"] = manifest.interactivity_url
    missing = [words for words, url in needed.items() if not url]
    if missing:
        missing.append("settings.socket_mode_enabled is not true, so the above are needed, or one address for all")
    return missing


def _faults(manifest: Manifest) -> list[str]:
    wrong = []
    if not manifest.name:
        wrong.append("display_information.name is missing")
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
