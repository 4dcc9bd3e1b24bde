"""The words for what is refused at a candidate's end: an offer, forgetting, a legal hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from handlers.blocks.text import escape, listed, mention, quote
from storage.refusals import Why

Facts = dict[str, Any]


def _held(facts: Facts) -> str:
    why = f": “{quote(facts['reason'], 500)}”" if facts["reason"] else ""
    return (
        f"Candidate {facts['number']} is under a legal hold, set by {mention(facts['by'])}, {facts['at']}{why}. "
        "Nothing was erased; a talent lead can lift it with `/candidate legal-hold`, or with `/req legal-hold` where "
        "it is on the whole role."
    )


WORDS: dict[Why, Callable[[Facts], str]] = {
    Why.NOT_A_LEAD: lambda f: (
        "Only a talent lead may do this; an administrator names them in `/samepage settings workspace`. Nothing was "
        "changed."
    ),
    Why.NOT_FOR_AUDITORS: lambda f: (
        "The audit log shows administrators of this Slack workspace what was set, and talent leads who forgot, held or "
        "exported whom. You are neither, so there is nothing in it for you to read."
    ),
    Why.FORGOTTEN_ALREADY: lambda f: f"Candidate {f['number']} was erased {f['at']}. There is nothing left to do.",
    Why.LEGAL_HOLD: _held,
    Why.KEPT_BY_LAW: lambda f: (
        f"The law has Candidate {f['number']} kept until {f['until']}: {escape(f['law'])}. Nothing was erased; a "
        "talent lead can do it before, for a reason."
    ),
    Why.HELD_ALREADY: lambda f: f"Candidate {f['number']} is under a legal hold already, by {mention(f['by'])}.",
    Why.NOT_HELD: lambda f: f"There is no legal hold on Candidate {f['number']} any more. Nothing was changed.",
    Why.ROLE_HELD_ALREADY: lambda f: f"{f['key']} is under a legal hold already, by {mention(f['by'])}, {f['at']}.",
    Why.ROLE_NOT_HELD: lambda f: f"There is no legal hold on {f['key']} any more. Nothing was changed.",
    Why.OFFER_STAGE: lambda f: (
        f"Candidate {f['number']} is not at the offer: that comes after a yes to the debrief. Nothing was changed."
    ),
    Why.OFFER_MOVED_ON: lambda f: (
        f"The offer to Candidate {f['number']} is at another point by now; the card shows where. Nothing was changed."
    ),
    Why.OFFERS_OUT: lambda f: (
        f"{listed([f'Candidate {n}' for n in f['numbers']])}: record the offer's outcome first. “Accepted” on the card "
        "asks when they start, “Declined” why not, and /candidate withdraw or move ends an offer nobody answers. "
        "Nothing was closed."
    ),
    Why.REMIND_GONE: lambda f: (
        f"{mention(f['person'])} is no full member of this workspace any more, so no reminder would reach them. "
        "Whoever is on the role can name somebody else; nothing was sent."
    ),
    Why.LOOKED_BACK: lambda f: (
        f"This was shown {f['at']}, without your answer; it takes no more. Nothing was saved."
        if f["at"]
        else "The role is open again, so it is not looked back on yet. Nothing was saved."
    ),
    Why.LOOKED_BACK_NOT: lambda f: (
        f"{f['key']} is open again, or not looked back on yet. Nothing was changed: `/req close` asks the same."
    ),
    Why.NO_SUCH_NUMBER: lambda f: (
        f"There is no Candidate {f['number']} on that role; `/candidate list` shows them all."
        if f["number"] is not None
        else "Which candidate? Add the number, as in `REQ-12 3`, or `3` in the role's own channel."
    ),
}
