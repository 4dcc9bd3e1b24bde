"""The table of a run, and the story of what went wrong in it."""

from __future__ import annotations

import platform
import sqlite3
from collections import Counter
from collections.abc import Iterable
from importlib.metadata import version

from rich.table import Table

from bot.playground.ledger import Sent
from tests.chaos.referee import RESIDUE
from tests.chaos.run import Run

_TOLD = 8  # of each figure
_NEAR = 6  # events around an act
_WIDE = 300  # characters of an answer


def versions(server: str) -> str:
    """What was running: `server` is PostgreSQL's own word, empty for SQLite."""
    database = server or f"SQLite {sqlite3.sqlite_version}"
    found = [f"{name} {version(name)}" for name in ("slack-bolt", "sqlalchemy")]
    return " · ".join([f"Python {platform.python_version()}", *found, database])


def table(run: Run, running: str) -> Table:
    shown = Table("what", "found", "target", "", title=f"{run.database}, SEED={run.seed} KILLS={run.kills}\n{running}")
    acked = sum(act.acked for act in run.acts)
    kinds = Counter(act.what for act in run.acts if act.acked)
    shown.add_row("killed · frozen", f"{run.kills:,} · {run.stops:,} in {run.seconds:,.0f} s", "", "")
    shown.add_row("faults met", f"{run.faults:,}", "", "")
    shown.add_row("acts tried · acknowledged", f"{len(run.acts):,} · {acked:,}", "", "")
    shown.add_row("… acknowledged, by kind", ", ".join(f"{what} {n}" for what, n in kinds.most_common()), "", "")
    shown.add_row("rows of the outbox", ", ".join(f"{n:,} {state}" for state, n in run.states.most_common()), "", "")
    shown.add_section()
    for figure, found in run.verdict.found.items():
        shown.add_row(figure, str(len(found)), "0", "[red]not met[/red]" if found else "met")
    shown.add_row(RESIDUE, str(len(run.verdict.residue)), "", "")
    return shown


def _answer(sent: Sent) -> str:
    return f"not acknowledged, {sent.error}" if sent.error else f"acknowledged: {str(sent.ack)[:_WIDE]}"


def story(run: Run) -> Iterable[str]:
    """What went wrong, line by line: each with the act it is about and what befell the bots around it."""
    if not any(act.acked for act in run.acts):
        yield "Nobody got anything done: that shows nothing."
    for figure, found in run.verdict.found.items():
        for each in found[:_TOLD]:
            yield f"{figure}: {each}"
            for act in run.acts:
                if each.startswith(" ".join(act.name) + ":"):
                    yield f"    {act}"
                    near = sorted(run.events, key=lambda event: abs((event.when - act.begun).total_seconds()))[:_NEAR]
                    yield from (f"        {event}" for event in sorted(near, key=lambda event: event.when))
                    said = [sent for sent in run.sent if act.subject in str(sent.payload)]
                    yield from (f"        {sent.when:%d %b %H:%M:%S} {sent.kind}: {_answer(sent)}" for sent in said)
        if len(found) > _TOLD:
            yield f"{figure}: … and {len(found) - _TOLD} more"
