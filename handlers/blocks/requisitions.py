"""How a requisition reads: its pinned card, the list, the modals that open and close it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit, role_holds, teams
from handlers.blocks.kit import Block
from handlers.blocks.text import (
    ago,
    count,
    day,
    day_number,
    escape,
    listed,
    mention,
    quote,
    stamp,
    took,
    when,
)
from storage.rules.details import EMPLOYMENT, REASONS
from storage.rules.promises import Kind
from storage.rules.rhythm import local_day

if TYPE_CHECKING:
    from storage.asks import Ask
    from storage.overviews import Overview
    from storage.people import Person
    from storage.requisitions import Requisition

TITLE_LONGEST = 80
LOCATION_LONGEST = 80
MOST_OPENINGS = 99
STATUS = {
    "awaiting_approval": "Awaiting approval",
    "intake": "Intake",
    "open": "Open",
    "on_hold": "On hold",
    "filled": "Filled",
    "cancelled": "Cancelled",
}
# Stage → words, in the order of the pipeline.
PIPELINE = {"review": "In review", "interview": "Interview", "debrief": "Debrief", "offer": "Offer", "hired": "Hired"}
_OWED = {
    Kind.REVIEW: ("profile", "profiles"),
    Kind.DEBRIEF: ("decision after a debrief", "decisions after a debrief"),
    Kind.QUESTION: ("question to answer", "questions to answer"),
    Kind.CONTACT: ("candidate to contact", "candidates to contact"),
    Kind.OUTCOME: ("candidate to tell the outcome", "candidates to tell the outcome"),
    Kind.HOLD: ("candidate to tell of a hold", "candidates to tell of a hold"),
    Kind.SIGNATURE: ("signature", "signatures"),
    Kind.SHORTLIST: ("first shortlist", "first shortlists"),
    Kind.SECTION: ("section of the brief", "sections of the brief"),
    Kind.OFFER: ("offer to approve", "offers to approve"),
    Kind.HEADCOUNT: ("headcount to approve", "headcounts to approve"),
    Kind.CALIBRATION: ("calibration", "calibrations"),
}


def heading(role: Requisition) -> str:
    return f"{role.key} · {role.title}"


def summary(role: Requisition) -> str:
    """The card in one line, for lock screens and plain text."""
    if role.is_confidential:
        return f"{role.key}: {STATUS[role.status].lower()}"
    return escape(f"{role.key} {role.title}: {STATUS[role.status].lower()}")


def pipeline(counts: dict[str, int], *, short: bool = False) -> str:
    """*In review 2 · Interview 1 · …*; short: only where somebody is, or empty."""
    stages = [
        (words, counts.get(stage, 0)) for stage, words in PIPELINE.items() if stage != "hired" or counts.get(stage)
    ]
    return " · ".join(f"{words} {n}" for words, n in stages if n or not short)


def filled(role: Requisition, counts: dict[str, int]) -> str:
    """*1 of 3 filled* once somebody was hired, *3 openings* before."""
    hired = counts.get("hired", 0)
    return f"{hired} of {role.openings} filled" if hired and role.openings > 1 else count(role.openings, "opening")


def ball(view: Overview, zone: str | None, now: datetime) -> str:
    """Whose ball it is: who owes how much, the first by when. `zone` None: for a channel, in each reader's zone."""
    people = view.people
    owed: dict[str, list[Ask]] = {}
    for ask in view.open_asks:
        if ask.kind in _OWED:
            owed.setdefault(ask.owner, []).append(ask)
    if not owed and view.requisition.status == "on_hold":
        return "nobody's, while the role is on hold"
    if not owed:
        recruiter = _name(people, view.requisition.recruiter)
        if view.requisition.status == "intake" and view.brief.newest is None and not view.put_forward:
            return f"{listed(_seats(view))}, to write the brief"
        on = view.pipeline.get("interview", 0)
        todo = f"take {count(on, 'candidate')} to interviews" if on else "find the next candidate"
        return f"{recruiter}, to {todo}"
    return "; ".join(_owes(people, owner, pending, zone, now) for owner, pending in owed.items())


def _seats(view: Overview) -> list[str]:
    role = view.requisition
    return [_name(view.people, each) for each in dict.fromkeys((role.recruiter, role.manager))]


def _owes(people: dict[str, Person], owner: str, pending: list[Ask], zone: str | None, now: datetime) -> str:
    kinds = [kind for kind in _OWED if any(ask.kind is kind for ask in pending)]
    what = listed([count(sum(ask.kind is kind for ask in pending), *_OWED[kind]) for kind in kinds])
    home = people[owner].zone if owner in people else "UTC"
    by = stamp(pending[0].due_at, home) if zone is None else when(pending[0].due_at, zone, now)
    first = ", the first" if len(pending) > 1 else ""
    promised = "was promised for" if pending[0].due_at <= now else "by"
    return f"{_name(people, owner)}, {what}{first} {promised} {by}"


def _name(people: dict[str, Person], person: str) -> str:
    return escape(people[person].first_name) if person in people else "somebody"


def vacant(view: Overview) -> list[str]:
    """Who holds a seat and is no full member of the workspace any more."""
    role = view.requisition
    seats = dict.fromkeys((role.manager, role.recruiter))
    return [each for each in seats if each in view.people and not view.people[each].is_member]


def _standing(view: Overview, zone: str) -> list[Block]:
    """What is not as usual: a hold, a seat without anybody, duties in other names than proposed."""
    role, lines = view.requisition, []
    if role.status == "on_hold":
        lines.append(role_holds.line(role, zone))
    if role.is_live and (gone := vacant(view)):
        who = listed([_name(view.people, each) for each in gone])
        are = "is" if len(gone) == 1 else "are"
        lines.append(f"*Needs a hand-over:* {who} {are} no full member here any more; ⋯ → Hand over.")
    asked = [ask.owner for ask in view.open_asks if ask.kind is Kind.HEADCOUNT]
    if gone := [each for each in asked if each in view.people and not view.people[each].is_member]:
        lines.append(f"*Needs another approver:* {_name(view.people, gone[0])} is no full member here; ⋯ → Edit.")
    if role.is_live and view.duties:
        lines.append(teams.otherwise(view.duties, {each.id: each.first_name for each in view.people.values()}))
    return [kit.context(line) for line in lines]


def _approval(view: Overview) -> list[Block]:
    """Approve and Reject, where whoever is asked is on the role and so may see them here."""
    role = view.requisition
    here = {role.recruiter, role.manager, role.backup, *role.helpers}
    if not any(ask.kind is Kind.HEADCOUNT and ask.owner in here for ask in view.open_asks):
        return []
    return [
        kit.button("Approve", ids.HEADCOUNT_APPROVE, str(role.id), style="primary"),
        kit.button("Reject", ids.HEADCOUNT_REJECT, str(role.id)),
    ]


def details(role: Requisition) -> list[str]:
    """What else is known of a role, in one line: *Data · permanent · to start 1 Feb · the team grows*."""
    known = role.details
    facts = [escape(known.department), EMPLOYMENT.get(known.employment, "").lower()]
    facts += [f"to start {day(known.start_on, weekday=False)} {known.start_on.year}"] if known.start_on else []
    facts.append(REASONS.get(known.reason, "").lower())
    said = " · ".join(fact for fact in facts if fact)
    return [said] if said else []


def _menu(role: Requisition) -> Block:
    """⋯: five at most, so that closing keeps its button."""
    if role.is_live:
        words = {"team": "Team", "edit": "Edit", "hold": "Put on hold", "hand": "Hand over", "timeline": "Timeline"}
    else:
        words = {"reopen": "Reopen", "team": "Team", "timeline": "Timeline"}
    if role.status == "on_hold":
        del words["hold"]
    return kit.overflow(ids.REQUISITION_MORE, [kit.option(text, f"{what}:{role.id}") for what, text in words.items()])


def card(view: Overview, now: datetime) -> tuple[str, list[Block]]:
    """The pinned card: text and blocks."""
    role = view.requisition
    recruiter_zone = view.people[role.recruiter].zone if role.recruiter in view.people else "UTC"
    facts = [
        f"*{STATUS[role.status]}*",
        *([] if not role.location else [escape(role.location)]),
        filled(role, view.pipeline),
    ]
    if role.is_live:
        facts.insert(1, f"opened {ago(role.opened_at, recruiter_zone)}, target {role.target_days} days")
    if role.is_confidential:
        facts.insert(1, "*Confidential*")
    if role.closed_at:
        facts.insert(1, f"after {took(role.opened_at, role.closed_at)}")
    decides = mention(role.manager) + (f" (backup {mention(role.backup)})" if role.backup else "")
    blocks = [
        kit.header(heading(role)),
        kit.context(" · ".join(facts), *details(role)),
        kit.fields(
            f"*Hiring manager*\n{mention(role.manager)}",
            f"*Recruiter*\n{mention(role.recruiter)}{_helped(role)}",
            f"*Decides*\n{decides}",
            f"*Brief*\n{_brief(view, recruiter_zone)}",
        ),
        kit.section(pipeline(view.pipeline)),
        *_standing(view, recruiter_zone),
    ]
    if role.channel_kind == "group":
        blocks.append(kit.context("Slack let me make no private channel, so this group message takes its place."))
    if role.is_live:
        blocks.append(kit.context(f"*Whose ball now:* {ball(view, None, now)}"))
        first = kit.button("Post a candidate", ids.REQUISITION_POST, str(role.id), style="primary")
        leads = [first]
        if role.status == "on_hold":
            leads = [kit.button("Reopen", ids.REQUISITION_REOPEN, str(role.id), style="primary")]
        elif role.status == "awaiting_approval":
            leads = _approval(view)
        blocks.append(
            kit.actions(
                *leads,
                kit.button("Brief", ids.BRIEF_OPEN, str(role.id)),
                kit.button("Candidates", ids.REQUISITION_CANDIDATES, str(role.id)),
                kit.button("Close", ids.REQUISITION_CLOSE, str(role.id)),
                _menu(role),
            )
        )
    else:
        if any(ask.kind in _OWED for ask in view.open_asks):
            blocks.append(kit.context(f"*Still owed:* {ball(view, None, now)}"))
        buttons = [kit.button("Candidates", ids.REQUISITION_CANDIDATES, str(role.id))]
        if view.brief.newest:
            buttons.insert(0, kit.button("Brief", ids.BRIEF_OPEN, str(role.id)))
        blocks.append(kit.actions(*buttons, _menu(role)))
    return summary(role), blocks


def _helped(role: Requisition) -> str:
    shown = [mention(each) for each in role.helpers[:3]]
    more = [f"{len(role.helpers) - 3} more"] if len(role.helpers) > 3 else []
    return f" (with {listed([*shown, *more])})" if shown else ""


def _brief(view: Overview, zone: str) -> str:
    """*v2, signed 3 Nov*, and what a newer version waits for."""
    holds, proposed = view.brief.holds, view.brief.proposed
    if proposed and view.requisition.is_live:
        waits = f"v{proposed.version} waits for {listed([_name(view.people, each) for each in proposed.waits_for])}"
    else:
        waits = f"v{proposed.version} was not signed" if proposed else "not written yet"
    if holds is None or holds.signed_at is None:
        return waits
    signed = f"v{holds.version}, signed {day(local_day(zone, holds.signed_at), weekday=False)}"
    return f"{signed}; {waits}" if proposed else signed


def line(role: Requisition, view: Overview, reader: Person, now: datetime) -> str:
    """One role in a list."""
    where = f" · <#{role.channel}>" if role.channel and role.channel_kind != "group" else ""
    if not role.channel and role.is_live:
        where = " · its channel is still to come"
    days = day_number(role.opened_at, now, reader.zone)
    head = f"*{role.key}* {quote(role.title, 100)} · {STATUS[role.status].lower()} · day {days} of {role.target_days}"
    if view.pipeline.get("hired") and role.openings > 1:
        head += f" · {filled(role, view.pipeline)}"
    if role.is_live and vacant(view):
        head += " · *needs a hand-over*"
    counts = pipeline(view.pipeline, short=True) or "no candidates yet"
    return f"{head}{where}\n{counts} · ball: {ball(view, reader.zone, now)}"


def vacant_seat(role: Requisition, gone: Person, other: Person | None) -> tuple[str, list[Block]]:
    """The message that a seat needs somebody else, to whoever holds the other one."""
    who = escape(gone.first_name)
    asked = f"{mention(other.id)}, {who}" if other else who
    return escape(f"{role.key}: a seat needs somebody else"), [
        kit.section(
            f"{asked} is no full member of this workspace any more. `/req hand {role.key}` gives the seat, and all "
            "that is open, to somebody else."
        )
    ]
