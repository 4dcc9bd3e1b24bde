"""How a working agreement reads: its terms in a few lines, what is proposed otherwise, and the form that proposes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.agreement_words import FORTNIGHTLY, TITLE, WEEKLY, agreed, all_of, changes, first, other
from handlers.blocks.kit import Block
from handlers.blocks.section_forms import DAY_LABEL
from handlers.blocks.text import day, quote
from handlers.blocks.workspace_settings import working_days
from storage.rules.agreements import MOST_PROFILES, PROMISED, Term, Terms, differences
from storage.rules.promises import Kind
from storage.rules.rights import Role

if TYPE_CHECKING:
    from storage.agreements import Agreement, Proposal
    from storage.people import Person
    from storage.requisitions import Requisition

DONE, WAITS, NONE = "✓", "◐", "○"
_FIELDS = "agree."
WHY = f"{_FIELDS}why"
LONGEST = 200
_LABELS = {
    Kind.REVIEW: "answers a profile within",
    Kind.DEBRIEF: "decides after the debrief within",
    Kind.QUESTION: "answers a question within",
    Kind.CONTACT: "contacts a candidate after a yes within",
    Kind.OUTCOME: "tells a candidate the outcome within",
    Kind.HOLD: "tells a candidate of a hold within",
}
_CHOICES = (1, 2, 3, 4, 6, 8, 10, 20)  # half working days
# The blocks in which a screen of the brief carries the agreement; what is found there says what a press means.
TERMS, NOTE, CAME = "agreement.terms", "agreement.note", "agreement.came"


def field_name(what: Kind | Term) -> str:
    """Under which name a term is found in a form."""
    return f"{_FIELDS}{what.name.lower()}"


def is_field(name: str) -> bool:
    """Whether a block of that name is one of the form's fields."""
    return name.startswith(_FIELDS)


# --- where it stands


def line(role: Requisition, agreement: Agreement, people: Mapping[str, Person], reader: Person) -> Block:
    """One line and one button, like a section of the brief."""
    waiting, mine = agreement.waiting, agreement.waits_on(reader.id)
    if waiting:
        is_other = bool(differences(agreement.now, waiting.terms))
        who = f"{first(people, waiting.proposed_by)} proposes" if mine else "you propose"
        what = "other promises" if is_other else "the default promises"
        waits = "" if mine else f", waits for {first(people, other(role, reader.id))}"
        text = f"{WAITS} *{TITLE}* · {who} {what}{waits}"
        if is_other:
            text += f"\n{changes(agreement.now, waiting.terms)}"
    elif agreement.holds:
        text = f"{DONE} *{TITLE}* · {agreed(agreement.holds, people, reader)}\n{all_of(role, people, agreement.now)}"
    elif role.recruiter == role.manager:
        text = f"{NONE} *{TITLE}* · the default promises hold until you choose others"
    else:
        text = f"{NONE} *{TITLE}* · the defaults hold until you both accept"
    words = "Answer" if mine else "Other terms" if waiting or agreement.holds else "Propose"
    if role.recruiter == role.manager and not agreement.holds:
        words = "Choose"
    return kit.section(text, kit.button(words, ids.AGREEMENT_OPEN, str(role.id)))


def page(
    role: Requisition, agreement: Agreement, people: Mapping[str, Person], reader: Person, *, signs: bool, may: bool
) -> list[Block]:
    """What the brief's page says of it. `signs`: submitting signs, and accepts what the other proposes as well; `may`:
    this reader is one of the two."""
    waiting = agreement.waits_on(reader.id) if may else None
    if waiting and signs:
        return on_screen(role, agreement, people, reader, press="Sign")
    head = agreed(agreement.holds, people, reader) if agreement.holds else "the defaults hold until both accept"
    shown = [kit.section(f"*{TITLE}* · {head}\n{all_of(role, people, agreement.now)}")]
    if waiting:
        shown += [
            kit.section(_proposes(agreement, waiting, people)),
            kit.actions(*buttons(role, waiting)),
        ]
    elif agreement.waiting:
        who = (
            "You propose"
            if agreement.waiting.proposed_by == reader.id
            else (f"{first(people, agreement.waiting.proposed_by)} proposes")
        )
        shown.append(kit.context(f"{who} other terms: {changes(agreement.now, agreement.waiting.terms)}"))
    return shown


def _proposes(agreement: Agreement, waiting: Proposal, people: Mapping[str, Person]) -> str:
    who = first(people, waiting.proposed_by)
    said = f"*{who} proposes:* {changes(agreement.now, waiting.terms)}"
    return f"{said}\n“{quote(waiting.why, LONGEST * 5)}”" if waiting.why else said


def buttons(role: Requisition, waiting: Proposal) -> list[Block]:
    """*Accept* and *Propose others*."""
    return [
        kit.button("Accept", ids.AGREEMENT_ACCEPT, str(waiting.id), style="primary"),
        kit.button("Propose others", ids.AGREEMENT_OTHERS, str(role.id)),
    ]


def is_asked(role: Requisition, agreement: Agreement, reader: Person) -> bool:
    """Whether a screen that proposes or signs a brief carries the terms as well: nothing is on the table, or what the
    other put there."""
    return role.recruiter != role.manager and (
        agreement.waits_on(reader.id) is not None or not (agreement.holds or agreement.waiting)
    )


def on_screen(
    role: Requisition,
    agreement: Agreement,
    people: Mapping[str, Person],
    reader: Person,
    *,
    press: str,
    open_: bool = False,
    terms: Terms | None = None,
    why: str = "",
) -> list[Block]:
    """The terms on a screen that proposes or signs a brief, and what pressing `press` does with them; `open_`: with
    their fields, as `terms` and `why` were chosen already. Nothing where nothing is to be said."""
    if not is_asked(role, agreement, reader):
        return []
    waiting = agreement.waits_on(reader.id)
    them = first(people, other(role, reader.id))
    if waiting:
        said = f"*{TITLE}, as {them} proposes it*\n{all_of(role, people, waiting.terms)}"
        if differences(agreement.now, waiting.terms):
            said += f"\n_{changes(agreement.now, waiting.terms)}_"
        if waiting.why:
            said += f"\n“{quote(waiting.why, LONGEST * 5)}”"
        note = f"*{press}* accepts this as well."
    else:
        said = f"*{TITLE}: the default promises*\n{all_of(role, people, agreement.now)}"
        note = f"*{press}* accepts these for you; {them} accepts them by signing, or proposes others."
    if open_:
        note = f"*{press}* proposes these to {them}."
        note += (
            " Left as they stand above, they are accepted." if waiting else " What holds now holds until both accept."
        )
        inputs = fields(role, terms or agreement.newest, people, why)
        return [_named(kit.section(said), TERMS), *inputs, _named(kit.context(note), NOTE)]
    button = kit.button("Propose others", ids.AGREEMENT_HERE, str(role.id))
    return [kit.divider(), _named(kit.section(said, button), TERMS), _named(kit.context(note), NOTE)]


def _named(block: Block, name: str) -> Block:
    return block | {"block_id": name}


# --- the form


def fields(role: Requisition, terms: Terms, people: Mapping[str, Person], why: str = "") -> list[Block]:
    """One field a term, prefilled."""
    names = {Role.MANAGER: role.manager, Role.RECRUITER: role.recruiter}
    found = []
    for side, kinds in PROMISED.items():
        who = people[names[side]].first_name if names[side] in people else side.value
        for kind in kinds:
            choices = sorted({*_CHOICES, terms.promises[kind]})
            options = [kit.option(working_days(each), str(each)) for each in choices]
            element = kit.select(options, initial=str(terms.promises[kind]))
            found.append(kit.field(field_name(kind), f"{who} {_LABELS[kind]}", element))
    rhythm = [kit.option("Every week", WEEKLY), kit.option("Every other week", FORTNIGHTLY)]
    number: Block = {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}
    number |= {"max_value": str(MOST_PROFILES)}
    if terms.profiles:
        number["initial_value"] = str(terms.profiles)
    hears = [kit.option("No", "no"), kit.option("Yes, one line without names or hours", "yes")]
    return [
        *found,
        kit.field(
            field_name(Term.CHECK_INS),
            "Check-ins",
            kit.select(rhythm, initial=FORTNIGHTLY if terms.is_fortnightly else WEEKLY),
        ),
        kit.field(field_name(Term.PROFILES), "Profiles a week", number, optional=True),
        kit.field(
            field_name(Term.CHANNEL),
            "May the role's channel hear of what waits a full promise too long?",
            kit.select(hears, initial="yes" if terms.channel_hears else "no"),
        ),
        kit.field(
            WHY,
            "Why",
            kit.text_input(longest=LONGEST, initial=why or None),
            optional=True,
            hint="One line. Write about the work, never about a candidate.",
        ),
    ]


def is_fortnightly(chosen: str | None) -> bool:
    """Whether that is what was chosen for check-ins."""
    return chosen == FORTNIGHTLY


def form(
    role: Requisition,
    agreement: Agreement,
    people: Mapping[str, Person],
    reader: Person,
    shortlist_on: date | None,
    metadata: str,
    *,
    terms: Terms | None = None,
    why: str = "",
    said: str = "",
) -> Block:
    """The form that proposes terms, prefilled with those on the table. `said`: what came in between; then `terms` and
    `why` are what was typed."""
    is_one = role.recruiter == role.manager
    them = first(people, other(role, reader.id))
    does = "It holds from then on." if is_one else f"{them} hears of it in the channel, and accepts or proposes others."
    return kit.modal(
        ids.VIEW_AGREEMENT,
        TITLE,
        [
            *([kit.section(said)] if said else []),
            kit.section(f"*{quote(f'{role.key} · {role.title}', 120)}*"),
            kit.context(*_standing(agreement, people, reader, shortlist_on)),
            *fields(role, terms or agreement.newest, people, why),
            kit.context(f"{does} What is asked already keeps its promise; until both accept, what holds now holds."),
            kit.actions(kit.button("← Back to all sections", ids.BRIEF_CARD, str(role.id))),
        ],
        submit="Save" if is_one else "Propose",
        close="Close",
        metadata=metadata,
    )


def answer(
    role: Requisition,
    agreement: Agreement,
    waiting: Proposal,
    people: Mapping[str, Person],
    reader: Person,
    shortlist_on: date | None,
    metadata: str,
) -> Block:
    """What the other proposes, to accept or to answer with other terms."""
    return kit.modal(
        ids.VIEW_AGREEMENT,
        TITLE,
        [
            kit.section(f"*{quote(f'{role.key} · {role.title}', 120)}*"),
            kit.context(*_standing(agreement, people, reader, shortlist_on)),
            kit.section(_proposes(agreement, waiting, people)),
            kit.section(f"*All of it*\n{all_of(role, people, waiting.terms)}"),
            kit.actions(*buttons(role, waiting), kit.button("← Back to all sections", ids.BRIEF_CARD, str(role.id))),
        ],
        close="Close",
        metadata=metadata,
    )


def _standing(
    agreement: Agreement, people: Mapping[str, Person], reader: Person, shortlist_on: date | None
) -> list[str]:
    head = agreed(agreement.holds, people, reader) if agreement.holds else "The default promises hold now"
    return [
        f"{head[:1].upper()}{head[1:]}",
        f"{DAY_LABEL} {day(shortlist_on)}, as the brief says" if shortlist_on else "",
    ]


def moved_on(agreement: Agreement, people: Mapping[str, Person], reader: Person) -> str:
    """What came in between, above what was typed."""
    if agreement.waiting:
        by = agreement.waiting.proposed_by
        who = "you put" if by == reader.id else f"{first(people, by)} put"
        came = f"*Meanwhile {who} other terms on the table:* {changes(agreement.now, agreement.waiting.terms)}"
    else:
        came = "*Meanwhile other terms were agreed on.*" if agreement.holds else "*Meanwhile a proposal was withdrawn.*"
    return (
        f":twisted_rightwards_arrows: {came}\nWhat you chose stands below, not proposed yet. Submit again to "
        "propose it."
    )
