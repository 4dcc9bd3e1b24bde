"""Dispositions: why a submission ended. Job-related, listed, and readable by the candidate."""

from __future__ import annotations

# key → words. The keys stand in the database and never change; the words may.
REJECTIONS: dict[str, str] = {
    "skills": "Not enough of a skill this role needs",
    "experience": "Not enough experience at this level",
    "scope": "Looking for different work than this role offers",
    "logistics": "Place, time zone, start date or permit do not fit",
    "pay": "Expectations outside the range for this role",
    "better_match": "Another candidate showed stronger evidence",
    "withdrew": "The candidate is no longer available",
}
OTHER = "other"  # a reason the signed brief does not know, where there is one
REASONS = REJECTIONS | {OTHER: "Something else"}
CRITERION = "criterion"  # a must-have of the signed brief was not seen; the decision says which
CLOSED_WITH_ROLE = "role_closed"  # the role was filled or cancelled before an answer
HIRED = "hired"
FORGOTTEN = "forgotten"  # they were erased while they were still in play
