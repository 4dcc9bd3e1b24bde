"""Decisions: where each verdict leads, and how long it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from storage.rules.promises import Kind


class Verdict(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"


@dataclass(frozen=True)
class Consequence:
    """The stage a verdict leads to, the wall-clock time it can be undone, and what the recruiter owes once final."""

    stage: str
    undo_for: timedelta
    then: Kind


# From the stage `review`. The debrief's decision leads to an offer; it comes with the interviews.
FROM_REVIEW: dict[Verdict, Consequence] = {
    Verdict.APPROVE: Consequence("interview", timedelta(hours=1), Kind.CONTACT),
    Verdict.REJECT: Consequence("rejected", timedelta(hours=24), Kind.OUTCOME),
}
