"""How being away reads: the form with the absences known, and what happens meanwhile."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import day, mention
from storage.refusals import Why

if TYPE_CHECKING:
    from storage.calendars import Absence

_MOST_SHOWN = 20
# The field each refusal belongs to.
FIELDS = {
    Why.ABSENCE_BACKWARDS: "last",
    Why.ABSENCE_OVER: "last",
    Why.ABSENCE_TOO_FAR: "last",
    Why.DELEGATE_SELF: "delegate",
    Why.DELEGATE_CIRCULAR: "delegate",
    Why.GUEST: "delegate",
    Why.DEACTIVATED: "delegate",
    Why.NOT_A_PERSON: "delegate",
}
NOT_A_DAY = "Choose a day."
NOBODY = "I cannot find this person in the workspace. Choose somebody else, or nobody."


def modal(known: list[Absence], today: date, metadata: str) -> Block:
    """First and last day, and who answers; what is known already stands above."""
    blocks: list[Block] = []
    if known:
        blocks.append(kit.section("*Known already*"))
        blocks += [_known(absence, today) for absence in known[:_MOST_SHOWN]]
        if len(known) > _MOST_SHOWN:
            blocks.append(kit.context(f"… and {len(known) - _MOST_SHOWN} more, later."))
        blocks.append({"type": "divider"})
    picker: Block = {"type": "datepicker", "placeholder": kit.plain("Choose a day")}
    blocks += [
        kit.field("first", "First day away", {**picker, "initial_date": today.isoformat()}),
        kit.field("last", "Last day away", picker, hint="The same day for a single one."),
        kit.field(
            "delegate",
            "Who answers in your place?",
            {"type": "users_select", "placeholder": kit.plain("Nobody in particular")},
            optional=True,
            hint="Without anybody, what needs a decision goes to the backup decider; the rest waits, and whoever waits "
            "hears that you are away.",
        ),
        kit.context(
            "Weekends, public holidays and hours you do not work need no word: `/samepage settings` knows them. A new "
            "absence takes the place of one it overlaps."
        ),
    ]
    return kit.modal(ids.VIEW_AWAY, "Days away", blocks, submit="Save", metadata=metadata)


def _known(absence: Absence, today: date) -> Block:
    stands_in = f" · {mention(absence.delegate)} answers in your place" if absence.delegate else ""
    button = "I am back" if absence.first <= today else "Take back"
    return {
        **kit.section(f"{_first_upper(span(absence))}{stands_in}"),
        "accessory": kit.button(button, ids.AWAY_BACK, str(absence.id)),
    }


def span(absence: Absence) -> str:
    """*from Mon 7 Dec to Fri 11 Dec*, or *on Mon 7 Dec*."""
    if absence.first == absence.last:
        return f"on {day(absence.first)}"
    return f"from {day(absence.first)} to {day(absence.last)}"


def said(absence: Absence, next_window: str) -> tuple[str, Block]:
    """What happens now, to whoever goes, and the way back."""
    text = f"{span(absence)} "
    if absence.delegate:
        text += f"{mention(absence.delegate)} answers in your place. Your clock stands still."
    elif absence.first == absence.last:
        text += "you are away, and your clock stands still. What waits on you comes when you are back."
    else:
        text += (
            "you are away, and your clock stands still. What needs a decision goes to the backup decider; where there "
            "is none it waits for you, and whoever waits is told."
        )
    text = f"{_first_upper(text)} Your next message, if something waits: {next_window}."
    return text, kit.button("Change", ids.AWAY, "said")


def _first_upper(text: str) -> str:
    return text[0].upper() + text[1:]
