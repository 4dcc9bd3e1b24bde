"""`samepage doctor`: looks at everything the bot needs, one thing after the other, and goes on where one is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.clock import Clock
from bot.doctor import databases, slack, variables
from bot.doctor.finding import Finding, Mark

__all__ = ["Finding", "Mark", "examine"]


async def examine(environment: Mapping[str, str], wall: Callable[[], datetime] | None = None) -> list[Finding]:
    """Every check's finding, in the order in which one mends. `wall` is the machine's clock, where it is another one.
    Changes nothing: no table is made, no message sent, and no socket opened that Slack would deliver to."""
    findings, known = variables.look(environment)
    clock = Clock(known.clock_file)
    try:
        findings += await databases.look(known.database_url, clock.now())
        findings += await slack.look(known, wall or clock.wall)
    finally:
        clock.close()
    return findings
