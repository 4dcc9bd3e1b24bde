"""A press that crosses a repaint counts where the same button still stands, and nowhere else."""

import pytest

from bot.playground.errors import Refused
from bot.playground.presses import _element


def blocks(block_id: str, value: str) -> list[dict[str, object]]:
    button = {"type": "button", "action_id": "approve", "value": value, "text": {"type": "plain_text", "text": "Yes"}}
    return [{"type": "actions", "block_id": block_id, "elements": [button]}]


def test_the_same_button_in_a_newer_painting_counts() -> None:
    block_id, element = _element(blocks("new", "7"), "old", {"action_id": "approve", "value": "7"})
    assert (block_id, element["value"]) == ("new", "7")


@pytest.mark.parametrize(
    "pressed", [{"action_id": "approve", "value": "8"}, {"action_id": "approve"}, {"action_id": "no"}]
)
def test_another_button_in_its_place_does_not(pressed: dict[str, str]) -> None:
    with pytest.raises(Refused, match="not there any more"):
        _element(blocks("new", "7"), "old", pressed)
