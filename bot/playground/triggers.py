"""Trigger ids: each opens one modal, within three real seconds of the click it came from."""

from dataclasses import dataclass

from bot.playground.checks import Checks
from bot.playground.clock import Clock
from bot.playground.errors import bad_arguments

KEPT = 1_000  # the newest; older ones are forgotten, long after they expired


@dataclass
class Trigger:
    person: str
    born: float  # real seconds
    channel: str | None
    in_modal: bool
    used: bool = False


class Triggers:
    """The trigger ids given out, by id."""

    def __init__(self, clock: Clock, checks: Checks, seconds: float) -> None:
        self._checks = checks
        self._seconds = seconds
        self._clock = clock
        self._given: dict[str, Trigger] = {}
        self._count = 0

    def give(self, person: str, channel: str | None, *, in_modal: bool = False) -> str:
        self._count = number = self._count + 1
        trigger_id = f"{number}.{number * 7919}.playground{number:06d}"
        self._given[trigger_id] = Trigger(person, self._clock.monotonic(), channel, in_modal)
        if len(self._given) > KEPT:
            del self._given[next(iter(self._given))]
        return trigger_id

    def check(self, trigger_id: str) -> Trigger:
        """The trigger, still good; whoever uses it sets `used`."""
        trigger = self._given.get(trigger_id)
        if trigger is None:
            self._checks.stop("views.trigger_known", bad_arguments("invalid `trigger_id` [json-pointer:/trigger_id]"))
        if trigger.used:
            self._checks.refuse("views.trigger_once", "exchanged_trigger_id")
        if self._clock.monotonic() - trigger.born > self._seconds:
            self._checks.refuse("views.trigger_expires", "expired_trigger_id")
        return trigger
