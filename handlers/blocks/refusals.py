"""The words for every no: what was wrong, that nothing was changed, and what works instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from handlers.blocks import leaving_refusals
from handlers.blocks.brief_refusals import BRIEFS
from handlers.blocks.pipeline_refusals import PIPELINE
from handlers.blocks.text import count, day, escape, listed, mention, when
from storage.refusals import Refused, Why
from storage.rules.rights import RIGHTS, Act, Role

Facts = dict[str, Any]


def words(refused: Refused, zone: str, now: datetime) -> str:
    """The sentence for a refusal, with times in the reader's zone."""
    facts = {
        key: when(value, zone, now) if isinstance(value, datetime) else value for key, value in refused.facts.items()
    }
    return WORDS[refused.why](facts)


def _no_such_requisition(facts: Facts) -> str:
    yours: list[str] = facts["yours"]
    key = escape(str(facts["key"]))
    if not yours:
        return f"{key} is not one of yours, and you have no open ones yet. Open one with `/req open`."
    shown = listed(yours[:8]) if len(yours) <= 8 else f"{', '.join(yours[:8])} and {len(yours) - 8} more"
    are = "Yours is" if len(yours) == 1 else "Yours are"
    return f"{key} is not one of yours. {are} {shown}: try `/req show {yours[0]}`."


def _which(facts: Facts) -> str:
    yours: list[str] = facts["yours"]
    if not yours:
        return "You have no open requisitions yet. Open one with `/req open`."
    shown = listed(yours) if len(yours) <= 8 else f"{', '.join(yours[:8])} and {len(yours) - 8} more"
    return f"Which one? You have {shown}: add the key, as in `{yours[0]}`."


def _decided(facts: Facts) -> str:
    if not facts.get("by"):
        return f"Candidate {facts['number']} is not waiting for a decision any more. Nothing was changed."
    said = "approved" if facts["verdict"] == "approve" else "rejected"
    return (
        f"Candidate {facts['number']} was already {said} by {mention(facts['by'])}, {facts['at']}. Nothing was changed."
    )


def _open_submissions(facts: Facts) -> str:
    who = listed([f"Candidate {n}" for n in facts["numbers"]])
    one = len(facts["numbers"]) == 1
    return (
        f"The decision{'' if one else 's'} on {who} can still be undone until {facts['until']}, and nobody should hear "
        "what may yet change. Nothing was closed; you can close it after that."
    )


_TIMES = {1: "once", 2: "twice"}
_PARTS = {
    Role.RECRUITER: "the recruiter",
    Role.HELPER: "whoever helps them",
    Role.MANAGER: "the hiring manager",
    Role.BACKUP: "the backup decider",
    Role.INTERVIEWER: "whoever interviews",
    Role.TALENT_LEAD: "a talent lead",
    Role.ADMINISTRATOR: "an administrator",
}


def _who_may(act: Act) -> str:
    """The parts that may, from the table of rights; where that is nearly all of them, nobody wants to read the list."""
    if Role.STAND_IN in RIGHTS[act]:
        return "people on the requisition"
    parts = [words for role, words in _PARTS.items() if role in RIGHTS[act]]
    return f"{', '.join(parts[:-1])} or {parts[-1]}" if len(parts) > 1 else "".join(parts)


WORDS: dict[Why, Callable[[Facts], str]] = {
    **PIPELINE,
    **BRIEFS,
    Why.NO_SUCH_REQUISITION: _no_such_requisition,
    Why.WHICH_REQUISITION: _which,
    Why.NO_SUCH_CANDIDATE: lambda f: (
        "I know no such candidate here. `/candidate list` shows those of your requisitions."
    ),
    Why.NOT_ALLOWED: lambda f: (
        f"Only {_who_may(f['act'])} can {f['act']}. Nothing was changed; `/req show` says who is who."
    ),
    Why.NOT_THE_DECIDER: lambda f: (
        "Only the hiring manager, or the backup decider, decides on this candidate. Nothing was changed."
    ),
    Why.NOT_AN_ADMINISTRATOR: lambda f: (
        "What holds for everybody here is set by the administrators of this Slack workspace: please ask one of them. "
        "Nothing was changed; `/samepage settings` has your own hours."
    ),
    Why.GUEST: lambda f: (
        f"{mention(f['person'])} is a guest here. Requisitions and candidates are for full members of this "
        "workspace only; nothing was changed."
    ),
    Why.DEACTIVATED: lambda f: (
        f"{mention(f['person'])} has been deactivated in this workspace. Please name somebody who is here; "
        "nothing was changed."
    ),
    Why.NOT_A_PERSON: lambda f: f"{mention(f['person'])} is an app. Please name a person; nothing was changed.",
    Why.CLOSED: lambda f: (
        f"{escape(str(f['key']))} is closed, so nothing was changed. `/req list` shows the open ones."
    ),
    Why.ALREADY_CLOSED: lambda f: (
        f"{f['key']} was already closed by {mention(f['by'])}, {f['at']}. Nothing was changed."
    ),
    Why.ALREADY_DECIDED: _decided,
    Why.ALREADY_UNDONE: lambda f: f"That decision on Candidate {f['number']} was already undone. Nothing was changed.",
    Why.NOT_YOURS_TO_UNDO: lambda f: f"Only {mention(f['by'])}, who decided, can undo it. Nothing was changed.",
    Why.TOO_LATE_TO_UNDO: lambda f: (
        f"This could be undone until {f['until']}; it is final now. Nothing was changed: talk to your recruiter."
    ),
    Why.LATER_STEP: lambda f: "A later step was built on this decision, so it cannot be undone. Nothing was changed.",
    Why.SAME_PERSON: lambda f: (
        f"This person is already Candidate {f['number']} on {f['key']} (now: {f['stage']}). Nothing was posted."
    ),
    Why.NOT_ENDED: lambda f: (
        f"Candidate {f['number']} is not to be put forward again: they are in play, or were hired. Nothing was changed."
    ),
    Why.STILL_UNDOABLE: lambda f: (
        f"The answer on Candidate {f['number']} can be undone until {f['until']}: ask {mention(f['by'])}. After that "
        "you can put them forward again. Nothing was changed."
    ),
    Why.OPEN_SUBMISSIONS: _open_submissions,
    Why.TOO_MANY_HIRED: lambda f: (
        f"This role has {count(f['openings'], 'opening')}"
        + (f", {f['before']} filled before" if f["before"] else "")
        + f"; you chose {count(f['chosen'], 'person', 'people')}."
    ),
    Why.NOT_IN_PLAY: lambda f: (
        "Somebody chosen as hired is no longer in play on this requisition. Nothing was closed; please open it again."
    ),
    Why.ALREADY_ANSWERED: lambda f: "This is answered already, or no longer needed. Nothing was changed.",
    Why.NOT_YOUR_ASK: lambda f: "This waits for somebody else's answer. Nothing was changed.",
    Why.PULSE_OVER: lambda f: "That month's question is over: a week went by without both answers. Nothing was kept.",
    Why.ROLE_ON_HOLD: lambda f: (
        f"{f['key']} is on hold, so nothing was changed. `/req reopen {f['key']}` has the search go on."
    ),
    Why.AWAITING_APPROVAL: lambda f: (
        f"{f['key']} waits for {mention(f['person'])}, who approves its headcount, so nobody can be put forward yet. "
        "Nothing was changed; its brief can be written and signed meanwhile."
    ),
    Why.APPROVE_ONESELF: lambda f: (
        f"{mention(f['person'])} recruits for this role, and nobody approves what they ask for themself. Name somebody "
        "else."
    ),
    Why.CONFIDENTIAL_HERE: lambda f: (
        "What is confidential never shares a channel with anything else. Choose a new private one."
    ),
    Why.NOT_THE_APPROVER: lambda f: f"This waits for {mention(f['person'])}'s approval. Nothing was changed.",
    Why.HEADCOUNT_ANSWERED: lambda f: (
        f"The headcount of {f['key']} was {f['verdict']} by {mention(f['by'])} already. Nothing was changed."
    ),
    Why.NO_BRIEF_TO_START_FROM: lambda f: (
        "That role has no signed brief you could start from any more. Choose another, or start with none."
    ),
    Why.HIRED_ALREADY: lambda f: f"{count(f['hired'], 'person', 'people')} were hired already: not fewer than that.",
    Why.LOOK_DAY: lambda f: f"{day(f['day'])} is not a day to come within a year. Choose another, or leave it empty.",
    Why.NOT_TO_REOPEN: lambda f: f"{f['key']} is open already. Nothing was changed.",
    Why.CLOSED_TOO_LONG: lambda f: (
        f"{f['key']} was closed {f['at']}, over {f['days']} days ago, and too little of it is still so. Nothing was "
        "changed; `/req open` starts anew."
    ),
    Why.HAND_ROLE_SAME: lambda f: f"{mention(f['person'])} sits there already. Name somebody else.",
    Why.HAND_ROLE_MOVED_ON: lambda f: (
        f"{mention(f['person'])} took this seat while the form was open. Nothing was changed; `/req hand {f['key']}` "
        "shows how things stand."
    ),
    Why.HAND_ROLE_APPROVER: lambda f: (
        f"{mention(f['person'])} is asked to approve this headcount, and nobody approves what they ask for themself. "
        f"`/req edit {f['key']}` names another approver first."
    ),
    Why.STANDS_TWICE: lambda f: f"{mention(f['person'])} is the {f['as_']} here already. Name somebody else.",
    Why.NOT_A_DECIDER: lambda f: (
        f"{mention(f['person'])} may not decide here: name the hiring manager or the backup decider, or hand the seat "
        "over with `/req hand`."
    ),
    Why.NOT_AT_INTERVIEW: lambda f: (
        f"Candidate {f['number']} is not on to interviews ({f['stage']}), so nothing was planned. `/candidate list` "
        "shows where everybody is."
    ),
    Why.INTERVIEW_PAST: lambda f: "That time is over. Choose one that is still to come.",
    Why.INTERVIEW_TOO_FAR: lambda f: "That is over a year away. Choose an earlier time.",
    Why.INTERVIEW_OVER: lambda f: (
        f"This interview was {'called off' if f['state'] == 'cancelled' else 'closed, its scorecards opened,'} "
        f"{f['at']}. Nothing was changed."
    ),
    Why.CARDS_NOT_OPEN: lambda f: (
        f"Candidate {f['number']} has interviews whose scorecards are not open. They open when all are in, or whoever "
        "decides opens them; an interview nobody holds any more is cancelled first. Nothing was moved."
    ),
    Why.INTERVIEW_OFF: lambda f: (
        "This interview is off, or takes place without you, so no scorecard is needed. Nothing was saved."
    ),
    Why.CARDS_IN: lambda f: (
        "Somebody has handed in a scorecard, so this interview took place: its time stays. Plan another one instead."
    ),
    Why.CARD_IN: lambda f: f"{mention(f['person'])} has handed in a scorecard and stays. Change the others.",
    Why.CARDS_REVEALED: lambda f: (
        f"The scorecards were opened {f['at']} without yours; no more are taken. Nothing was saved."
    ),
    Why.CARDS_WAIT: lambda f: "Somebody still has time for their scorecard, or none is in yet. Nothing was opened.",
    Why.ABSENCE_BACKWARDS: lambda f: (
        f"The last day away, {day(f['last'])}, is before the first, {day(f['first'])}. Nothing was changed."
    ),
    Why.ABSENCE_OVER: lambda f: (
        f"That absence was over on {day(f['last'])}. Name days from today on; the first may be one already past."
    ),
    Why.ABSENCE_TOO_FAR: lambda f: (
        f"I can plan up to {day(f['until'])} {f['until'].year}, a year ahead. Name a last day until then, and say the "
        "rest when it comes nearer."
    ),
    Why.DELEGATE_SELF: lambda f: "You cannot stand in for yourself. Name a colleague, or leave it empty.",
    Why.DELEGATE_CIRCULAR: lambda f: (
        f"{mention(f['person'])} is away too, {day(f['first'])} to {day(f['last'])}, and in the end names you. Name "
        "somebody who is here then, or leave it empty."
    ),
    Why.ALREADY_ASKED: lambda f: (
        f"A question about Candidate {f['number']} waits for the recruiter's answer. Nothing was changed; you can "
        "still approve or reject."
    ),
    Why.ASK_ONESELF: lambda f: (
        "You recruit for this role yourself, so the question would come to you. Nothing was changed."
    ),
    Why.ON_HOLD: lambda f: (
        f"Candidate {f['number']} is on hold. Take them off hold first, or approve or reject. Nothing was changed."
    ),
    Why.NOT_ON_HOLD: lambda f: f"Candidate {f['number']} is not on hold any more. Nothing was changed.",
    Why.NOT_TO_BE_PUT_OFF: lambda f: "This one ends by itself when its time is over, so it need not be put off.",
    Why.SNOOZED_ENOUGH: lambda f: (
        f"This was put off {_TIMES.get(f['most'], 'often enough')} already. Answer it, hand it over, or ask for what "
        "you are missing."
    ),
    Why.SNOOZE_PAST: lambda f: "That time is over. Choose one that is still to come.",
    Why.SNOOZE_TOO_LONG: lambda f: (
        "An answer can be put off by one working day at most. Choose an earlier time, or hand it over."
    ),
    Why.PUT_OFF: lambda f: (
        f"{mention(f['person'])} has seen it and comes back to it {f['until']}, so no reminder was sent."
    ),
    Why.REMINDED_TODAY: lambda f: f"You asked again {f['at']} already. Once a day is enough; nothing was sent.",
    Why.HAND_OVER_PERSONAL: lambda f: "Only you can answer this one, so it cannot be handed over. Nothing was changed.",
    Why.HAND_OVER_SELF: lambda f: "It is yours already. Name a colleague.",
    Why.HAND_OVER_ASKER: lambda f: f"{mention(f['person'])} is the one who waits for this answer. Name somebody else.",
    Why.HAND_OVER_AWAY: lambda f: (
        f"{mention(f['person'])} is away, {day(f['last'])} included. Name somebody who is here."
    ),
    **leaving_refusals.WORDS,
}
