"""The manifest says exactly what the code does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

import handlers
from bot.__main__ import manifest

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
