"""How waiting reads: the gathered message, and the answer to `/samepage`. Warm, concrete, and never to blame."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import count, escape, listed, quote, when
from storage.rules.promises import Kind

if TYPE_CHECKING:
    from storage.nudges import Line, Message
    from storage.people import Person

_MOST_WITH_BUTTONS = 12  # two blocks a line, within a message's fifty
_SKETCH = 240  # characters of the case
_MINUTES = 2  # for one answer, or one form
WHY = "You get this at 09:30 and 14:00 at most, because people wait for your answer."
ANSWERED = "Answered, thank you."
EARLIER = "_What is still open stands in my latest message._"
MORE_WAITS = "Done here, thank you. What else waits is not due yet: `/samepage` shows it."
NOTHING_LEFT = "Nothing waits on you. Candidates hear back because of you."


def gathered(message: Message, now: datetime, inviter: Person | None = None) -> tuple[str, list[Block]]:
    """The one message of a window, as things stand now: answered lines are struck, and nothing is repeated."""
    reader = message.reader
    owed = [line for line in message.lines if line.ask.is_open and not line.is_superseded]
    head = _head(message, owed)
    blocks: list[Block] = [kit.section(_welcome(message, inviter))] if message.is_first else []
    blocks.append(kit.section(head))
    check_ins = [line for line in message.lines if line.ask.kind is Kind.CHECK_IN]
    alone = len(owed) == 1
    blocks += _listed([line for line in message.lines if line.ask.kind is not Kind.CHECK_IN], reader, now, alone=alone)
    if check_ins:
        blocks += _check_ins(check_ins, reader, now, alone=alone)
    if owed:
        blocks.append(kit.context(WHY))
    return head.replace("*", ""), blocks


def _listed(lines: list[Line], reader: Person, now: datetime, *, alone: bool) -> list[Block]:
    """Asks within a message's fifty blocks: what is open never gives way to what is answered."""
    still_open = [line for line in lines if line.ask.is_open]
    shown = {line.ask.id for line in still_open[:_MOST_WITH_BUTTONS]}
    room = _MOST_WITH_BUTTONS - len(shown)
    answered = [line for line in lines if not line.ask.is_open]
    shown |= {line.ask.id for line in answered[:room]}
    blocks = [block for line in lines if line.ask.id in shown for block in _line(line, reader, now, alone=alone)]
    if len(still_open) > _MOST_WITH_BUTTONS:
        blocks.append(kit.context(f"… and {len(still_open) - _MOST_WITH_BUTTONS} more: `/samepage` shows what waits."))
    if len(answered) > room:
        blocks.append(kit.context(f"… and {len(answered) - room} more answered, thank you."))
    return blocks


def _head(message: Message, owed: list[Line]) -> str:
    mine = [line for line in owed if line.for_owner(message.reader.id)]
    if not owed and message.is_latest:
        return MORE_WAITS if message.more_waits else NOTHING_LEFT
    if not owed:
        return EARLIER if any(line.ask.is_open for line in message.lines) else ANSWERED
    if not mine:
        return "*Something you may want to know.*"
    tasks = {line.ask.kind if line.ask.kind is Kind.CHECK_IN else line.ask.id for line in mine}
    minutes = count(_MINUTES * len(tasks), "minute")
    if all(line.ask.kind is Kind.CHECK_IN for line in mine):
        return f"*Your weekly check-in is open.* About {minutes}."
    return f"*{_people(mine)}* About {minutes}."


def _welcome(message: Message, inviter: Person | None) -> str:
    """What a newcomer reads first: who invited them, why, and who sees what."""
    role = message.lines[0].requisition
    named = f"{role.key} {quote(role.title, 100)}"
    if message.reader.id == role.recruiter:
        opening = f"You recruit for {named}."
    else:
        who = escape(inviter.first_name) if inviter else "A recruiter"
        part = "you may decide in the manager's place on" if message.reader.id == role.backup else "you are hiring for"
        opening = f"{who} works with you in Same Page because {part} {named}."
    return (
        f"{opening} I collect what people need from you into one message, twice a day at most. Only you see your own "
        "response times."
    )


def _people(lines: list[Line]) -> str:
    """*Three people are waiting on you.*: candidates and colleagues, each counted once."""
    numbers = ["Nobody", "One person is", "Two people are", "Three people are", "Four people are", "Five people are"]
    who = {line.submission.id if line.submission else f"r{line.requisition.id}" for line in lines}
    n = len(who)
    return f"{numbers[n] if n < len(numbers) else f'{n} people are'} waiting on you."


def _line(line: Line, reader: Person, now: datetime, *, alone: bool) -> list[Block]:
    """One ask with its buttons; only one that is `alone` in the message may have a primary one."""
    said = sentence(line, reader, now)
    if not line.ask.is_open:
        return [kit.section(f"~{said}~ {_answered(line, reader)}")]
    if line.is_superseded:
        return [kit.context(f"{said} _Still open: see my latest message._")]
    buttons = _buttons(line, reader, style="primary" if alone else None)
    return [kit.section(said + _sketch(line)), *([kit.actions(*buttons)] if buttons else [])]


def _sketch(line: Line) -> str:
    """Enough to answer a review from the message; the whole card stands in the role's channel."""
    if line.ask.kind is not Kind.REVIEW or line.candidate is None:
        return ""
    role = f"{quote(line.candidate.present_role, 80)}. " if line.candidate.present_role else ""
    where = f" The card is in <#{line.requisition.channel}>." if line.requisition.channel else ""
    return f"\n>{role}{quote(' '.join(line.candidate.case.split()), _SKETCH)}{where}"


def _answered(line: Line, reader: Person) -> str:
    if line.ask.state != "answered":
        return "_no longer needed_"
    return "_done, thank you_" if line.ask.answered_by == reader.id else "_answered_"


def sentence(line: Line, reader: Person, now: datetime) -> str:
    """One ask in one sentence, from the reader's side."""
    role, ask = line.requisition, line.ask
    title = f"{role.key} {quote(role.title, 100)}"
    label = line.submission.label if line.submission else title
    name = f"{label}, {quote(line.candidate.name, 80)}" if line.candidate else label
    due = when(ask.due_at, reader.zone, now)
    if not line.for_owner(reader.id):
        since = when(ask.asked_at, reader.zone, now)
        owner = escape(line.owner.first_name)
        if reader.id == role.backup:
            return (
                f"*{name}*, for {title}, has waited since {since}. {owner} has not been able to answer yet; as backup "
                "decider you may."
            )
        return f"*{name}*, for {title}, still waits for {owner}'s answer, since {since}. A word with {owner} may help."
    overdue = ask.is_open and ask.due_at <= now
    waited = when(ask.asked_at, reader.zone, now)
    match ask.kind:
        case Kind.REVIEW if overdue:
            return (
                f"*{name}*, for {title}, has waited since {waited}; the promise was {due}. A yes or a no helps them "
                "either way."
            )
        case Kind.REVIEW:
            return f"*{name}*: a profile to review for {title}, by {due}."
        case Kind.CONTACT if overdue:
            return f"*{name}*, for {title}, has waited to hear from you since {waited}; the promise was {due}."
        case Kind.CONTACT:
            return f"*{name}*, for {title}: approved. Please get in touch by {due}."
        case Kind.OUTCOME if overdue:
            return f"*{name}*, for {title}, has waited for the outcome since {waited}; the promise was {due}."
        case Kind.OUTCOME:
            return f"*{name}*, for {title}: please tell them the outcome by {due}."
        case _:
            return f"*Weekly check-in* for {title}, by {due}."


def _buttons(line: Line, reader: Person, *, style: str | None) -> list[Block]:
    if line.ask.kind is Kind.REVIEW and line.submission:
        if not line.for_owner(reader.id) and reader.id != line.requisition.backup:
            return []
        value = str(line.submission.id)
        return [
            kit.button("Approve → interview", ids.APPROVE, value, style=style),
            kit.button("Reject", ids.REJECT, value),
        ]
    if line.ask.kind in (Kind.CONTACT, Kind.OUTCOME) and line.for_owner(reader.id):
        words = "I have been in touch" if line.ask.kind is Kind.CONTACT else "I have told them"
        return [kit.button(words, ids.ASK_DONE, str(line.ask.id), style=style)]
    return []


def _check_ins(lines: list[Line], reader: Person, now: datetime, *, alone: bool) -> list[Block]:
    """All of a person's check-ins as one line: they are one form."""
    keys = listed([line.requisition.key for line in lines])
    waiting = [line for line in lines if line.ask.is_open and not line.is_superseded]
    if not waiting and any(line.ask.is_open for line in lines):
        return [kit.context(f"Weekly check-in for {keys}. _Still open: see my latest message._")]
    if not waiting:
        done = any(line.ask.state == "answered" for line in lines)
        return [kit.section(f"~Weekly check-in for {keys}~ {'_done, thank you_' if done else '_another week_'}")]
    due = when(min(line.ask.due_at for line in waiting), reader.zone, now)
    return [
        kit.section(f"*Weekly check-in* for {keys}, by {due}: what is new, and what do you need?"),
        kit.actions(
            kit.button("Check in", ids.CHECK_IN, "all", style="primary" if alone else None),
            kit.button("Nothing new", ids.CHECK_IN_NOTHING_NEW, "all"),
        ),
    ]


def overview(mine: list[Line], others: list[Line], reader: Person, now: datetime) -> tuple[str, list[Block]]:
    """The answer to `/samepage`: what waits on me, and what I wait for."""
    if not mine and not others:
        text = "Nothing waits on you, and you wait for nothing. `/samepage help` shows what I can do."
        return text, [kit.section(text)]
    blocks = [kit.header(f"Waiting on me ({len(mine)})")]
    blocks += owed(mine, reader, now, alone=len(mine) == 1)
    if not mine:
        blocks.append(kit.section("Nothing waits on you."))
    blocks.append(kit.header(f"I am waiting for ({len(others)})"))
    if others:
        blocks.append(kit.section("\n".join(awaited(line, reader, now) for line in others[:10])))
    else:
        blocks.append(kit.section("You wait for nothing."))
    return f"Waiting on you: {len(mine)}. You wait for: {len(others)}.", blocks


def owed(lines: list[Line], reader: Person, now: datetime, *, alone: bool) -> list[Block]:
    """What waits on the reader, each with its buttons; check-ins as the one form they are."""
    asked = [line for line in lines if line.ask.kind is not Kind.CHECK_IN]
    blocks = _listed(asked, reader, now, alone=alone)
    if check_ins := [line for line in lines if line.ask.kind is Kind.CHECK_IN]:
        blocks += _check_ins(check_ins, reader, now, alone=alone)
    return blocks


def awaited(line: Line, reader: Person, now: datetime) -> str:
    """What the reader waits for: who, what, by when."""
    label = line.submission.label if line.submission else "an answer"
    due = when(line.ask.due_at, reader.zone, now)
    promised = f"was promised {due}" if line.ask.due_at <= now else f"by {due}"
    return f"*{escape(line.owner.first_name)}*: {label}, {line.requisition.key} · {promised}"
