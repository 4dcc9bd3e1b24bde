"""The story of the rhythm: eight weeks of one search, week by week, with every check-in, digest, tip, pulse and
insight, until somebody is hired, the two look back on it, and what they agreed on comes once more; and another
person's digest at nine in Kolkata, over Berlin's change to winter time.

Rita recruits in Berlin, Hal hires in New York; Ines and Bo interview. Priya recruits in Kolkata.
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.demo import rhythm_acts as acts
from bot.demo.rhythm_acts import BERLIN, CHANNEL, DIGESTS, KOLKATA, NEW_YORK, at
from bot.demo.transcript import Teller, plain
from bot.playground.control import Person
from bot.playground.reading import SeenMessage

BEGINS = at(date(2026, 9, 14), 10, 0, BERLIN)  # eight weeks over the end of summer time on both sides of the ocean
_DAY = timedelta(days=1)
YES = "Yes: I would hire them"
SAID, WORKED, CHANGE = "What should the other know?", "What worked?", "What would you change?"
TOGETHER = "How well did the two of you work together?"


async def play(tell: Teller) -> None:
    """Plays the whole story; raises StoryFailed where a step did not happen."""
    rita, hal = tell.person("Rita"), tell.person("Hal")
    mondays = [tell.now.date() + timedelta(weeks=n) for n in range(9)]
    await _first(tell, rita, hal, mondays[0])
    amara = await _second(tell, rita, hal, mondays[1])
    await _third(tell, rita, hal, mondays[2])
    await _fourth(tell, rita, hal, mondays[3], amara)
    await _fifth(tell, rita, hal, mondays[4])
    await _sixth(tell, rita, hal, mondays[5], amara)
    await _seventh(tell, rita, hal, mondays[6], amara)
    await _eighth(tell, rita, hal, mondays[7])
    await _back(tell, rita, hal, mondays[8])


async def _first(tell: Teller, rita: Person, hal: Person, monday: date) -> None:
    tell.chapter("Week 1: a role, its digest, two people, and both check in")
    await acts.sign(tell, rita, hal)
    await acts.tip(tell, rita, "the first role you opened")
    await acts.tip(tell, hal, "the first brief you signed")
    await tell.command(rita, "/samepage digest", DIGESTS)
    tell.shows(rita, "1 role open", "no candidates in play")
    await tell.submit(rita, {"Days": ["Monday"], "Time": "09:00"})
    jonas = await acts.post(tell, rita, hal, "Jonas Brandt", "Applied", "Runs a hospital group's reporting alone.")
    await tell.walk(at(monday, 9, 31, NEW_YORK))
    await acts.refuse(tell, hal, jonas, "Every query he showed read one table.")
    mei = await acts.post(tell, rita, hal, "Mei Tanaka", "Sourced", "Wrote a database's query planner tests.")
    await tell.walk(at(monday + _DAY, 9, 31, NEW_YORK))
    await acts.refuse(tell, hal, mei, "Knows the planner, has not run one in production.")
    await acts.tip(tell, hal, "your first rejection")
    thursday = monday + 3 * _DAY
    await tell.walk(at(thursday, 9, 31, BERLIN))
    await acts.in_touch(tell, rita)
    await acts.check_in(tell, rita, {"What the market says": "Pay is up by a tenth since spring."})
    await acts.week(tell, hal, monday, "Hal is asked later this week")
    await tell.walk(at(thursday, 9, 31, NEW_YORK))
    said: dict[str, object] = {
        "What changed?": "Remote within two hours of Berlin is fine.",
        "How content are you with this search?": "3",
    }
    await acts.check_in(tell, hal, said)
    await acts.week(tell, rita, monday, "Hal (manager)")


async def _second(tell: Teller, rita: Person, hal: Person, monday: date) -> SeenMessage:
    tell.chapter("Week 2: Monday's digest, one more profile, and nothing new on either side")
    await acts.digest(tell, rita, monday, "profiles 2 (0)")
    card = await acts.post(tell, rita, hal, "Amara Okafor", "Referral", "Moved a payment ledger without downtime.")
    await tell.walk(at(monday, 9, 31, NEW_YORK))
    await tell.click(hal, "Approve → interview", card)
    await tell.settle()
    await acts.tip(tell, hal, "your first yes")
    await tell.walk(at(monday + 2 * _DAY, 10, 0, BERLIN))
    await acts.interview(tell, rita, card, at(monday + 15 * _DAY, 15, 0, BERLIN))
    await acts.tip(tell, rita, "the first interview you planned")
    await tell.walk(at(monday + 3 * _DAY, 9, 31, BERLIN))
    await acts.check_in(tell, rita, {"Pipeline": ""})
    await tell.walk(at(monday + 3 * _DAY, 9, 31, NEW_YORK))
    await acts.check_in(tell, hal, None)
    await acts.week(tell, rita, monday, "Rita (recruiter): nothing new", "Hal (manager): nothing new")
    return card


async def _third(tell: Teller, rita: Person, hal: Person, monday: date) -> None:
    tell.chapter("Week 3: what Rita knows of the market; Hal answers a day late; the first pulse")
    await acts.digest(tell, rita, monday, "profiles 1 (2)")
    await tell.command(rita, "/samepage insight", CHANNEL)
    tell.shows(rita, "What your own roles show", "Nothing is said of fewer than 3 cases")
    await tell.submit(rita, {SAID: "Three banks hire the same people this autumn, and answer within two days."})
    await tell.sees(hal, "on the market", "Three banks", channel=CHANNEL)
    thursday = monday + 3 * _DAY
    await tell.walk(at(thursday, 9, 31, BERLIN))
    await acts.check_in(tell, rita, {"What is in the way": "Our process takes a week longer than theirs."})
    await acts.tap(tell, rita, 4)
    tell.expect("(of 5)" not in _direct(rita), "nobody reads an answer before both are in")
    await tell.walk(at(thursday, 9, 31, NEW_YORK))
    await acts.tap(tell, hal, 3)
    await acts.reads(tell, hal, "You and Rita, October", dm=True)
    await tell.walk(at(thursday + _DAY, 9, 5, NEW_YORK))
    await acts.week(tell, rita, monday, "Hal has not answered yet")
    await acts.check_in(tell, hal, {"What do you need?": "Two interviews on one day, then."})
    await acts.week(tell, rita, monday, "Two interviews on one day")
    await acts.reads(tell, rita, "You and Hal, October", dm=True)


async def _fourth(tell: Teller, rita: Person, hal: Person, monday: date, card: SeenMessage) -> None:
    tell.chapter("Week 4: the digest carries the insight; the interview; and a week without a word from Hal")
    await acts.digest(tell, rita, monday, "Three banks")
    await tell.walk(at(monday + 2 * _DAY, 9, 31, NEW_YORK))
    ines, bo = tell.person("Ines"), tell.person("Bo")
    await acts.judge(tell, ines, "Amara Okafor", "4", "Read the plan aloud and found the lock.", YES)
    await acts.judge(tell, bo, "Amara Okafor", "3", "Knew why it was slow before the second look.", YES)
    await tell.click(rita, "Start the debrief", await tell.sees(rita, "Start the debrief", thread=card))
    await tell.walk(at(monday + 3 * _DAY, 9, 31, BERLIN))
    await acts.check_in(tell, rita, {"What do you need?": "A yes or a no after the debrief."})
    await tell.walk(at(monday + 4 * _DAY, 9, 31, NEW_YORK))
    await acts.week(tell, rita, monday, "No word from Hal this week")
    await tell.click(hal, "Approve → offer", card)
    await tell.settle()
    await tell.command(rita, "/samepage away", "general")
    next_week = monday + 7 * _DAY
    await tell.submit(rita, {"First day away": f"{next_week}", "Last day away": f"{next_week + 4 * _DAY}"})


async def _fifth(tell: Teller, rita: Person, hal: Person, monday: date) -> None:
    tell.chapter("Week 5: Rita is on holiday, and her digest comes all the same")
    await acts.digest(tell, hal, monday, "waits: recruiter's side")
    await tell.walk(at(monday + 3 * _DAY, 9, 31, NEW_YORK))
    await acts.check_in(tell, hal, {"What changed?": "The team has a second on-call week free from January."})
    await acts.week(tell, hal, monday, "Rita is away, back on")
    await tell.command(hal, "/samepage insight", CHANNEL)
    await tell.submit(
        hal, {SAID: "Whoever joins picks their own first quarter's project, with a colleague beside them."}
    )
    await tell.sees(rita, "on the team", "first quarter", channel=CHANNEL)


async def _sixth(tell: Teller, rita: Person, hal: Person, monday: date, card: SeenMessage) -> None:
    tell.chapter("Week 6: an offer; and Priya in Kolkata sets a digest of her own, every day at nine")
    await acts.digest(tell, rita, monday, "first quarter")
    await tell.command(rita, "/candidate offer 3", CHANNEL)
    await tell.submit(rita, {"To be answered by": f"{monday + 9 * _DAY}"})
    await acts.tip(tell, rita, "your first offer")
    priya = tell.person("Priya")
    await tell.command(priya, "/req open Support Engineer", "general")
    await tell.submit(priya, {"Hiring manager": "Arjun"})
    await tell.walk(at(monday + 3 * _DAY, 9, 31, BERLIN))
    await acts.check_in(tell, rita, None)
    await tell.walk(at(monday + 3 * _DAY, 9, 31, NEW_YORK))
    await acts.check_in(tell, hal, None)
    await acts.week(tell, rita, monday, "nothing new")
    await tell.command(priya, "/samepage digest", "general")
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    await tell.submit(priya, {"Days": days, "Time": "09:00", "Time zone": "Kolkata"})
    await tell.settle()


async def _seventh(tell: Teller, rita: Person, hal: Person, monday: date, card: SeenMessage) -> None:
    """On the Sunday before, Berlin puts its clocks back."""
    tell.chapter("Week 7: Berlin's clocks went back on Sunday; nine stays nine in both places, once each day")
    await acts.digest(tell, rita, monday, "waits: ", "candidate")
    await tell.walk(at(monday + _DAY, 9, 1, KOLKATA))
    priya = tell.person("Priya")
    await acts.reads(tell, priya, "set by Priya", channel="general")
    sent = [each.when for each in acts.issues(priya, "general")]
    for when in sent:
        words = " · ".join(
            f"{when.astimezone(at(monday, 0, 0, zone).tzinfo):%a %d %b %H:%M} {zone.split('/')[-1]}"
            for zone in (KOLKATA, BERLIN)
        )
        tell.note(priya, "gets", f"the digest at {words}")
    there = at(monday, 0, 0, KOLKATA).tzinfo
    days = [when.astimezone(there).date() for when in sent]
    tell.expect(days == [monday + n * _DAY for n in range(-3, 2)], "one digest came each day in Kolkata")
    tell.expect({f"{when.astimezone(there):%H:%M}" for when in sent} == {"09:00"}, "each came at nine")
    mine = [each.when.astimezone(at(monday, 0, 0, BERLIN).tzinfo) for each in acts.issues(rita, DIGESTS)]
    tell.expect({f"{when:%a %H:%M}" for when in mine} == {"Mon 09:00"}, "each of Berlin's came at its nine")
    await tell.command(priya, "/samepage digest off", "general")
    await tell.walk(at(monday + 2 * _DAY, 10, 0, BERLIN))
    await tell.click(rita, "Accepted", card)
    may = {"Once it is final, I thank everybody who helped": "They agreed that I may say their name"}
    await tell.submit(rita, {"Starts on": "2027-01-04", **may, "Tell another channel too": "general"})
    await tell.sees(hal, "Candidate 3 said yes", "the role is filled", thread=card)
    tell.expect("Thank you, " not in _said(hal, CHANNEL), "nothing is celebrated while it can be taken back")
    await tell.walk(at(monday + 3 * _DAY, 10, 1, BERLIN))
    tell.chapter("Thursday: it can be taken back no more, and everybody who helped is thanked")
    await acts.reads(tell, hal, "Amara Okafor is hired", "The search in numbers", channel=CHANNEL)
    await acts.reads(tell, hal, "Amara Okafor joins us", channel="general")
    await acts.check_in(tell, rita, {"Pipeline": "Filled."})
    await tell.walk(at(monday + 3 * _DAY, 9, 31, NEW_YORK))
    await acts.check_in(
        tell, hal, {"What changed?": "She starts in January.", "How content are you with this search?": "5"}
    )
    await acts.week(tell, rita, monday, "She starts in January")


async def _eighth(tell: Teller, rita: Person, hal: Person, monday: date) -> None:
    tell.chapter("Week 8: the second pulse beside the first; the role is closed, and each looks back alone")
    await acts.digest(tell, rita, monday, "2 roles open", "Offer 0 (a week ago 1)")
    await tell.walk(at(monday, 9, 31, NEW_YORK))
    await acts.tap(tell, hal, 5)
    await acts.tap(tell, rita, 5)
    await tell.walk(at(monday, 14, 1, NEW_YORK))
    await acts.reads(tell, hal, "You and Rita, November", "Before, yours first", dm=True)
    await acts.reads(tell, rita, "You and Hal, November", dm=True)
    await tell.walk(at(monday + _DAY, 10, 0, BERLIN))
    await tell.command(rita, "/req close", CHANNEL)
    await tell.submit(rita, {"How did it end?": "Filled"})
    await tell.walk(at(monday + 3 * _DAY, 9, 31, BERLIN))
    await _looks(tell, rita, "The debrief had two cards and one page.", "Ask for two interview days at once.", "8")
    tell.expect("two cards and one page" not in _said(hal, CHANNEL), "nothing shows before both have answered")
    await tell.walk(at(monday + 3 * _DAY, 9, 31, NEW_YORK))
    await _looks(tell, hal, "Rita told me what the banks pay before I asked.", "My Fridays are no days to answer.", "9")
    shown = await acts.reads(tell, rita, "Looking back on REQ-1", "working together 9 of 10", channel=CHANNEL)
    await tell.click(hal, "Agree on what to change", shown)
    await tell.submit(
        hal,
        {
            "1. What will you do?": "Book two interview days when the brief is signed",
            "1. Who sees to it?": "Recruiter",
            "2. What will you do?": "Answer profiles on Thursdays at the latest",
            "2. Who sees to it?": "Hiring manager",
        },
    )
    await tell.settle()
    await tell.sees(rita, "Next time:", "Book two interview days", channel=CHANNEL)


async def _looks(tell: Teller, who: Person, worked: str, change: str, number: str) -> None:
    await tell.click(who, "Look back", await tell.sees(who, "How did the search", dm=True))
    await tell.submit(who, {WORKED: worked, CHANGE: change, TOGETHER: number})
    await tell.settle()


async def _back(tell: Teller, rita: Person, hal: Person, monday: date) -> None:
    tell.chapter("A week later the digest says it; a month later what they agreed comes once, then with the next brief")
    await acts.digest(tell, rita, monday, "REQ-1 filled after")
    await tell.walk(at(monday + 28 * _DAY, 14, 1, BERLIN))
    await acts.reads(tell, hal, "A month ago, after REQ-1", channel=CHANNEL)
    await tell.command(rita, "/req open Data Engineer, again", "general")
    await tell.submit(rita, {"Hiring manager": "Hal"})
    await tell.settle()
    await tell.command(rita, "/req brief REQ-3", "general")
    tell.shows(rita, "Book two interview days")
    await rita.close()
    tell.expect(not tell.stage.playground.complaints, "Slack took every word")


def _said(who: Person, channel: str) -> str:
    return plain("\n".join(each.all_text for each in who.messages(channel)))


def _direct(who: Person) -> str:
    return plain("\n".join(each.all_text for each in who.messages(dm=True)))
