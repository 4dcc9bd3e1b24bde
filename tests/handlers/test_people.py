"""What a bot remembers of people between two looks: no more than has room, the newest first to stay."""

from __future__ import annotations

from handlers.people import MOST, keep


def test_the_oldest_makes_room_and_whoever_is_seen_again_is_new() -> None:
    memory: dict[tuple[str, str], int] = {}
    for number in range(MOST):
        keep(memory, ("T", f"U{number}"), number)
    keep(memory, ("T", "U0"), 7)
    keep(memory, ("T", "U_NEW"), 1)
    assert len(memory) == MOST
    assert memory["T", "U0"] == 7
    assert ("T", "U1") not in memory
    assert memory["T", "U_NEW"] == 1
