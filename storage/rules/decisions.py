"""Decisions: at which stages there is one, where each verdict leads, and how long it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from storage.rules.balls import Holder
from storage.rules.dispositions import CRITERION
from storage.rules.promises import Kind


class Verdict(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"


@dataclass(frozen=True)
class Consequence:
    """The stage a verdict leads to, the wall-clock time it can be undone, what the recruiter owes once it is final, and
    who has the ball then; nobody where it ends there."""

    stage: str
    undo_for: timedelta
    then: Kind
    ball: Holder | None = None


REVIEW, DEBRIEF = "review", "debrief"
# A yes after the debrief leads to an offer, which the recruiter has yet to make: until it is out the ball is theirs.
CONSEQUENCES: dict[str, dict[Verdict, Consequence]] = {
    REVIEW: {
        Verdict.APPROVE: Consequence("interview", timedelta(hours=1), Kind.CONTACT, Holder.RECRUITER),
        Verdict.REJECT: Consequence("rejected", timedelta(hours=24), Kind.OUTCOME),
    },
    DEBRIEF: {
        Verdict.APPROVE: Consequence("offer", timedelta(hours=1), Kind.CONTACT, Holder.RECRUITER),
        Verdict.REJECT: Consequence("rejected", timedelta(hours=24), Kind.OUTCOME),
    },
}
# Where a decision leads; from anywhere else it cannot be undone, because something came after it.
UNDOABLE_IN = tuple({each.stage: None for by in CONSEQUENCES.values() for each in by.values()})
FROM_REVIEW = CONSEQUENCES[REVIEW]
# Stage → the ask whose answer is its decision.
ASKED: dict[str, Kind] = {REVIEW: Kind.REVIEW, DEBRIEF: Kind.DEBRIEF}

# A decision the recruiter wrote down is the decider's to confirm or take back for so long, on the wall clock.
CONFIRM_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Word:
    """What was decided and why. With the disposition CRITERION, `cites` names the must-have: the id of the version the
    decider had before them, and its number there."""

    verdict: Verdict
    disposition: str | None = None
    evidence: str | None = None
    cites: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if (self.disposition == CRITERION) != (self.cites is not None):
            raise ValueError("a must-have is cited where the disposition says so, and only there")
        if (self.verdict is Verdict.REJECT) != (self.disposition is not None):
            raise ValueError("a no has a disposition, and a yes has none")


@dataclass(frozen=True)
class Recorded:
    """That a decision was written down by somebody else: by whom, to whom it was told, and when that was."""

    by: str
    told_to: str
    said_at: datetime
