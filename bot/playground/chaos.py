"""Draws faults from a seed, so that a run that failed can be played again."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

Drawn = tuple[str, dict[str, Any]]  # what happens, with its details
_SLOW = (0.01, 0.05, 0.2)  # real seconds: long enough to be overtaken, short enough to wait for
_ERRORS = (500, 503)


class Chaos:
    """`chosen` says for each method ("*" for every one with no entry of its own) what may happen to it."""

    def __init__(self, seed: int, rate: float, chosen: Mapping[str, Sequence[str]]) -> None:
        self.seed, self.rate = seed, rate
        self._chosen = chosen
        self._calls: dict[str, int] = {}

    def draw(self, method: str) -> tuple[int, Drawn | None]:
        """Count a call of this method: which one it is, from 1, and the fault it meets, if any."""
        nth = self._calls[method] = self._calls.get(method, 0) + 1
        kinds = self._chosen.get(method) or (self._chosen.get("*", ()) if "." in method else ())
        return nth, drawn(self.seed, self.rate, kinds, method, nth)

    def as_json(self) -> dict[str, Any]:
        return {"seed": self.seed, "rate": self.rate, "methods": {name: [*what] for name, what in self._chosen.items()}}


def drawn(seed: int, rate: float, kinds: Sequence[str], method: str, nth: int) -> Drawn | None:
    """What the `nth` call of `method` meets, if anything. A digest, not a generator: nothing that happens elsewhere
    moves it, nor the machine, nor the version of Python."""
    digest = hashlib.sha256(f"{seed}:{method}:{nth}".encode()).digest()
    if not kinds or int.from_bytes(digest[:8]) / 2**64 >= rate:
        return None
    what = kinds[int.from_bytes(digest[8:16]) % len(kinds)]
    choice = int.from_bytes(digest[16:24])
    if what == "slow":
        return what, {"seconds": _SLOW[choice % len(_SLOW)]}
    if what == "server_error":
        return what, {"status": _ERRORS[choice % len(_ERRORS)]}
    return what, {}
