"""Offers: how one goes, how long its answer can be taken back, and which days make sense for it."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from storage.rules.balls import Holder

UNDO_FOR = timedelta(hours=24)  # on the wall clock: a no is a no of somebody else's, and a yes is to be celebrated
LONGEST = timedelta(days=366)  # to answer in
STARTS_WITHIN = timedelta(days=730)


class State(StrEnum):
    ASKED = "asked"  # for approval
    APPROVED = "approved"
    REFUSED = "refused"
    OUT = "out"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    VOID = "void"  # another took its place


BALL = {
    State.ASKED: Holder.MANAGER,
    State.APPROVED: Holder.RECRUITER,
    State.REFUSED: Holder.RECRUITER,
    State.OUT: Holder.CANDIDATE,
}
ON_ITS_WAY = (State.ASKED, State.APPROVED)  # to the candidate, who has not had it yet
OVER = (State.REFUSED, State.DECLINED, State.ACCEPTED)  # after which another may be made, to who is in that stage again
# Why somebody declined, as the recruiter heard it. The keys stand in the database.
DECLINES: dict[str, str] = {
    "declined_pay": "Pay below what they look for",
    "declined_other": "Took another offer",
    "declined_counter": "Stays after a counter-offer",
    "declined_role": "Looks for different work than this role offers",
    "declined_place": "Place, time zone or start date do not fit",
    "declined_slow": "It took us too long",
    "declined_unsaid": "Gave no reason",
}
CHECKED_AFTER = (30, 90)  # days after the start
GOING: dict[str, str] = {
    "beyond": "Beyond what we described",
    "as": "As we described",
    "below": "Not yet as we described",
}


def wrong_made(made: date, posted: date, today: date) -> str | None:
    """Why an offer cannot have been made on that day, in words for the field; None when it can."""
    if made > today:
        return "That day is still to come. Say so once the offer is made."
    return "They were not put forward yet on that day." if made < posted else None


def wrong_answer(answer: date, made: date) -> str | None:
    """Why it cannot be answered by that day, in words for the field; None when it can."""
    if answer < made:
        return "That is before the offer was made."
    return "That is over a year away. Choose an earlier day." if answer > made + LONGEST else None


def wrong_start(start: date, today: date) -> str | None:
    """Why nobody starts on that day, in words for the field; None when they can."""
    if start < today - timedelta(days=31):
        return "That day is over a month ago."
    return "That day is over two years away. Choose an earlier one." if start > today + STARTS_WITHIN else None
