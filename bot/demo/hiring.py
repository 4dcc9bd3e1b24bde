"""The story of one hiring: opened, three candidates, one decided in time, one nudged for, one undone; check-in,
digest, close; and what was measured on the way.

Rita recruits in Berlin, Hal hires in New York: what he owes is counted in his working hours, not in hers.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.demo.transcript import Teller
from bot.playground.control import Person
from bot.playground.reading import SeenMessage
from handlers.blocks.text import working_time
from storage import measures, people, requisitions
from storage.rules.promises import Kind

CHANNEL = "req-1-senior-data-engineer"
CANDIDATES = (
    (
        "Amara Okafor",
        "Data Engineer at Kestrel",
        "Rebuilt a nightly pipeline of 4 TB into streaming, with a team of three.",
    ),
    ("Jonas Brandt", "Analyst at Nordlicht", "Writes clear SQL and explains it well; wants to move into engineering."),
    (
        "Mei Tanaka",
        "Platform Engineer at Ferrous",
        "Ran the on-call rota for a 40-node warehouse and halved its pages.",
    ),
)
_OWED = {Kind.REVIEW: "review", Kind.CONTACT: "contact", Kind.OUTCOME: "tell the outcome", Kind.CHECK_IN: "check-in"}


def _at(day: datetime, hour: int, minute: int, zone: str) -> datetime:
    """A local time on that day."""
    return datetime.combine(day.date(), time(hour, minute), ZoneInfo(zone))


async def play(tell: Teller) -> None:
    """Plays the whole story; raises StoryFailed where a step did not happen."""
    rita, hal = tell.person("Rita"), tell.person("Hal")
    monday = tell.now
    tell.chapter("Monday: the role, and three people for it")
    await _open(tell, rita, hal)
    cards = [await _post(tell, rita, hal, *candidate) for candidate in CANDIDATES]

    await tell.walk(_at(monday, 9, 31, "America/New_York"))
    tell.chapter("Monday morning in New York: one message for everything")
    first = await tell.sees(hal, "Three people are waiting on you", "3 profiles", dm=True)
    await _review(tell, rita, hal, cards, first)
    await tell.click(hal, "Undo", cards[0])
    await tell.sees(rita, "took the answer on Candidate 1 back", thread=cards[0])
    await tell.walk(tell.now + timedelta(minutes=9))
    await _approve(tell, rita, hal, cards[0])
    await tell.sees(hal, "One person is waiting on you", "2 more answered, thank you", dm=True)

    tuesday = monday + timedelta(days=1)
    await tell.walk(_at(tuesday, 14, 1, "America/New_York"))
    tell.chapter("Tuesday: somebody still waits, and nobody is blamed")
    late = await tell.sees(hal, "Mei Tanaka", "has waited since", dm=True)
    await tell.click(hal, "Approve → interview", late)
    await tell.sees(rita, "said yes to Candidate 3", thread=cards[2])
    await tell.sees(hal, "Nothing waits on you", dm=True)

    await _recruiter_answers(tell, rita, monday + timedelta(days=2))
    await _digest(tell, rita)
    await _check_in(tell, rita, hal, monday + timedelta(days=3))
    await tell.walk(_at(monday + timedelta(days=4), 9, 1, "Europe/Berlin"))
    tell.chapter("Friday: the digest, and the role is filled")
    await tell.sees(rita, "REQ-1", "day 5 of 45", "waits: recruiter's side", channel="hiring")
    await _close(tell, rita, hal)
    await _times(tell, hal)


async def _open(tell: Teller, rita: Person, hal: Person) -> None:
    await tell.command(rita, "/req open Senior Data Engineer", "general")
    await tell.submit(rita, {"Hiring manager": "Hal", "Location": "Berlin or remote (EU)", "Backup decider": "Bo"})
    card = await tell.sees(hal, "REQ-1 · Senior Data Engineer", "Whose ball now", channel=CHANNEL)
    await tell.settle()
    pinned = [message for message in hal.messages(CHANNEL) if message.pinned]
    tell.expect([message.ts for message in pinned] == [card.ts], "the card is pinned, once")


async def _post(tell: Teller, rita: Person, hal: Person, name: str, role: str, case: str) -> SeenMessage:
    await tell.command(rita, "/candidate post", CHANNEL)
    await tell.submit(rita, {"Name": name, "Why this person?": case, "Present role": role, "Source": "Referral"})
    card = await tell.sees(hal, f"{name} · for REQ-1", channel=CHANNEL)
    tell.expect(name not in card.text, "no name stands where a lock screen shows it")
    await tell.settle()
    return card


async def _review(tell: Teller, rita: Person, hal: Person, cards: list[SeenMessage], gathered: SeenMessage) -> None:
    """Three profiles in one modal, one a screen: a yes, a no with its reason, and one for later."""
    await tell.click(hal, "Review", gathered)
    tell.shows(hal, "Amara Okafor", "2 more profiles after this one")
    await tell.press(hal, "Approve → interview")
    tell.shows(hal, "Approved.", "Jonas Brandt")
    await tell.press(hal, "Reject")
    await tell.submit(
        hal,
        {
            "What is missing?": "Not enough experience at this level",
            "What did you see or not see?": "Strong analysis; no pipeline run in production yet.",
        },
    )
    tell.shows(hal, "Rejected.", "Mei Tanaka", "the last one")
    await tell.press(hal, "Skip")
    tell.shows(hal, "1 profile left for later")
    await hal.close()
    await tell.sees(rita, "said yes to Candidate 1", thread=cards[0])
    await tell.sees(rita, "said no to Candidate 2", thread=cards[1])
    await tell.sees(hal, "One person is waiting on you", "2 more answered, thank you", dm=True)
    tell.expect(len(_gathered(hal)) == 1, "the same message shrinks; no second one comes")


async def _approve(tell: Teller, rita: Person, hal: Person, card: SeenMessage) -> None:
    await tell.click(hal, "Approve → interview", card)
    await tell.sees(rita, "said yes to Candidate 1", thread=card)
    await tell.sees(hal, "Amara Okafor", "Approved by Hal", "can be undone", channel=CHANNEL)


async def _recruiter_answers(tell: Teller, rita: Person, wednesday: datetime) -> None:
    """What Rita owes the candidates reaches her in the same way."""
    await tell.walk(_at(wednesday, 9, 31, "Europe/Berlin"))
    tell.chapter("Wednesday: promises bind both sides")
    while True:
        owed = [m for m in rita.messages(dm=True) if "I have been in touch" in m.buttons]
        if not owed:
            break
        await tell.click(rita, "I have been in touch", owed[0])
        await tell.settle()
    await tell.sees(rita, "done, thank you", dm=True)


async def _digest(tell: Teller, rita: Person) -> None:
    await tell.command(rita, "/samepage digest", "hiring")
    await tell.submit(rita, {"Days": ["Friday"], "Time": "09:00"})
    await tell.settle()


async def _check_in(tell: Teller, rita: Person, hal: Person, thursday: datetime) -> None:
    await tell.walk(_at(thursday, 9, 31, "Europe/Berlin"))
    tell.chapter("Thursday: two minutes from each side")
    asked = await tell.sees(rita, "Weekly check-in", "REQ-1", dm=True)
    await tell.click(rita, "Check in", asked)
    await tell.submit(
        rita,
        {
            "Pipeline": "Two strong profiles from referrals this week.",
            "What do you need?": "A second interviewer for on-call.",
        },
    )
    await tell.walk(_at(thursday, 9, 31, "America/New_York"))
    asked = await tell.sees(hal, "Weekly check-in", "REQ-1", dm=True)
    await tell.click(hal, "Nothing new", asked)
    await tell.sees(rita, "A second interviewer for on-call.", "nothing new", channel=CHANNEL)


async def _close(tell: Teller, rita: Person, hal: Person) -> None:
    await tell.command(rita, "/req close", CHANNEL)
    await tell.submit(rita, {"How did it end?": "Filled", "Who was hired?": ["Candidate 1 · Amara Okafor"]})
    await tell.sees(hal, "REQ-1 is filled: 1 of 1, on day 5", "Candidate 3", channel=CHANNEL)
    await tell.settle()
    tell.expect("no open requisitions" in await tell.command(rita, "/req list", "general"), "nothing of Rita's is open")


async def _times(tell: Teller, hal: Person) -> None:
    """Response times: Hal's own as he sees them, then everybody's as the store has them."""
    await tell.command(hal, "/samepage stats", "general")
    words = hal.view.all_text if hal.view else ""
    for measure in ("Answers", "Median answer", "Within promise"):
        line = next(line for line in words.splitlines() if line.startswith(f"*{measure}*"))
        tell.note(hal, "reads", line.replace("*", ""))
    await hal.close()
    await tell.settle()
    bot = tell.stage.bot
    async with bot.database.read() as session:
        role = (
            await requisitions.closed_between(
                session, bot.workspace, since=tell.now - timedelta(days=30), until=tell.now
            )
        )[0]
        answered = await measures.answered_on(session, bot.workspace, role.id)
        known = await people.named(session, bot.workspace, [ask.owner for ask in answered])
    tell.chapter("Measured response times, in the working time of whoever owed the answer")
    tell.line(f"{'who':<6} {'owed':<18} {'asked (UTC)':<17} {'answered (UTC)':<17} {'took':<24} promised")
    for ask in answered:
        if ask.waited is None or ask.answered_at is None:
            continue
        tell.line(
            f"{known[ask.owner].first_name:<6} {_OWED[ask.kind]:<18} {ask.asked_at:%a %d %b %H:%M}  "
            f"{ask.answered_at:%a %d %b %H:%M}  {working_time(ask.waited):<24} {working_time(ask.promise)}"
        )
    tell.expect(sum(ask.kind is Kind.REVIEW for ask in answered) == len(CANDIDATES), "every review was measured")


def _gathered(person: Person) -> list[SeenMessage]:
    return [m for m in person.messages(dm=True) if "waiting on you" in m.all_text or "Nothing waits" in m.all_text]
