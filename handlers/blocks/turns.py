"""How putting off and handing over read: the ⋯ menu of a line, and the two modals."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import escape, when
from storage.rules.promises import DECISIONS, PERSONAL
from storage.rules.turns import MOST_SNOOZES, REASONS, choices

if TYPE_CHECKING:
    from storage.nudges import Line
    from storage.people import Person

MORE_INFORMATION = "information"  # a reason that becomes a question


def menu(line: Line) -> Block:
    """⋯ of an open line its reader owes: everything else that can be done with it."""
    ask, options = line.ask, []
    if ask.kind in DECISIONS and line.submission is not None:
        options.append(kit.option("Ask a question", f"question:{line.submission.id}"))
        options.append(kit.option("Hold", f"hold:{line.submission.id}"))
    options.append(kit.option("Put off", f"snooze:{ask.id}"))
    if ask.kind not in PERSONAL:
        options.append(kit.option("Hand over", f"hand:{ask.id}"))
    return kit.overflow(ids.ASK_MORE, options)


def snooze_modal(line: Line, said: str, reader: Person, now: datetime, metadata: str) -> Block:
    """The modal that puts an ask off."""
    left = MOST_SNOOZES - line.ask.snoozes
    times = choices(reader.calendar, now)
    reasons = [kit.option(words, key) for key, words in REASONS.items()]
    if line.ask.kind in DECISIONS:
        reasons.insert(0, kit.option("I need more information", MORE_INFORMATION))
    waits = escape(line.asker.first_name) if line.asker else "Whoever waits"
    due = when(line.ask.due_at, reader.zone, now)
    stays = (
        f"The promise was {due}, and that does not move." if line.ask.due_at <= now else f"It stays promised for {due}."
    )
    return kit.modal(
        ids.VIEW_SNOOZE,
        "Put off",
        [
            kit.section(said),
            kit.field("reason", "Why?", kit.select(reasons)),
            kit.field(
                "until",
                "Until when?",
                kit.select(
                    [kit.option(when(at, reader.zone, now), at.isoformat()) for at in times],
                    initial=times[0].isoformat(),
                ),
                hint="One working day at most, at one of your own times.",
            ),
            kit.context(
                f"{stays} {waits} sees until when you put it "
                "off, and why. " + ("You can do this once more." if left > 1 else "This is the last time for this one.")
            ),
        ],
        submit="Put off",
        metadata=metadata,
    )


def hand_over_modal(line: Line, said: str, metadata: str) -> Block:
    """The modal that hands an ask over."""
    decides = line.ask.kind in DECISIONS
    hint = "They may decide in your place." if decides else "They answer in your place."
    return kit.modal(
        ids.VIEW_HAND_OVER,
        "Hand over",
        [
            kit.section(said),
            kit.field("to", "To whom?", kit.person(), hint=hint),
            kit.context(
                "They hear of it in their own next message, with the whole promise ahead of them, and see the role and "
                "its candidates from then on."
            ),
        ],
        submit="Hand over",
        metadata=metadata,
    )
