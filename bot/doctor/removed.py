"""Where the app was removed: what is still stored of each workspace, and when it goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.doctor.finding import Finding, note
from storage.removals import Removed

_NEVER = "Set SAMEPAGE_ERASE_AFTER_DAYS to the days after which it is to go, and start the bot again."
_BEFORE = "Installed again before that, it stays. SAMEPAGE_ERASE_AFTER_DAYS says how long it is kept."
_HELD = "Install it there again, and have a talent lead lift each hold that is not needed any more."


def look(found: Sequence[Removed]) -> list[Finding]:
    """A finding on each: ids and days, no names."""
    return [_of(each) for each in found]


def _of(each: Removed) -> Finding:
    check, since = f"removed {each.workspace}", f"the app was removed there on {_day(each.left_at)}"
    if each.has_begun:
        return note(check, f"{since}; what is stored of it is being erased", "The bot does it, while it runs.")
    if each.holds.stand:
        held = [f"candidate {id_}" for id_ in each.holds.candidates] + [f"role {id_}" for id_ in each.holds.roles]
        return note(check, f"{since}; all of it stays while legal holds stand (by id: {', '.join(held)})", _HELD)
    if each.erase_at is None:
        return note(check, f"{since}; what is stored of it stays", _NEVER)
    return note(check, f"{since}; what is stored of it is erased on {_day(each.erase_at)}", _BEFORE)


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
