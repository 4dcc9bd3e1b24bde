"""How opening a role reads: a short modal, which *Details* makes the longer one in place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.requisitions import LOCATION_LONGEST, MOST_OPENINGS, TITLE_LONGEST
from handlers.blocks.text import clip, mention, quote
from storage.rules.details import EMPLOYMENT, NO_DETAILS, REASONS, Details
from storage.rules.duties import MOST_HELPERS

if TYPE_CHECKING:
    from storage.requisitions import Requisition

DEPARTMENT_LONGEST = 60
WORDS_LONGEST = 200  # of what the brief says with a thousand
CONFIDENTIAL = "confidential"
NEW, HERE = "new", "here"  # where it lives
_HELPERS: Block = {
    "type": "multi_users_select",
    "placeholder": kit.plain("Choose people"),
    "max_selected_items": MOST_HELPERS,
}


def modal(
    title: str, metadata: str, sources: Iterable[Requisition] | None = None, *, in_channel: bool = False
) -> Block:
    """The modal that opens a role; with `sources`, whose brief it may start from, the longer one. `in_channel`: it was
    asked for in a channel, where the role may live."""
    blocks = [
        kit.field(
            "title",
            "Title",
            kit.text_input(
                initial=clip(title, TITLE_LONGEST), placeholder="Senior Data Engineer", longest=TITLE_LONGEST
            ),
        ),
        kit.field("manager", "Hiring manager", kit.person()),
        kit.field(
            "openings",
            "Openings",
            {
                "type": "number_input",
                "is_decimal_allowed": False,
                "initial_value": "1",
                "min_value": "1",
                "max_value": str(MOST_OPENINGS),
            },
        ),
        kit.field(
            "location",
            "Location",
            kit.text_input(placeholder="Berlin or remote (EU)", longest=LOCATION_LONGEST),
            optional=True,
        ),
        kit.field(
            "backup",
            "Backup decider",
            kit.person(),
            optional=True,
            hint="May decide when the hiring manager cannot.",
        ),
    ]
    if in_channel:
        blocks.append(_where())
    if sources is None:
        blocks.append(kit.actions(kit.button("Details", ids.REQUISITION_DETAILS, "details")))
    else:
        blocks += [*details(NO_DETAILS), *_with_the_brief(sources), *_around_it()]
    blocks.append(
        kit.context(
            "I make a private channel for the role, invite the people named here, and pin its card there."
            + (" In this channel I only pin the card." if in_channel else "")
            + (f" The title was cut to {TITLE_LONGEST} characters." if len(title) > TITLE_LONGEST else "")
        )
    )
    return kit.modal(ids.VIEW_REQUISITION, "Open a requisition", blocks, submit="Open", metadata=metadata)


def _where() -> Block:
    options = [kit.option("A new private channel", NEW), kit.option("This channel", HERE)]
    return kit.field(
        "where",
        "Where",
        kit.select(options, initial=NEW),
        optional=True,
        hint="In this channel candidates stand by number only; who they are opens for those on the role.",
    )


def details(known: Details) -> list[Block]:
    """The fields of what a role says of itself beyond its title, here and where it is edited."""
    picker: Block = {"type": "datepicker", "placeholder": kit.plain("Choose a day")}
    if known.start_on:
        picker["initial_date"] = known.start_on.isoformat()
    employment = [kit.option(words, key) for key, words in EMPLOYMENT.items()]
    reasons = [kit.option(words, key) for key, words in REASONS.items()]
    return [
        kit.field(
            "department",
            "Department",
            kit.text_input(initial=known.department, longest=DEPARTMENT_LONGEST),
            optional=True,
        ),
        kit.field(
            "employment", "Employment type", kit.select(employment, initial=known.employment or None), optional=True
        ),
        kit.field("start_on", "Target start", picker, optional=True),
        kit.field("reason", "Why it is open", kit.select(reasons, initial=known.reason or None), optional=True),
    ]


def _with_the_brief(sources: Iterable[Requisition]) -> list[Block]:
    """What stands in the brief, and is asked there no more."""
    blocks = [
        kit.field("level", "Level", kit.text_input(longest=WORDS_LONGEST), optional=True),
        kit.field(
            "pay",
            "Pay band",
            kit.text_input(longest=WORDS_LONGEST, placeholder="70 to 85 thousand EUR a year"),
            optional=True,
            hint="Stands in the brief, and never on a card or in a channel.",
        ),
        kit.field(
            "jurisdiction",
            "Jurisdiction",
            kit.text_input(longest=WORDS_LONGEST, placeholder="Germany; six months"),
            optional=True,
            hint="And how long candidates' data is kept there.",
        ),
    ]
    options = [kit.option(clip(f"{each.key} {each.title}", kit.OPTION), str(each.id)) for each in sources]
    if options:
        blocks.append(
            kit.field(
                "source",
                "Start from the brief of",
                kit.select(options[: kit.OPTIONS], placeholder="A role of yours"),
                optional=True,
                hint="Copies what both signed there, as a draft: criteria and their tests too, no day, no signature.",
            )
        )
    return blocks


def _around_it() -> list[Block]:
    """Who else is in it, and who must not be."""
    return [
        kit.field("helpers", "Helpers", _HELPERS, optional=True, hint="May put people forward and answer, as you may."),
        kit.field(
            "approver",
            "Who approves the headcount",
            kit.person(),
            optional=True,
            hint="Asked at once, and need not be in the channel. Nobody is put forward before they say yes.",
        ),
        kit.field(
            CONFIDENTIAL,
            "Confidential",
            kit.checkboxes([kit.option("Keep its title to its own channel", CONFIDENTIAL)], []),
            optional=True,
            hint="The channel bears its number only, and no digest, list or figure elsewhere shows the role.",
        ),
    ]


def opened_words(role: Requisition) -> str:
    """What the recruiter reads at once, while the channel is being made."""
    said = f"*{role.key} {quote(role.title, 100)}* is open."
    if role.headcount.is_asked and role.headcount.approver:
        said = (
            f"*{role.key} {quote(role.title, 100)}* waits for {mention(role.headcount.approver)}, who is asked to "
            "approve its headcount. The brief can be written and signed meanwhile."
        )
    if role.is_shared:
        return f"{said} Its card will be pinned here; please see to it that {mention(role.manager)} is in this channel."
    return f"{said} I am making its private channel; you and {mention(role.manager)} will find the card pinned there."
