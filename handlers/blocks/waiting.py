"""How waiting reads: the gathered message, and the answer to `/samepage`. Warm, concrete, and never to blame."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import deadlines, kit, notices, sentences, waiting_lines
from handlers.blocks.kit import Block
from handlers.blocks.text import count, escape, on_day, quote, since, when
from handlers.blocks.text import listed as in_words
from handlers.blocks.turns import menu
from storage.rules.promises import Kind

if TYPE_CHECKING:
    from storage.nudges import Line, Message
    from storage.people import Person

_MOST_WITH_BUTTONS = 12  # two blocks a line, within a message's fifty
_MOST_AWAITED = 10  # of what `/samepage` lists: one section's text
_TOGETHER = timedelta(hours=1)  # profiles posted within it are one line
_NAMED = 3  # of several
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_MINUTES = 2  # for one answer, or one form
ANSWERED = "Answered, thank you."
OVER = "Nothing here waits any more."
EARLIER = "_What is still open stands in my latest message._"
MORE_WAITS = "Done here, thank you. What else waits is not due yet: `/samepage` shows it."
NOTHING_LEFT = "Nothing waits on you."
HEAR_BACK = "Candidates hear back because of you."


def gathered(message: Message, now: datetime, inviter: Person | None = None) -> tuple[str, list[Block]]:
    """The one message of a window, as things stand now: answered lines are struck, and nothing is repeated."""
    reader = message.reader
    given = [line for line in message.lines if line.rung in notices.KINDS]
    asked = [line for line in message.lines if line.rung not in notices.KINDS]
    owed = [line for line in asked if line.ask.is_open and not line.is_superseded]
    told = [line for line in given if notices.is_live(line)]
    head = "*Something you may want to know.*" if told and not owed else _head(message, owed)
    blocks: list[Block] = [kit.section(_welcome(message, inviter))] if message.is_first else []
    blocks.append(kit.section(head))
    check_ins = [line for line in asked if line.ask.kind is Kind.CHECK_IN]
    alone = len(owed) == 1
    blocks += listed([line for line in asked if line.ask.kind is not Kind.CHECK_IN], reader, now, alone=alone)
    blocks += notices.lines(given, reader, now)
    if check_ins:
        blocks += _check_ins(check_ins, reader, now, alone=alone)
    if owed or told:
        blocks += _why(reader, owes=any(line.for_owner(reader.id) for line in owed), told=not owed)
    return head.replace("*", ""), blocks


def _why(reader: Person, *, owes: bool, told: bool = False) -> list[Block]:
    """Why this came, and how to change that."""
    at = " and ".join(f"{window:%H:%M}" for window in reader.calendar.windows)
    why = "people wait for your answer" if owes else "somebody has not been able to answer yet"
    if told:
        why = "somebody said something that is meant for you"
    return [
        kit.context(f"You get this at {at} at most, because {why}."),
        kit.actions(kit.button("Settings", ids.SETTINGS, "own"), kit.button("Away", ids.AWAY, "own")),
    ]


def listed(lines: list[Line], reader: Person, now: datetime, *, alone: bool) -> list[Block]:
    """Asks within a message's fifty blocks: profiles posted together are one line, and what is open never gives way to
    what is answered."""
    groups = batches(lines, reader.id)
    still_open = [group for group in groups if _is_live(group)]
    over = [group for group in groups if not _is_live(group)]
    room = max(_MOST_WITH_BUTTONS - len(still_open), 0)
    shown = {id(group) for group in (*still_open[:_MOST_WITH_BUTTONS], *over[:room])}
    blocks: list[Block] = []
    for group in groups:
        if id(group) in shown:
            one = len(group) == 1
            blocks += _line(group[0], reader, now, alone=alone) if one else _batch(group, reader, now, alone=alone)
    if len(still_open) > _MOST_WITH_BUTTONS:
        blocks.append(kit.context(_more(len(still_open) - _MOST_WITH_BUTTONS)))
    if len(over) > room:
        blocks.append(kit.context(f"… and {len(over) - room} more that wait on you no longer."))
    return blocks


def _more(number: int) -> str:
    return f"… and {number} more: my *Home* tab shows them all."


def _is_live(group: list[Line]) -> bool:
    return any(line.ask.is_open for line in group)


def batches(lines: list[Line], reader: str) -> list[list[Line]]:
    """Lines in their order, those for profiles of one role posted within an hour of each other together."""
    found: list[list[Line]] = []
    for line in lines:
        last = next((group for group in found if _belongs(line, group, reader)), None)
        if last is None:
            found.append([line])
        else:
            last.append(line)
    return found


def _belongs(line: Line, group: list[Line], reader: str) -> bool:
    both = (line, group[0])
    reviews = all(
        each.ask.kind is Kind.REVIEW and (each.for_owner(reader) or each.requisition.backup == reader) for each in both
    )
    return (
        reviews
        and line.ask.owner == group[0].ask.owner
        and line.requisition.id == group[0].requisition.id
        and any(abs(line.ask.asked_at - each.ask.asked_at) <= _TOGETHER for each in group)
    )


def _batch(group: list[Line], reader: Person, now: datetime, *, alone: bool) -> list[Block]:
    """Several profiles of one role in one line, with one button for all of them."""
    role = group[0].requisition
    title = f"{role.key} {quote(role.title, 100)}"
    waiting = [line for line in group if line.ask.is_open and not line.is_superseded]
    if not waiting:
        if any(line.ask.is_open for line in group):
            return [kit.context(f"{count(len(group), 'profile')} for {title}. _Still open: see my latest message._")]
        ends = {_ended(line, reader) for line in group}
        alike = len(ends) == 1 and not any(line.ask.is_paused for line in group)
        ended = ends.pop() if alike else f"_{sentences.became(group)}_"
        return [kit.section(f"~{count(len(group), 'profile')} for {title}~ {ended}")]
    first = min(waiting, key=lambda line: line.ask.due_at)
    over = [line for line in group if line not in waiting]
    if len(waiting) == 1:
        return [*_line(first, reader, now, alone=alone), kit.context(f"_{sentences.became(over, more='more ')}._")]
    due = when(first.ask.due_at, reader.zone, now)
    waited = since(first.ask.asked_at, reader.zone, now)
    label = first.submission.label if first.submission else "the first"
    profiles = f"*{count(len(waiting), 'profile')}* for {title}"
    if not first.for_owner(reader.id):
        said = f"{profiles}: {label} has waited since {waited}. {sentences.as_backup(first)}"
    elif first.ask.due_at <= now:
        said = f"{profiles}: {label} has waited since {waited}; the promise was {due}."
    else:
        said = f"{profiles}, the first by {due}."
    done = f" _{sentences.became(over)}._" if over else ""
    names = [
        f"{line.submission.label}, {quote(line.candidate.name, 40)}"
        for line in waiting
        if line.submission and line.candidate
    ]
    more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
    who = f"\n>{'; '.join([*names[:_NAMED], *more])}" if names else ""
    button = kit.button("Review", ids.REVIEW, str(role.id), style="primary" if alone else None)
    return [kit.section(said + done + who), kit.actions(button)]


def _head(message: Message, owed: list[Line]) -> str:
    mine = [line for line in owed if line.for_owner(message.reader.id)]
    if not owed and message.is_latest:
        hear = any(line.ask.submission_id is not None and line.ask.state == "answered" for line in message.lines)
        return MORE_WAITS if message.more_waits else f"{NOTHING_LEFT} {HEAR_BACK}" if hear else NOTHING_LEFT
    if not owed:
        if any(line.ask.is_open for line in message.lines):
            return EARLIER
        return ANSWERED if any(line.ask.state == "answered" for line in message.lines) else OVER
    if not mine:
        return "*Something you may want to know.*"
    tasks = {line.ask.kind if line.ask.kind is Kind.CHECK_IN else line.ask.id for line in mine}
    minutes = count(_MINUTES * len(tasks), "minute")
    if all(line.ask.kind is Kind.CHECK_IN for line in mine):
        return f"*Your weekly check-in is open.* About {minutes}."
    return f"*{_people(mine, message.reader.id)}* About {minutes}."


def _welcome(message: Message, inviter: Person | None) -> str:
    """What a newcomer reads first: who invited them, why, and who sees what."""
    role = message.lines[0].requisition
    named = f"{role.key} {quote(role.title, 100)}"
    if message.reader.id == role.recruiter:
        opening = f"You recruit for {named}."
    else:
        who = escape(inviter.first_name) if inviter else "A recruiter"
        opening = f"{who} works with you in Same Page because {_part(message.lines[0], message.reader.id)} {named}."
    return (
        f"{opening} I collect what people need from you into one message, twice a day at most. Only you see your own "
        "response times."
    )


def _part(line: Line, reader: str) -> str:
    """Why a newcomer hears of a role at all."""
    if reader == line.requisition.manager:
        return "you are hiring for"
    if line.ask.kind is Kind.HEADCOUNT and line.for_owner(reader):
        return "you approve the headcount of"
    if line.ask.kind is Kind.OFFER and line.for_owner(reader):
        return "you approve an offer for"
    if reader == line.requisition.backup:
        return "you may decide in the manager's place on"
    if line.ask.kind is Kind.SCORECARD and line.for_owner(reader):
        return "you interview a candidate for"
    if line.ask.kind is Kind.CALIBRATION:
        return "you were asked what you see in a few sample profiles for"
    return "you were asked to stand in on" if line.for_owner(reader) else "you help with"


def _people(lines: list[Line], reader: str) -> str:
    """*Three people are waiting on you.*: candidates and colleagues, each counted once."""
    n = len({line.submission.id if line.submission else line.ask.asker or _partner(line, reader) for line in lines})
    if n == 1:
        return "One person is waiting on you."
    return f"{_NUMBERS[n] if n < len(_NUMBERS) else n} people are waiting on you."


def _partner(line: Line, reader: str) -> str:
    """Who waits for somebody's check-in: the other of the two."""
    role = line.requisition
    return role.manager if reader == role.recruiter else role.recruiter


def _line(line: Line, reader: Person, now: datetime, *, alone: bool) -> list[Block]:
    """One ask with its buttons; only one that is `alone` in the message may have a primary one."""
    if line.ask.is_paused and line.for_owner(reader.id):
        return [kit.context(f"{sentences.subject(line)}. {sentences.paused(line, reader, now)}")]
    if line.ask.is_open and line.is_superseded:
        return [kit.context(f"{sentences.subject(line)}. _Still open: see my latest message._")]
    said = sentences.sentence(line, reader, now)
    if not line.ask.is_open:
        return [kit.section(f"~{said}~ {_ended(line, reader)}")]
    buttons = waiting_lines.buttons(line, reader, style="primary" if alone else None)
    if line.for_owner(reader.id) and line.ask.kind not in (Kind.CHECK_IN, Kind.HIRE, Kind.RETROSPECTIVE):
        buttons.append(menu(line))
    said += deadlines.in_line(line, reader, now)
    off = ""
    if line.ask.snoozed_until is not None:
        off = f"\n_Put off until {when(line.ask.snoozed_until, reader.zone, now)}._"
    sketch = waiting_lines.sketch(line) if buttons else ""
    return [kit.section(said + sketch + off), *([kit.actions(*buttons)] if buttons else [])]


def _ended(line: Line, reader: Person) -> str:
    if line.ask.state == "handed_over":
        return "_handed over, thank you_"
    if line.ask.is_paused:
        if line.ask.paused_for == "role":
            return "_the role is on hold_"
        return "_waits for an answer_" if line.ask.paused_for == "question" else "_on hold_"
    if line.ask.state != "answered":
        return "_no longer needed_"
    return "_done, thank you_" if line.ask.answered_by == reader.id else "_answered_"


def _check_ins(lines: list[Line], reader: Person, now: datetime, *, alone: bool) -> list[Block]:
    """All of a person's check-ins as one line: they are one form."""
    keys = in_words([line.requisition.key for line in lines])
    waiting = [line for line in lines if line.ask.is_open and not line.is_superseded]
    if not waiting and any(line.ask.is_open for line in lines):
        return [kit.context(f"Weekly check-in for {keys}. _Still open: see my latest message._")]
    if not waiting:
        done = any(line.ask.state == "answered" for line in lines)
        return [kit.section(f"~Weekly check-in for {keys}~ {'_done, thank you_' if done else '_another week_'}")]
    due = on_day(min(line.ask.due_at for line in waiting), reader.zone, now)
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
        blocks.append(kit.section("\n".join(sentences.awaited(line, reader, now) for line in others[:_MOST_AWAITED])))
        if len(others) > _MOST_AWAITED:
            blocks.append(kit.context(_more(len(others) - _MOST_AWAITED)))
    else:
        blocks.append(kit.section("You wait for nothing."))
    return f"Waiting on you: {len(mine)}. You wait for: {len(others)}.", blocks


def owed(lines: list[Line], reader: Person, now: datetime, *, alone: bool) -> list[Block]:
    """What waits on the reader, each with its buttons; check-ins as the one form they are."""
    asked = [line for line in lines if line.ask.kind is not Kind.CHECK_IN]
    blocks = listed(asked, reader, now, alone=alone)
    if check_ins := [line for line in lines if line.ask.kind is Kind.CHECK_IN]:
        blocks += _check_ins(check_ins, reader, now, alone=alone)
    return blocks
