"""The story of a search: six people from three sources, two interviewers who judge alone, one late scorecard, a
debrief, an offer declined, and the next one hired.

Rita recruits in Berlin, Hal hires in New York; Ines in Berlin and Bo in New York interview.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.demo.transcript import Teller, plain
from bot.playground.control import Person
from bot.playground.reading import SeenMessage

CHANNEL = "req-1-platform-engineer"
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
PICTURE = "Do we picture the same person?"
TESTED = ": how will you test it?"
SQL, ON_CALL = "SQL at scale", "Has carried a pager"
PEOPLE = (
    ("Amara Okafor", "Referral", "Moved a payment ledger to a new database without a minute of downtime."),
    ("Jonas Brandt", "Applied", "Runs the reporting stack of a hospital group on his own."),
    ("Mei Tanaka", "Sourced", "Wrote the query planner tests of a database others build on."),
    ("Noor Haddad", "Sourced", "Taught a sales team to read its own funnel."),
    ("Luis Ortega", "Applied", "Three years of backend work, wants to move into platforms."),
    ("Grace Lindholm", "Referral", "Kept a warehouse up through two migrations, on call every third week."),
)
EVIDENCE: dict[str, dict[str, object]] = {
    "Mei Tanaka": {SQL: "✓ Seen", f"{SQL}: what did you see?": "Her tests found two planner bugs.", ON_CALL: "◐ Partly"}
}
CLOSEST, SAW = "What comes closest?", "What did you see or hear?"


def _at(day: datetime, hour: int, minute: int, zone: str) -> datetime:
    """A local time on that day."""
    return datetime.combine(day.date(), time(hour, minute), ZoneInfo(zone))


async def play(tell: Teller) -> None:
    """Plays the whole story; raises StoryFailed where a step did not happen."""
    rita, hal = tell.person("Rita"), tell.person("Hal")
    monday = tell.now
    wednesday, friday = monday + timedelta(days=2), monday + timedelta(days=4)
    tell.chapter("Monday: what the two look for, and six people from three sources")
    await _brief(tell, rita, hal)
    cards = [await _post(tell, rita, hal, *person) for person in PEOPLE]
    await tell.walk(_at(monday, 9, 31, NEW_YORK))
    await _review(tell, rita, hal, cards)
    await tell.walk(_at(monday, 17, 30, BERLIN))
    await _plan(tell, rita, [cards[2], cards[5]], _at(wednesday, 14, 0, BERLIN))
    await _judged(tell, wednesday)
    await _debrief(tell, rita, hal, cards, friday)
    await _offers(tell, rita, hal, cards, friday)


async def _brief(tell: Teller, rita: Person, hal: Person) -> None:
    await tell.command(rita, "/req open Platform Engineer", "general")
    await tell.submit(rita, {"Hiring manager": "Hal", "Backup decider": "Bo"})
    await tell.sees(hal, "REQ-1 · Platform Engineer", channel=CHANNEL)
    await tell.command(rita, "/req brief", CHANNEL)
    await tell.submit(
        rita,
        {
            "Why now": "Two of four who carry the pager leave in August.",
            "After 90 days this person has …": "Taken their week on call, and halved the pages of it.",
            "Must-haves": f"{SQL}\n{ON_CALL}",
        },
    )
    await tell.submit(
        rita, {f"{SQL}{TESTED}": "A slow query of ours", f"{ON_CALL}{TESTED}": "The worst night they had", PICTURE: "8"}
    )
    await tell.settle()
    await tell.command(hal, "/req brief", CHANNEL)
    await tell.submit(hal, {PICTURE: "8"})
    await tell.sees(rita, "Hal signed brief v1", "The role is open", channel=CHANNEL)


async def _post(tell: Teller, rita: Person, hal: Person, name: str, source: str, case: str) -> SeenMessage:
    await tell.command(rita, "/candidate post", CHANNEL)
    await tell.submit(rita, {"Name": name, "Why this person?": case, "Source": source})
    await tell.submit(rita, EVIDENCE.get(name, {}))
    card = await tell.sees(hal, f"{name} · for REQ-1", channel=CHANNEL)
    tell.expect(name not in card.text, "no name stands where a lock screen shows it")
    await tell.settle()
    return card


async def _review(tell: Teller, rita: Person, hal: Person, cards: list[SeenMessage]) -> None:
    """Six profiles in one modal, one a screen, in order of arrival."""
    tell.chapter("Monday morning in New York: six profiles, one a screen")
    first = await tell.sees(hal, "6 profiles", dm=True)
    await tell.click(hal, "Review", first)
    seen = {2: "Nobody was ever called at night.", 5: "No system of his own yet that somebody had to wake up for."}
    for number, (name, *_) in enumerate(PEOPLE, start=1):
        tell.shows(hal, name)
        if number in (3, 6):
            await tell.press(hal, "Approve → interview")
        elif number in (2, 5):
            await tell.press(hal, "Reject")
            await tell.submit(hal, {"What is missing?": ON_CALL, "What did you see or not see?": seen[number]})
        else:
            await tell.press(hal, "Skip")
    await hal.close()
    await tell.sees(rita, "said yes to Candidate 3", thread=cards[2])
    await tell.sees(rita, "“Has carried a pager” was not seen", thread=cards[1])
    await tell.command(rita, "/candidate withdraw REQ-1 4", "general")
    await tell.submit(rita, {"Why did they withdraw?": "Took another offer"})
    await tell.sees(hal, "Candidate 4 withdrew: took another offer", thread=cards[3])


async def _plan(tell: Teller, rita: Person, cards: list[SeenMessage], starts: datetime) -> None:
    tell.chapter("Monday evening in Berlin: who talks to whom, and who looks at what")
    for hours, card in enumerate(cards):
        await tell.click(rita, "Plan an interview", card)
        begins = starts + timedelta(hours=hours)
        await tell.submit(
            rita,
            {"Who talks to them?": ["Ines", "Bo"], "When does it begin?": begins, "How long?": "1 hour"},
        )
        await tell.submit(rita, {SQL: ["Ines Ferreira", "Bo Castellano"], ON_CALL: ["Bo Castellano"]})
        await rita.close()
        await tell.settle()


async def _judged(tell: Teller, wednesday: datetime) -> None:
    """Each judges alone; of the second candidate Bo never says a word."""
    ines, bo = tell.person("Ines"), tell.person("Bo")
    await tell.walk(_at(wednesday, 13, 1, BERLIN))
    tell.chapter("Wednesday and Thursday: the interviews, and what each saw, alone")
    await tell.sees(ines, "Candidate 3", "You look at “SQL at scale”", dm=True)
    await tell.walk(_at(wednesday + timedelta(days=1), 9, 31, NEW_YORK))
    await _card(tell, ines, "Mei Tanaka", {"2": "Knew the plan, guessed at the locks."}, "No: I would not hire them")
    await _card(
        tell,
        bo,
        "Mei Tanaka",
        {"4": "Found the missing index before I had finished the question.", "3": "Two bad nights, told plainly."},
        "Yes: I would hire them",
    )
    await _card(tell, ines, "Grace Lindholm", {"3": "Read the plan aloud."}, "Yes: I would hire them")


async def _card(tell: Teller, who: Person, name: str, marks: dict[str, str], would: str) -> None:
    """A scorecard, from the message that asks for it; each mark with what was seen."""
    asked = await tell.sees(who, "Your scorecard on", name, dm=True)
    await tell.click(who, "Fill in", asked)
    tell.shows(who, name)
    for mark, saw in marks.items():
        await tell.submit(who, {CLOSEST: _mark(who, mark), SAW: saw})
    await tell.submit(who, {"I say": would})
    tell.shows(who, "Handed in, thank you")
    await who.close()
    await tell.settle()


def _mark(who: Person, mark: str) -> str:
    """The words of one of the four described marks on the screen that is open."""
    blocks = who.view.blocks if who.view else []
    radio = next(block["element"] for block in blocks if block.get("element", {}).get("type") == "radio_buttons")
    return str(next(each["text"]["text"] for each in radio["options"] if each["value"] == mark))


async def _debrief(tell: Teller, rita: Person, hal: Person, cards: list[SeenMessage], friday: datetime) -> None:
    """The cards of one open by themselves, those of the other at the decider's word; what differs comes first."""
    open_ = await tell.sees(rita, "Here you see things differently", "Ines 2", "Bo 4", thread=cards[2])
    await tell.walk(_at(friday, 14, 1, NEW_YORK))
    tell.chapter("Friday: Bo has said nothing of Candidate 6, and Hal goes on without him")
    await tell.click(hal, "Interviews", cards[5])
    await tell.press(hal, "Reveal without Bo")
    await hal.close()
    other = await tell.sees(rita, "without Bo", thread=cards[5])
    await tell.command(rita, "/candidate compare", CHANNEL)
    tell.shows(rita, "6 candidates, in order of arrival", "2/4")
    await rita.close()
    for message in (open_, other):
        await tell.click(rita, "Start the debrief", message)
        await tell.settle()
    for card, number in ((cards[2], 3), (cards[5], 6)):
        await tell.click(hal, "Approve → offer", card)
        await tell.sees(rita, f"said yes to Candidate {number} after the debrief", thread=card)


async def _offers(tell: Teller, rita: Person, hal: Person, cards: list[SeenMessage], friday: datetime) -> None:
    """The first declines, the next is hired, and whoever still waited is to hear."""
    monday, wednesday = friday + timedelta(days=3), friday + timedelta(days=5)
    await tell.walk(_at(monday, 10, 0, BERLIN))
    tell.chapter("Monday: an offer; Wednesday: it is declined, and the next one is out")
    await tell.command(rita, "/candidate offer 3", CHANNEL)
    await tell.submit(rita, {"To be answered by": f"{wednesday:%Y-%m-%d}"})
    await tell.sees(hal, "to be answered by", channel=CHANNEL)
    await tell.walk(_at(wednesday, 10, 0, BERLIN))
    await tell.click(rita, "Declined", cards[2])
    await tell.submit(rita, {"Why did they decline?": "Took another offer"})
    await tell.sees(hal, "declined the offer: took another offer", thread=cards[2])
    await tell.command(rita, "/candidate offer 6", CHANNEL)
    await tell.submit(rita, {})
    await tell.settle()
    await tell.walk(_at(wednesday + timedelta(days=2), 10, 0, BERLIN))
    tell.chapter("Friday: hired")
    await tell.click(rita, "Accepted", cards[5])
    await tell.submit(rita, {"Starts on": f"{wednesday + timedelta(days=54):%Y-%m-%d}"})
    hired = await tell.sees(hal, "said yes", "the role is filled", thread=cards[5])
    tell.expect("Grace" not in hired.text, "no name stands where a lock screen shows it")
    await tell.command(rita, "/candidate list", CHANNEL)
    card = next(each for each in rita.messages(CHANNEL) if each.pinned)
    tell.expect("Hired 1" in plain(card.all_text), "the role's card counts the hire")
    tell.expect(not tell.stage.playground.complaints, "Slack took every word")
