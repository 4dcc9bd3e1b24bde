"""Faults on demand: lost answers, errors, slow and hanging calls, for tests of what a bot does when Slack fails it."""

import asyncio
from collections.abc import Callable
from typing import Any, Literal, get_args

What = Literal[
    "drop_before",  # the connection closes, nothing was done
    "drop_after",  # it was done, and the connection closes without an answer
    "hang_before",  # nothing is done until it is released
    "hang_after",  # it was done, and the answer is held until it is released
    "rate_limited",  # 429; details: retry_after (seconds, 1)
    "server_error",  # an HTML page; details: status (500)
    "error",  # ok: false; details: code
    "slow",  # done after details: seconds (1.0)
    "duplicate",  # of deliveries alone: the same one arrives twice
]

DELIVERIES = ("slash_commands", "interactive", "events_api")


class Fault:
    """One fault in waiting for `left` calls of a method; `when` may choose among them by their arguments."""

    def __init__(
        self,
        method: str,
        what: What,
        times: int,
        when: Callable[[dict[str, Any]], bool] | None,
        details: dict[str, Any],
    ) -> None:
        self.method = method
        self.what = what
        self.left = times
        self.when = when
        self.details = details
        self.number = 0
        self._reached = asyncio.Event()
        self._released = asyncio.Event()

    async def reached(self, seconds: float = 10) -> None:
        """Return once the fault has happened; a TimeoutError that names it otherwise."""
        try:
            async with asyncio.timeout(seconds):
                await self._reached.wait()
        except TimeoutError:
            raise TimeoutError(f"{self.method} was not called within {seconds} s: no {self.what}") from None

    def as_json(self) -> dict[str, Any]:
        """The fault as the page shows it; `left` counts down to none."""
        says = self.what.replace("_", " ")
        return {
            "number": self.number,
            "method": self.method,
            "what": self.what,
            "left": self.left,
            "details": self.details,
            "holding": int(self.what.startswith("hang") and self._reached.is_set() and not self._released.is_set()),
            "says": says,
        }

    def release(self) -> None:
        """Let a hanging call go on."""
        self._released.set()

    def happened(self) -> None:
        self._reached.set()

    async def held(self) -> None:
        """Stay until released; having come here is having happened."""
        self.happened()
        await self._released.wait()


class Faults:
    def __init__(self) -> None:
        self._all: list[Fault] = []

    def add(
        self,
        method: str,
        what: What,
        times: int = 1,
        *,
        when: Callable[[dict[str, Any]], bool] | None = None,
        **details: Any,
    ) -> Fault:
        """Make the next `times` calls of `method` fail so.

        Besides methods there are "*" (any method), "respond" (a response_url), "link" (the socket's handshake:
        always server_error) and deliveries by their kind: "events_api", "slash_commands" and "interactive" take
        drop_before, drop_after (the connection closes without, or after, the delivery), hang_before (held, so that
        later ones pass it) and duplicate.
        """
        if what not in get_args(What):
            raise ValueError(f"no fault is called {what!r}; there are {', '.join(get_args(What))}")
        fault = Fault(method, what, times, when, details)
        self._all.append(fault)
        fault.number = len(self._all)
        return fault

    def take(self, method: str, arguments: dict[str, Any]) -> Fault | None:
        """The fault that this call meets, if any; it is used up by that."""
        names = (method, "*") if "." in method else (method,)
        for fault in self._all:
            meant = fault.method in names and fault.left > 0
            if meant and (fault.when is None or fault.when(arguments)):
                fault.left -= 1
                return fault
        return None

    def as_json(self) -> dict[str, Any]:
        """What waits or holds somebody; there is no chaos."""
        shown = [fault.as_json() for fault in self._all]
        return {"waiting": [each for each in shown if each["left"] or each["holding"]], "chaos": []}

    def release(self, number: int) -> None:
        """Let what the fault of this number holds go on; a ValueError where there is none."""
        for fault in self._all:
            if fault.number == number:
                return fault.release()
        raise ValueError(f"there is no fault {number}")

    def clear(self) -> None:
        """No more faults; whoever hangs goes on."""
        for fault in self._all:
            fault.left = 0
            fault.release()


def possible(method: str) -> tuple[str, ...]:
    """What can happen to a method or a kind of delivery; a ValueError where there is no such thing."""
    if method in DELIVERIES:
        return ("drop_before", "drop_after", "hang_before", "duplicate")
    if method == "link":
        return ("server_error",)
    if "." in method or method in ("*", "respond"):
        return tuple(what for what in get_args(What) if what != "duplicate")
    raise ValueError(f"nothing is called {method!r}")
