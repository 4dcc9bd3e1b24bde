"""How a digest reads, and the modal that sets one."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.requisitions import PIPELINE
from handlers.blocks.text import count, day_number, escape, listed, quote, took, when, working_time
from storage.rules.promises import Kind

if TYPE_CHECKING:
    from storage.digests import Digest, Issue, RoleLine

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ZONES = (
    "UTC",
    "America/Los_Angeles",
    "America/Denver",
    "America/Chicago",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Athens",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
)
_MOST_ROLES = 20


def modal(digest: Digest | None, channel: str | None, zone: str, metadata: str) -> Block:
    """Channel, days, time and zone; what is set already is filled in."""
    chosen = digest.days if digest else frozenset({0})
    zones = list(dict.fromkeys([digest.zone if digest else zone, zone, *ZONES]))
    options = [kit.option(name, str(day)) for day, name in enumerate(DAYS)]
    where: Block = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if channel:
        where["initial_conversation"] = channel
    return kit.modal(
        ids.VIEW_DIGEST,
        "Digest for a channel",
        [
            kit.field("channel", "Channel", where),
            kit.field(
                "days",
                "Days",
                {"type": "checkboxes", "options": options, "initial_options": [options[day] for day in sorted(chosen)]},
            ),
            kit.field(
                "at", "Time", {"type": "timepicker", "initial_time": f"{digest.at if digest else time(9):%H:%M}"}
            ),
            kit.field("zone", "Time zone", kit.select([kit.option(name, name) for name in zones], initial=zones[0])),
            kit.context(
                "A digest says which roles are open, what waits and on which side, and how answers compare with what "
                "was promised. When there is nothing to say, nothing is sent. `/samepage digest off` stops it."
            ),
        ],
        submit="Set",
        metadata=metadata,
    )


def message(issue: Issue, set_by: str) -> tuple[str, list[Block]]:
    """One issue, at most a screenful; `set_by` is a name, since a mention would call that person every week."""
    facts = [f"*{count(len(issue.roles), 'role')} open*"]
    if issue.opened:
        facts.append(f"{issue.opened} opened this week")
    facts += [
        f"{role.key} {role.status} after {took(role.opened_at, role.closed_at or issue.at)}" for role in issue.closed
    ]
    blocks: list[Block] = [kit.header("Hiring this week"), kit.section(" · ".join(facts))]
    lines = [_role(line, issue.at, issue.digest.zone) for line in issue.roles[:_MOST_ROLES]]
    blocks += [kit.section("\n".join(lines[i : i + 5])) for i in range(0, len(lines), 5)]
    if len(issue.roles) > _MOST_ROLES:
        blocks.append(kit.context(f"… and {len(issue.roles) - _MOST_ROLES} more roles."))
    times = issue.responses
    measured = ""
    if times.number and times.median is not None:
        measured = (
            f"Median answer {working_time(times.median)}; {times.within} of {times.number} within what was promised "
            f"({issue.people} people). "
        )
    days = listed([DAYS[day] + "s" for day in sorted(issue.digest.days)])
    blocks.append(
        kit.context(
            f"{measured}Sent {days} {issue.digest.at:%H:%M} {escape(issue.digest.zone)}, set by "
            f"{escape(set_by)} · change with `/samepage digest`"
        )
    )
    return f"Hiring this week: {count(len(issue.roles), 'role')} open", blocks


def _role(line: RoleLine, at: datetime, zone: str) -> str:
    role = line.requisition
    counts = line.pipeline
    stages = " · ".join(f"{words.lower()} {counts[stage]}" for stage, words in PIPELINE.items() if counts.get(stage))
    return (
        f"*{role.key}* {quote(role.title, 80)} · day {day_number(role.opened_at, at, zone)} of {role.target_days}\n"
        f"{stages or 'no candidates yet'} · waits: {_side(line)}"
    )


def _side(line: RoleLine) -> str:
    """Which side has the ball: never a name, never hours."""
    kinds = {ask.kind for ask in line.open_asks}
    if Kind.HEADCOUNT in kinds:
        return "its headcount to be approved"
    sides = []
    if Kind.REVIEW in kinds:
        sides.append("manager's side")
    if kinds & {Kind.CONTACT, Kind.OUTCOME} or Kind.REVIEW not in kinds:
        sides.append("recruiter's side")
    return " and ".join(sides)


def set_words(digest: Digest, zone: str, now: datetime) -> str:
    """What is said once a digest is set."""
    days = listed([DAYS[day] + "s" for day in sorted(digest.days)])
    next_at = when(digest.next_at, zone, now) if digest.next_at else "never"
    return (
        f"<#{digest.channel}> gets a digest on {days} at {digest.at:%H:%M} {escape(digest.zone)}; the next is due "
        f"{next_at} your time. With nothing to say, nothing is sent."
    )
