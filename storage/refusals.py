"""What the ground floor says no to. A refusal carries facts; the words for a person stand in one place above."""

from __future__ import annotations

from enum import StrEnum, auto
from typing import Any


class Why(StrEnum):
    """Reasons for a no. Each has its sentence in `handlers/blocks/refusals.py` (a test holds them together)."""

    NO_SUCH_REQUISITION = auto()
    WHICH_REQUISITION = auto()
    NO_SUCH_CANDIDATE = auto()
    NOT_ALLOWED = auto()
    NOT_THE_DECIDER = auto()
    NOT_AN_ADMINISTRATOR = auto()
    GUEST = auto()
    DEACTIVATED = auto()
    NOT_A_PERSON = auto()
    CLOSED = auto()
    ALREADY_CLOSED = auto()
    ALREADY_DECIDED = auto()
    ALREADY_UNDONE = auto()
    NOT_YOURS_TO_UNDO = auto()
    TOO_LATE_TO_UNDO = auto()
    LATER_STEP = auto()
    SAME_PERSON = auto()
    OPEN_SUBMISSIONS = auto()
    NOT_IN_PLAY = auto()
    TOO_MANY_HIRED = auto()
    ALREADY_ANSWERED = auto()
    NOT_YOUR_ASK = auto()
    ROLE_ON_HOLD = auto()
    LOOK_DAY = auto()
    NOT_TO_REOPEN = auto()
    CLOSED_TOO_LONG = auto()
    HAND_ROLE_SAME = auto()
    HAND_ROLE_MOVED_ON = auto()
    STANDS_TWICE = auto()
    NOT_A_DECIDER = auto()
    NO_SUCH_BRIEF = auto()
    BRIEF_UNCHANGED = auto()
    BRIEF_MOVED_ON = auto()
    BRIEF_GAVE_WAY = auto()
    SHORTLIST_DAY = auto()
    SECTION_MOVED_ON = auto()
    BRIEF_INCOMPLETE = auto()
    NOTHING_TO_ASK_FOR = auto()
    PICTURE_MISSING = auto()
    DUTY_UNNAMED = auto()
    AGREEMENT_MOVED_ON = auto()
    AGREEMENT_UNCHANGED = auto()
    AGREED_ALREADY = auto()
    ACCEPT_ONESELF = auto()
    ALREADY_OBJECTED = auto()
    SIGNED_BY_BOTH = auto()
    CHANGED_SINCE = auto()
    OBJECT_TO_ONESELF = auto()
    TOO_LATE_TO_OBJECT = auto()
    ABSENCE_BACKWARDS = auto()
    ABSENCE_OVER = auto()
    ABSENCE_TOO_FAR = auto()
    DELEGATE_SELF = auto()
    DELEGATE_CIRCULAR = auto()
    ALREADY_ASKED = auto()
    ASK_ONESELF = auto()
    ON_HOLD = auto()
    NOT_ON_HOLD = auto()
    NOT_TO_BE_PUT_OFF = auto()
    SNOOZED_ENOUGH = auto()
    SNOOZE_PAST = auto()
    SNOOZE_TOO_LONG = auto()
    PUT_OFF = auto()
    REMINDED_TODAY = auto()
    HAND_OVER_PERSONAL = auto()
    HAND_OVER_SELF = auto()
    HAND_OVER_ASKER = auto()
    HAND_OVER_AWAY = auto()


class Refused(Exception):
    """Nothing was changed. `why` says the reason, `facts` what its sentence needs (ids, keys, moments)."""

    def __init__(self, why: Why, **facts: Any) -> None:
        super().__init__(why.value)
        self.why, self.facts = why, facts
