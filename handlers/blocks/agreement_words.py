"""What is agreed on in words: the terms in a few lines, what differs, who agreed when; and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from handlers.blocks.text import day, escape, listed
from handlers.blocks.workspace_settings import working_days
from storage.rules.agreements import PROMISED, Difference, Term, Terms, differences
from storage.rules.promises import Kind
from storage.rules.rhythm import local_day
from storage.rules.rights import Role

if TYPE_CHECKING:
    from storage.agreements import Agreement, Proposal
    from storage.people import Person
    from storage.requisitions import Requisition

TITLE = "Working agreement"
WEEKLY, FORTNIGHTLY = "weekly", "fortnightly"
# What a term is called within a line.
SHORT: dict[Kind | Term, str] = {
    Kind.REVIEW: "profiles",
    Kind.DEBRIEF: "decision after the debrief",
    Kind.QUESTION: "questions",
    Kind.CONTACT: "contact after a yes",
    Kind.OUTCOME: "outcome told",
    Kind.HOLD: "hold told",
    Term.CHECK_INS: "check-ins",
    Term.PROFILES: "profiles a week",
    Term.CHANNEL: "the channel hears of what waits too long",
}


def lines(terms: Terms, manager: str, recruiter: str) -> str:
    """The terms in three lines. `manager` and `recruiter` are names, escaped."""
    names = {Role.MANAGER: manager, Role.RECRUITER: recruiter}
    each = [
        f"{names[side]}, in working days: "
        + " · ".join(f"{SHORT[kind]} {_days(terms.promises[kind])}" for kind in kinds)
        for side, kinds in PROMISED.items()
    ]
    others = [f"Check-ins {said(Term.CHECK_INS, terms.is_fortnightly)}"]
    if terms.profiles:
        others.append(f"{terms.profiles} profiles a week" if terms.profiles > 1 else "1 profile a week")
    hears = "hears" if terms.channel_hears else "does not hear"
    others.append(f"the channel {hears} of what waits too long")
    return "\n".join([*each, " · ".join(others)])


def _days(half_days: int) -> str:
    whole = str(half_days // 2) if half_days > 1 else ""
    return f"{whole}{'½' if half_days % 2 else ''}"


def said(what: Kind | Term, value: Any) -> str:
    """One term's value, without its name."""
    if isinstance(what, Kind):
        return _days(value)
    if what is Term.CHECK_INS:
        return FORTNIGHTLY if value else WEEKLY
    if what is Term.CHANNEL:
        return "yes" if value else "no"
    return str(value) if value else "no number"


def difference(each: Difference) -> str:
    """*profiles: 1 → 2 working days*."""
    now = working_days(each.now) if isinstance(each.what, Kind) else said(each.what, each.now)
    return f"{SHORT[each.what]}: {said(each.what, each.was)} → {now}"


def changes(was: Terms, now: Terms) -> str:
    """Every difference in one line."""
    return " · ".join(difference(each) for each in differences(was, now)) or "what holds already"


def first(people: Mapping[str, Person], person: str) -> str:
    return escape(people[person].first_name) if person in people else "somebody"


def all_of(role: Requisition, people: Mapping[str, Person], terms: Terms) -> str:
    return lines(terms, first(people, role.manager), first(people, role.recruiter))


def agreed(holds: Proposal, people: Mapping[str, Person], reader: Person) -> str:
    by = list(dict.fromkeys(filter(None, (holds.proposed_by, holds.accepted_by))))
    who = listed(["you" if each == reader.id else first(people, each) for each in by])
    on = day(local_day(reader.zone, holds.accepted_at or holds.proposed_at))
    if reader.id not in by:
        return f"agreed by {who}, {on}; it stays with the role until both accept other terms"
    return f"agreed by {who}, {on}" if len(by) > 1 else f"set by {who}, {on}"


def other(role: Requisition, person: str) -> str:
    return role.manager if person == role.recruiter else role.recruiter


def markdown(role: Requisition, agreement: Agreement, people: Mapping[str, Person]) -> list[str]:
    """The terms that hold, as Markdown; names as they are."""
    names = {Role.MANAGER: role.manager, Role.RECRUITER: role.recruiter}
    terms = agreement.now
    found = [f"## {TITLE}", ""]
    if not agreement.holds:
        found += ["Not agreed on by both yet: the defaults hold.", ""]
    found += ["| promise | whose | working days |", "|---|---|---|"]
    for side, kinds in PROMISED.items():
        who = (people[names[side]].name if names[side] in people else names[side]).replace("|", "\\|")
        found += [f"| {SHORT[kind]} | {who} | {_days(terms.promises[kind])} |" for kind in kinds]
    return [*found, "", *(f"- {SHORT[term]}: {said(term, terms.others[term])}" for term in Term), ""]
