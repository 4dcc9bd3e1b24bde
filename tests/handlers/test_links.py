"""A candidate's profile link is stored, shown, never fetched; what could mislead is refused at the field."""

from __future__ import annotations

import pytest

from handlers.posting_form import wrong_link


@pytest.mark.parametrize("link", ["https://example.com/in/amara", "https://ats.example.com/c?id=7&v=2"])
def test_a_plain_link_is_taken(link: str) -> None:
    assert wrong_link(link) is None


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "http://example.com/cv",
        "https://user:secret@example.com/",
        "https://example.com/a b",
        "https://example.com/<b>",
        "https://localhost",
        "https://[::1",
        "ftp://example.com",
        "https://",
        "https://example.com/" + "x" * 500,
    ],
)
def test_anything_else_is_refused_with_words(link: str) -> None:
    assert wrong_link(link)
