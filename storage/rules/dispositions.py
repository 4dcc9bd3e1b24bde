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
# Why a candidate withdrew, as the recruiter heard it. With a stage of its own: nobody said no to them.
WITHDRAWALS: dict[str, str] = {
    "left_for_offer": "Took another offer",
    "left_for_pay": "Pay below what they look for",
    "left_for_place": "Place, time zone or start date do not fit",
    "left_for_role": "Looks for different work than this role offers",
    "left_for_time": "It took us too long",
    "left_to_stay": "Stays where they are",
    "left_in_silence": "Does not answer any more",
    "left_unsaid": "Gave no reason",
}
FORGOTTEN = "forgotten"  # they were erased while they were still in play
