"""What the page's drawer for developers asks under /client/: the ledger, faults, the bot's outbox, and a start over."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
from yarl import URL

from bot.playground.api.entry import METHODS
from bot.playground.checks import CHECKS, Checks
from bot.playground.errors import Refused
from bot.playground.faults import DELIVERIES, Faults, possible
from bot.playground.ledger import Ledger
from bot.playground.moves import Mover
from bot.playground.workspace import Json

Handler = Callable[[Json], Awaitable[Json]]

TARGETS = ("*", *DELIVERIES, "link", "respond")  # of faults, beside the methods
CHAOS_ON = {"calls": ("*",), "deliveries": DELIVERIES, "both": ("*", *DELIVERIES)}
ENTRIES = 500  # in one answer
LOOK_SECONDS = 5.0
SHOWN = ("ready", "settled", "unsent", "next_due", "next_what")


class Tools:
    """The routes, by name; `start_over` empties everything and says in words what was left."""

    def __init__(
        self,
        ledger: Ledger,
        faults: Faults,
        checks: Checks,
        mover: Mover,
        readyz: Callable[[], str | None],
        start_over: Callable[[], Awaitable[None]],
        keeps_memory: Callable[[], bool],
    ) -> None:
        self._ledger = ledger
        self._faults = faults
        self._checks = checks
        self._mover = mover
        self._readyz = readyz
        self._start_over = start_over
        self._keeps_memory = keeps_memory
        self.reads: Mapping[str, Handler] = {
            "ledger": self._entries,
            "faults": self._faults_shown,
            "outbox": self._outbox,
            "checks": self._checks_shown,
            "over": self._before_over,
        }
        self.writes: Mapping[str, Handler] = {
            "faults": self._change_faults,
            "over": self._over,
            "clock/stop": self._stop,
        }

    async def _entries(self, given: Json) -> Json:
        """The newest entries, oldest first; with `after` only those with a greater number."""
        after = _whole(given.get("after", 0), "after", 0, 2**53)
        return {"entries": self._ledger.entries(max(after, self._ledger.last - ENTRIES), ENTRIES)}

    async def _faults_shown(self, _given: Json) -> Json:
        """What waits, the chaos under way, and what can happen to what."""
        can = {target: list(possible(target)) for target in (*TARGETS, *sorted(METHODS))}
        return {**self._faults.as_json(), "possible": can}

    async def _change_faults(self, given: Json) -> Json:
        """One of `add` {method, what, times, details}, `chaos` {seed, rate, targets}, `release` (the number of a
        fault that holds somebody) and `clear`; answers what there is now."""
        try:
            match given:
                case {"add": {"method": str(method), "what": str(what), **rest}}:
                    self._add(method.strip(), what, rest)
                case {"chaos": {"seed": seed, "rate": rate, **rest}}:
                    self._chaos(seed, rate, rest.get("targets", "calls"))
                case {"release": int(number)}:
                    self._faults.release(number)
                case {"clear": _}:
                    self._faults.clear()
                case _:
                    raise Refused("Say which fault to add, or that there shall be none.")
        except ValueError as error:
            raise Refused(f"No such fault: {error}.") from None
        return await self._faults_shown({})

    def _add(self, method: str, what: Any, rest: Mapping[Any, Any]) -> None:
        if method not in METHODS and method not in TARGETS:
            raise Refused(f"There is no method and no kind of delivery called {method!r}.")
        details = rest.get("details") or {}
        if not isinstance(details, dict):
            raise Refused("The details are no object.")
        self._faults.add(method, what, _whole(rest.get("times", 1), "times", 1, 10_000), **details)

    def _chaos(self, seed: Any, rate: Any, targets: Any) -> None:
        """`targets`: "calls" (all methods, and response_urls not), "deliveries" or "both"."""
        if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate <= 1:
            raise Refused("The rate is a share of all calls, more than 0 and at most 1.")
        if not isinstance(targets, str) or targets not in CHAOS_ON:
            raise Refused(f"targets is one of {', '.join(CHAOS_ON)}.")
        self._faults.chaos(_whole(seed, "seed", 0, 2**53), float(rate), methods=CHAOS_ON[targets])

    async def _checks_shown(self, _given: Json) -> Json:
        """Every rule by name, in a sentence, with its source, and whether it holds here."""
        rows = [
            {"name": each.name, "says": each.says, "source": each.source, "on": self._checks.on(each.name)}
            for each in CHECKS.values()
        ]
        return {"checks": rows}

    async def _outbox(self, _given: Json) -> Json:
        """What the bot says of itself: `outbox` null where it lists nothing, `answers` false where nobody answers."""
        url = self._readyz()
        if url is None:
            return {"asked": None, "answers": False, "outbox": None}
        timeout = aiohttp.ClientTimeout(total=LOOK_SECONDS)
        try:
            asked = URL(url).update_query(outbox="1")
            async with aiohttp.ClientSession(timeout=timeout) as session, session.get(asked) as response:
                said: Any = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError):
            said = None
        if not isinstance(said, dict):
            return {"asked": url, "answers": False, "outbox": None}
        rows = said.get("outbox")
        shown = {name: said.get(name) for name in SHOWN}
        return {"asked": url, "answers": True, **shown, "outbox": rows if isinstance(rows, list) else None}

    async def _before_over(self, _given: Json) -> Json:
        """`keeps_memory`: the bot is not started anew, and remembers what the workspace forgets."""
        return {"keeps_memory": self._keeps_memory()}

    async def _over(self, _given: Json) -> Json:
        await self._start_over()
        return {}

    async def _stop(self, _given: Json) -> Json:
        await self._mover.stop()
        return {}


def _whole(value: Any, name: str, least: int, most: int) -> int:
    """The number that `value` is, or says in digits, as it does in an address; nothing is rounded."""
    words = isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= len(str(most))
    number = int(value) if words or (isinstance(value, int) and not isinstance(value, bool)) else least - 1
    if not least <= number <= most:
        raise Refused(f"{name} is a whole number from {least} to {most}.")
    return number
