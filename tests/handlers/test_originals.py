"""A message becomes a posting as far as it can be read, and never more than it says."""

from __future__ import annotations

import pytest

from handlers.blocks.originals import plain, please_delete, prefill
from handlers.blocks.postings import CASE_LONGEST


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Ada Marlowe", "Ada Marlowe"),
        ("*Ada Marlowe* – Data Engineer at Kestrel", "Ada Marlowe"),
        ("Jean-Luc O’Neill, Berlin", "Jean-Luc O’Neill"),
        ("• Mei Tanaka (via Bo)", "Mei Tanaka"),
        ("李 小龍 | Tokyo", "李 小龍"),
        ("\nNoor Haddad <mailto:noor@example.com|noor@example.com>", ""),
        ("hi all, look at this one", ""),
        ("Ada", ""),
        ("I met somebody who would fit", ""),
        ("Ada Marlowe 3", ""),
        ("ada@example.com", ""),
        ("<@U0SAM> Ada Marlowe", "Ada Marlowe"),
    ],
)
def test_the_name_is_the_first_line_where_it_looks_like_one(line: str, name: str) -> None:
    assert prefill(f"{line}\nBuilt it twice.").get("name", "") == name


def test_email_link_and_text_are_read_as_people_read_them() -> None:
    text = (
        "Ada Marlowe\nBuilt &lt;it&gt; twice &amp; more, <https://example.com/in/ada|profile>.\n"
        "<mailto:Ada@example.com|Ada@example.com> <!channel> <@U0SAM>"
    )
    assert prefill(text) == {
        "name": "Ada Marlowe",
        "case": "Ada Marlowe\nBuilt <it> twice & more, https://example.com/in/ada.\nAda@example.com",
        "email": "Ada@example.com",
        "profile": "https://example.com/in/ada",
    }


@pytest.mark.parametrize("text", ["", "<@U0SAM>", "\u200b\u202e", "http://example.com javascript:alert(1)"])
def test_what_is_not_there_is_left_empty(text: str) -> None:
    assert set(prefill(text)) <= {"case"}


def test_a_long_message_is_cut_to_what_the_field_takes() -> None:
    assert len(prefill("x" * 9000)["case"]) == CASE_LONGEST
    assert plain("a\u202eb") == "ab"


def test_the_author_hears_neither_for_which_role_nor_whom() -> None:
    text, blocks = please_delete("https://x.slack.com/archives/C1/p1", "Rita", own=False)
    assert text == "A message to delete"
    assert "Rita put somebody forward from <https://x.slack.com/archives/C1/p1|a message you wrote>." in str(blocks)
    assert "REQ" not in str(blocks)
