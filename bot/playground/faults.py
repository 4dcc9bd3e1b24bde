"""Faults on demand: lost answers, errors, slow and hanging calls, for tests of what a bot does when Slack fails it.

Two ways to order them: `add` names the very calls that fail, `chaos` draws them from a seed.
"""

import asyncio
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Literal, get_args

from bot.playground.chaos import Chaos
from bot.playground.ledger import Json, Met

What = Literal[
    "drop_before",  # the connection closes, nothing was done
    "drop_after",  # it was done, and the connection closes without an answer
    "hang_before",  # nothing is done until it is released
    "hang_after",  # it was done, and the answer is held until it is released
    "rate_limited",  # 429; details: retry_after (seconds, 1)
    "server_error",  # an HTML page; details: status (500)
    "error",  # ok: false; details: code ("internal_error")
    "slow",  # done after details: seconds (1.0)
    "duplicate",  # the same delivery arrives twice
    "reorder",  # a delivery waits until the next one of its kind has passed, or half a second went by
]

DELIVERIES = ("slash_commands", "interactive", "events_api")
_CALLS: tuple[What, ...] = (
    "drop_before", "drop_after", "hang_before", "hang_after", "rate_limited", "server_error", "error", "slow",
)  # fmt: skip
_SENDINGS: tuple[What, ...] = ("drop_before", "drop_after", "hang_before", "slow", "duplicate", "reorder")
_DETAILS: Mapping[str, Mapping[str, Any]] = {  # what may be said of a fault, and what holds where it is not
    "rate_limited": {"retry_after": 1},
    "server_error": {"status": 500},
    "error": {"code": "internal_error"},
    "slow": {"seconds": 1.0},
}
_SAYS: Mapping[str, str] = {
    "drop_before": "the connection closes, nothing was done",
    "drop_after": "it is done, and the connection closes without an answer",
    "hang_before": "it is held before anything is done",
    "hang_after": "it is done, and the answer is held",
    "rate_limited": "answered 429, Retry-After {retry_after}",
    "server_error": "answered {status} with an HTML page",
    "error": "refused with {code}",
    "slow": "done after {seconds} s",
    "duplicate": "sent twice",
    "reorder": "the next one overtakes it",
    "chaos": "from here on a share of {rate} fails as drawn",
}
_METHOD = re.compile(r"[a-z]+(\.[A-Za-z]+)+|\*|respond")


class Fault:
    """One fault in waiting for `left` calls of a method; `when` may choose among them by their arguments."""

    def __init__(
        self,
        method: str,
        what: What,
        times: int,
        when: Callable[[Json], bool] | None,
        details: Json,
    ) -> None:
        self.method = method
        self.what = what
        self.left = times
        self.when = when
        self.details = details
        self.number = 0
        self._holding = 0
        self._reached = asyncio.Event()
        self._released = asyncio.Event()

    async def reached(self, seconds: float = 10) -> None:
        """Return once the fault has happened; a TimeoutError that names it otherwise."""
        try:
            async with asyncio.timeout(seconds):
                await self._reached.wait()
        except TimeoutError:
            raise TimeoutError(f"{self.method} was not called within {seconds} s: no {self.what}") from None

    def release(self) -> None:
        """Let a hanging call go on."""
        self._released.set()

    def happened(self) -> None:
        self._reached.set()

    async def held(self) -> None:
        """Stay until released; having come here is having happened."""
        self.happened()
        self._holding += 1
        try:
            await self._released.wait()
        finally:
            self._holding -= 1

    @property
    def is_over(self) -> bool:
        return self.left == 0 and not self._holding and (self._released.is_set() or not self.what.startswith("hang"))

    def describe(self) -> str:
        """One line: what it does, to which calls, how often."""
        times = "once" if self.left == 1 else f"{self.left} times"
        some = ", where a condition holds" if self.when else ""
        return f"{self.method}: {_SAYS[self.what].format(**self.details)} ({times} more{some})"

    def as_json(self) -> Json:
        return {
            "number": self.number,
            "method": self.method,
            "what": self.what,
            "left": self.left,
            "details": self.details,
            "holding": self._holding,
            "says": self.describe(),
        }


class Faults:
    """`note` hears of every fault that is met, before it does its harm, and of the beginning of chaos. `methods` are
    those there are to fail; without them any name of that form will do."""

    def __init__(
        self,
        note: Callable[[str, str, Json, int | None, int | None], None] = lambda *_: None,
        methods: Collection[str] = (),
    ) -> None:
        self._methods = methods
        self._all: list[Fault] = []
        self._made = 0
        self._note = note
        self._chaos: list[Chaos] = []

    def add(
        self,
        method: str,
        what: What,
        times: int = 1,
        *,
        when: Callable[[Json], bool] | None = None,
        **details: Any,
    ) -> Fault:
        """Make the next `times` calls of `method` fail so. What cannot happen there is a ValueError.

        Besides methods there are "*" (any method), "respond" (a response_url), "link" (the socket's handshake:
        server_error alone) and deliveries by their kind, by socket and by HTTP alike: "events_api", "slash_commands"
        and "interactive" take drop_before, drop_after (the connection closes without, or after, the delivery),
        hang_before (held, so that later ones pass it), slow, duplicate and reorder.
        """
        if what not in get_args(What):
            raise ValueError(f"no fault is called {what!r}; there are {', '.join(get_args(What))}")
        if what not in possible(method):
            raise ValueError(f"{what!r} cannot happen to {method}; there are {', '.join(possible(method))}")
        self._known(method)
        if times < 1:
            raise ValueError(f"a fault happens at least once, not {times} times")
        fault = Fault(method, what, times, when, _checked(what, details))
        self._all = [each for each in self._all if not each.is_over]
        self._all.append(fault)
        self._made += 1
        fault.number = self._made
        return fault

    def chaos(
        self, seed: int, rate: float = 0.1, *, what: Sequence[What] = (), methods: Sequence[str] = ("*",)
    ) -> Chaos:
        """From now on a share `rate` (0 to 1) of the calls fails, as drawn from `seed`; more of them may go on at once,
        until `clear`.

        Whether the n-th call of a method, or the n-th delivery of a kind, meets a fault, and which, depends only on
        the seed, that method and n: the same calls meet the same faults again. `what` is what may happen (else all
        that can but hanging), `methods` to what; a fault that can happen to none of them is a ValueError.
        """
        if not 0 <= rate <= 1:
            raise ValueError(f"rate is a share from 0 to 1, not {rate}")
        for method in methods:
            self._known(method)
        able = {method: [each for each in possible(method) if not each.startswith("hang")] for method in methods}
        for each in what:
            if not any(each in kinds for kinds in able.values()):
                raise ValueError(f"{each!r} cannot be drawn for {', '.join(methods)}")
        chosen = {method: tuple(each for each in kinds if not what or each in what) for method, kinds in able.items()}
        self._chaos.append(Chaos(seed, rate, chosen))
        self._note(", ".join(methods), "chaos", {"rate": rate}, seed, None)
        return self._chaos[-1]

    def take(self, method: str, arguments: Json) -> Fault | None:
        """The fault that this call meets, if any; it is used up by that."""
        names = (method, "*") if "." in method else (method,)
        draws = [(each.seed, *each.draw(method)) for each in self._chaos]
        for fault in self._all:
            meant = fault.method in names and fault.left > 0
            if meant and (fault.when is None or fault.when(arguments)):
                fault.left -= 1
                self._note(method, fault.what, fault.details, None, None)
                return fault
        for seed, nth, drawn in draws:
            if drawn is not None:
                what, details = drawn
                fault = Fault(method, what, 0, None, {**_DETAILS.get(what, {}), **details})  # type: ignore[arg-type]
                self._note(method, what, fault.details, seed, nth)
                return fault
        return None

    def _known(self, method: str) -> None:
        """A ValueError where it has the form of a method and is none: it would wait for ever."""
        if "." in method and self._methods and method not in self._methods:
            near = get_close_matches(method, self._methods)
            meant = f"; did you mean {' or '.join(near)}?" if near else ""
            raise ValueError(f"there is no method {method!r} here{meant}")

    def release(self, number: int) -> None:
        """Let what the fault of this number holds go on; a ValueError where there is none."""
        for fault in self._all:
            if fault.number == number:
                return fault.release()
        raise ValueError(f"there is no fault {number}")

    def clear(self) -> None:
        """No more faults, no more chaos; whoever hangs goes on."""
        self._chaos = []
        for fault in self._all:
            fault.left = 0
            fault.release()

    def as_json(self) -> Json:
        """What waits or holds somebody, and the chaos under way; what was met stands in the ledger."""
        waiting = [each.as_json() for each in self._all if not each.is_over]
        return {"waiting": waiting, "chaos": [each.as_json() for each in self._chaos]}


def possible(method: str) -> tuple[What, ...]:
    """What can happen to a method or a kind of delivery; a ValueError where there is no such thing."""
    if method in DELIVERIES:
        return _SENDINGS
    if method == "link":
        return ("server_error",)
    if _METHOD.fullmatch(method):
        return _CALLS
    raise ValueError(
        f"{method!r} is neither a method of the Web API, such as chat.postMessage or * for all of them, nor one of "
        f"respond, link, {', '.join(DELIVERIES)}"
    )


def story(met: Sequence[Met]) -> str:
    """The faults that were met, a line each, to be told with a failing test: a seed in it plays them again."""
    return "\n".join(
        f"{each.target}: {_SAYS[each.what].format(**each.details)}"
        + ("" if each.seed is None else f" (seed {each.seed}{f', call {each.nth}' if each.nth else ''})")
        for each in met
    )


def _checked(what: What, details: Json) -> Json:
    known = _DETAILS.get(what, {})
    for name, value in details.items():
        if name not in known:
            raise ValueError(f"{what!r} takes {', '.join(known) or 'no details'}, not {name}")
        number = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
        if not (isinstance(value, str) if name == "code" else number):
            raise ValueError(f"{name} of {what!r} cannot be {value!r}")
    if what == "server_error" and not 500 <= details.get("status", 500) <= 599:
        raise ValueError(f"a server's error has a status from 500 to 599, not {details['status']}")
    return {**known, **details}
