"""How a calibration reads before it is revealed: the form that starts it, one sample a screen, and who is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import calibration_reveal, kit
from handlers.blocks.kit import Block
from handlers.blocks.text import clip, count, escape, listed, quote, when
from handlers.ids import VIEW_CALIBRATION
from storage.rules.calibrations import (
    LEAST_PEOPLE,
    LEAST_SAMPLES,
    LONGEST_NOTE,
    LONGEST_SAMPLE,
    MOST_PEOPLE,
    MOST_SAMPLES,
    Trace,
    Verdict,
)

if TYPE_CHECKING:
    from storage.calibrations import Calibration, Own, Page
    from storage.people import Person
    from storage.requisitions import Requisition

HAND_IN = "Hand in"
PEOPLE = "people"
NOTE = "note"
WORDS = {Verdict.YES: "Yes", Verdict.NO: "No", Verdict.UNSURE: "Unsure"}
EMPTY = "Describe what somebody has done, in a few lines."
TWICE = "This is the same text as another sample. Change one of them."
ALL_OF_THEM = "Say yes, no or unsure of each; unsure is an answer."
ALONE = (
    "You answer alone: nobody sees what another says before all have handed in. Then it stands in the role's channel."
)


def sample_name(number: int) -> str:
    """Under which name a sample is found in the form that starts it."""
    return f"sample.{number}"


def verdict_name(sample: int, criterion: int) -> str:
    """Under which name an answer is found; another one on every screen, so that Slack keeps none from the last."""
    return f"verdict.{sample}.{criterion}"


def note_name(sample: int) -> str:
    return f"{NOTE}.{sample}"


def start(role: Requisition, must_haves: list[str], metadata: str) -> Block:
    """The form that starts one."""
    fields = [
        kit.field(
            sample_name(number),
            f"Sample profile {number}",
            kit.text_input(
                lines=True,
                longest=LONGEST_SAMPLE,
                placeholder="Six years in a bank's data team; led one migration; never on call",
            ),
            optional=number > LEAST_SAMPLES,
        )
        for number in range(1, MOST_SAMPLES + 1)
    ]
    who = list(dict.fromkeys((role.manager, role.recruiter)))
    several: Block = {"type": "multi_users_select", "placeholder": kit.plain("Choose people"), "initial_users": who}
    several["max_selected_items"] = MOST_PEOPLE
    return kit.modal(
        ids.VIEW_CALIBRATION_START,
        f"{role.key}: calibrate",
        [
            kit.section(f"*Do you judge alike?* for {quote(f'{role.key} {role.title}', 120)}"),
            kit.context(
                "Each of you says alone, of three to five sample profiles, whether they show "
                f"{'the must-have' if len(must_haves) == 1 else 'each must-have'}. Where you differ, the brief is not "
                "clear yet."
            ),
            kit.context(
                "Make them up, or take them from work you know, *without names*, links, e-mail addresses and phone "
                "numbers: names are not recognised here, so that is up to you. The samples are deleted when the brief "
                "is signed next."
            ),
            *fields,
            kit.field(
                PEOPLE,
                "Who takes part?",
                several,
                hint=f"{LEAST_PEOPLE} to {MOST_PEOPLE} people: the two of you, and interviewers if you like.",
            ),
            _back(role),
        ],
        submit="Start",
        metadata=metadata,
    )


def traced(trace: Trace, words: str) -> str:
    """A sample that leads to a person, for the field."""
    a = "an" if trace is Trace.EMAIL else "a"
    return f"“{words[:60]}” reads like {a} {trace}. A sample must not lead to anybody: take it out."


def screen(found: Calibration, role: Requisition, number: int, said: Own, metadata: str, note: str = "") -> Block:
    """One sample, with what this person said of it so far. `note` came of the last press."""
    last = number == len(found.samples)
    buttons = [kit.button(f"← Sample {number - 1}", ids.CALIBRATION_BACK, f"{found.id}.{number}")] if number > 1 else []
    return kit.modal(
        ids.VIEW_CALIBRATION_SAMPLE,
        f"{role.key}: sample {number} of {len(found.samples)}",
        [
            *([kit.context(note)] if note else []),
            {"type": "section", "text": kit.plain(found.samples[number - 1], kit.SECTION)},
            *(_verdict(number, at, text, said) for at, text in enumerate(found.criteria, 1)),
            kit.field(
                note_name(number),
                "One line on it",
                kit.text_input(longest=LONGEST_NOTE, initial=said.notes.get(number)),
                optional=True,
            ),
            *([kit.actions(*buttons)] if buttons else []),
            kit.context(ALONE + (" Handing in is not taken back." if last else "")),
        ],
        submit=HAND_IN if last else "Next",
        close="Close",
        metadata=metadata,
    )


def _verdict(sample: int, criterion: int, text: str, said: Own) -> Block:
    options = {each: kit.option(words, each) for each, words in WORDS.items()}
    element: Block = {"type": "radio_buttons", "options": list(options.values())}
    chosen = said.verdicts.get((sample, criterion))
    if chosen is not None:
        element["initial_option"] = options[chosen]
    return kit.field(verdict_name(sample, criterion), f"{text}: is it there?", element)


def page(found: Page, calibration: Calibration, reader: Person, now: datetime, metadata: str, said: str = "") -> Block:
    """Where a calibration stands: who is missing while it is open, what everybody said once it is revealed."""
    role = found.requisition
    blocks = [*([kit.context(said)] if said else []), kit.section(f"*{quote(f'{role.key} · {role.title}', 120)}*")]
    buttons: list[Block] = []
    if calibration.is_open:
        blocks.append(kit.section(_standing(calibration, found.people, reader, now)))
        mine = next((each for each in calibration.participants if each.person == reader.id), None)
        if mine is not None and calibration.waits_on(reader.id):
            buttons.append(kit.button("Your answers", ids.CALIBRATION_ANSWER, str(mine.ask_id), style="primary"))
        if found.may_reveal:
            names = listed([_plain(found.people, each) for each in calibration.waits_for])
            buttons.append(kit.button(f"Reveal without {names}", ids.CALIBRATION_REVEAL, str(calibration.id)))
        if found.may_lead:
            buttons.append(_sure(kit.button("End it", ids.CALIBRATION_CANCEL, str(calibration.id), style="danger")))
    else:
        blocks += calibration_reveal.everything(calibration, found.revealed, found.people)
        if found.may_lead and found.must_haves:
            buttons.append(kit.button("Calibrate again", ids.CALIBRATION_START, str(role.id)))
    if reader.id in (role.manager, role.recruiter):
        buttons.append(_to_sections(role))
    if buttons:
        blocks.append(kit.actions(*buttons))
    return kit.modal(VIEW_CALIBRATION, f"{role.key}: calibration", blocks, close="Close", metadata=metadata)


def _standing(calibration: Calibration, people: Mapping[str, Person], reader: Person, now: datetime) -> str:
    done = [_name(people, each.person, reader) for each in calibration.participants if each.handed_in_at is not None]
    missing = [each for each in calibration.participants if each.handed_in_at is None]
    lines = [f"{count(len(calibration.samples), 'sample')}, {count(len(calibration.criteria), 'must-have')}."]
    if done:
        lines.append(f"Handed in: {listed(done)}.")
    waits = [
        f"{_name(people, each.person, reader)} ({'by' if each.due_at > now else 'promised'} "
        f"{when(each.due_at, reader.zone, now)})"
        for each in missing
    ]
    lines.append(f"Waits for {listed(waits)}. Nothing shows before all have handed in.")
    if any(each.due_at > now for each in missing):
        lines.append("Who is overdue by then can be left out. Signing the brief ends it, and deletes the samples.")
    return "\n".join(lines)


def _sure(button: Block) -> Block:
    return button | {
        "confirm": {
            "title": kit.plain("End the calibration?"),
            "text": kit.plain("Samples and answers are deleted, and nothing is revealed.", 300),
            "confirm": kit.plain("End it", 30),
            "deny": kit.plain("Keep it", 30),
        }
    }


def _name(people: Mapping[str, Person], person: str, reader: Person) -> str:
    if person == reader.id:
        return "you"
    return quote(people[person].first_name, 40) if person in people else escape("somebody")


def _plain(people: Mapping[str, Person], person: str) -> str:
    """A name for a button, where nothing is escaped."""
    return clip(people[person].first_name, 40) if person in people else "somebody"


def _to_sections(role: Requisition) -> Block:
    return kit.button("← Back to all sections", ids.BRIEF_CARD, str(role.id))


def _back(role: Requisition) -> Block:
    return kit.actions(_to_sections(role))
