"""How a check-in reads: the form with one part per role, and both answers together in the channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import count, day, escape, listed, quote
from storage.rules.balls import Holder
from storage.rules.check_ins import CONTENT, LONGEST, SHORT_FROM, WORDS, Changes, a_page, asked
from storage.rules.pipeline import IN_PLAY
from storage.rules.rhythm import local_day
from storage.rules.rights import Role

if TYPE_CHECKING:
    from storage.check_in_answers import Question, Said
    from storage.check_in_views import Answer, CheckIn
    from storage.people import Person

TOO_LONG = "Please keep it under {most} characters; this has {here}. Nothing was sent yet."
_ROOM = 2900  # characters of one section, its words around people's words included
_WHOLE = 900  # of one answer among several in a section
_LABELS: dict[Role, dict[str, str]] = {
    Role.RECRUITER: {
        "news": "Pipeline",
        "market": "What the market says",
        "obstacles": "What is in the way",
        "needs": "What do you need?",
    },
    Role.MANAGER: {"news": "What changed?", "needs": "What do you need?"},
}
_SHORT = "What is new?"
_SAID = {"news": "Pipeline", "market": "Market", "obstacles": "In the way", "needs": "Needs"}
_DONE = {
    "posted": "put forward",
    "moved": "moved",
    "approved": "approved",
    "rejected": "rejected",
    "withdrawn": "withdrew",
    "interviewed": "interviewed",
    "offered": "offered",
    "accepted": "accepted",
    "declined": "declined",
}
_ENDS = {CONTENT[0]: "not at all", CONTENT[1]: "very"}


def name(question: str, answer_id: int) -> str:
    """The field of a question about one role."""
    return f"{question}:{answer_id}"


def form(
    waiting: Sequence[Question],
    reader: Person,
    metadata: str,
    profiles: Mapping[int, int] | None = None,
    *,
    sent: int = 0,
) -> Block:
    """The form over all of a person's roles, or as many as fit, each with what changed since they last checked in.
    `profiles`: how many a week were agreed on, by requisition number; `sent`: how many roles of this form are in
    already."""
    roles = len(waiting) + sent
    page = waiting[: a_page(roles)]
    left = len(waiting) - len(page)
    head = "Leave a role empty where there is nothing new. What you write appears in the role's channel, beside what "
    head += f"{_others(page)} writes." if len(page) == 1 else "the other side writes."
    blocks: list[Block] = [kit.context(head)]
    if sent or left:
        so_far = f"{count(sent, 'role')} sent. " if sent else ""
        more = f"{count(left, 'more role')} after this." if left else "These are the last."
        blocks.append(kit.context(f"{so_far}{len(page)} here; {more}"))
    for each in page:
        agreed = (profiles or {}).get(each.requisition.number)
        blocks += _role(each, reader, agreed, roles, named=len(page) > 1)
    submit = "Send, then next" if left else "Send"
    return kit.modal(ids.VIEW_CHECK_IN, "Weekly check-in", blocks, submit=submit, metadata=metadata)


def _others(page: Sequence[Question]) -> str:
    return escape(page[0].partner.first_name) if page and not page[0].is_alone else "anybody else"


def _role(each: Question, reader: Person, agreed: int | None, roles: int, *, named: bool) -> list[Block]:
    """One role's part; `named`: its fields say whose they are, since a label is all that some readers hear."""
    role, side = each.requisition, Role(each.side)
    facts = [since(each, reader)]
    if agreed and side is Role.RECRUITER:
        facts.append(f"You two agreed on {count(agreed, 'profile')} a week.")
    blocks = [kit.header(f"{role.key} · {role.title}"), kit.context("\n".join(facts))]
    of = f" ({role.key})" if named else ""
    for question in asked(side, roles):
        if question == "content":
            blocks += [] if each.is_alone else [_content(each, of)]
            continue
        label = _SHORT if roles >= SHORT_FROM and question == "news" else _LABELS[side][question]
        # What changed is the recruiter's to tell, so it stands there to be edited; a manager reads it above.
        told = pipeline(each.changes) if question == "news" and side is Role.RECRUITER else ""
        blocks.append(
            kit.field(
                name(question, each.answer_id),
                f"{label}{of}",
                kit.text_input(lines=True, longest=LONGEST, initial=told),
                optional=True,
                hint="Filled in from what happened; change it, or clear it." if told else None,
            )
        )
    return blocks


def _content(each: Question, of: str) -> Block:
    options = [
        kit.option(f"{n} · {_ENDS[n]}" if n in _ENDS else str(n), str(n)) for n in range(CONTENT[1], CONTENT[0] - 1, -1)
    ]
    who = each.partner.first_name
    return kit.field(
        name("content", each.answer_id),
        f"How content are you with this search?{of}",
        kit.select(options, placeholder="1 to 5"),
        optional=True,
        hint=f"Between you and {who}: it reaches {who} alone, in a direct message, and never the channel.",
    )


def since(each: Question, reader: Person) -> str:
    """What happened since the reader's last check-in, and on which side the candidates wait."""
    on = day(local_day(reader.zone, each.since))
    begin = f"Since it was opened, {on}" if each.is_first else f"Since your check-in of {on}"
    happened = happened_words(each.changes)
    waits = waiting_words(each.changes, each, reader)
    return f"{begin}: {listed(happened) or 'nothing happened'}.{f' Now {listed(waits)}.' if waits else ''}"


def happened_words(changes: Changes) -> list[str]:
    """*2 put forward*, *1 approved*."""
    return [f"{number} {_DONE[what]}" for what, number in changes.happened.items()]


def waiting_words(changes: Changes, each: Question, reader: Person) -> list[str]:
    """*2 wait on your side*, *1 on Hal's*, in the order of the sides."""
    role = each.requisition
    names = {
        who: "your side" if who == reader.id else f"{escape(each.partner.first_name)}'s side"
        for who in (role.manager, role.recruiter)
    }
    sides = {
        Holder.MANAGER: names[role.manager],
        Holder.RECRUITER: names[role.recruiter],
        Holder.INTERVIEWERS: "the interviewers' side",
        Holder.CANDIDATE: "the candidate's side",
    }
    wait: dict[str, int] = {}
    for holder, words in sides.items():
        if changes.waits.get(holder):
            wait[words] = wait.get(words, 0) + changes.waits[holder]
    held = changes.waits.get(Holder.NOBODY, 0)
    found = [f"{n} {'waits' if n == 1 else 'wait'} on {words}" for words, n in wait.items()]
    return [*found, f"{held} on hold"] if held else found


def pipeline(changes: Changes) -> str:
    """The recruiter's first line, from what happened; empty where nothing did. Counts only."""
    if not changes.happened:
        return ""
    stages = [f"{changes.stages[stage]} in {stage}" for stage in IN_PLAY if changes.stages.get(stage)]
    return f"{listed(happened_words(changes)).capitalize()}.{f' Now {listed(stages)}.' if stages else ''}"


# --- what was typed and could not be taken


def late(outcome: Sequence[tuple[int, Said]], answered: Sequence[int]) -> list[Block]:
    """What somebody wrote for roles whose check-in had ended by then, given back."""
    keys = listed([f"REQ-{number}" for number, _ in outcome])
    said = f"Thank you: {listed([f'REQ-{number}' for number in answered])} is in. " if answered else ""
    blocks = [
        kit.section(
            f"{said}The check-in for {keys} was over, or answered already, before this arrived, so that part was not "
            "sent. Here is what you wrote, to keep or to post yourself:"
        )
    ]
    for number, words in outcome:
        blocks += [
            kit.section(f"*REQ-{number}, {_SAID[what].lower()}*\n{quote(text, _ROOM)}")
            for what, text in words.words.items()
        ]
    return blocks[: kit.VIEW_BLOCKS]


# --- the message


def message(check_in: CheckIn) -> tuple[str, list[Block]]:
    """The week's check-in in the role's channel; whoever has not answered is shown kindly, and without hours."""
    week = f"{check_in.week.day} {check_in.week:%b}"
    blocks: list[Block] = [
        kit.section(f"*Check-in, week of {week}* · REQ-{check_in.number} {quote(check_in.title, 100)}")
    ]
    for answer in check_in.answers:
        blocks += _answer(answer)
    return f"REQ-{check_in.number}: the week's check-in", blocks


def missing(answer: Answer) -> str:
    """Why there is no answer, without blame."""
    who = escape(answer.name)
    if answer.back_on is not None:
        return f"{who} {'was' if answer.lapsed else 'is'} away, back on {day(answer.back_on)}."
    if not answer.is_asked:
        return f"{who} is asked later this week."
    return f"No word from {who} this week." if answer.lapsed else f"{who} has not answered yet."


def _answer(answer: Answer) -> list[Block]:
    if answer.answered_at is None:
        return [kit.context(missing(answer))]
    who = f"*{escape(answer.name)}* ({answer.side})"  # no mention: this is no window to call anybody in
    if answer.nothing_new:
        return [kit.context(f"{who}: nothing new")]
    labels = _SAID if answer.side == Role.RECRUITER else _SAID | {"news": "Changed"}
    parts = [f"*{labels[what]}:* {escape(answer.said.words[what])}" for what in WORDS if what in answer.said.words]
    together = "\n".join([who, *parts])
    if len(together) <= _ROOM:
        return [kit.section(together)]
    whole = [f"*{labels[what]}:* {quote(words, _ROOM)}" for what, words in answer.said.words.items()]
    return [kit.section(who), *(kit.section(part) for part in whole)]


def too_long(text: str) -> str:
    return TOO_LONG.format(most=f"{LONGEST:,}", here=f"{len(text):,}")
