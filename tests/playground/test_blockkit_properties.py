"""Whatever an app sends, validation answers; and whatever it lets through, the rest of the playground can show."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.blockkit import check_message, check_view, mended_blocks, mended_view, with_ids
from bot.playground.blockkit.blocks import BLOCKS
from bot.playground.blockkit.elements import ELEMENTS
from bot.playground.blockkit.inputs import initial_values
from bot.playground.checks import CHECKS
from bot.playground.forms import complaints, merged
from bot.playground.reading import all_presses, seen_view
from bot.playground.server import Playground
from bot.playground.views import publish_home
from bot.playground.wording import visible_texts
from bot.playground.workspace import Workspace
from tests.playground import test_blockkit_elements
from tests.playground.by_hand import MANIFEST
from tests.playground.test_blockkit import ACCEPTED_IN_MESSAGES, ACCEPTED_VIEWS, modal

TYPES = [*BLOCKS, *ELEMENTS, "plain_text", "mrkdwn", "raw_text", "rich_text_section", "rich_text_list", "modal", "home"]
NAMES = [
    "type", "text", "fields", "accessory", "elements", "element", "label", "options", "option_groups", "value", "rows",
    "initial_option", "initial_options", "block_id", "action_id", "blocks", "title", "submit", "style", "alt_text",
]  # fmt: skip
leaves = st.none() | st.booleans() | st.integers(-1, 5) | st.sampled_from([*TYPES, "", "x", "https://x.example"])
trees = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(trees)
def test_validation_answers_to_anything(value: Any) -> None:
    assert all(fault.pointer.startswith("/") for fault in [*check_message(value), *check_view(value)])


def places(value: Any) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inside:
        yield (name,)
        yield from ((name, *rest) for rest in places(each))


def changed(value: Any, way: tuple[Any, ...], put: Any) -> Any:
    """A copy of `value` with `put` at the end of the way."""
    if not way:
        return put
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[way[0]] = changed(value[way[0]], way[1:], put)
    return copy


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("playground")
    (folder / "manifest.yml").write_text(MANIFEST)
    return Playground(folder / "manifest.yml", clock_file=folder / "clock", without=CHECKS).workspace


SOUND = [
    *(row[1] for row in ACCEPTED_IN_MESSAGES if row[1]),
    *(row[1] for row in test_blockkit_elements.ACCEPTED_IN_MESSAGES if len(str(row[1])) < 2_000),
    *(row[1]["blocks"] for row in ACCEPTED_VIEWS if row[1]["blocks"]),
    *([row[1]] for row in test_blockkit_elements.ACCEPTED_IN_MODALS),
]


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_what_validation_lets_through_can_be_shown(workspace: Workspace, data: st.DataObject) -> None:
    """One value in a sound surface is replaced: either that is refused, or everything else can live with it."""
    sound = data.draw(st.sampled_from(SOUND))
    blocks = changed(sound, data.draw(st.sampled_from([*places(sound)])), data.draw(trees))
    if check_message(blocks) == []:
        show(workspace, blocks)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_what_a_relaxed_playground_lets_through_is_mended_until_it_can_be_shown(
    workspace: Workspace, data: st.DataObject
) -> None:
    """With every check off, the same: nothing that arrives brings down what shows it."""
    sound = data.draw(st.sampled_from(SOUND))
    blocks = changed(sound, data.draw(st.sampled_from([*places(sound)])), data.draw(trees))
    show(workspace, mended_blocks(blocks, check_message(blocks)))
    view = changed(modal(*sound), data.draw(st.sampled_from([*places(modal(*sound))])), data.draw(trees))
    content = mended_view(view, "modal", check_view(view))
    assert isinstance(content["blocks"], list)
    show(workspace, content["blocks"])
    shown = publish_home(workspace, "U0RITA", content)
    seen_view(workspace, shown)
    complaints(shown, merged(shown, {}))


def show(workspace: Workspace, blocks: Any) -> None:
    named = with_ids(blocks, workspace.number) or []
    initial_values(named)
    visible_texts(workspace, named)
    [*all_presses(workspace, named)]
