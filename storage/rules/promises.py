"""Promises: how soon each kind of ask is answered when the two have not agreed otherwise, and what follows when it is
not. Source: the product's table of asks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storage.rules.calendars import Calendar

MOST_HALF_DAYS = 40  # four weeks: beyond that it is no promise


class Kind(StrEnum):
    """What one person owes another."""

    REVIEW = "review_profile"
    DEBRIEF = "decide_after_debrief"
    QUESTION = "answer_question"
    CONTACT = "contact_candidate"
    SHORTLIST = "first_shortlist"
    OUTCOME = "tell_outcome"
    HOLD = "tell_hold"
    SCORECARD = "scorecard"
    SECTION = "brief_section"
    SIGNATURE = "sign_brief"
    CALIBRATION = "calibrate"
    HEADCOUNT = "approve_headcount"
    OFFER = "approve_offer"
    CHECK_IN = "check_in"
    HIRE = "hire_check_in"  # 30 and 90 days after the start
    RETROSPECTIVE = "retrospective"


class Escalation(StrEnum):
    """What happens a full promise past the due time; a check-in and a retrospective end when they are due."""

    BACKUP_MAY_ANSWER = "backup"
    HELPER_MAY_ANSWER = "helper answers"
    HELPER_TOLD = "helper"
    ASKER_TOLD = "asker"
    LAPSES_WHEN_DUE = "lapses"


@dataclass(frozen=True)
class Promise:
    """`half_days` of the owner's own working days, and what follows a full promise over. A first shortlist is due on
    the day agreed; its half days are how long *a full promise over* is."""

    half_days: int
    escalation: Escalation


PROMISES: dict[Kind, Promise] = {
    Kind.REVIEW: Promise(2, Escalation.BACKUP_MAY_ANSWER),
    Kind.DEBRIEF: Promise(4, Escalation.BACKUP_MAY_ANSWER),
    Kind.QUESTION: Promise(2, Escalation.HELPER_MAY_ANSWER),
    Kind.CONTACT: Promise(2, Escalation.HELPER_MAY_ANSWER),
    Kind.SHORTLIST: Promise(2, Escalation.HELPER_TOLD),
    Kind.OUTCOME: Promise(4, Escalation.HELPER_TOLD),
    Kind.HOLD: Promise(4, Escalation.HELPER_TOLD),
    Kind.SCORECARD: Promise(2, Escalation.ASKER_TOLD),
    Kind.SECTION: Promise(4, Escalation.ASKER_TOLD),
    Kind.SIGNATURE: Promise(2, Escalation.ASKER_TOLD),
    Kind.CALIBRATION: Promise(4, Escalation.ASKER_TOLD),
    Kind.HEADCOUNT: Promise(4, Escalation.ASKER_TOLD),
    Kind.OFFER: Promise(2, Escalation.ASKER_TOLD),
    Kind.CHECK_IN: Promise(2, Escalation.LAPSES_WHEN_DUE),
    Kind.HIRE: Promise(6, Escalation.LAPSES_WHEN_DUE),
    Kind.RETROSPECTIVE: Promise(10, Escalation.LAPSES_WHEN_DUE),
}

# For how many half days past due one that lapses may still be answered; nothing more is said of it.
LINGERS: dict[Kind, int] = {Kind.RETROSPECTIVE: 10}

DECISIONS = (Kind.REVIEW, Kind.DEBRIEF)  # what a yes or a no answers
# Answers only the person themself can give: nobody stands in, and they cannot be handed over.
PERSONAL = frozenset(
    {Kind.SIGNATURE, Kind.SECTION, Kind.CALIBRATION, Kind.SCORECARD, Kind.CHECK_IN, Kind.HIRE, Kind.RETROSPECTIVE}
)
# Answered by whoever was named, without a part on the requisition: they read what they need where they are asked.
FROM_OUTSIDE = frozenset({Kind.HEADCOUNT, Kind.OFFER})


def escalation(kind: Kind) -> Escalation:
    return PROMISES[kind].escalation


def lapses(kind: Kind) -> bool:
    """Whether an ask of this kind ends by itself when it is due."""
    return escalation(kind) is Escalation.LAPSES_WHEN_DUE


def full_over(kind: Kind, promise: int, calendar: Calendar) -> int:
    """How long past due *a full promise over* is, in working seconds of whoever gave it: as long as the promise itself,
    but for what is due on a day agreed, however far off that was."""
    return worth(PROMISES[kind].half_days, calendar) if kind is Kind.SHORTLIST else promise


def worth(half_days: int, calendar: Calendar) -> int:
    """A promise in working seconds of whoever gave it: a working day is the owner's own."""
    return half_days * calendar.day // 2
