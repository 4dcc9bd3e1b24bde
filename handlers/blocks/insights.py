"""How insights read: the form with the facts beside it, and the message in the role's channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import clip, count, escape, quote
from storage.rules.insights import LEAST, LONGEST, Insight

if TYPE_CHECKING:
    from storage.findings import Findings, Passed
    from storage.insights import Insight as Shared
    from storage.requisitions import Requisition

TYPED = 3000  # characters the field takes: what is too long is said beside it, and stays there
KINDS = {
    Insight.MARKET: "The market: who is out there, what they ask, what others pay",
    Insight.TEAM: "The team: how it works, what it values, what changes",
}
ABOUT = {Insight.MARKET: "on the market", Insight.TEAM: "on the team"}
_MOST_SOURCES, _MOST_CITED = 6, 5
EMPTY = "A sentence or two is enough."


def form(
    roles: list[Requisition], chosen: int | None, kind: Insight, known: Findings, metadata: str, *, note: str = ""
) -> Block:
    """The modal. `chosen` is the role it begins with; `note` what is pointed out of the words, once."""
    options = [kit.option(clip(f"{role.key} {role.title}", kit.OPTION), str(role.id)) for role in roles]
    kinds = [kit.option(words, each) for each, words in KINDS.items()]
    initial = next(option for option in kinds if option["value"] == kind)
    hint = "Everybody in the role's channel reads it, and whoever reads a digest. Never about a candidate."
    return kit.modal(
        ids.VIEW_INSIGHT,
        "Share an insight",
        [
            kit.field(
                "role", "For which role?", kit.select(options[: kit.OPTIONS], initial=str(chosen) if chosen else None)
            ),
            kit.field("kind", "About", {"type": "radio_buttons", "options": kinds, "initial_option": initial}),
            kit.field(
                "text",
                "What should the other know?",
                kit.text_input(lines=True, longest=TYPED),
                hint=f"{hint} Up to {LONGEST:,} characters.",
            ),
            *([kit.context(note)] if note else []),
            kit.divider(),
            *facts(known),
        ],
        submit="Share",
        metadata=metadata,
    )


def too_long(length: int) -> str:
    return f"These are {length:,} characters. Keep the {LONGEST:,} that help most; nothing was lost."


def facts(known: Findings) -> list[Block]:
    """What the store itself knows of one's own roles; nothing of fewer than three cases."""
    shortlist = (
        f"{count(known.shortlist, 'day')}, median of {known.shortlists} roles"
        if known.shortlist is not None
        else _missing(known.shortlists, "role")
    )
    passed = "\n".join(_passed(each) for each in known.passed[:_MOST_SOURCES])
    cited = "\n".join(
        f"• “{quote(text, 200)}”: {count(number, 'rejection')}" for text, number in known.cited[:_MOST_CITED]
    )
    return [
        kit.section("*What your own roles show*"),
        kit.section(f"*Who goes on, by source*\n{passed or _missing(0, 'decision', 'from one source')}"),
        kit.section(f"*From opening to the first candidate*\n{shortlist}"),
        kit.section(
            f"*Must-haves that cost most candidates*\n{cited or _missing(0, 'rejection', 'that cites the same one')}"
        ),
        kit.context(
            f"Over your {count(known.roles, 'role')} of the last two years, by decisions that stand. Nothing is said "
            f"of fewer than {LEAST} cases."
        ),
    ]


def _missing(number: int, one: str, more: str = "") -> str:
    known = f"{count(number, one)} so far" if number else "Nothing yet"
    return f"{known}: it takes {LEAST} {one}s{f' {more}' if more else ''} to say anything."


def _passed(each: Passed) -> str:
    """*Referral: 5 of 8 went on to an interview · 2 of 4 to an offer · 1 hired*."""
    source = escape(each.source) if each.source else "No source given"
    said = f"• {source}: {each.went_on} of {each.decided} went on to an interview"
    if each.debriefed >= LEAST:
        said += f" · {each.to_offer} of {each.debriefed} from the debrief to an offer"
    return said + (f" · {each.hired} hired" if each.hired else "")


def said(shared: Shared) -> tuple[str, list[Block]]:
    """The message, named."""
    role = shared.requisition
    head = f"{escape(shared.by.first_name)} {ABOUT[shared.kind]}"
    text = f"{role.key}: {shared.by.first_name} {ABOUT[shared.kind]}"
    return escape(text), [
        kit.section(f":bulb: *{head}*\n{quote(shared.text, LONGEST * 2)}"),
        kit.context("`/samepage insight` shares what you know: the market, or the team."),
    ]
