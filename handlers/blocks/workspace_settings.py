"""What an administrator sets for everybody beside hours: promises, whose response times are counted, talent leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.hours import times
from handlers.blocks.kit import Block
from handlers.blocks.text import count, escape, listed
from storage.rules.calendars import Calendar
from storage.rules.hours import in_words
from storage.rules.places import place
from storage.rules.promises import MOST_HALF_DAYS, Kind

if TYPE_CHECKING:
    from handlers.blocks.settings import Form

MOST_LEADS = 10
TIMED = kit.option("Show people their own response times", "on")
# Kinds of ask whose promise can be set for everybody, as the form names them.
PROMISES = {
    Kind.REVIEW: "Review a profile",
    Kind.DEBRIEF: "Decide after the debrief",
    Kind.QUESTION: "Answer a question",
    Kind.CONTACT: "Contact an approved candidate",
    Kind.OUTCOME: "Tell a candidate the outcome",
    Kind.HOLD: "Tell a candidate of a hold",
    Kind.SHORTLIST: "Past the day of the first shortlist, until its helper hears",
    Kind.SCORECARD: "Hand in a scorecard",
    Kind.SECTION: "Write a section of the brief",
    Kind.SIGNATURE: "Sign a brief",
    Kind.HEADCOUNT: "Approve a headcount",
    Kind.OFFER: "Approve an offer",
    Kind.CALIBRATION: "Answer a calibration",
    Kind.CHECK_IN: "Answer the weekly check-in",
    Kind.HIRE: "Say how it goes with a hire",
    Kind.RETROSPECTIVE: "Look back on a search",
}
_HALF_DAYS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 30, MOST_HALF_DAYS)


def beside_hours(form: Form, promised: Mapping[Kind, int]) -> list[Block]:
    """The fields below the hours. `promised`: half working days, by kind of ask."""
    return [
        kit.header("Promises"),
        kit.context(
            "How soon an answer is due, in working days of whoever owes it. They hold for what is asked from now on, "
            "where a role has no promise of its own; what is already asked keeps its own."
        ),
        *(_promise(kind, label, promised[kind]) for kind, label in PROMISES.items()),
        kit.header("Response times"),
        kit.field(
            "timing",
            "Of single people",
            kit.checkboxes([TIMED], ["on"] if form.times_people else []),
            optional=True,
            hint=(
                "Each sees their own and nobody else's. Where this is off, nobody's are counted anywhere, and a role "
                "shows only what its candidates live through. Groups of three and more are counted all the same."
            ),
        ),
        kit.header("Talent leads"),
        kit.field(
            "leads",
            "Who sees which roles need help",
            _people(form.leads),
            optional=True,
            hint=(
                "/samepage leads shows them where answers are long overdue or a seat is empty; never a candidate. "
                "They also set legal holds, have what is held on a candidate made into files, and erase before the "
                "law's time is over: each such act is in the audit log."
            ),
        ),
        kit.context("How long data is kept in which country: `/samepage settings retention`."),
    ]


def _people(chosen: tuple[str, ...]) -> Block:
    element: Block = {
        "type": "multi_users_select",
        "placeholder": kit.plain("Choose people"),
        "max_selected_items": MOST_LEADS,
    }
    return element | ({"initial_users": list(chosen)} if chosen else {})


def _promise(kind: Kind, label: str, now: int) -> Block:
    options = [kit.option(working_days(number), str(number)) for number in sorted({*_HALF_DAYS, now})]
    return kit.field(f"promise:{kind}", label, kit.select(options, initial=str(now)))


def working_days(half_days: int) -> str:
    """*half a working day*, *1 working day*, *1½ working days*."""
    if half_days == 1:
        return "half a working day"
    whole = f"{half_days // 2}{'½' if half_days % 2 else ''}"
    return f"{whole} working day{'' if half_days == 2 else 's'}"


def saved_for_all(
    chosen: Calendar, changed: int, promised: Mapping[Kind, int], timed: bool | None = None
) -> tuple[str, Block]:
    """To the administrator, and the way back. `promised`: what is another promise now; `timed`: whether people's own
    response times are counted, where that changed."""
    said = (
        f"Saved for everybody here: {in_words(chosen.week)}, messages at {times(chosen.windows)}, public holidays: "
        f"{escape(place(chosen.country, chosen.region) or 'none')}. "
    )
    said += f"It changed the hours of {count(changed, 'person', 'people')}" if changed else "It changed nobody's hours"
    said += "; whoever chose their own keeps them."
    if promised:
        new = listed([f"{PROMISES[kind].lower()}: {working_days(number)}" for kind, number in promised.items()])
        said += f" New promises, for what is asked from now on: {new}. What is already asked keeps its own."
    if timed is not None:
        said += f" People's own response times are {'counted again' if timed else 'no longer counted'}."
    return said, kit.button("Change", ids.SETTINGS_FOR_ALL, "said")
