"""The words for every no: what was wrong, that nothing was changed, and what works instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from handlers.blocks import leaving_refusals
from handlers.blocks.pipeline_refusals import PIPELINE
from handlers.blocks.text import count, day, escape, listed, mention, when
from storage.refusals import Refused, Why
from storage.rules.briefs import WrongDay
from storage.rules.chapters import FIELDS, PAGES

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


def _moved_on(facts: Facts) -> str:
    what = f"v{facts['version']} was proposed"
    if facts["over"] > facts["version"]:
        what = f"Somebody objected to v{facts['over']}"
    return (
        f"{what} while you were writing, and nothing was saved over it. Copy what you want to "
        "keep, close this, and open the brief again."
    )


def _calibration_over(facts: Facts) -> str:
    if facts["state"] == "revealed":
        return (
            f"This calibration was revealed {facts['at']}, without your answers; it takes no more. Nothing was saved."
        )
    return f"This calibration was ended {facts['at']}; it takes no more answers. Nothing was saved."


def _unnamed(facts: Facts) -> str:
    named: dict[str, str] = facts["duties"]
    gone = list(dict.fromkeys(named.values()))
    one, who, what = len(gone) == 1, listed([mention(each) for each in gone]), listed([str(duty) for duty in named])
    are = "is no longer a full member here, and is" if one else "are no longer full members here, and are"
    ways = []
    if facts["seats"]:
        ways.append(f"`/req hand {facts['key']}` gives the seat to somebody else")
    if set(gone) - set(facts["seats"]):
        ways.append(f"`/req team {facts['key']}` names somebody else")
    return (
        f"Before anybody signs, every duty needs the name of somebody who is here: {who} {are} named for {what}. "
        f"{listed(ways)}. What is typed so far is kept."
    )


_TIMES = {1: "once", 2: "twice"}
_SHORTLIST_DAY = {
    WrongDay.OVER: "{day} is over where the recruiter is. Choose a day still to come, or leave it empty.",
    WrongDay.TOO_FAR: "{day} is over a year away. Choose a nearer day, or leave it empty.",
    WrongDay.NOT_WORKED: "The recruiter does not work on {day}. Choose another day, or leave it empty.",
}

WORDS: dict[Why, Callable[[Facts], str]] = PIPELINE | {
    Why.NO_SUCH_REQUISITION: _no_such_requisition,
    Why.WHICH_REQUISITION: _which,
    Why.NO_SUCH_CANDIDATE: lambda f: (
        "I know no such candidate here. `/candidate list` shows those of your requisitions."
    ),
    Why.NOT_ALLOWED: lambda f: (
        f"You would need another part on this requisition to {f.get('act', 'do that')}. Nothing was changed; "
        "`/req show` says who is who."
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
    Why.NO_SUCH_BRIEF: lambda f: "I know no such brief here. `/req list` shows your requisitions.",
    Why.BRIEF_UNCHANGED: lambda f: f"This is v{f['version']} word for word. Nothing was changed.",
    Why.BRIEF_MOVED_ON: _moved_on,
    Why.BRIEF_GAVE_WAY: lambda f: (
        f"v{f['version']} of this brief has given way to a newer one. Nothing was signed; `/req brief {f['key']}` "
        "opens the new one."
    ),
    Why.SECTION_MOVED_ON: lambda f: (
        f"{mention(f['by'])} wrote in “{PAGES[f['chapter']].title}” meanwhile. Nothing was changed; open it again to "
        "read what it says now."
    ),
    Why.BRIEF_INCOMPLETE: lambda f: (
        f"Before anybody is asked to sign, this is missing: {listed([FIELDS[each].short for each in f['missing']])}. "
        "What is typed so far is kept."
    ),
    Why.NOTHING_TO_ASK_FOR: lambda f: (
        "Nothing that is needed waits for the other of you, or they are asked already. Nobody was asked again."
    ),
    Why.PICTURE_MISSING: lambda f: (
        "This change needs both signatures again. Say 0 to 10: nobody sees it before both of you have answered."
    ),
    Why.DUTY_UNNAMED: _unnamed,
    Why.AGREEMENT_MOVED_ON: lambda f: (
        f"Other terms were put on the table meanwhile, and nothing was changed. `/req brief {f['key']}`, then *Working "
        "agreement*, shows them."
    ),
    Why.AGREEMENT_UNCHANGED: lambda f: "These terms are on the table already. Choose others, or close this.",
    Why.AGREED_ALREADY: lambda f: (
        f"{mention(f['by'])} accepted this already, {f['at']}: it holds. `/req brief {f['key']}` shows it. Nothing was "
        "changed."
    ),
    Why.ACCEPT_ONESELF: lambda f: (
        f"You proposed this; it waits for {mention(f['person'])}. You may propose other terms. Nothing was changed."
    ),
    Why.ALREADY_OBJECTED: lambda f: (
        f"{mention(f['by'])} objected to v{f['version']} already, {f['at']}, and the version before it holds again. "
        "Nothing was changed."
    ),
    Why.SIGNED_BY_BOTH: lambda f: (
        f"v{f['version']} needs both signatures, so there is nothing to object to: `/req brief {f['key']}`, then "
        "*Change*, proposes another. Nothing was changed."
    ),
    Why.CHANGED_SINCE: lambda f: (
        f"v{f['version']} has given way to a newer version. Nothing was changed; `/req brief {f['key']}` shows what "
        "holds now."
    ),
    Why.OBJECT_TO_ONESELF: lambda f: (
        f"You made this change yourself. `/req brief {f['key']}`, then *Change*, makes another; nothing was changed."
    ),
    Why.TOO_LATE_TO_OBJECT: lambda f: (
        f"v{f['version']} could be objected to until {f['until']}. Nothing was changed; `/req brief {f['key']}`, then "
        "*Change*, proposes another."
    ),
    Why.SHORTLIST_DAY: lambda f: _SHORTLIST_DAY[f["wrong"]].format(day=day(f["day"])),
    Why.CALIBRATION_OPEN: lambda f: (
        f"A calibration of {f['key']} is open already, begun by {mention(f['person'])}. Nothing was started; the brief "
        "shows for whom it waits."
    ),
    Why.CALIBRATION_OVER: _calibration_over,
    Why.CALIBRATION_OF_NOTHING: lambda f: (
        "There are no must-haves yet to hold a sample against. Name some in the brief first; nothing was started."
    ),
    Why.CALIBRATION_WAITS: lambda f: (
        "Somebody still has time to answer, or fewer than two have handed in. Nothing was revealed."
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
    Why.HAND_OVER_AWAY: lambda f: f"{mention(f['person'])} is away until {day(f['last'])}. Name somebody who is here.",
    **leaving_refusals.WORDS,
}
