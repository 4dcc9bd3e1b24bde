"""How a message becomes a posting, and how its author is asked to delete it."""

from __future__ import annotations

import re

from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.postings import CASE_LONGEST
from handlers.blocks.text import clean, clip, escape

_LINK = re.compile(r"<(?:mailto:)?([^<>|@#!][^<>|]*)(?:\|[^<>]*)?>")
_REFERENCE = re.compile(r"<[@#!][^<>]*>")
_EMAIL = re.compile(r"[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[A-Za-z]{2,63}")
_URL = re.compile(r"https://[^\s<>|\"]+")
_ENDS_A_NAME = re.compile(r"\s[-–—|/]\s|[,:;(|–—]")
_NAME_LONGEST = 60


def plain(text: str) -> str:
    """A message as people read it: links by their address, mentions left out, nothing escaped."""
    bare = _REFERENCE.sub("", _LINK.sub(r"\1", text))
    return clean(bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def prefill(text: str) -> dict[str, str]:
    """What a message says of a candidate, by field: the whole text as the case, the first e-mail address and https
    link, and the name where the first line looks like one."""
    said = plain(text)
    found = {"case": clip(said, CASE_LONGEST)}
    if email := _EMAIL.search(said):
        found["email"] = email[0].strip(".")
    if link := _URL.search(said):
        found["profile"] = link[0].rstrip(".,;:!?)'*_~")
    if name := _name(said):
        found["name"] = name
    return {field: words for field, words in found.items() if words}


def _name(said: str) -> str:
    """Two to four words that begin with a capital, or are of a script without them, and hold nothing but letters."""
    first = next((line for line in said.splitlines() if line.strip()), "")
    part = _ENDS_A_NAME.split(first.strip(" *_~`>•-"))[0].strip(" *_~`.")
    words = part.split()
    fits = 2 <= len(words) <= 4 and len(part) <= _NAME_LONGEST
    if fits and all(each.strip("'’.-").replace("-", "").replace("’", "").replace("'", "").isalpha() for each in words):
        return part if all(not each[0].islower() for each in words) else ""
    return ""


def please_delete(permalink: str, by: str, *, own: bool) -> tuple[str, list[Block]]:
    """Asks the author of a message to delete it; it says neither for which role nor whom."""
    who, whose = ("You", "of yours") if own else (escape(by), "you wrote")
    said = (
        f"{who} put somebody forward from <{permalink}|a message {whose}>. Please delete it now: what is kept of a "
        "candidate stands in one place, where it can be erased. I cannot delete what people wrote."
    )
    return "A message to delete", [
        kit.section(said),
        kit.context("You get this once, because the message holds what somebody may want erased."),
    ]
