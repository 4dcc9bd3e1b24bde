"""The referee: what went wrong in a storm, figure by figure, from what is left after it. Pure rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.chaos.acts import Act, lost
from tests.chaos.evidence import Evidence, Role, Room, Row, Said

FIGURES = (
    "acknowledged and lost, or saved twice",
    "messages lost",
    "messages sent twice",
    "messages out of their order",
    "cards that do not show the truth",
    "asks past due whose owner never heard",
    "requisitions half made",
    "rows left in the outbox",
    "rows refused, or bots that ended by themselves",
)
RESIDUE = "… by a bot frozen between its last look and the call"
_ENDS = ("done", "dropped")


@dataclass(frozen=True)
class Verdict:
    """What was found, by figure, and what a bot said twice that had been frozen beyond its lease."""

    found: Mapping[str, Sequence[str]]
    residue: Sequence[str]

    @property
    def clean(self) -> bool:
        return not any(self.found.values())


def judged(acts: Iterable[Act], evidence: Evidence, untrue: Sequence[str], refused: Sequence[str]) -> Verdict:
    """`untrue`: the cards that were painted anew and read otherwise; `refused`: last words of bots nobody killed."""
    twice, residue = said_twice(evidence)
    found = (
        lost(acts, evidence.stored),
        unsaid(evidence),
        twice,
        out_of_order(evidence.said, evidence.rows),
        untrue,
        unheard(evidence),
        half_made(evidence.roles, evidence.rooms),
        [f"row {row.id} {row.kind}: {row.state} {row.error or ''}" for row in evidence.rows if _is_left(row)],
        [f"row {row.id} {row.kind}: {row.error}" for row in evidence.rows if row.state == "parked"] + [*refused],
    )
    return Verdict(dict(zip(FIGURES, found, strict=True)), residue)


def _is_left(row: Row) -> bool:
    return row.state not in (*_ENDS, "parked")


def unsaid(evidence: Evidence) -> list[str]:
    """Messages that are owed, or that the outbox holds for sent, and stand nowhere."""
    there = {each.key for each in evidence.said}
    sent = {row.key for row in evidence.rows if row.key and row.state == "done" and row.ts}
    return [f"{key}: stands nowhere" for key in sorted((evidence.owed | sent) - there)]


def said_twice(evidence: Evidence) -> tuple[list[str], list[str]]:
    """Keys that stand in Slack more than once: those nobody may excuse, and the residue."""
    by_key = {row.key: row for row in evidence.rows if row.key}
    often = [key for key, times in Counter(each.key for each in evidence.said).items() if times > 1]
    late = [key for key in often if key in by_key and by_key[key].id in evidence.late]
    return [key for key in often if key not in late], late


def out_of_order(said: Sequence[Said], rows: Sequence[Row]) -> list[str]:
    """Messages that stand before one their lane was to say earlier. One that stands twice counts where it stood first;
    that it stands twice is a finding of its own."""
    by_key = {row.key: row for row in rows if row.key}
    newest: dict[tuple[str, str], Row] = {}
    found = []
    for each in said:
        row = by_key.pop(each.key, None)
        if row is None:
            continue
        before = newest.get((each.channel, row.lane))
        if before is not None and before.id > row.id:
            found.append(f"{row.key} stands after {before.key}")
        newest[each.channel, row.lane] = row
    return found


def unheard(evidence: Evidence) -> list[str]:
    """Asks whose time came while they were open, and whose owner has no message of it."""
    there = {each.key for each in evidence.said}
    return [
        f"ask {each.id} {each.kind} of {each.owner}, due {each.due_at:%d %b %H:%M}"
        for each in evidence.overdue
        if not any(f"gathered:{number}" in there for number in each.told_by)
    ]


def half_made(roles: Sequence[Role], rooms: Sequence[Room]) -> list[str]:
    """Roles without a channel with everybody in it, a topic and one pinned card; and channels of no role."""
    by_id = {room.id: room for room in rooms}
    found = []
    for role in roles:
        room = by_id.get(role.channel or "")
        if room is None:
            found.append(f"{role.key}: no channel")
            continue
        if missing := role.people - room.members:
            found.append(f"{role.key}: without {', '.join(sorted(missing))}")
        if room.pins != 1:
            found.append(f"{role.key}: {room.pins} pinned cards")
        if not room.topic.startswith(role.key):
            found.append(f"{role.key}: the topic is {room.topic!r}")
    homes = Counter(role.channel for role in roles)
    found += [f"{room.name}: a channel of {homes[room.id]} roles" for room in rooms if homes[room.id] != 1]
    return found
