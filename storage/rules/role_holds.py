"""A whole role on hold: the reasons offered, what stands still meanwhile, and how long a closed one can come back."""

from __future__ import annotations

from datetime import timedelta

from storage.rules.promises import Kind

ON_HOLD = "on_hold"
WITH_ROLE = "role"  # why an ask's clock stands, beside `question` and `hold`
# Key → words. Never free text: everybody on the role reads it.
REASONS = {
    "budget": "The budget is being discussed",
    "headcount": "The headcount is not confirmed",
    "priorities": "Other roles come first",
    "team": "The team is changing",
    "profile": "We are thinking again about whom we look for",
    "internal": "Somebody from inside is being considered",
    "other": "Something else came in between",
}
# What waits on a candidate's way forward. A word somebody is owed (the outcome, a hold) stays owed, for their wait
# never pauses; a signature or a check-in is about the role, not about its candidates.
STANDS_STILL = frozenset(
    {Kind.REVIEW, Kind.DEBRIEF, Kind.QUESTION, Kind.CONTACT, Kind.SHORTLIST, Kind.SCORECARD, Kind.OFFER}
)
REOPENED_WITHIN = timedelta(days=90)  # after that too little of it is still so
