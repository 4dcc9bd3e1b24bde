"""Each check bites: its probe passes while it holds, and fails as soon as it alone is switched off."""

import ast
import re
from pathlib import Path

import pytest

from bot.playground.api.entry import METHODS
from bot.playground.checks import CHECKS, Checks
from bot.playground.client_views import messages_shown, snapshot
from bot.playground.server import Playground
from tests.playground.strict import calls, delivery, files, kit, messages, rooms, schedule, views
from tests.playground.strict.scene import PROBES, scene
from tests.playground.test_web_api import ARGUMENTS, GARBAGE

PLAYGROUND = Path(calls.__file__).parents[3] / "bot" / "playground"


def test_every_check_has_its_probe_and_every_probe_its_check() -> None:
    assert len([calls, delivery, files, kit, messages, rooms, schedule, views]) == 8  # registered by being imported
    assert PROBES.keys() == CHECKS.keys()


@pytest.mark.parametrize("name", PROBES)
async def test_a_check_that_holds_refuses(name: str, tmp_path: Path) -> None:
    async with scene(tmp_path, PROBES[name]) as stage:
        await PROBES[name].show(stage)


@pytest.mark.parametrize("name", PROBES)
async def test_a_check_switched_off_fails_its_own_probe(name: str, tmp_path: Path) -> None:
    async with scene(tmp_path, PROBES[name], without=(name,)) as stage:
        with pytest.raises(AssertionError):
            await PROBES[name].show(stage)


async def test_with_every_check_off_no_call_brings_the_workspace_down(tmp_path: Path) -> None:
    async with scene(tmp_path, PROBES["calls.method"], without=CHECKS) as stage:
        channel = await stage.channel()
        for turn in range(len(GARBAGE)):
            for method in METHODS:
                given = {name: GARBAGE[(turn + place * 3) % len(GARBAGE)] for place, name in enumerate(ARGUMENTS)}
                await stage.api(method, **given | ({"channel": channel} if turn % 2 else {}))
                assert stage.api.status == 200
        assert snapshot(stage.workspace, "U0RITA")["conversations"]
        for conversation in [*stage.workspace.conversations.values()]:
            messages_shown(stage.workspace, "U0RITA", conversation.id)
            stage.playground.person("Rita").messages(conversation.id)


def test_a_check_says_what_slack_insists_on_and_where_that_is_written() -> None:
    for check in CHECKS.values():
        assert check.says.endswith(".")
        assert check.source.startswith("https://docs.slack.dev/")


def test_a_name_nobody_knows_is_refused_with_the_names_there_are(manifest: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no check is called trigger_expires; there are calls\.encodings, "):
        Playground(manifest, clock_file=tmp_path / "clock", without=("trigger_expires",))
    with pytest.raises(KeyError):
        Checks().on("trigger_expires")


def test_every_name_that_the_playground_asks_for_is_registered() -> None:
    prefixes = {name.partition(".")[0] + "." for name in CHECKS}
    asked = {
        node.value
        for path in PLAYGROUND.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value.startswith(tuple(prefixes)) and re.fullmatch(r"\w+\.\w+", node.value)
    }
    assert asked - METHODS.keys() - CHECKS.keys() == set()
