"""The pages of installing can be read by day and by night, and say nothing that somebody else typed as HTML."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot import oauth_pages as pages
from tests.handlers.test_charts import contrast


def _colours(style: str) -> dict[str, dict[str, str]]:
    """Of each rule the colours it names."""
    rules = re.findall(r"([\w.]+)\{([^{}]*)\}", style)
    found: dict[str, dict[str, str]] = {}
    for name, said in rules:
        named = dict(re.findall(r"(?<![\w-])(color|background):(#[0-9a-f]{3,6})", said))
        found[name] = {**named, **found.get(name, {})}
    return {name: {of: _whole(colour) for of, colour in said.items()} for name, said in found.items()}


def _whole(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * each for each in colour[1:])


@pytest.mark.parametrize("dark", [False, True])
def test_what_stands_on_a_page_can_be_read(dark: bool) -> None:
    style = (pages.shown(pages.DENIED).text or "").partition("<style>")[2].partition("</style>")[0]
    day, _, night = style.partition("@media(prefers-color-scheme:dark)")
    found = _colours(night if dark else day)
    words = found["body"]["color"]
    for under in ("body", "main", "code"):
        assert contrast(words, found[under]["background"]) >= 7, under
    assert contrast(found[".button"]["color"], found[".button"]["background"]) >= 4.5
    assert (contrast(found["main"]["background"], "#ffffff") > 10) is dark


@pytest.mark.parametrize(
    ("days", "said"), [(30, "30 days later all it knows"), (1, "1 day later"), (None, "stays until you have it erased")]
)
def test_it_is_said_what_becomes_of_the_data_and_of_the_messages(days: int | None, said: str) -> None:
    after = None if days is None else timedelta(days=days)
    text = pages.shown(pages.welcome("Kestrel", "https://x", missing=[], erase_after=after)).text or ""
    assert said in text
    assert "messages and files in Slack stay there" in text


def test_a_workspaces_name_is_no_html() -> None:
    text = pages.shown(pages.welcome("<b>Kestrel", "https://x", missing=["<i>"], erase_after=None)).text or ""
    assert "&lt;b&gt;Kestrel" in text
    assert "<i>" not in text
