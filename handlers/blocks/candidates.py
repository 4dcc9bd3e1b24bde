"""How a candidate reads: the card with its buttons in every state, and the line in a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import candidate_menu, deadlines, evidence, forgetting, job_offers, kit, reasons, shared
from handlers.blocks.kit import Block
from handlers.blocks.reasons import NAME_LONGEST
from handlers.blocks.text import escape, quote, stamp, when, working_time
from storage.rules.decisions import DEBRIEF, REVIEW, UNDOABLE_IN, Verdict
from storage.rules.dispositions import CLOSED_WITH_ROLE, FORGOTTEN, WITHDRAWALS
from storage.rules.job_offers import DECLINES
from storage.rules.turns import HOLDS

if TYPE_CHECKING:
    from storage.asks import Ask
    from storage.dossiers import Decision, Dossier
    from storage.people import Person
    from storage.submissions import Submission

STAGES = {
    "review": "in review",
    "interview": "on to interviews",
    "debrief": "in debrief",
    "offer": "on to an offer",
    "hired": "hired",
    "rejected": "not going on",
    "withdrawn": "withdrawn",
}
NEXT = {REVIEW: "interview", DEBRIEF: "offer"}  # where a yes leads, as its button says
DECIDED = ("interview", "offer", "rejected")  # where the last decision still says why they are there
_SAID = {Verdict.APPROVE: "Approved", Verdict.REJECT: "Rejected"}


def zone_of(dossier: Dossier, person: str) -> str:
    """Somebody's zone, for times in a channel where Slack cannot show each reader's own."""
    return dossier.people[person].zone if person in dossier.people else "UTC"


def first_name(dossier: Dossier, person: str) -> str:
    """Somebody on a card, by their first name."""
    return escape(dossier.people[person].first_name) if person in dossier.people else "Somebody"


def label(dossier: Dossier) -> str:
    """*Candidate 3, REQ-12*: all that a lock screen may show."""
    return f"{dossier.submission.label}, {dossier.requisition.key}"


def by_day(dossier: Dossier, ask: Ask) -> str:
    """When an ask is due, for a channel."""
    return stamp(ask.due_at, zone_of(dossier, ask.owner))


def origin(dossier: Dossier) -> str:
    """Who a candidate is, in one line."""
    s = dossier.submission
    parts = [
        f"*{s.label}*",
        escape(dossier.present_role or ""),
        escape(dossier.place or ""),
        f"via {escape(dossier.source.lower())}" if dossier.source else "",
        f"posted by {first_name(dossier, s.posted_by)} {stamp(s.posted_at, zone_of(dossier, s.posted_by))}",
    ]
    return " · ".join(part for part in parts if part)


def case(dossier: Dossier) -> list[Block]:
    """The recruiter's case, what was seen of each must-have, and where to read more."""
    by = first_name(dossier, dossier.submission.posted_by)
    facts = evidence.facts(dossier)
    if dossier.profile_url:
        facts.append(f"<{escape(dossier.profile_url)}|Profile>")
    if dossier.email:
        facts.append(f"<mailto:{escape(dossier.email)}|{escape(dossier.email)}>")
    return [
        kit.section(f"*Why {by} puts them forward.* {quote(dossier.case, 2400)}"),
        *evidence.shown(dossier.evidence),
        *evidence.beside(dossier),
        *([kit.context(" · ".join(facts))] if facts else []),
    ]


def waiting_since(dossier: Dossier) -> list[Block]:
    """Since when the candidate waits to hear, for both sides, and until when they must answer somebody else."""
    s, parts = dossier.submission, []
    if dossier.waits_since is not None:
        parts.append(f"waiting to hear from us since {stamp(dossier.waits_since, zone_of(dossier, s.posted_by))}")
    if s.offer_by is not None:
        parts.append(deadlines.elsewhere(s.offer_by))
    line = " · ".join(parts)
    return [kit.context(line[:1].upper() + line[1:])] if parts else []


def approves(dossier: Dossier) -> str:
    """*Approve → interview*: what the button of a yes says."""
    return f"Approve → {NEXT.get(dossier.submission.stage, 'interview')}"


def pressed(s: Submission) -> str:
    """What a decision's buttons carry: the candidate, and the stage they decide."""
    return f"{s.id}:{s.stage}"


def card(dossier: Dossier, talks: Sequence[Block] = ()) -> tuple[str, list[Block]]:
    """The candidate's card in the role's channel, with what stands on it of interviews: in a channel that others read
    too, without anything of the person."""
    if dossier.erased_at is not None:
        return forgetting.card(dossier)
    if not dossier.requisition.is_shared:
        return full(dossier, talks)
    s, review = dossier.submission, dossier.review
    # Whoever ended it elsewhere did so for a reason of their own, often pay: that it ended is all others read.
    state = STAGES[s.stage] if s.stage == "withdrawn" else _state(dossier)[0]
    waits = ""
    if review is not None and not review.paused_for:
        waits = f"{first_name(dossier, review.owner)} decides, promised for {by_day(dossier, review)}."
    text, blocks = shared.card(dossier, state, waits)
    return text, [*blocks, *talks]


def full(dossier: Dossier, talks: Sequence[Block] = (), *, menu: bool = True) -> tuple[str, list[Block]]:
    """Everything that stands on a card, for those on the role; with its ⋯ where it is one, behind the first buttons."""
    role = dossier.requisition
    blocks = [
        kit.header(f"{dossier.name} · for {role.key} {role.title}"),
        kit.context(origin(dossier)),
        *case(dossier),
        *waiting_since(dossier),
    ]
    text, rest = _state(dossier)
    rest += [*job_offers.on_card(dossier), *talks]
    return f"{label(dossier)}: {text}", [
        *blocks,
        *(candidate_menu.beside(rest, dossier) if menu else rest),
    ]


def _state(dossier: Dossier) -> tuple[str, list[Block]]:
    s, role, decision = dossier.submission, dossier.requisition, dossier.decision
    standing = decision if decision and decision.stands else None
    if dossier.review is not None:
        text, waits = _waiting(dossier, dossier.review)
        return text, [*([_taken_back(dossier, decision)] if decision and decision.undone_at else []), *waits]
    over = ended(s)
    said = [] if job_offers.says_end(dossier) else [kit.context(f"*{over[:1].upper()}{over[1:]}.*")]
    if standing is None or s.stage == "withdrawn":
        return over, said
    blocks = [_decided(dossier, standing)]
    if standing.evidence:
        blocks.append(kit.section(f"_{reasons.words(standing)}._ {quote(standing.evidence, 2000)}"))
    if standing.final_at is None and role.is_live and s.stage in UNDOABLE_IN:
        buttons = [kit.button("Undo", ids.UNDO, str(standing.id))]
        if standing.is_to_confirm:
            buttons.insert(0, kit.button("Confirm", ids.DECISION_CONFIRM, str(standing.id)))
        blocks.append(kit.actions(*buttons))
    is_over = s.ended_at is not None and standing.verdict == Verdict.APPROVE
    if is_over or s.stage == DEBRIEF:
        blocks += said
    decided = f"{_SAID[Verdict(standing.verdict)].lower()} by {first_name(dossier, standing.decided_by)}"
    return over if is_over else decided, blocks


def _waiting(dossier: Dossier, review: Ask) -> tuple[str, list[Block]]:
    """A profile nobody decided on yet: for whom it waits, and what can be pressed."""
    value, decides = str(dossier.submission.id), pressed(dossier.submission)
    approve = kit.button(approves(dossier), ids.APPROVE, decides, style="primary")
    later = kit.button(approves(dossier), ids.APPROVE, decides)
    reject = kit.button("Reject", ids.REJECT, decides)
    decider = first_name(dossier, review.owner)
    if review.paused_for == "question" and dossier.question is not None:
        asked, answers = first_name(dossier, dossier.question.asker or ""), first_name(dossier, dossier.question.owner)
        return "a question to answer", [
            kit.section(f"*{asked} asks:* “{quote(dossier.asked, 1500)}”"),
            kit.actions(
                kit.button("Answer", ids.QUESTION_REPLY, str(dossier.question.id), style="primary"),
                later,
                reject,
            ),
            kit.context(
                f"{answers} answers, promised for {by_day(dossier, dossier.question)}. {decider}'s clock stands still "
                "until the answer is there."
            ),
        ]
    if review.paused_for == "hold":
        until = f" until {stamp(review.resume_at, zone_of(dossier, review.owner))}" if review.resume_at else ""
        reason = HOLDS.get(review.snooze_reason or "", "")
        return "on hold", [
            kit.section(f"*On hold{until}.*" + (f" “{reason}.”" if reason else "")),
            kit.actions(kit.button("Take off hold", ids.LIFT, value), approve, reject),
            kit.context(f"The candidate still waits. When the hold ends, {decider} is asked again."),
        ]
    if review.paused_for == "role":
        return "the role is on hold", [
            kit.section("*The role is on hold.* Clocks stand still, and the candidate still waits."),
            kit.actions(later, reject),
            kit.context(f"{decider} decides once the role is open again, or before. Nothing decides by itself."),
        ]
    debrief = dossier.submission.stage == DEBRIEF
    return "a decision after the debrief" if debrief else "a profile to review", [
        kit.actions(
            approve,
            reject,
            kit.button("Ask a question", ids.QUESTION, value),
            kit.button("Hold", ids.HOLD, value),
        ),
        kit.context(
            f"{decider} decides, promised for {by_day(dossier, review)}. What you write may be shown to the candidate."
        ),
    ]


def ended(s: Submission) -> str:
    """Where a submission stands, and why where it ended by itself."""
    if s.disposition in WITHDRAWALS:
        return f"withdrew: {WITHDRAWALS[s.disposition].lower()}"
    if s.disposition == FORGOTTEN:
        return "erased"
    if s.disposition in DECLINES:
        return f"declined the offer: {DECLINES[s.disposition].lower()}"
    return "closed with the role" if s.disposition == CLOSED_WITH_ROLE else STAGES[s.stage]


def _decided(dossier: Dossier, decision: Decision) -> Block:
    who, zone = first_name(dossier, decision.decided_by), zone_of(dossier, decision.decided_by)
    is_said = dossier.is_timed and decision.ask.waited is not None
    took = f" ({working_time(decision.ask.waited or 0)})" if is_said else ""
    said = f"*{_SAID[Verdict(decision.verdict)]} by {who}, {stamp(decision.decided_at, zone)}*{took}"
    if decision.recorded_by is not None:
        said += f" · {recorded(dossier, decision)}"
    until = "" if decision.final_at else f" · can be undone until {stamp(decision.undo_until, zone)}"
    return kit.section(said + until)


def recorded(dossier: Dossier, decision: Decision) -> str:
    """*told to Rita, recorded by Rita; not confirmed yet*: how a decision came to be written down."""
    by, to = decision.recorded_by or "", decision.told_to or ""
    how = f"told to {first_name(dossier, to)}" + (f", recorded by {first_name(dossier, by)}" if by != to else "")
    if decision.confirmed_at is not None:
        return f"{how}, confirmed"
    return f"{how}, {'not confirmed in a day: it stands' if decision.final_at else 'recorded, not confirmed yet'}"


def _taken_back(dossier: Dossier, decision: Decision) -> Block:
    who, zone = first_name(dossier, decision.decided_by), zone_of(dossier, decision.decided_by)
    back = stamp(decision.undone_at, zone) if decision.undone_at else ""
    if decision.final_at:
        said = _SAID[Verdict(decision.verdict)].lower()
        return kit.context(
            f"Put forward again, {back}; {said} by {who}, {stamp(decision.decided_at, zone)}, before that."
        )
    if decision.recorded_by is not None:
        return kit.context(f"A recorded answer was taken back, {back}. The time counted so far stays.")
    return kit.context(f"{who} took an earlier answer back, {back}. The time counted so far stays.")


def line(
    s: Submission, name: str, decision: Decision | None, due: datetime | None, reader: Person, now: datetime
) -> str:
    """One candidate in a list."""
    if s.disposition == FORGOTTEN:
        return f"*{s.label}* · erased"
    stage = ended(s)
    if s.stage in NEXT and due:
        stage += f", by {when(due, reader.zone, now)}"
    elif decision and decision.stands and s.stage in DECIDED:
        stage += f", {_SAID[Verdict(decision.verdict)].lower()} {when(decision.decided_at, reader.zone, now)}"
    return f"*{s.label}* · {quote(name, NAME_LONGEST)} · {stage}"
