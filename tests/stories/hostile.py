"""What somebody hostile could send to a bot that listens by HTTP, as a table: name, headers, body, expected status.

Whoever is not Slack is turned away by the first lines; the rest is signed, as if Slack itself, or somebody with its
secret, said odd things. `0` stands for a request that is understood and answered in words or not at all: 200.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.stories import hostile_bytes as unread
from tests.stories import hostile_payloads as odd
from tests.stories.hostile_cases import Case, Json, as_sent, whole


def broken(found: Json, depth: int = 3, path: str = "") -> Iterator[tuple[str, Json]]:
    """The payload as often as it has pieces, down to the third level, each time without one or with another one."""
    for name, value in found.items():
        rest = {key: each for key, each in found.items() if key != name}
        yield f"without {path}{name}", rest
        others: list[Any] = [[] if isinstance(value, dict) else {}, 2**70, None]
        yield from ((f"{path}{name} as {other!r}"[:60], {**rest, name: other}) for other in others)
        if depth > 1 and isinstance(value, dict) and value:
            yield from ((said, {**rest, name: each}) for said, each in broken(value, depth - 1, f"{path}{name}."))
        if depth > 1 and name == "actions":
            pieces = broken(value[0], depth - 1, "actions.")
            yield from ((said, {**rest, name: [each]}) for said, each in pieces)


def pieces(kind: str, real: Json) -> Iterator[Case]:
    """A real payload with one piece of another shape, at each level."""
    yield from (as_sent(kind, found, f"{kind} {said}") for said, found in broken(whole(real)))


def table(seen: Mapping[str, Json]) -> list[Case]:
    """All of it; `seen` holds a real payload of each kind, as the playground delivered it."""
    return [
        *unread.senders(),
        *unread.wrappings(),
        *unread.texts(),
        *odd.commands(),
        *odd.presses(seen["block_actions"]),
        *odd.submissions(seen["view_submission"]),
        *odd.events(seen["event_callback"]),
        *(case for kind, real in seen.items() for case in pieces(kind, real)),
    ]
