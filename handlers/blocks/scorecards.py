"""How scorecards read: one screen a criterion, and once revealed what people see differently before what they agree on.
No sum, no average, no ranking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import clip, count, listed, mention, quote
from handlers.ids import VIEW_SCORECARDS
from storage.rules.interviews import LONGEST_EVIDENCE, Judgement, Recommendation, Side, agenda, anchors, side_by_side

if TYPE_CHECKING:
    from storage.dossiers import Dossier
    from storage.interviews import Interview, Seat
    from storage.panels import Panel
    from storage.people import Person
    from storage.scorecards import Said

WORDS = {
    Recommendation.STRONG_YES: "Strong yes: I would argue for them",
    Recommendation.YES: "Yes: I would hire them",
    Recommendation.NO: "No: I would not hire them",
    Recommendation.STRONG_NO: "Strong no: I would argue against it",
}
SHORT = {
    Recommendation.STRONG_YES: "strong yes",
    Recommendation.YES: "yes",
    Recommendation.NO: "no",
    Recommendation.STRONG_NO: "strong no",
}
RECOMMENDATION = "recommendation"
HAND_IN = "Hand in"
CHOOSE = "Choose what comes closest to what you saw."
EVIDENCE_MISSING = "One sentence: what did you see or hear that makes you say so?"
RECOMMEND = "Choose what you would do."
DISCLOSED = "What you write may be shown to the candidate. Write what you saw and heard, nothing about who they are."
ALONE = "Nobody sees your card before handing in their own."
ERASED = "erased"
_TITLE = 120
_IN_THREAD = 9000  # characters of evidence in a thread's message, shared by all criteria and all who wrote
_IN_BLOCK = 2300


def mark_name(number: int) -> str:
    """Under which name a mark is found; another one on every screen, so that Slack keeps none from the last."""
    return f"mark.{number}"


def evidence_name(number: int) -> str:
    return f"evidence.{number}"


def criterion_words(text: str) -> str:
    """A criterion by its words; the conversation as a whole has none."""
    return f"“{quote(text, _TITLE)}”" if text else "The conversation as a whole"


def screen(
    dossier: Dossier,
    found: Interview,
    seat: Seat,
    number: int,
    said: Mapping[int, Said],
    metadata: str,
    note: str = "",
    *,
    wording: str = "",
) -> Block:
    """One criterion of somebody's own card, with what they put there so far; `wording` is what is to be known about
    the words in the field below it."""
    card = seat.card
    place, words = card.index(number) + 1, found.criterion(number)
    by = anchors(words or None)
    own = said.get(number)
    options = [kit.option(f"{mark} · {text}", str(mark)) for mark, text in enumerate(by.marks, 1)]
    marks: Block = {"type": "radio_buttons", "options": options}
    if own is not None and own.mark is not None:
        marks["initial_option"] = options[own.mark - 1]
    back = [kit.button("← Back", ids.SCORECARD_BACK, f"{found.id}.{card[place - 2]}")] if place > 1 else []
    return kit.modal(
        ids.VIEW_SCORECARD,
        f"Scorecard: {place} of {len(card) + 1}",
        [
            *([kit.context(note)] if note else []),
            kit.section(f"*{criterion_words(words)}*\n{by.means}"),
            kit.context(f"{dossier.submission.label}, {quote(dossier.name, 80)} · {dossier.requisition.key}"),
            kit.field(mark_name(number), "What comes closest?", marks),
            kit.context(DISCLOSED),
            *([kit.section(wording)] if wording else []),
            kit.field(
                evidence_name(number),
                "What did you see or hear?",
                kit.text_input(lines=True, longest=LONGEST_EVIDENCE, initial=own.evidence if own else None),
            ),
            *([kit.actions(*back)] if back else []),
            kit.context(f"{ALONE} Each screen is kept as you go on."),
        ],
        submit="Next",
        close="Close",
        metadata=metadata,
    )


def last(dossier: Dossier, found: Interview, seat: Seat, metadata: str, note: str = "") -> Block:
    """What somebody would do, in words; then it is handed in."""
    options = [kit.option(words, each) for each, words in WORDS.items()]
    total = len(seat.card) + 1
    return kit.modal(
        ids.VIEW_SCORECARD_LAST,
        f"Scorecard: {total} of {total}",
        [
            *([kit.context(note)] if note else []),
            kit.section(f"*What would you do?* {dossier.submission.label}, {quote(dossier.name, 80)}"),
            kit.field(RECOMMENDATION, "I say", {"type": "radio_buttons", "options": options}),
            kit.actions(kit.button("← Back", ids.SCORECARD_BACK, f"{found.id}.{seat.card[-1]}")),
            kit.context(
                f"{ALONE} Handing in is not taken back. Silence is never a decision: whoever decides, decides."
            ),
        ],
        submit=HAND_IN,
        close="Close",
        metadata=metadata,
    )


def handed_in(dossier: Dossier, waits_for: int) -> Block:
    """What follows handing in."""
    others = "All cards are in: they stand in the thread of the candidate's card."
    if waits_for:
        others = f"{waits_for} more to come. When all are in, you see what the others saw."
    return kit.notice(dossier.submission.label, f"Handed in, thank you. {others}")


# --- revealed


def reveal(panel: Panel, *, buttons: bool = True) -> tuple[str, list[Block]]:
    """What stands in the thread of the card; without `buttons` for who handed in and is not on the role."""
    submission, role, said = panel.submission, panel.requisition, panel.revealed
    text = f"{submission.label}, {role.key}: the scorecards are open"
    head = _head(panel)
    if role.is_shared and buttons:
        return text, [kit.section(head), *_acts(panel)]
    apart, alike = agenda(side_by_side(said.said))
    blocks = [kit.section(head + (" Here you see things differently:" if apart else ""))]
    room = min(_IN_BLOCK, _IN_THREAD // max(len(apart) + len(alike), 1))
    blocks += [kit.section(_side(each, panel.people, room)) for each in apart]
    if alike:
        blocks.append(
            kit.section("*Here you agree, or only one of you looked:*" if apart else "*Nobody is far apart:*")
        )
        blocks += [kit.section(_side(each, panel.people, room)) for each in alike]
    blocks.append(kit.section(f"*What each would do:* {_recommended(panel)}"))
    if not buttons:
        return text, [kit.section(f"*{submission.label}, {quote(panel.dossier.name, 80)}*, {role.key}"), *blocks]
    return text, [*blocks, *_acts(panel)]


def _acts(panel: Panel) -> list[Block]:
    """What comes next, for those on the role."""
    submission, role = panel.submission, panel.requisition
    acts = [kit.button("All scorecards", ids.SCORECARDS, str(submission.id))]
    if submission.stage == "interview" and role.is_live and not panel.missing:
        acts.insert(0, kit.button("Start the debrief", ids.DEBRIEF, str(submission.id), style="primary"))
    begun = [kit.context(f"The debrief has begun: {mention(role.manager)} decides.")]
    return [kit.actions(*acts), *(begun if submission.stage == "debrief" else [])]


_NUMBERS = {3: "three", 4: "four", 5: "five", 6: "six"}


def _head(panel: Panel) -> str:
    """*All three cards are in.*, or without whom they are open."""
    cards, without = len(panel.revealed.recommendations), panel.revealed.without
    if without:
        names = listed([_name(panel.people, each) for each in without])
        return f"*{count(cards, 'card')}, without {names}.*"
    if cards <= 2:
        return "*Both cards are in.*" if cards == 2 else "*The card is in.*"
    return f"*All {_NUMBERS.get(cards, str(cards))} cards are in.*"


def _recommended(panel: Panel) -> str:
    said = [f"{_name(panel.people, who)} *{SHORT[each]}*" for who, each in panel.revealed.recommendations]
    return ", ".join(said) or "nobody said"


def _side(side: Side, people: Mapping[str, Person], room: int) -> str:
    """*“Mentoring”: Ines 2, Bo 4*, each with the evidence."""
    marks = ", ".join(f"{_name(people, each.person)} {each.mark}" for each in side.said)
    each_has = room // len(side.said)
    lines = [f"> {_name(people, each.person)}: {_evidence(each, each_has)}" for each in side.said]
    return "\n".join([f"*{criterion_words(side.criterion)}:* {marks}", *lines])


def _evidence(each: Judgement, room: int) -> str:
    return f"“{quote(' '.join(each.evidence.split()), room)}”" if each.evidence else f"_{ERASED}_"


def everything(panel: Panel) -> Block:
    """Every card in full, criterion by criterion, in a modal."""
    said = panel.revealed
    blocks = [
        kit.section(f"*{panel.submission.label}, {quote(panel.dossier.name, 80)}*, {panel.requisition.key}"),
        kit.section(f"*What each would do:* {_recommended(panel)}"),
    ]
    apart, alike = agenda(side_by_side(said.said))
    for side in (*apart, *alike):
        blocks.append(kit.section(f"*{criterion_words(side.criterion)}*"))
        for each in side.said:
            described = anchors(side.criterion or None).marks[each.mark - 1]
            name = _name(panel.people, each.person)
            blocks.append(
                kit.section(
                    f"{name}: *{each.mark}* ({clip(described, 75)})\n{_evidence(each, LONGEST_EVIDENCE * 2 - 400)}"
                )
            )
    if not said.said:
        blocks.append(kit.section("Nothing is open yet. Nobody sees another's card before handing in their own."))
    if len(blocks) > kit.VIEW_BLOCKS:
        more = kit.context("There is more: `/candidate compare` shows every criterion on pages of its own.")
        blocks = [*blocks[: kit.VIEW_BLOCKS - 1], more]
    return kit.modal(VIEW_SCORECARDS, f"{panel.submission.label}: scorecards", blocks, close="Close")


def _name(people: Mapping[str, Person], person: str) -> str:
    return quote(people[person].first_name, 40) if person in people else "somebody"
