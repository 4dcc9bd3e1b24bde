"""The transcript of a story: who did and saw what, and when; a step that did not happen ends the story."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.demo.stage import Stage
from bot.playground.control import Person, Reply, Submitted
from bot.playground.errors import Refused
from bot.playground.reading import SeenMessage
from storage.rules.calendars import zone

_WIDTH = 110
_MARGIN = 32
_A_MOMENT = timedelta(seconds=5)


class StoryFailed(Exception):
    """A step of the story did not happen; the message says which."""


class Teller:
    """Acts as people on a stage, checks that what should happen did, and prints both."""

    def __init__(self, stage: Stage, say: Callable[[str], None]) -> None:
        self.stage, self._say = stage, say
        self._day = ""

    @property
    def now(self) -> datetime:
        return self.stage.playground.clock.now()

    def person(self, name: str) -> Person:
        return self.stage.playground.person(name)

    def chapter(self, title: str) -> None:
        self._say(f"\n{title}")

    def line(self, text: str) -> None:
        self._say(text.rstrip())

    def note(self, who: Person, verb: str, what: str) -> None:
        """One line of the transcript, at this person's local time."""
        local = self.now.astimezone(zone(who.human.zone))
        city = who.human.zone.split("/")[-1].replace("_", " ")
        head = f"{local:%a %d %b %H:%M} {city:<9} {who.human.display:<5} "
        lines = textwrap.wrap(f"{verb} {what}", _WIDTH - _MARGIN) or [verb]
        self._say(head + lines[0])
        for line in lines[1:]:
            self._say(" " * (len(head) + 2) + line)

    async def walk(self, to: datetime) -> None:
        """Moves the clock there, over everything that falls due on the way."""
        try:
            await self.stage.playground.move_to(to)
        except Refused as refused:
            raise StoryFailed(str(refused)) from None

    async def settle(self) -> None:
        """Lets the bot finish what it is doing: a few seconds, since a channel takes one message a second."""
        await self.stage.playground.move_by(_A_MOMENT)

    async def command(self, who: Person, line: str, channel: str) -> str:
        """Types a slash command; gives back what was answered to this person alone."""
        reply = await who.command(line, channel)
        self.note(who, "types", f"{line}   (#{channel})")
        return self._check(reply, line)

    async def click(self, who: Person, button: str, message: SeenMessage) -> str:
        """Presses a button on a message."""
        reply = await who.click(button, message=message)
        self.note(who, "presses", f"[{button}]")
        return self._check(reply, button)

    async def press(self, who: Person, button: str) -> None:
        """Presses a button in the open modal."""
        self._check(await who.click(button), button)
        self.note(who, "presses", f"[{button}]")

    def shows(self, who: Person, *words: str) -> None:
        """What the open modal must show."""
        view = who.view
        text = plain(view.all_text) if view else ""
        if view is None or not all(word in text for word in words):
            raise StoryFailed(f"{who.human.display} does not see {words} in the modal: {text[:300]!r}")
        self.note(who, "sees", f"in “{view.title}”: {' / '.join(words)}")

    async def submit(self, who: Person, answers: dict[str, object]) -> None:
        """Fills the open modal and sends it."""
        view = who.view
        if view is None:
            raise StoryFailed(f"{who.human.display} has no modal to fill in")
        done: Submitted = await who.submit(answers)
        if not done.ok or done.errors:
            raise StoryFailed(f"the modal “{view.title}” was refused: {done.errors or done.error}")
        filled = " · ".join(f"{label}: {_shown(answer)}" for label, answer in answers.items())
        self.note(who, "sends", f"“{view.title}”  {filled}")

    async def sees(
        self, who: Person, *words: str, channel: str | None = None, dm: bool = False, thread: SeenMessage | None = None
    ) -> SeenMessage:
        """Waits until this person sees a message with all these words; prints the part that carries them."""
        message = await self.finds(who, *words, channel=channel, dm=dm, thread=thread)
        lines = [plain(line) for line in message.all_text.splitlines()]
        said = " / ".join(line for line in lines if any(word in line for word in words))
        self.note(who, "sees", f"in {_where(channel, dm=dm)}: {said}")
        return message

    async def finds(
        self, who: Person, *words: str, channel: str | None = None, dm: bool = False, thread: SeenMessage | None = None
    ) -> SeenMessage:
        """Waits until this person sees a message with all these words; prints nothing."""

        def newest() -> SeenMessage | None:
            found = who.thread(thread) if thread else who.messages(channel, dm=dm)
            matching = [m for m in found if all(word in plain(m.all_text) for word in words)]
            return matching[-1] if matching else None

        where = _where(channel, dm=dm)
        try:
            message = await self.stage.playground.until(newest, f"{who.human.display} to see {words} in {where}")
        except TimeoutError as late:
            raise StoryFailed(str(late)) from None
        if message is None:
            raise StoryFailed(f"{who.human.display} does not see {words} in {where}")
        return message

    def expect(self, truth: bool, what: str) -> None:
        """Something that must hold for the story to have happened."""
        if not truth:
            raise StoryFailed(what)

    def _check(self, reply: Reply, what: str) -> str:
        if not reply.ok:
            raise StoryFailed(f"{what}: {reply.error}")
        return reply.text or ""


def _where(channel: str | None, *, dm: bool) -> str:
    return f"#{channel}" if channel else "a direct message" if dm else "the thread"


def _shown(answer: object) -> str:
    return ", ".join(answer) if isinstance(answer, list) else str(answer)


def plain(text: str) -> str:
    """mrkdwn without its marks, on one line."""
    return re.sub(r"[*~`]|(?<![a-z0-9])_|_(?![a-z0-9])", "", " ".join(text.split()), flags=re.IGNORECASE)
