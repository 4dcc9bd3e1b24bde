"""The manifest decides what is there; one that Slack would not install is refused with everything wrong at once."""

from pathlib import Path

import aiohttp
import pytest

from bot.playground.errors import Refused
from bot.playground.manifest import ManifestError, read_manifest
from bot.playground.server import Playground
from tests.playground.by_hand import MANIFEST, Api


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
