"""Whose ball it was so far on a requisition: a stacked bar, and the same in words."""

from __future__ import annotations

from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import escape, working_time
from storage.rules.balls import Holder

# A side's colour, always the same; in the order of the bar.
SQUARES = {
    Holder.MANAGER: "🟦",
    Holder.RECRUITER: "🟩",
    Holder.INTERVIEWERS: "🟨",
    Holder.CANDIDATE: "🟪",
    Holder.NOBODY: "⬜",
}
_BAR = 12  # squares: one line on a phone


def where_it_went(worked: dict[Holder, int], names: dict[Holder, str]) -> Block | None:
    """Whose ball it was so far, as a stacked bar and in words; None before anybody had it. `worked`: working seconds,
    each of whoever held it."""
    total = sum(worked.values())
    if not total:
        return None
    shares = {holder: worked.get(holder, 0) for holder in SQUARES if worked.get(holder, 0)}
    squares = {holder: max(round(_BAR * seconds / total), 1) for holder, seconds in shares.items()}
    bar = "".join(SQUARES[holder] * number for holder, number in squares.items())
    words = " · ".join(
        f"{SQUARES[holder]} {escape(names[holder])} {working_time(seconds)}" for holder, seconds in shares.items()
    )
    return kit.context(f"*Whose ball so far*\n{bar}", f"{words}. Only you two see this.")
