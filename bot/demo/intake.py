"""The story of an intake: two people in two time zones write one brief, agree how they work together, find out that
they picture different people, hold sample profiles against the brief, sign, and change it during the search; then
another manager takes the role over.

Rita recruits in Berlin, Hal hires in New York, Bo interviews, Maya never answers; Ines takes the role over from Hal.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.demo.transcript import Teller
from bot.playground.control import Person

CHANNEL = "req-1-analytics-engineer"
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
WHY, COST, OUTCOMES, MUST = "Why now", "What the vacancy costs", "After 90 days this person has …", "Must-haves"
BY = "First shortlist by"
PICTURE, HIGHER = "Do we picture the same person?", "What would make it higher?"
TESTED = ": how will you test it?"
NICE = ": would you turn away a great person who lacks it?"
PROFILE = "Hal answers a profile within"
SAMPLES = {
    "Sample profile 1": "Five years in an insurer's reporting. Rebuilt the monthly close; teaches underwriters SQL.",
    "Sample profile 2": "Platform engineer, eight years. Wrote the warehouse's scheduler; rarely meets who uses it.",
    "Sample profile 3": "Two years as analyst after a doctorate in physics. Writes a column on statistics for a paper.",
}
SQL, EXPLAINS = "SQL at scale: is it there?", "Explains numbers to people who fear them: is it there?"
JUDGED = {
    "Rita": (("Yes", "Yes"), ("Yes", "No"), ("No", "Yes")),
    "Hal": (("No", "Yes"), ("Yes", "No"), ("No", "Yes")),
    "Bo": (("Yes", "Yes"), ("Yes", "No"), ("Unsure", "Yes")),
}


def _at(day: datetime, hour: int, minute: int, zone: str) -> datetime:
    """A local time on that day."""
    return datetime.combine(day.date(), time(hour, minute), ZoneInfo(zone))


async def play(tell: Teller) -> None:
    """Plays the whole story; raises StoryFailed where a step did not happen."""
    rita, hal, ines = tell.person("Rita"), tell.person("Hal"), tell.person("Ines")
    monday = tell.now
    tell.chapter("Monday in Berlin: a role, and its brief in one screen")
    await tell.command(rita, "/req open Analytics Engineer", "general")
    await tell.submit(rita, {"Hiring manager": "Hal"})
    await tell.sees(hal, "REQ-1 · Analytics Engineer", "not written yet", channel=CHANNEL)
    await _short(tell, rita)
    await tell.walk(_at(monday, 9, 31, NEW_YORK))
    await _conflict(tell, rita, hal)
    await _gap(tell, rita, hal, monday)
    await _calibrate(tell, rita, hal, monday + timedelta(days=1))
    await _amended(tell, rita, hal, monday + timedelta(days=4))
    await _change(tell, rita, hal)
    await _handed(tell, rita, ines, monday + timedelta(days=7))


async def _short(tell: Teller, rita: Person) -> None:
    """Outcomes, must-haves and why; the bot points out wording that keeps good people away."""
    await tell.command(rita, "/req brief", CHANNEL)
    await tell.submit(
        rita,
        {
            WHY: "Finance waits nine days for every answer, and our one analyst leaves in July.",
            OUTCOMES: "Moved the ten reports people open every week onto tested models.",
            MUST: "SQL at scale\nDigital native\nExplains numbers to people who fear them",
        },
    )
    tell.shows(rita, "Digital native", "Better:")
    await tell.submit(rita, {MUST: "SQL at scale\nExplains numbers to people who fear them\nSpeaks Portuguese"})
    tell.shows(rita, "Which of these decide, and how will you see them?")
    await rita.close()
    tell.note(rita, "closes", "the modal: what she typed is kept, how the must-haves are tested waits for a colleague")


async def _conflict(tell: Teller, rita: Person, hal: Person) -> None:
    """Both type into one section; neither loses a word."""
    tell.chapter("Monday morning in New York: both write in one section")
    await tell.command(hal, "/req brief", CHANNEL)
    tell.shows(hal, "Needed before signing")
    await tell.press(hal, "Confirm")
    await tell.command(rita, "/req brief", CHANNEL)
    await tell.press(rita, "Change")
    await tell.submit(hal, {WHY: "Our one analyst leaves in July.", COST: "Two people's Fridays, every week."})
    await tell.submit(rita, {WHY: "Finance waits nine days for every answer."})
    tell.shows(rita, "Hal wrote here while you were typing", "Our one analyst leaves in July.")
    await tell.submit(rita, {WHY: "Our one analyst leaves in July, and finance waits nine days as it is."})
    tell.shows(rita, "Why this role is saved")
    await rita.close()


async def _gap(tell: Teller, rita: Person, hal: Person, monday: datetime) -> None:
    """Hal proposes, and each says alone how well they see the same person: four points apart."""
    tell.chapter("Monday: both sign, each says alone whether they picture the same person")
    await tell.command(hal, "/req brief", CHANNEL)
    await _section_as_it_stands(tell, hal)  # why, as Rita left it
    await _section_as_it_stands(tell, hal)  # outcomes
    await _section_as_it_stands(tell, hal)  # criteria, and on to the test of the must-haves
    tell.shows(hal, "Which of these decide, and how will you see them?")
    await tell.submit(
        hal,
        {
            f"SQL at scale{TESTED}": "An hour in our own warehouse, on copied data",
            f"Explains numbers to people who fear them{TESTED}": "Explains a chart of theirs to Ines",
            f"Speaks Portuguese{NICE}": ["No. It is a nice-to-have"],
        },
    )
    await tell.press(hal, "Propose for signing")
    tell.shows(hal, "Working agreement: the default promises")
    await tell.press(hal, "Propose others")
    await tell.submit(hal, {PICTURE: "9", PROFILE: "2 working days", "Profiles a week": "3"})
    await tell.sees(rita, "v1 waits for Rita", channel=CHANNEL)
    heard = " ".join(message.all_text for message in [*rita.messages(CHANNEL), *rita.messages(dm=True)])
    tell.expect(f"{PICTURE}* Hal" not in heard, "what Hal said stands nowhere before Rita has said it too")
    await tell.walk(_at(monday + timedelta(days=1), 9, 31, BERLIN))
    asked = await tell.sees(rita, "brief v1", dm=True)
    await tell.click(rita, "Open", asked)
    tell.shows(rita, "Working agreement, as Hal proposes it", "profiles: 1 → 2 working days")
    await tell.press(rita, "Propose others")
    await tell.submit(
        rita,
        {
            PICTURE: "5",
            HIGHER: "I hear somebody who builds; Hal says somebody who explains.",
            PROFILE: "1½ working days",
            "Why": "Good people are gone after two days.",
        },
    )
    await tell.sees(hal, "it holds now", "Hal 9 · Rita 5", "You are 4 points apart", channel=CHANNEL)
    counter = await tell.sees(hal, "profiles: 2 → 1½ working days", channel=CHANNEL)
    await tell.click(hal, "Accept", counter)
    await tell.sees(rita, "Hal accepts: the working agreement of REQ-1 holds now", channel=CHANNEL)


async def _section_as_it_stands(tell: Teller, who: Person) -> None:
    await tell.press(who, "Confirm")
    await tell.submit(who, {})


async def _calibrate(tell: Teller, rita: Person, hal: Person, tuesday: datetime) -> None:
    """Fifteen minutes together, then three sample profiles, which each holds against the brief alone."""
    bo = tell.person("Bo")
    await tell.walk(_at(tuesday, 10, 0, NEW_YORK))
    tell.chapter("Tuesday: fifteen minutes together, and three sample profiles to see where they differ")
    await tell.command(hal, "/req brief", CHANNEL)
    await tell.press(hal, "Calibrate")
    await tell.submit(hal, {**SAMPLES, "Who takes part?": ["Hal", "Rita", "Bo", "Maya"]})
    await _judge(tell, hal)
    tell.shows(hal, "Nothing shows before all have handed in")
    await hal.close()
    await tell.walk(_at(tuesday, 14, 1, NEW_YORK))
    asked = await tell.sees(bo, "Calibration for REQ-1", dm=True)
    await tell.click(bo, "Answer", asked)
    await _judge(tell, bo)
    await bo.close()
    await tell.walk(_at(tuesday + timedelta(days=1), 9, 31, BERLIN))
    asked = await tell.sees(rita, "Calibration for REQ-1", dm=True)
    await tell.click(rita, "Answer", asked)
    await _judge(tell, rita)
    await rita.close()


async def _judge(tell: Teller, who: Person) -> None:
    for sql, explains in JUDGED[who.human.display]:
        await tell.submit(who, {SQL: sql, EXPLAINS: explains})


async def _amended(tell: Teller, rita: Person, hal: Person, friday: datetime) -> None:
    """Maya never answers, and holds nobody up; what came of it is in the next version, which both sign."""
    await tell.walk(_at(friday, 10, 0, NEW_YORK))
    tell.chapter("Friday: Maya has not answered, and nobody waits for her; the brief says what came of it")
    await tell.command(hal, "/req brief", CHANNEL)
    await tell.press(hal, "Calibration")
    await tell.press(hal, "Reveal without Maya")
    shown = await tell.sees(rita, "“SQL at scale”: Hal no, Rita yes, Bo yes", channel=CHANNEL)
    await hal.close()
    await tell.click(hal, "Amend the brief", shown)
    await tell.submit(hal, {MUST: "SQL across many tables\nExplains numbers to people who fear them"})
    await tell.submit(hal, {f"SQL across many tables{TESTED}": "An hour in our own warehouse, on copied data"})
    await tell.press(hal, "Propose for signing")
    await tell.submit(hal, {PICTURE: "9"})
    await tell.sees(rita, "v2 waits for Rita", channel=CHANNEL)
    await tell.command(rita, "/req brief", CHANNEL)
    tell.shows(rita, "Changed since v1", "SQL across many tables")
    await tell.submit(rita, {PICTURE: "9"})
    signed = await tell.sees(hal, "Hal 9 · Rita 9", channel=CHANNEL)
    tell.expect("Fifteen minutes" not in signed.all_text, "nobody is sent to a talk they need no more")


async def _change(tell: Teller, rita: Person, hal: Person) -> None:
    """During the search: a smaller change holds at once, and can be objected to for a day."""
    tell.chapter("Friday: the search goes on, and the brief with it")
    await tell.command(rita, "/candidate post", CHANNEL)
    await tell.submit(rita, {"Name": "Noor Haddad", "Why this person?": "Taught a sales team to read its own funnel."})
    await tell.submit(
        rita,
        {
            "SQL across many tables": "◐ Partly",
            "SQL across many tables: what did you see?": "Joins nine tables; has not tuned a slow query",
            "Explains numbers to people who fear them": "✓ Seen",
        },
    )
    card = await tell.sees(hal, "Noor Haddad · for REQ-1", channel=CHANNEL)
    tell.expect(
        "◐ SQL across many tables — Joins nine" in card.all_text, "the card says what was seen of each must-have"
    )
    await tell.click(hal, "Approve → interview", card)
    await tell.command(rita, "/req brief", CHANNEL)
    await tell.press(rita, "Short form")
    await tell.submit(rita, {WHY: "Our one analyst left early, and finance waits nine days as it is."})
    change = await tell.sees(hal, "Rita changed the brief: v3 holds now", "Hal can object until", channel=CHANNEL)
    tell.expect("Object" in change.buttons, "Hal can object for a day")


async def _handed(tell: Teller, rita: Person, ines: Person, monday: datetime) -> None:
    """Another manager in the middle of it: what waits goes along, and the brief is theirs to sign."""
    await tell.walk(_at(monday, 10, 0, BERLIN))
    tell.chapter("Monday: Ines takes the role over")
    await tell.command(rita, "/req hand", CHANNEL)
    await tell.submit(rita, {"Which seat?": "Hiring manager", "To whom?": "Ines"})
    await tell.sees(ines, "is the hiring manager of REQ-1 now", "please sign v3", channel=CHANNEL)
    await tell.walk(_at(monday, 14, 1, BERLIN))
    asked = await tell.sees(ines, "brief v3", dm=True)
    await tell.click(ines, "Open", asked)
    tell.shows(ines, "Moved the ten reports", "SQL across many tables")
    await tell.submit(ines, {})
    await tell.settle()
    await tell.command(rita, "/req timeline", CHANNEL)
    tell.shows(rita, "Ines")
    tell.expect(not tell.stage.playground.complaints, "Slack took every word")
