"""The manifest decides what is there; one that Slack would not install is refused with everything wrong at once."""

import json
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.playground.errors import Refused
from bot.playground.manifest import ManifestError, read_manifest
from bot.playground.manifest_shape import misshapen
from bot.playground.server import Playground
from tests.playground.by_hand import MANIFEST, Api

SCHEMA = Path(__file__).parents[1] / "data" / "manifest.schema.2.0.0.json"


def test_a_manifest_is_read(manifest: Path) -> None:
    read = read_manifest(manifest)
    assert read.name == "Sample"
    assert [(each.command, each.should_escape) for each in read.commands] == [("/try", True), ("/plain", False)]
    assert "user_change" in read.events


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ("socket_mode_enabled: true", "socket_mode_enabled: false", "settings.socket_mode_enabled is not true"),
        ("      - commands\n", "", "slash commands need the scope commands"),
        ("      - im:history\n", "", "the event message.im needs the scope im:history"),
        ("command: /try", "command: try", "'try' must start with /"),
        ("      description: Without escaping\n", "", "the command /plain has no description"),
    ],
)
def test_a_manifest_that_cannot_be_installed_says_why(manifest: Path, was: str, becomes: str, words: str) -> None:
    manifest.write_text(MANIFEST.replace(was, becomes))
    with pytest.raises(ManifestError, match=words):
        read_manifest(manifest)


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ("\nsettings:", "\nsetings:", "there is no setings, did you mean settings?"),
        (
            "  socket_mode_enabled",
            "  socket_mode",
            "there is no settings.socket_mode, did you mean socket_mode_en",
        ),
        (
            "    is_enabled: true",
            '    is_enabled: "false"',
            "interactivity.is_enabled should be true or false",
        ),
        ("display_name: Sample", "display_name: 7", "features.bot_user.display_name should be text, and is 7"),
        ("usage_hint", "hint", "there is no features.slash_commands[0].hint, did you mean usage_hint?"),
        ("display_information:", "colour: red\ndisplay_information:", "there is no colour"),
        ("display_information:", "_metadata: {major_version: true}\ndisplay_information:", "should be a whole number"),
    ],
)
def test_a_slip_of_the_pen_is_named(manifest: Path, was: str, becomes: str, words: str) -> None:
    manifest.write_text(MANIFEST.replace(was, becomes))
    with pytest.raises(ManifestError, match=re.escape(words)):
        read_manifest(manifest)


def filled(schema: Any, whole: Any) -> Any:
    """A document with every field of the schema in it."""
    while "$ref" in schema:
        found = whole
        for step in schema["$ref"].split("/")[1:]:
            found = found[step]
        schema = found
    if "properties" in schema:
        return {name: filled(each, whole) for name, each in schema["properties"].items()}
    if schema.get("type") == "array":
        return [filled(schema["items"], whole)]
    return {"boolean": True, "integer": 1}.get(schema.get("type"), "")


def test_everything_that_slacks_schema_has_is_known() -> None:
    schema = json.loads(SCHEMA.read_text())
    document = filled(schema, schema)
    assert document["features"]["slash_commands"][0]["should_escape"] is True
    assert misshapen(document) == []


def test_everything_wrong_is_said_at_once(manifest: Path) -> None:
    manifest.write_text(MANIFEST.replace("      - im:history\n", "").replace("      - commands\n", ""))
    with pytest.raises(ManifestError, match=r"scope commands; the event message\.im"):
        read_manifest(manifest)


@pytest.fixture
def bare(manifest: Path) -> Path:
    """A manifest without Home, messages and interactivity."""
    off = MANIFEST.replace("home_tab_enabled: true", "home_tab_enabled: false")
    off = off.replace("messages_tab_enabled: true", "messages_tab_enabled: false")
    manifest.write_text(off.replace("    is_enabled: true", "    is_enabled: false"))
    return manifest


async def test_what_is_switched_off_is_refused(bare: Path, tmp_path: Path, http: aiohttp.ClientSession) -> None:
    async with Playground(bare, clock_file=tmp_path / "clock") as playground:
        api, rita = Api(playground, http), playground.person("Rita")
        home = {"type": "home", "blocks": []}
        assert (await api("views.publish", user_id="U0RITA", view=home))["error"] == "not_enabled"
        assert (await api("chat.postMessage", channel="U0RITA", text="x"))["error"] == "messages_tab_disabled"
        with pytest.raises(Refused, match="no Home tab"):
            await rita.open_home()
        with pytest.raises(Refused, match="turned off"):
            await rita.say("hello", dm=True)


async def test_a_taken_port_is_an_error_and_leaves_nothing_open(manifest: Path, tmp_path: Path) -> None:
    async with Playground(manifest, clock_file=tmp_path / "clock") as playground:
        port = int(playground.url.rpartition(":")[2])
        with pytest.raises(OSError, match="address already in use"):
            async with Playground(manifest, port, clock_file=tmp_path / "clock"):
                pass


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "it holds no manifest"),
        ("a: [", "neither YAML nor JSON"),
        ("settings: [1]", "settings should be a section with entries"),
        ("features: {slash_commands: {command: /try}}", "slash_commands should be a list of sections"),
        ("features: {shortcuts: [3]}", "shortcuts should be a list of sections"),
        ("oauth_config: {scopes: {bot: commands}}", "bot should be a list of names"),
        ("settings: {event_subscriptions: {bot_events: [{name: team_join}]}}", "bot_events should be a list of names"),
    ],
)
def test_a_manifest_of_another_shape_says_where(manifest: Path, text: str, words: str) -> None:
    manifest.write_text(text)
    with pytest.raises(ManifestError, match=words):
        read_manifest(manifest)
