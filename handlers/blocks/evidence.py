"""How evidence reads: what is asked of each must-have when somebody is put forward, and the same on their card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2s
from typing import TYPE_CHECKING

from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import day, quote
from storage.rules.evidence import WORDS_LONGEST, Evidence, Seen

if TYPE_CHECKING:
    from storage.dossiers import Dossier

MARKS = {Seen.SEEN: "✓", Seen.PARTLY: "◐", Seen.NOT_SEEN: "–"}
SAID = {Seen.SEEN: "✓ Seen", Seen.PARTLY: "◐ Partly", Seen.NOT_SEEN: "– Not seen yet"}
_NO_WORDS = {Seen.SEEN: "", Seen.PARTLY: "partly", Seen.NOT_SEEN: "not seen yet"}
_ON_CARD = 520  # characters of one must-have, so that five of them fit into one section


def name(criterion: str, what: str) -> str:
    """Under which name an answer about one must-have is found, whatever its place."""
    return f"{what}.{blake2s(criterion.encode('utf-8'), digest_size=6).hexdigest()}"


def fields(criteria: Iterable[str], typed: Mapping[str, str], notes: Mapping[str, str]) -> list[Block]:
    """A select and a line for each must-have, with what is `typed` there already; notes stand above their field."""
    found: list[Block] = []
    for each in criteria:
        seen, words = name(each, "seen"), name(each, "words")
        options = [kit.option(text, value) for value, text in SAID.items()]
        found.append(
            kit.field(seen, each, kit.select(options, initial=typed.get(seen), placeholder="Not said"), optional=True)
        )
        if words in notes:
            found.append(kit.section(notes[words]))
        found.append(
            kit.field(
                words,
                f"{each}: what did you see?",
                kit.text_input(longest=WORDS_LONGEST, initial=typed.get(words), placeholder="What they did, or said"),
                optional=True,
            )
        )
    return found


def shown(evidence: Sequence[Evidence]) -> list[Block]:
    """The must-haves with what was seen of each, in the order of the brief."""
    if not evidence:
        return []
    lines = []
    for each in evidence:
        criterion = quote(each.criterion, 200)
        said = quote(each.words, _ON_CARD - 20 - len(criterion)) if each.words else _NO_WORDS[each.seen]
        words = f" — {said}" if said else ""
        lines.append(f"{MARKS[each.seen]} {criterion}{words}")
    return [kit.section("\n".join(["*Must-haves*", *lines]))]


def beside(dossier: Dossier) -> list[Block]:
    """What stands beside the CV."""
    return [kit.section(f"*Besides the CV:* {quote(dossier.insight, 1500)}")] if dossier.insight else []


def facts(dossier: Dossier) -> list[str]:
    """Notice, and when they were told what is kept of them."""
    found = []
    if dossier.notice:
        found.append(f"Notice {quote(dossier.notice, 100)}")
    if dossier.privacy_on:
        found.append(f"{'privacy' if found else 'Privacy'} notice given {day(dossier.privacy_on, weekday=False)}")
    return found
