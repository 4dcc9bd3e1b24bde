"""How a retrospective reads: the form, what both said beside the facts, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.last_time import OWNERS, owned
from handlers.blocks.text import count, day, escape, listed, quote
from handlers.charts import Picture
from handlers.charts.journey import JourneyChart
from storage.rules.balls import Holder
from storage.rules.blind import LEAST, MOST
from storage.rules.journeys import STAGES
from storage.rules.realities import LONGEST_AGREED, MOST_AGREED
from storage.rules.working_time import HOUR

if TYPE_CHECKING:
    from storage.blind import Answer
    from storage.journeys import Search
    from storage.last_time import Action
    from storage.requisitions import Requisition
    from storage.retrospectives import Retrospective

LONGEST = 1000
EMPTY = "One sentence is enough."
NO_OWNER = "Who sees to it? Choose the recruiter or the hiring manager."
NO_ACTION = "Write what is to be done, or clear who owns it."
NOTHING = "Write one thing at least, or close this."
_STAGE = {"review": "in review", "interview": "at interview", "debrief": "in debrief", "offer": "at offer"}
_SIDES = {
    Holder.MANAGER: "hiring manager",
    Holder.RECRUITER: "recruiter",
    Holder.INTERVIEWERS: "interviewers",
    Holder.CANDIDATE: "candidate",
}


def form(role: Requisition, metadata: str) -> Block:
    """The same questions to each of the two."""
    numbers = [kit.option(str(number), str(number)) for number in range(LEAST, MOST + 1)]
    return kit.modal(
        ids.VIEW_RETROSPECTIVE,
        f"Looking back on {role.key}",
        [
            kit.context(f"You two answer alone. {_when_shown(role)}"),
            kit.field("worked", "What worked?", kit.text_input(lines=True, longest=LONGEST)),
            kit.field(
                "change",
                "What would you change?",
                kit.text_input(lines=True, longest=LONGEST),
                hint="About the search, never about a candidate.",
            ),
            kit.field(
                "number",
                "How well did the two of you work together?",
                kit.select(numbers),
                hint=f"{LEAST} is not at all, {MOST} could not be better.",
            ),
        ],
        submit="Send",
        metadata=metadata,
    )


def _when_shown(role: Requisition) -> str:
    """Who will read it, and when: known before anybody writes."""
    own = role.channel if role.archived_at is None and not role.is_shared else None
    where = f"in <#{own}>, where everybody on this role reads" if own else "to the two of you"
    return f"What was said is shown {where}, beside the facts, once both answers are in or the time for them is over."


def chart(search: Search) -> JourneyChart:
    """The picture of a search."""
    points = search.journey.points
    return JourneyChart(
        tuple(day(point.begins, weekday=False) for point in points),
        tuple((_STAGE[stage], tuple(point.stages[n] for point in points)) for n, stage in enumerate(STAGES)),
        tuple(point.yes for point in points),
        tuple(point.no for point in points),
        tuple(
            (words, hours) for side, words in _SIDES.items() if (hours := round(search.sides.get(side, 0) / HOUR, 1))
        ),
        search.journey.weeks,
    )


def pictures(found: Retrospective, search: Search, *, is_shared: bool) -> tuple[Picture, ...]:
    """The search as a picture, where there was anybody in it. Where others read along (`is_shared`) nobody's hours are
    in it: one side's are one person's."""
    if not search.journey.profiles:
        return ()
    told = replace(search, sides={}) if is_shared else search
    return (Picture(chart(told), f"{found.requisition.key} week by week"),)


def shown(found: Retrospective, search: Search, seen: Sequence[Picture], *, is_shared: bool) -> tuple[str, list[Block]]:
    """The facts, the picture, both sides' words, and what the two agreed on. Where others read along, a button leads
    the two to whose turn it was."""
    role = found.requisition
    title = quote(f"{role.key} · {role.title}", 120)
    blocks: list[Block] = [
        kit.section(f"*Looking back on {title}*\n{_facts(role, search)}"),
    ]
    for each in seen:
        blocks += [kit.image(each), kit.context(escape(each.chart.alt()))]
    blocks += _said(found)
    if found.actions:
        lines = "\n".join(f"• {quote(each.text, LONGEST_AGREED * 2)}{owned(each)}" for each in found.actions)
        blocks.append(kit.section(f"*Next time:*\n{lines}"))
    words = "Change what you agreed" if found.actions else "Agree on what to change"
    buttons = [kit.button(words, ids.RETROSPECTIVE_AGREE, str(found.id))]
    if is_shared and search.sides:
        buttons.append(kit.button("Whose turn it was", ids.STATS_SEARCH, str(role.id)))
    blocks.append(kit.actions(*buttons))
    blocks.append(
        kit.context("You get this once a role is closed. What you agree on opens this hiring manager's next brief.")
    )
    return f"Looking back on {role.key}", blocks


def _facts(role: Requisition, search: Search) -> str:
    journey = search.journey
    ended = "Filled" if role.status == "filled" else "Cancelled"
    facts = [
        f"{ended} after {count(journey.days, 'day')}" if journey.days else f"{ended} within a day",
        count(journey.profiles, "profile"),
        f"{journey.yes} yes, {journey.no} no",
        count(journey.interviews, "interview"),
        count(journey.offers, "offer"),
        f"{journey.hired} of {role.openings} hired",
    ]
    return " · ".join(facts)


def _said(found: Retrospective) -> list[Block]:
    """Both sides, the manager's first; whoever was not heard is said kindly."""
    if not found.asked:
        return []
    blocks: list[Block] = []
    given = {answer.person: answer for answer in found.answers}
    if not given:
        return [kit.context("Neither of you found the time for a word this time; the facts are here all the same.")]
    for who, side in ((found.manager, "hiring manager"), (found.recruiter, "recruiter")):
        if who is None or who not in found.people:
            continue
        name = f"{escape(found.people[who].first_name)} ({side})"
        answer = given.get(who)
        blocks.append(_answer(name, answer) if answer else kit.context(f"{name}: no words this time"))
    return blocks


def _answer(name: str, answer: Answer) -> Block:
    said = answer.said
    return kit.section(
        f"*{name}* · working together {said.number} of {MOST}\n"
        f"*Worked:* {quote(said.text or '', 1300)}\n*To change:* {quote(said.more or '', 1300)}"
    )


def agree_form(found: Retrospective, metadata: str, *, before: Sequence[Action] = ()) -> Block:
    """What the two will do, each with its owner; what was agreed already stands in the fields."""
    role = found.requisition
    later = "" if found.is_reminded else ", and I say it once more in a month"
    blocks: list[Block] = [
        kit.section(f"*{quote(f'{role.key} · {role.title}', 120)}*"),
        kit.context(f"Each with the side that sees to it. It opens this hiring manager's next brief{later}."),
    ]
    owners = [kit.option(words.capitalize(), side) for side, words in OWNERS.items()]
    for n in range(1, MOST_AGREED + 1):
        action = before[n - 1] if n <= len(before) else None
        blocks += [
            kit.field(
                f"action:{n}",
                f"{n}. What will you do?",
                kit.text_input(initial=action.text if action else None, longest=LONGEST_AGREED),
                optional=True,
            ),
            kit.field(
                f"owner:{n}",
                f"{n}. Who sees to it?",
                kit.select(owners, initial=action.owner if action else None, placeholder="Recruiter or manager"),
                optional=True,
            ),
        ]
    return kit.modal(ids.VIEW_ACTIONS, f"{role.key}: next time", blocks, submit="Agree", metadata=metadata)


def again(found: Retrospective) -> tuple[str, list[Block]]:
    """What the two agreed on, a month later."""
    role = found.requisition
    lines = "\n".join(f"• {quote(each.text, LONGEST_AGREED * 2)}{owned(each)}" for each in found.actions)
    who = listed([escape(each.first_name) for each in found.people.values()])
    return f"{role.key}: what you agreed a month ago", [
        kit.section(f"*A month ago, after {quote(f'{role.key} {role.title}', 100)}, you agreed:*\n{lines}"),
        kit.context(f"{who}, this comes once. It stands at the top of this hiring manager's next brief."),
    ]
