"""Slack's rate limits on the moved clock: calls a minute by tier, about one message a second by channel."""

import math
from collections.abc import Callable
from dataclasses import dataclass

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
MINUTE = 60.0
BURST = 3  # messages a channel takes at once before the one-a-second rule holds


@dataclass(frozen=True)
class Patience:
    """How long Slack waits, in real seconds: for an ack, for a trigger to be used, for a ticket to be used; and until
    it closes a socket after the disconnect messages `warning` (Slack says about ten) and `refresh_requested`."""

    ack: float = 3.0
    trigger: float = 3.0
    ticket: float = 30.0
    warned: float = 10.0
    refreshed: float = 2.0  # "soon"; long enough for an app to open the next one first


PATIENCE = Patience()


class Limits:
    """Counts calls; each question is also a use. Answers seconds to wait, or None where the call may go on."""

    def __init__(self, timestamp: Callable[[], float], *, on: bool = True) -> None:
        self.on = on
        self._timestamp = timestamp
        self._windows: dict[str, tuple[float, int]] = {}
        self._tokens: dict[str, tuple[float, float]] = {}

    def forget(self) -> None:
        """Nothing was used yet."""
        self._windows.clear()
        self._tokens.clear()

    def call(self, method: str, tier: int | None) -> int | None:
        if not self.on or tier is None:
            return None
        now = self._timestamp()
        start, used = self._windows.get(method, (now, 0))
        if now - start >= MINUTE:
            start, used = now, 0
        if used >= PER_MINUTE[tier]:
            return max(1, math.ceil(start + MINUTE - now))
        self._windows[method] = (start, used + 1)
        return None

    def message(self, channel: str) -> int | None:
        if not self.on:
            return None
        now = self._timestamp()
        last, tokens = self._tokens.get(channel, (now, float(BURST)))
        tokens = min(float(BURST), tokens + (now - last))
        if tokens < 1:
            self._tokens[channel] = (now, tokens)
            return max(1, math.ceil(1 - tokens))
        self._tokens[channel] = (now, tokens - 1)
        return None
