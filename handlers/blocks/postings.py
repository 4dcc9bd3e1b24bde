"""How putting somebody forward reads: name and case first, everything else as one likes; then the must-haves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import evidence, kit
from handlers.blocks.kit import Block
from handlers.blocks.reasons import NAME_LONGEST
from handlers.blocks.text import clip, count, escape, listed, mention, quote
from storage.rules.wording import Finding

if TYPE_CHECKING:
    from storage.candidates import Earlier
    from storage.people import Person
    from storage.requisitions import Requisition

CASE_LONGEST = 2000
INSIGHT_LONGEST = 1000
LINK_LONGEST = 500
WORDS_LONGEST = 120  # of notice and pay
SOURCES = ("Referral", "Sourced", "Applied", "Agency", "Event", "Earlier candidate")
_STAGES = {"review": "review", "rejected": "review", "hired": "hired", "withdrawn": "withdrawn"}


def nobody_decides(role: Requisition, gone: Person) -> str:
    """What whoever posts should know before they do."""
    who = f"{escape(gone.first_name)}, the hiring manager, is no full member of this workspace any more"
    if role.backup:
        return f":warning: {who}. {mention(role.backup)} may decide; `/req hand {role.key}` names somebody new."
    return f":warning: {who}, so nobody will answer: `/req hand {role.key}` first gives the seat to somebody else."


def modal(
    role: Requisition | None,
    metadata: str,
    *,
    roles: Sequence[Requisition] = (),
    typed: Mapping[str, str] | None = None,
    criteria: Sequence[str] | None = None,
    more: bool = False,
    notes: Mapping[str, str] | None = None,
    head: Sequence[Block] = (),
) -> Block:
    """The modal that puts somebody forward. `roles` are offered where it is not clear for which; `typed` is what stands
    in it already; `more`: another screen follows; `criteria` are the must-haves it asks about, on that screen; `notes`
    are said above their field, `head` at the top."""
    said, told = typed or {}, notes or {}
    blocks: list[Block] = [*head]
    if role is not None:
        blocks.append(kit.section(f"*{quote(role.title, 100)}*"))
    if roles:
        options = [kit.option(clip(f"{each.key} {each.title}", kit.OPTION), str(each.id)) for each in roles]
        blocks.append(kit.field("role", "Role", kit.select(options[: kit.OPTIONS], initial=said.get("role"))))
    if criteria:
        blocks += [
            kit.context("What did you see of the must-haves? Leave out what you do not know. What you wrote is below."),
            *evidence.fields(criteria, said, told),
            kit.divider(),
        ]
    for each in _fields(said):
        if (note := told.get(each["block_id"])) is not None:
            blocks.append(kit.section(note))
        blocks.append(each)
    return kit.modal(
        ids.VIEW_CANDIDATE,
        f"Candidate for {role.key}" if role else "Post a candidate",
        blocks,
        submit="Next" if more else "Post",
        metadata=metadata,
    )


def _fields(said: Mapping[str, str]) -> list[Block]:
    def text(name: str, **how: object) -> Block:
        return kit.text_input(initial=said.get(name), **how)  # type: ignore[arg-type]

    def link(kind: str, name: str, placeholder: str) -> Block:
        element: Block = {"type": kind, "placeholder": kit.plain(placeholder)}
        return element | ({"initial_value": said[name]} if said.get(name) else {})

    def date(name: str) -> Block:
        element: Block = {"type": "datepicker", "placeholder": kit.plain("Choose a day")}
        return element | ({"initial_date": said[name]} if said.get(name) else {})

    return [
        kit.field("name", "Name", text("name", longest=NAME_LONGEST)),
        kit.field(
            "case",
            "Why this person?",
            text("case", lines=True, longest=CASE_LONGEST, placeholder="What they did, and why it fits this role"),
            hint="May be shown to the candidate. No age, family, health or photo.",
        ),
        kit.field(
            "present_role",
            "Present role",
            text("present_role", longest=NAME_LONGEST, placeholder="Data Engineer at Kestrel"),
            optional=True,
        ),
        kit.field(
            "place",
            "Place and time zone",
            text("place", longest=NAME_LONGEST, placeholder="Lagos, UTC+1"),
            optional=True,
        ),
        kit.field(
            "profile",
            "Profile link",
            link("url_text_input", "profile", "https://…"),
            optional=True,
            hint="A link to your ATS or drive instead of a file: it stays where access is controlled.",
        ),
        kit.field("email", "E-mail", link("email_text_input", "email", "ada@example.com"), optional=True),
        kit.field(
            "source",
            "Source",
            kit.select([kit.option(source, source) for source in SOURCES], initial=said.get("source")),
            optional=True,
        ),
        kit.field(
            "insight",
            "Besides the CV",
            text(
                "insight",
                lines=True,
                longest=INSIGHT_LONGEST,
                placeholder="What moves them, a work sample, an assessment, what they want next",
            ),
            optional=True,
        ),
        kit.field(
            "notice", "Notice period", text("notice", longest=WORDS_LONGEST, placeholder="4 weeks"), optional=True
        ),
        kit.field(
            "pay",
            "Pay they expect",
            text("pay", longest=WORDS_LONGEST, placeholder="75 to 80 thousand EUR a year"),
            optional=True,
            hint="What they expect, never what they earn or earned: asking for that is against the law in many places. "
            "It stands on no card.",
        ),
        kit.field(
            "offer_by",
            "Another offer: they must answer by",
            date("offer_by"),
            optional=True,
            hint="Whoever decides is told once, in their working hours, while a working day is left or at once.",
        ),
        kit.field(
            "privacy_on",
            "Privacy notice given on",
            date("privacy_on"),
            optional=True,
            hint="The day they were told what is kept of them, and for how long.",
        ),
    ]


# --- what is said above a field, or above all of them


def pointed_out(found: Sequence[Finding]) -> str:
    """Wording that is about the person's ground and not about the work; whoever writes decides."""
    lines = [
        f":speech_balloon: “{quote(each.words, 60)}” touches {each.ground}, which says nothing of how somebody works. "
        f"Better: {each.better}. _{each.source}_"
        for each in found[:5]
    ]
    return "\n".join([*lines, "Change it, or submit again to keep it."])


def same_name(number: int) -> str:
    """Only a name, so only a question."""
    return f":busts_in_silhouette: There is a Candidate {number} of that name here. Submit again to post anyway."


def same_person(key: str, number: int, stage: str, submission: int, link: str | None, *, ended: bool) -> list[Block]:
    """That somebody is on the role already, with the way to their card, or back into review."""
    card = f"<{link}|their card>" if link else "their card"
    said = f":busts_in_silhouette: This person is already *Candidate {number}* on {key} ({stage}): see {card}."
    buttons = [kit.button("Open", ids.CANDIDATE_OPEN, str(submission))]
    if ended:
        said += " *Reopen* puts them back in review, on a fresh clock."
        buttons.append(kit.button("Reopen", ids.CANDIDATE_REOPEN, str(submission), style="primary"))
    return [kit.section(f"{said} Nothing was posted."), kit.actions(*buttons)]


def been_here(found: Sequence[Earlier]) -> str:
    """Earlier roles of the same person, for whoever recruits: how far, and when; never which role."""
    parts = [f"{_STAGES.get(each.stage, each.stage)}, {each.on:%b %Y}" for each in found[-5:]]
    more = f" and {count(len(found) - 5, 'time')} before" if len(found) > 5 else ""
    return f"*Earlier:* {listed(parts)}{more}."
