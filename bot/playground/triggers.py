"""Trigger ids: each opens one modal, within three real seconds of the click it came from."""

from dataclasses import dataclass

from bot.playground.clock import Clock
from bot.playground.errors import SlackError, bad_arguments

TRIGGER_SECONDS = 3.0


@dataclass
class Trigger:
    person: str
    born: float  # real seconds
    channel: str | None
    in_modal: bool
    used: bool = False


class Triggers:
    """The trigger ids given out, by id."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._given: dict[str, Trigger] = {}

    def give(self, person: str, channel: str | None, *, in_modal: bool = False) -> str:
        number = len(self._given) + 1
        trigger_id = f"{number}.{number * 7919}.playground{number:06d}"
        self._given[trigger_id] = Trigger(person, self._clock.monotonic(), channel, in_modal)
        return trigger_id

    def check(self, trigger_id: str) -> Trigger:
        """The trigger, still good; whoever uses it sets `used`."""
        trigger = self._given.get(trigger_id)
        if trigger is None:
            raise bad_arguments("invalid `trigger_id` [json-pointer:/trigger_id]")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.monotonic() - trigger.born > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        return trigger
