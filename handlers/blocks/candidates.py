"""How a candidate reads: the card with its buttons, what is said in its thread, the modals to post and to reject."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import deadlines, forgetting, job_offers, kit, reasons
from handlers.blocks.kit import Block
from handlers.blocks.reasons import EVIDENCE_LONGEST, NAME_LONGEST
from handlers.blocks.text import escape, mention, quote, stamp, when, working_time
from storage.rules.decisions import Verdict
from storage.rules.dispositions import CLOSED_WITH_ROLE, FORGOTTEN
from storage.rules.job_offers import DECLINES
from storage.rules.turns import HOLDS

if TYPE_CHECKING:
    from storage.asks import Ask
    from storage.dossiers import Decision, Dossier
    from storage.people import Person
    from storage.requisitions import Requisition
    from storage.submissions import Submission

CASE_LONGEST = 2000
LINK_LONGEST = 500
STAGES = {
    "review": "in review",
    "interview": "on to interviews",
    "debrief": "in debrief",
    "offer": "offer out",
    "hired": "hired",
    "rejected": "not going on",
    "withdrawn": "withdrawn",
}
SOURCES = ("Referral", "Sourced", "Applied", "Agency", "Event", "Earlier candidate")
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
    """The recruiter's case and where to read more."""
    by = first_name(dossier, dossier.submission.posted_by)
    blocks = [kit.section(f"*Why {by} puts them forward.* {quote(dossier.case, 2400)}")]
    links = []
    if dossier.profile_url:
        links.append(f"<{escape(dossier.profile_url)}|Profile>")
    if dossier.email:
        links.append(f"<mailto:{escape(dossier.email)}|{escape(dossier.email)}>")
    return [*blocks, kit.context(" · ".join(links))] if links else blocks


def card(dossier: Dossier) -> tuple[str, list[Block]]:
    """The candidate's card in the private channel of the role."""
    if dossier.erased_at is not None:
        return forgetting.card(dossier)
    role = dossier.requisition
    blocks = [
        kit.header(f"{dossier.name} · for {role.key} {role.title}"),
        kit.context(origin(dossier)),
        *case(dossier),
    ]
    text, rest = _state(dossier)
    return f"{label(dossier)}: {text}", [
        *blocks,
        *deadlines.on_card(dossier.submission),
        *rest,
        *job_offers.on_card(dossier),
    ]


def _state(dossier: Dossier) -> tuple[str, list[Block]]:
    s, role, decision = dossier.submission, dossier.requisition, dossier.decision
    standing = decision if decision and decision.stands else None
    if dossier.review is not None:
        text, waits = _waiting(dossier, dossier.review)
        return text, [*([_taken_back(dossier, decision)] if decision else []), *waits]
    ended = _ended(s)
    if standing is None:
        return ended, [kit.context(f"*{ended[:1].upper()}{ended[1:]}.*")]
    blocks = [_decided(dossier, standing)]
    if standing.evidence:
        blocks.append(kit.section(f"_{reasons.words(standing)}._ {quote(standing.evidence, 2000)}"))
    if standing.final_at is None and role.is_live:
        blocks.append(kit.actions(kit.button("Undo", ids.UNDO, str(standing.id))))
    if s.ended_at and standing.verdict == Verdict.APPROVE:
        blocks.append(kit.context(f"*{ended[:1].upper()}{ended[1:]}.*"))
    return f"{_SAID[Verdict(standing.verdict)].lower()} by {first_name(dossier, standing.decided_by)}", blocks


def _waiting(dossier: Dossier, review: Ask) -> tuple[str, list[Block]]:
    """A profile nobody decided on yet: for whom it waits, and what can be pressed."""
    value = str(dossier.submission.id)
    approve = kit.button("Approve → interview", ids.APPROVE, value, style="primary")
    reject = kit.button("Reject", ids.REJECT, value)
    decider = first_name(dossier, review.owner)
    if review.paused_for == "question" and dossier.question is not None:
        asked, answers = first_name(dossier, dossier.question.asker or ""), first_name(dossier, dossier.question.owner)
        return "a question to answer", [
            kit.section(f"*{asked} asks:* “{quote(dossier.asked, 1500)}”"),
            kit.actions(
                kit.button("Answer", ids.QUESTION_REPLY, str(dossier.question.id), style="primary"),
                kit.button("Approve → interview", ids.APPROVE, value),
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
            kit.actions(kit.button("Approve → interview", ids.APPROVE, value), reject),
            kit.context(f"{decider} decides once the role is open again, or before. Nothing decides by itself."),
        ]
    return "a profile to review", [
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


def _ended(s: Submission) -> str:
    if s.disposition == FORGOTTEN:
        return "erased"
    if s.disposition in DECLINES:
        return f"declined the offer: {DECLINES[s.disposition].lower()}"
    return "closed with the role" if s.disposition == CLOSED_WITH_ROLE else STAGES[s.stage]


def _decided(dossier: Dossier, decision: Decision) -> Block:
    who, zone = first_name(dossier, decision.decided_by), zone_of(dossier, decision.decided_by)
    took = f" ({working_time(decision.ask.waited)})" if decision.ask.waited is not None else ""
    said = f"*{_SAID[Verdict(decision.verdict)]} by {who}, {stamp(decision.decided_at, zone)}*{took}"
    until = "" if decision.final_at else f" · can be undone until {stamp(decision.undo_until, zone)}"
    return kit.section(said + until)


def _taken_back(dossier: Dossier, decision: Decision) -> Block:
    who, zone = first_name(dossier, decision.decided_by), zone_of(dossier, decision.decided_by)
    back = stamp(decision.undone_at, zone) if decision.undone_at else ""
    return kit.context(f"{who} took an earlier answer back, {back}. The time counted so far stays.")


def said(dossier: Dossier, decision: Decision, then_by: datetime) -> tuple[str, list[Block]]:
    """The answer in the card's thread, to whoever waited for it, at once."""
    s = dossier.submission
    who, zone = first_name(dossier, decision.decided_by), zone_of(dossier, decision.decided_by)
    yes = decision.verdict == Verdict.APPROVE
    waited = f"{mention(s.posted_by)}, " if s.posted_by != decision.decided_by else ""
    by = stamp(then_by, zone_of(dossier, dossier.requisition.recruiter))
    undo = f"This can be undone until {stamp(decision.undo_until, zone)}; then please"
    if yes:
        words = f"{waited}{who} said *yes* to {s.label}. {undo} get in touch by {by}."
    else:
        reason = reasons.said(decision)
        words = f"{waited}{who} said *no* to {s.label}: {reason}. {undo} tell the candidate by {by}."
    blocks = [kit.section(words)]
    if decision.evidence:
        blocks.append(kit.context(f"“{quote(decision.evidence, EVIDENCE_LONGEST)}”"))
    blocks += reasons.drift(dossier, decision)
    return f"{label(dossier)}: {who} said {'yes' if yes else 'no'}", blocks


def undone(dossier: Dossier, decision: Decision) -> tuple[str, list[Block]]:
    """That an answer was taken back, to the same person."""
    s = dossier.submission
    who = first_name(dossier, decision.decided_by)
    waited = f"{mention(s.posted_by)}, " if s.posted_by != decision.decided_by else ""
    words = (
        f"{waited}{who} took the answer on {s.label} back and will answer again. Please wait before you write to them."
    )
    return f"{label(dossier)}: {who} took the answer back", [kit.section(words)]


def line(
    s: Submission, name: str, decision: Decision | None, due: datetime | None, reader: Person, now: datetime
) -> str:
    """One candidate in a list."""
    stage = _ended(s)
    if s.stage == "review" and due:
        stage += f", by {when(due, reader.zone, now)}"
    elif decision and decision.stands:
        stage += f", {_SAID[Verdict(decision.verdict)].lower()} {when(decision.decided_at, reader.zone, now)}"
    return f"*{s.label}* · {quote(name, NAME_LONGEST)} · {stage}"


def nobody_decides(role: Requisition, gone: Person) -> str:
    """What whoever posts should know before they do."""
    who = f"{escape(gone.first_name)}, the hiring manager, is no full member of this workspace any more"
    if role.backup:
        return f":warning: {who}. {mention(role.backup)} may decide; `/req hand {role.key}` names somebody new."
    return f":warning: {who}, so nobody will answer: `/req hand {role.key}` first gives the seat to somebody else."


def post_modal(role: Requisition, metadata: str, gone: Person | None = None) -> Block:
    """The modal that posts a candidate; `gone` is a hiring manager who is no full member here any more."""
    return kit.modal(
        ids.VIEW_CANDIDATE,
        f"Candidate for {role.key}",
        [
            kit.section(f"*{quote(role.title, 100)}*"),
            *([kit.context(nobody_decides(role, gone))] if gone else []),
            kit.field("name", "Name", kit.text_input(longest=NAME_LONGEST)),
            kit.field(
                "case",
                "Why this person?",
                kit.text_input(
                    lines=True, longest=CASE_LONGEST, placeholder="What they did, and why it fits this role"
                ),
                hint="May be shown to the candidate. No age, family, health or photo.",
            ),
            kit.field(
                "present_role",
                "Present role",
                kit.text_input(longest=NAME_LONGEST, placeholder="Data Engineer at Kestrel"),
                optional=True,
            ),
            kit.field(
                "place", "Place", kit.text_input(longest=NAME_LONGEST, placeholder="Lagos, UTC+1"), optional=True
            ),
            kit.field(
                "profile",
                "Profile link",
                {"type": "url_text_input", "placeholder": kit.plain("https://…")},
                optional=True,
                hint="A link to your ATS or drive instead of a file: it stays where access is controlled.",
            ),
            kit.field("email", "E-mail", {"type": "email_text_input"}, optional=True),
            kit.field(
                "source", "Source", kit.select([kit.option(source, source) for source in SOURCES]), optional=True
            ),
            kit.field(
                "offer_by",
                "Another offer: they must answer by",
                {"type": "datepicker", "placeholder": kit.plain("Choose a day")},
                optional=True,
                hint="Whoever decides is told once, in their working hours, while a working day is left or at once.",
            ),
        ],
        submit="Post",
        metadata=metadata,
    )
