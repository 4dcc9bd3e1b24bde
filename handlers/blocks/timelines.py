"""How what happened on a role reads: a line each, newest first, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.requisitions import STATUS
from handlers.blocks.teams import SEATS
from handlers.blocks.text import escape, listed, mention, quote, when
from handlers.ids import VIEW_TIMELINE
from storage.rules.dispositions import WITHDRAWALS
from storage.rules.retention import REASONS as ERASED
from storage.rules.rights import Role
from storage.rules.role_holds import REASONS
from storage.rules.turns import REASONS as SNOOZED

if TYPE_CHECKING:
    from storage.people import Person
    from storage.requisitions import Requisition
    from storage.timeline import Happening, Page

Facts = dict[str, Any]
_PARTS = {
    "target_days": "target",
    "backup": "backup decider",
    "employment": "employment type",
    "start_on": "target start",
    "reason": "why it is open",
    "confidential": "confidentiality",
    "approver": "who approves the headcount",
}


def _seat(facts: Facts) -> str:
    return SEATS[Role(facts["seat"])]


def _what(facts: Facts) -> str:
    return listed([_PARTS.get(each, each) for each in facts.get("what", [])])


def _revealed(facts: Facts) -> str:
    without = listed([mention(each) for each in facts.get("without", [])])
    return f"revealed the calibration{f' without {without}' if without else ''}"


def _opened(facts: Facts, who: str) -> str:
    without = listed([mention(each) for each in facts.get("without", [])])
    return f"opened the scorecards on {who}{f' without {without}' if without else ''}"


# Kind → what is said after who did it. {who} is the candidate; entries without an actor happened by themselves.
WORDS: dict[str, Callable[[Facts, str], str]] = {
    "opened": lambda f, who: "opened the role",
    "edited": lambda f, who: f"changed {_what(f)}",
    "headcount_approved": lambda f, who: "approved the headcount",
    "headcount_rejected": lambda f, who: "did not approve the headcount",
    "promises": lambda f, who: "agreed on other promises",
    "agreement_proposed": lambda f, who: "proposed a working agreement",
    "agreement_accepted": lambda f, who: "agreed: the working agreement holds",
    "team_changed": lambda f, who: f"changed the team: {_what(f)}",
    "handed": lambda f, who: f"handed the seat of the {_seat(f)} from {mention(f['from'])} to {mention(f['to'])}",
    "role_held": lambda f, who: f"put the role on hold: {REASONS.get(f.get('reason', ''), 'no reason').lower()}",
    "reopened": lambda f, who: f"opened the role again ({STATUS.get(f.get('was', ''), 'closed').lower()} before)",
    "closed": lambda f, who: f"closed the role: {f.get('outcome', '')}",
    "brief_proposed": lambda f, who: f"proposed brief v{f['version']}",
    "brief_signed": lambda f, who: f"Brief v{f['version']} was signed",
    "brief_changed": lambda f, who: f"Brief v{f['version']} held at once, open to objection for a day",
    "brief_objected": lambda f, who: f"objected to brief v{f['version']}; v{f['back_to']} holds again",
    "brief_joined": lambda f, who: f"signed brief v{f['version']}, which held already",
    "calibration_started": lambda f, who: f"began a calibration with {len(f.get('people', []))} people",
    "calibration_revealed": lambda f, who: _revealed(f),
    "calibration_cancelled": lambda f, who: "ended the calibration",
    "posted": lambda f, who: f"put {who} forward",
    "came_back": lambda f, who: f"put {who} forward again",
    "approve": lambda f, who: f"said yes to {who}",
    "reject": lambda f, who: f"said no to {who}",
    "recorded_approve": lambda f, who: f"recorded that {mention(f['by'])} said yes to {who}",
    "recorded_reject": lambda f, who: f"recorded that {mention(f['by'])} said no to {who}",
    "confirmed": lambda f, who: f"confirmed the recorded answer on {who}",
    "moved": lambda f, who: f"moved {who} from {f['before']} to {f['to']}",
    "withdrawn": lambda f, who: f"heard that {who} withdrew: {WITHDRAWALS.get(f.get('reason', ''), 'unsaid').lower()}",
    "goes_on": lambda f, who: f"took the withdrawal of {who} back",
    "undone": lambda f, who: f"took the answer on {who} back",
    "final": lambda f, who: f"The answer on {who} became final",
    "contact_candidate": lambda f, who: f"got in touch with {who}",
    "tell_outcome": lambda f, who: f"told {who} the outcome",
    "tell_hold": lambda f, who: f"told {who} of the hold",
    "asked": lambda f, who: f"asked a question about {who}",
    "replied": lambda f, who: f"answered the question about {who}",
    "held": lambda f, who: f"put {who} on hold",
    "lifted": lambda f, who: f"took {who} off hold",
    "interview_planned": lambda f, who: f"planned an interview with {who}",
    "interview_changed": lambda f, who: f"changed an interview with {who}",
    "interview_cancelled": lambda f, who: f"called an interview with {who} off",
    "scorecard_in": lambda f, who: f"handed in a scorecard on {who}",
    "scorecards_revealed": lambda f, who: _opened(f, who),
    "debrief": lambda f, who: f"began the debrief on {who}",
    "snoozed": lambda f, who: f"put an answer off: {SNOOZED.get(f.get('reason', ''), 'later').lower()}",
    "reminded": lambda f, who: "asked again for an answer",
    "handed_over": lambda f, who: f"handed an answer over to {mention(f['to'])}",
    "escalated": lambda f, who: (
        "An answer is long overdue" + (f"; {mention(f['told'])} was told" if f.get("told") else "")
    ),
    "offer_asked": lambda f, who: f"asked for an offer to {who} to be approved",
    "offer_asked_another": lambda f, who: f"asked somebody else to approve the offer to {who}",
    "offer_approved": lambda f, who: f"approved the offer to {who}",
    "offer_refused": lambda f, who: f"did not approve the offer to {who}",
    "offer_made": lambda f, who: f"made {who} an offer",
    "offer_accepted": lambda f, who: f"wrote down that {who} accepted",
    "offer_declined": lambda f, who: f"wrote down that {who} declined",
    "offer_undone": lambda f, who: f"took back what {who} had answered",
    "hire_answered": lambda f, who: f"said how it goes with {who}, {f.get('day', '')} days in",
    "forgotten": lambda f, who: f"erased {who}: {ERASED.get(f.get('why', ''), '').lower()}",
    "legal_hold": lambda f, who: f"set a legal hold on {who}",
    "legal_hold_lifted": lambda f, who: f"lifted the legal hold on {who}",
    "insight": lambda f, who: f"shared an insight {'on the market' if f.get('about') == 'market' else 'on the team'}",
    "celebrated": lambda f, who: f"The hire of {who} was celebrated",
    "looked_back": lambda f, who: "looked back on the search",
    "retrospective": lambda f, who: "The look back on the search was shown",
    "actions_agreed": lambda f, who: "agreed on what to do differently next time",
    "checked_in": lambda f, who: "checked in",
}
# Where nobody did it, an absence or the end of a time did.
_BY_ITSELF = {
    "forgotten": lambda f, who: f"{who} was erased: the time for keeping their data was over",
    "calibration_revealed": lambda f, who: "The calibration was revealed",
    "calibration_cancelled": lambda f, who: "The calibration was over",
    "interview_cancelled": lambda f, who: f"An interview with {who} was off",
    "scorecards_revealed": lambda f, who: f"All scorecards on {who} were in",
    "lifted": lambda f, who: f"The hold on {who} was over",
    "handed_over": lambda f, who: f"An answer went to {mention(f['to'])}, who stands in",
}


def modal(role: Requisition, page: Page, reader: Person, now: datetime) -> Block:
    """One page of what happened, with the ways on."""
    blocks = [kit.section(f"*{quote(f'{role.key} · {role.title}', 120)}*")]
    blocks += [kit.context(line(each, page.candidates, reader, now)) for each in page.happenings]
    buttons = []
    if page.number:
        buttons.append(kit.button("Newer", ids.TIMELINE_NEWER, f"{role.id}:{page.number - 1}"))
    if not page.is_last:
        buttons.append(kit.button("Older", ids.TIMELINE_OLDER, f"{role.id}:{page.number + 1}"))
    if buttons:
        last = page.first + len(page.happenings) - 1
        blocks.append(kit.context(f"{page.first}–{last} of {page.total}, newest first"))
        blocks.append(kit.actions(*buttons))
    return kit.modal(VIEW_TIMELINE, f"{role.key}: what happened", blocks, close="Close")


def line(happening: Happening, candidates: dict[int, int], reader: Person, now: datetime) -> str:
    """*Mon 14:10 · @Rita put Candidate 3 forward*."""
    known = candidates.get(happening.submission_id or -1)
    who = f"Candidate {known}" if known else "somebody"
    words = WORDS.get(happening.kind)
    if happening.actor is None:
        words = _BY_ITSELF.get(happening.kind, words)
    said = words(happening.facts, who) if words else escape(happening.kind.replace("_", " "))
    at = when(happening.at, reader.zone, now)
    return f"{at} · {f'{mention(happening.actor)} ' if happening.actor else ''}{said}"
