"""A story that breaks off ends in a sentence, and Slack is patient with a bot on a machine with much to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from bot.commands.demo import told
from bot.demo import Story
from bot.demo.stage import patiently
from bot.demo.transcript import StoryFailed
from bot.playground.errors import Refused
from bot.settings import CannotStart


@dataclass
class Breaking:
    """A story that ends so."""

    error: Exception | None
    about: str = "A story."

    async def tell(self, folder: Path, say: Callable[[str], None]) -> None:
        if self.error is not None:
            raise self.error


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (StoryFailed("Hal did not see it"), "Hal did not see it"),
        (Refused("The request URL was not accepted: it does not answer (http_timeout)."), "was not accepted"),
        (CannotStart("Port 8642 is taken."), "is taken"),
        (TimeoutError(), "a machine with less to do"),
        (KeyError("Ada Marlowe"), "nobody foresaw: KeyError, in"),
        (OSError(28, "No space left on device"), "nobody foresaw: OSError"),
    ],
)
async def test_a_story_that_breaks_off_says_so_in_a_sentence(
    error: Exception, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not await told(cast(Story, Breaking(error)))
    said = capsys.readouterr()
    assert said.err.startswith("\nThe story broke off")
    assert says in said.err
    assert "Ada" not in said.err
    assert "Every step" not in said.out


async def test_a_story_that_happened_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert await told(cast(Story, Breaking(None)))
    assert "Every step happened." in capsys.readouterr().out


@pytest.mark.parametrize(("misses", "taken"), [(0, True), (2, True), (99, False)])
async def test_the_bots_address_is_tried_again_and_not_for_ever(misses: int, taken: bool) -> None:
    asked = 0

    async def tell() -> None:
        nonlocal asked
        asked += 1
        if asked <= misses:
            raise Refused("It does not answer.")

    if taken:
        await patiently(tell)
        assert asked == misses + 1
    else:
        with pytest.raises(Refused):
            await patiently(tell)
        assert asked < misses
