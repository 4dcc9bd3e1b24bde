"""What people do week after week in the story of the rhythm, as verbs: a check-in, a pulse, a digest read, a search."""

from __future__ import annotations

import textwrap
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.demo.transcript import Teller, plain
from bot.playground.control import Person
from bot.playground.people import BOT_USER
from bot.playground.reading import SeenMessage

CHANNEL, DIGESTS = "req-1-data-engineer", "hiring"
BERLIN, NEW_YORK, KOLKATA = "Europe/Berlin", "America/New_York", "Asia/Kolkata"
PICTURE = "Do we picture the same person?"
SQL = "SQL at scale"
_IN_TOUCH = ("I have told them", "I have been in touch")
_WIDTH = 110
_MARGIN = " " * 34


def at(day: date, hour: int, minute: int, zone: str) -> datetime:
    """A local time on that day."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(zone))


def whole(tell: Teller, message: SeenMessage) -> None:
    """All of a message, line by line, as it stands there; a picture's words once."""
    for text in dict.fromkeys(plain(line) for line in message.all_text.splitlines()):
        for line in textwrap.wrap(text, _WIDTH - len(_MARGIN), subsequent_indent="  "):
            tell.line(_MARGIN + line)


async def reads(
    tell: Teller,
    who: Person,
    *words: str,
    channel: str | None = None,
    dm: bool = False,
    thread: SeenMessage | None = None,
) -> SeenMessage:
    """Waits for a message with all these words and prints all of it."""
    message = await tell.finds(who, *words, channel=channel, dm=dm, thread=thread)
    where = f"#{channel}" if channel else "a direct message" if dm else "the thread"
    tell.note(who, "reads", f"in {where}:")
    whole(tell, message)
    return message


# --- the search itself


async def sign(tell: Teller, rita: Person, hal: Person) -> None:
    """A role and its brief, signed by both."""
    await tell.command(rita, "/req open Data Engineer", "general")
    await tell.submit(rita, {"Hiring manager": "Hal", "Backup decider": "Bo"})
    await tell.sees(hal, "REQ-1 · Data Engineer", channel=CHANNEL)
    await tell.command(rita, "/req brief", CHANNEL)
    await tell.submit(
        rita,
        {
            "Why now": "Two of four who carry the pager leave in December.",
            "After 90 days this person has …": "Moved the nightly ledger into streaming.",
            "Must-haves": SQL,
        },
    )
    await tell.submit(rita, {f"{SQL}: how will you test it?": "A slow query of ours", PICTURE: "8"})
    await tell.settle()
    await tell.command(hal, "/req brief", CHANNEL)
    await tell.submit(hal, {PICTURE: "8"})
    await tell.sees(rita, "Hal signed brief v1", "The role is open", channel=CHANNEL)


async def post(tell: Teller, rita: Person, hal: Person, name: str, source: str, case: str) -> SeenMessage:
    await tell.command(rita, "/candidate post", CHANNEL)
    await tell.submit(rita, {"Name": name, "Why this person?": case, "Source": source})
    await tell.submit(rita, {SQL: "✓ Seen"})
    card = await tell.sees(hal, f"{name} · for REQ-1", channel=CHANNEL)
    await tell.settle()
    return card


async def refuse(tell: Teller, hal: Person, card: SeenMessage, saw: str) -> None:
    await tell.click(hal, "Reject", card)
    await tell.submit(hal, {"What is missing?": SQL, "What did you see or not see?": saw})
    await tell.settle()


async def in_touch(tell: Teller, rita: Person) -> None:
    """Rita has told everybody whom she owed a word."""
    while owed := [
        (message, each) for message in rita.messages(dm=True) for each in message.buttons if each in _IN_TOUCH
    ]:
        message, button = owed[0]
        await tell.click(rita, button, message)
        await tell.settle()


async def interview(tell: Teller, rita: Person, card: SeenMessage, begins: datetime) -> None:
    """Ines and Bo, for an hour."""
    await tell.click(rita, "Plan an interview", card)
    asked = {"Who talks to them?": ["Ines", "Bo"], "When does it begin?": begins, "How long?": "1 hour"}
    await tell.submit(rita, asked)
    await tell.submit(rita, {SQL: ["Ines Ferreira", "Bo Castellano"]})
    await rita.close()
    await tell.settle()


async def judge(tell: Teller, who: Person, name: str, mark: str, saw: str, would: str) -> None:
    """A scorecard, from the message that asks for it."""
    await tell.click(who, "Fill in", await tell.sees(who, "Your scorecard on", name, dm=True))
    blocks = who.view.blocks if who.view else []
    radio = next(block["element"] for block in blocks if block.get("element", {}).get("type") == "radio_buttons")
    words = next(each["text"]["text"] for each in radio["options"] if each["value"] == mark)
    await tell.submit(who, {"What comes closest?": words, "What did you see or hear?": saw})
    await tell.submit(who, {"I say": would})
    await who.close()
    await tell.settle()


# --- the rhythm


async def check_in(tell: Teller, who: Person, said: dict[str, object] | None) -> None:
    """This person's check-in, in the window it is asked in; `said` None is *Nothing new*."""
    asked = await tell.sees(who, "Weekly check-in", dm=True)
    if said is None:
        await tell.click(who, "Nothing new", asked)
    else:
        await tell.click(who, "Check in", asked)
        tell.shows(who, "Since ")
        await tell.submit(who, said)
    await tell.settle()  # so that what is read next has it


async def week(tell: Teller, who: Person, monday: date, *words: str) -> None:
    """The week's check-in in the role's channel, whole."""
    await reads(tell, who, f"Check-in, week of {monday.day} {monday:%b}", *words, channel=CHANNEL)


async def tap(tell: Teller, who: Person, number: int) -> None:
    """The month's question, in a direct message."""
    await tell.click(who, str(number), await tell.sees(who, "How well do", "One tap.", dm=True))
    await tell.settle()


def issues(who: Person, channel: str) -> list[SeenMessage]:
    """Every digest in a channel, oldest first."""
    found = who.messages(channel)
    return [each for each in found if each.user == BOT_USER and each.text.startswith("Hiring this week")]


async def digest(tell: Teller, who: Person, monday: date, *words: str) -> None:
    """Monday at nine in Berlin: one issue, whole."""
    before = len(issues(who, DIGESTS))
    await tell.walk(at(monday, 9, 1, BERLIN))
    found = issues(who, DIGESTS)
    tell.expect(len(found) == before + 1, f"one digest came on {monday:%d %b}")
    missing = [each for each in words if each not in plain(found[-1].all_text)]
    tell.expect(not missing, f"the digest of {monday:%d %b} says {missing}")
    tell.note(who, "reads", f"in #{DIGESTS}:")
    whole(tell, found[-1])


async def tip(tell: Teller, who: Person, *words: str) -> None:
    """A tip, in a direct message."""
    await reads(tell, who, "Source:", *words, dm=True)
