"""The form to be away: every refusal stands at a field, and the words say what happens meanwhile."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.playground.blockkit import check_view
from handlers.blocks import away as blocks
from storage.calendars import Absence
from storage.refusals import Why

TODAY = date(2026, 12, 1)


def absence(first: int, last: int, delegate: str | None = None, number: int = 1) -> Absence:
    return Absence(number, "U0HAL", TODAY + timedelta(days=first), TODAY + timedelta(days=last), delegate)


def test_every_refusal_of_an_absence_has_its_field() -> None:
    absences = {why for why in Why if why.startswith(("absence_", "delegate_"))}
    assert blocks.FIELDS.keys() == absences | {Why.GUEST, Why.DEACTIVATED, Why.NOT_A_PERSON}
    fields = {block["block_id"] for block in blocks.modal([], TODAY, "")["blocks"] if block["type"] == "input"}
    assert set(blocks.FIELDS.values()) <= fields


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (
            absence(6, 10, "U0BO"),
            "From Mon 7 Dec to Fri 11 Dec <@U0BO> answers in your place. Your clock stands still.",
        ),
        (absence(6, 6, "U0BO"), "On Mon 7 Dec <@U0BO> answers in your place. Your clock stands still."),
        (absence(6, 6), "On Mon 7 Dec you are away, and your clock stands still."),
        (absence(6, 10), "What needs a decision goes to the backup decider; where there is none it waits for you"),
    ],
)
def test_whoever_goes_reads_what_happens_meanwhile(away: Absence, said: str) -> None:
    text, button = blocks.said(away, "Mon 14 Dec 09:30")
    assert said in text
    assert text.endswith("Your next message, if something waits: Mon 14 Dec 09:30.")
    assert button["type"] == "button"


def test_what_is_known_can_be_taken_back_and_what_has_begun_ended() -> None:
    view = blocks.modal([absence(-1, 2, "U0BO", 7), absence(5, 5, None, 8)], TODAY, "")
    shown = [
        (b["text"]["text"], b["accessory"]["text"]["text"], b["accessory"]["value"])
        for b in view["blocks"]
        if "accessory" in b
    ]
    assert shown == [
        ("From Mon 30 Nov to Thu 3 Dec · <@U0BO> answers in your place", "I am back", "7"),
        ("On Sun 6 Dec", "Take back", "8"),
    ]


@pytest.mark.parametrize("number", [0, 1, 20, 200])
def test_however_many_absences_there_are_the_form_fits(number: int) -> None:
    view = blocks.modal([absence(n, n, None, n + 1) for n in range(number)], TODAY, "{}")
    assert check_view(view) == []
    assert sum("accessory" in block for block in view["blocks"]) == min(number, 20)
