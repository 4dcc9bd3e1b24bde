"""The manifest asks for what the bot uses, and for nothing it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import yaml

import handlers
from bot.demo.stage import Stage
from bot.playground.api import rooms
from bot.playground.api.entry import METHODS
from bot.playground.api.method import KINDS
from bot.playground.ledger import Call
from bot.playground.manifest import read_manifest
from bot.playground.server import Playground
from tests.stories.acting import (
    APPROVE,
    MANIFEST,
    all_sent,
    errors,
    fill_open,
    open_role,
    post_candidate,
    rest,
    sound,
)

BY_KIND: Mapping[str, Mapping[str, Sequence[str]]] = {
    "conversations.create": rooms.MANAGE,
    "conversations.open": rooms.MANAGE,
    "conversations.invite": rooms.INVITE,
    "conversations.setTopic": rooms.TOPIC,
    "conversations.history": rooms.HISTORY,
    "conversations.replies": rooms.HISTORY,
    "users.conversations": rooms.READ,
}


def needed(playground: Playground, call: Call) -> set[str]:
    """The scopes of the manifest by which Slack let this call pass."""
    row, kinds = METHODS[call.method], BY_KIND.get(call.method)
    scopes: Sequence[str] = row.scopes
    if kinds is not None:
        scopes = [each for kind in _kinds(playground, call) for each in kinds[kind]]
    return set(scopes) & read_manifest(MANIFEST).scopes


def _kinds(playground: Playground, call: Call) -> list[str]:
    given = call.arguments
    if call.method == "users.conversations":
        return [kind for kind, name in KINDS.items() if name in str(given["types"]).split(",")]
    if call.method == "conversations.create":
        return ["private" if str(given["is_private"]).lower() in ("true", "1") else "public"]
    answer = (call.response or {}).get("channel") or {}
    channel = str(given.get("channel") or answer.get("id"))
    return [playground.workspace.conversations[channel].kind]


async def test_every_scope_is_used_by_a_story_and_none_is_missing(lite_stage: Stage) -> None:
    playground, faults = lite_stage.playground, lite_stage.playground.faults
    faults.add("conversations.create", "drop_after")
    role = await open_role(playground)
    faults.add("chat.postMessage", "drop_after", times=1)
    await rest(playground, timedelta(minutes=3))
    card = await post_candidate(playground, role)
    await rest(playground, timedelta(minutes=3))
    assert (await playground.person("Rita").command("/samepage digest", "hiring")).ok
    assert (await playground.person("Rita").submit({"Days": ["Monday"], "Time": "15:00"})).ok
    faults.add("chat.postMessage", "drop_after", when=lambda given: str(given["channel"]).startswith("D"))
    await playground.move_to(datetime(2026, 6, 1, 14, 0, tzinfo=UTC))
    faults.add("chat.postMessage", "drop_after", when=lambda given: bool(given.get("thread_ts")))
    assert (await playground.person("Hal").click(APPROVE, message=card)).ok
    await rest(playground, timedelta(minutes=3))
    assert (await playground.person("Hal").command(f"/samepage stats {role.key}")).ok  # with a picture of whose ball
    await rest(playground)
    faults.add("conversations.create", "error", code="restricted_action")
    faults.add("chat.postMessage", "drop_after", when=lambda given: str(given["channel"]).startswith("G"))
    await fill_open(playground, "Without a channel", by="Rita", manager="Ines")
    await rest(playground, timedelta(minutes=3))
    used = {"commands"} if any(sent.kind == "slash_commands" for sent in playground.deliveries) else set()
    for call in playground.ledger:
        if call.method in METHODS and (call.response or {}).get("ok"):
            used |= needed(playground, call)
    assert used == read_manifest(MANIFEST).scopes
    assert "missing_scope" not in errors(playground)
    await all_sent(lite_stage.bot.database)
    sound(playground)


def test_the_manifest_names_the_commands_and_events_the_bot_listens_to() -> None:
    manifest = read_manifest(MANIFEST)
    assert {each.command for each in manifest.commands} == set(handlers.COMMANDS)
    assert manifest.events == set(handlers.EVENTS)
    assert manifest.interactive
    assert manifest.messages_tab


def test_the_manifest_stays_within_slacks_limits() -> None:
    document = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    about = document["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 175 <= len(about["long_description"]) <= 4000
    for each in read_manifest(MANIFEST).commands:
        assert len(each.command) <= 32
        assert len(each.description) <= 2000
        assert len(each.usage_hint) <= 1000
    assert document["settings"]["socket_mode_enabled"]
    assert len(document["oauth_config"]["scopes"]["bot"]) == len(set(document["oauth_config"]["scopes"]["bot"]))
