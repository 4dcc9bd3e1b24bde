"""The manifest says exactly what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft7Validator

import handlers
from bot.__main__ import main, manifest
from bot.manifest import NEW_APP, new_app
from bot.scopes import WHY
from tests.install_steps import FOLDER, pictures

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "tests" / "data" / "manifest.schema.2.0.0.json"


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(manifest().read_text(encoding="utf-8"))
    return found


def test_the_manifest_is_valid_by_slacks_own_schema(told: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert [error.message for error in Draft7Validator(schema).iter_errors(told)] == []


def test_slacks_schema_would_notice_a_wrong_manifest(told: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    broken = {**told, "display_information": {"name": "x" * 36}}
    assert list(Draft7Validator(schema).iter_errors(broken))


def test_the_manifest_names_exactly_the_commands_that_are_answered(told: dict[str, Any]) -> None:
    named = {command["command"] for command in told["features"]["slash_commands"]}
    assert named == set(handlers.COMMANDS)


def test_every_usage_hint_begins_with_a_subcommand_that_exists(told: dict[str, Any]) -> None:
    tables = {"/req": handlers.REQ, "/candidate": handlers.CANDIDATE, "/samepage": handlers.SAMEPAGE}
    for command in told["features"]["slash_commands"]:
        for part in command["usage_hint"].split("|"):
            assert part.split()[0] in tables[command["command"]]


def test_the_manifest_subscribes_exactly_to_the_events_that_are_heard(told: dict[str, Any]) -> None:
    assert told["settings"]["event_subscriptions"]["bot_events"] == list(handlers.EVENTS)


def test_every_scope_stands_in_the_readme_with_its_reason(told: dict[str, Any]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = {
        line.split("|")[1].strip().strip("`"): line.split("|")[2].strip()
        for line in readme.splitlines()
        if line.startswith("| `")
    }
    for scope in told["oauth_config"]["scopes"]["bot"]:
        assert len(rows.get(scope, "")) > 20, f"{scope} has no reason in the README"
    assert {scope: rows[scope] for scope in WHY} == WHY, "the doctor gives other reasons than the README"
    assert set(WHY) == set(told["oauth_config"]["scopes"]["bot"])
    named = {row for row in rows if re.fullmatch(r"[a-z]+:[a-z]+|commands", row)}
    assert named == set(WHY), "the README names scopes the manifest does not ask for"


def test_the_readmes_link_makes_an_app_of_this_manifest(told: dict[str, Any]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (link,) = re.findall(rf"\(({re.escape(NEW_APP)}[^)]*)\)", readme)
    assert link == new_app(), "print it with `samepage install-link`"
    assert len(link) < 6000, "longer than what some take for an address"
    (sent,) = parse_qs(urlsplit(link).query, strict_parsing=True)["manifest_yaml"]
    assert yaml.safe_load(sent) == told


def test_a_link_for_http_is_a_sound_manifest_with_addresses_everywhere(told: dict[str, Any]) -> None:
    made = CliRunner().invoke(main, ["install-link", "--http", "https://bot.example.com/"])
    assert made.exit_code == 0
    (sent,) = parse_qs(urlsplit(made.output.strip()).query)["manifest_yaml"]
    found = yaml.safe_load(sent)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert [error.message for error in Draft7Validator(schema).iter_errors(found)] == []
    events = "https://bot.example.com/slack/events"
    assert [each["url"] for each in found["features"]["slash_commands"]] == [events] * len(handlers.COMMANDS)
    assert found["settings"]["event_subscriptions"]["request_url"] == events
    assert found["settings"]["interactivity"]["request_url"] == events
    assert found["settings"]["socket_mode_enabled"] is False
    assert found["oauth_config"]["scopes"] == told["oauth_config"]["scopes"]


@pytest.mark.parametrize(
    "address", ["http://bot.example.com", "bot.example.com", "https://h/slack/events", "https://[x"]
)
def test_an_address_slack_would_not_take_is_refused(address: str) -> None:
    done = CliRunner().invoke(main, ["install-link", "--http", address])
    assert done.exit_code == 2
    assert "https://your.host" in done.output


def test_the_pictures_of_installing_are_as_drawn_and_say_what_is_so(told: dict[str, Any]) -> None:
    drawn = pictures()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, picture in drawn.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == picture, "write them with python -m tests.install_steps"
        assert f"(.readme/{name})" in readme
        assert ElementTree.fromstring(picture).attrib["aria-label"]
    scopes, commands = told["oauth_config"]["scopes"]["bot"], told["features"]["slash_commands"]
    events = told["settings"]["event_subscriptions"]["bot_events"]
    assert f"{len(scopes)} scopes, {len(commands)} commands, {len(events)} events" in drawn["install-1.svg"]
    assert f"all {len(scopes)} of the manifest are granted" in drawn["install-4.svg"]
