"""How the month's pulse reads: asked of each alone, shown to the two once both have answered, in words and a chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import escape
from handlers.charts import Picture
from handlers.charts.lines import Line as Series
from handlers.charts.lines import Lines
from storage.rules.pulse import LEAST, MOST, State

if TYPE_CHECKING:
    from storage.pulse_views import Line, Message, Month

_PICTURES = 3  # of several pairs in one message
_ENDS = {LEAST: "hard going", MOST: "very well"}
WHY = (
    "Once a month I ask both of you, each alone. Nobody reads an answer before both are in, and then only you two do. "
    "After a week without both, what was said is deleted. You get this because you share a role; to skip a month, let "
    "it pass."
)


def asked(message: Message) -> tuple[str, list[Block]]:
    """The month's question, as things stand for each pair."""
    blocks: list[Block] = []
    waits = [line for line in message.lines if line.state is State.OPEN]
    head = "How well do the two of you work together?" if len(message.lines) == 1 else "How well do you work together?"
    scale = f" {LEAST} is _{_ENDS[LEAST]}_, {MOST} is _{_ENDS[MOST]}_. One tap." if waits else ""
    blocks.append(kit.section(f"*{head}*{scale}"))
    for line in message.lines:
        blocks += _pair(line)
    if any(line.state in (State.OPEN, State.IN) for line in message.lines):
        blocks.append(kit.context(WHY))
    return f"The month's question: {head[0].lower()}{head[1:]}", blocks


def _pair(line: Line) -> list[Block]:
    who = escape(line.partner.first_name)
    if line.state is State.OPEN:
        buttons = [kit.button(str(n), ids.PULSES[n - LEAST], str(line.pulse_id)) for n in range(LEAST, MOST + 1)]
        return [kit.section(f"You and *{who}*, {_month(line.month)}"), kit.actions(*buttons)]
    if line.state is State.IN:
        return [kit.section(f"You and *{who}*: yours is in, thank you. Both are shown here once {who}'s is in too.")]
    if line.state is State.OVER or line.now is None:
        words = f"{_month(line.month)} went by without both answers: nothing is shown, and nothing was kept."
        return [kit.section(f"You and *{who}*: {words}")]
    return [kit.section(_both(line, line.now)), *_before(line)]


def shown(message: Message) -> tuple[str, list[Block], tuple[Picture, ...]]:
    """What both said, to the one who had answered first."""
    blocks: list[Block] = [kit.section("*Both of you have answered.*")]
    pictures: list[Picture] = []
    for line in message.lines:
        if line.now is None:
            continue
        blocks += [kit.section(_both(line, line.now)), *_before(line)]
        if len(line.trend) > 1 and len(pictures) < _PICTURES:
            pictures.append(Picture(chart(line.trend), "pulse"))
            blocks.append(kit.image(pictures[-1]))
    blocks.append(kit.context("Only the two of you read this. I ask once a month, each of you alone."))
    return "The month's question: both of you have answered", blocks, tuple(pictures)


def _both(line: Line, now: Month) -> str:
    who = escape(line.partner.first_name)
    return f"You and *{who}*, {_month(line.month)}: you *{now.mine}*, {who} *{now.theirs}* _(of {MOST})_"


def _before(line: Line) -> list[Block]:
    """The months before, yours first, in words."""
    months = line.trend[:-1]
    if not months:
        return []
    said = ", ".join(f"{each.month:%b} {each.mine} and {each.theirs}" for each in months)
    return [kit.context(f"Before, yours first: {said}.")]


def chart(trend: Sequence[Month]) -> Lines:
    """Both sides over the months; no names."""
    return Lines(
        f"How well the two of you work together, {LEAST} to {MOST}",
        tuple(f"{each.month:%b %Y}" for each in trend),
        (
            Series("you", tuple(float(each.mine) for each in trend)),
            Series("the other", tuple(float(each.theirs) for each in trend)),
        ),
        ends=(LEAST, MOST),
    )


def _month(month: date) -> str:
    return f"{month:%B}"
