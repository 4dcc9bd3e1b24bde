"""The story of the clock: a question stops it, a snooze does not, and a promise long over reaches the backup; counted
in the working time of whoever had the ball, for both sides alike.

Rita recruits in Berlin, Hal hires in New York, Bo may decide in his place.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.demo.transcript import Teller
from bot.playground.control import Person
from bot.playground.reading import SeenMessage
from handlers.blocks.text import working_time
from storage import balls, measures, people, requisitions
from storage.rules.balls import Holder, is_partition
from storage.rules.promises import Kind
from storage.rules.working_time import between

CHANNEL = "req-1-staff-engineer"
QUESTION = "Did she run the on-call rota, or take part in it?"
REPLY = "She ran it for two years, six people. The work sample is in the drive folder."
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
_ROUNDED = 3  # seconds: each stretch is measured in whole ones
_OWED = {Kind.REVIEW: "review", Kind.QUESTION: "question"}


def _at(day: datetime, hour: int, minute: int, zone: str) -> datetime:
    """A local time on that day."""
    return datetime.combine(day.date(), time(hour, minute), ZoneInfo(zone))


async def play(tell: Teller) -> None:
    """Plays the whole story; raises StoryFailed where a step did not happen."""
    rita, hal, bo = tell.person("Rita"), tell.person("Hal"), tell.person("Bo")
    monday = tell.now
    tell.chapter("Monday: a profile, and a question before the answer")
    card = await _post(tell, rita, hal)
    await tell.walk(_at(monday, 9, 31, NEW_YORK))
    first = await tell.sees(hal, "One person is waiting on you", "Ada Marlowe", dm=True)
    await _ask(tell, rita, hal, card, first)

    await _recruiter_is_late(tell, rita, hal, card, monday)
    await _manager_is_late(tell, rita, hal, monday + timedelta(days=2))
    await _backup_decides(tell, rita, bo, card, monday + timedelta(days=4))
    await _times(tell, rita)


async def _post(tell: Teller, rita: Person, hal: Person) -> SeenMessage:
    await tell.command(rita, "/req open Staff Engineer", "general")
    await tell.submit(rita, {"Hiring manager": "Hal", "Backup decider": "Bo"})
    await tell.sees(hal, "REQ-1 · Staff Engineer", "Whose ball now", channel=CHANNEL)
    await tell.command(rita, "/candidate post", CHANNEL)
    await tell.submit(rita, {"Name": "Ada Marlowe", "Why this person?": "Kept a payment system up for four years."})
    card = await tell.sees(hal, "Ada Marlowe · for REQ-1", channel=CHANNEL)
    await tell.settle()
    return card


async def _ask(tell: Teller, rita: Person, hal: Person, card: SeenMessage, gathered: SeenMessage) -> None:
    await tell.click(hal, "Ask a question", gathered)
    await tell.submit(hal, {"What do you need to know?": QUESTION})
    await tell.sees(rita, "Hal asks about Candidate 1", thread=card)
    await tell.sees(hal, "your clock stands still until the answer is there", dm=True)


async def _recruiter_is_late(tell: Teller, rita: Person, hal: Person, card: SeenMessage, monday: datetime) -> None:
    """The same windows, the same words, the same clock for the recruiter."""
    await tell.walk(_at(monday + timedelta(days=1), 9, 31, BERLIN))
    tell.chapter("Tuesday: now Rita owes the answer, in her own hours")
    await tell.sees(rita, "Hal asks about Candidate 1", QUESTION, dm=True)
    await tell.walk(_at(monday + timedelta(days=2), 14, 1, BERLIN))
    tell.chapter("Wednesday: promises bind both sides, and nobody is blamed")
    late = await tell.sees(rita, "Hal asks about Candidate 1", "has waited since", "the promise was", dm=True)
    await tell.click(rita, "Answer", late)
    await tell.submit(rita, {"Your answer": REPLY})
    await tell.sees(hal, "Rita answers", "up for a decision again", thread=card)


async def _manager_is_late(tell: Teller, rita: Person, hal: Person, wednesday: datetime) -> None:
    """He puts it off once; the reminder moves, the promise does not."""
    await tell.walk(_at(wednesday, 9, 31, NEW_YORK))
    tell.chapter("Wednesday in New York: the ball is back, with half a working day left at least")
    again = await tell.sees(hal, "Ada Marlowe", "by today 16:29", dm=True)
    await tell.click(hal, "Put off", again)
    await tell.submit(hal, {"Why?": "I am in meetings or travelling today"})
    await tell.sees(hal, "Put off until today 14:00", dm=True)
    words = await tell.command(rita, "/samepage", "general")
    tell.expect("comes back to it today 20:00" in words, "Rita sees until when, in her own time")
    tell.note(rita, "reads", "Hal: a yes or a no to Candidate 1, REQ-1 · comes back to it today 20:00")
    await tell.walk(_at(wednesday, 14, 1, NEW_YORK))
    await tell.sees(hal, "Ada Marlowe", "by today 16:29", dm=True)
    await tell.walk(_at(wednesday + timedelta(days=2), 9, 31, NEW_YORK))
    tell.chapter("Friday: half a promise over, counted from when he meant to come back to it")
    await tell.sees(hal, "has waited since Mon", "the promise was Wed 3 Jun 16:29", dm=True)


async def _backup_decides(tell: Teller, rita: Person, bo: Person, card: SeenMessage, friday: datetime) -> None:
    """A full promise over: the backup may answer, in a window of their own."""
    await tell.walk(_at(friday, 14, 1, bo.human.zone))
    tell.chapter("Friday afternoon: a full promise over, and the backup may answer")
    told = await tell.sees(bo, "as backup decider you may", "Ada Marlowe", dm=True)
    await tell.click(bo, "Approve → interview", told)
    await tell.sees(rita, "Bo said yes to Candidate 1", thread=card)
    await tell.settle()


async def _times(tell: Teller, rita: Person) -> None:
    """What was measured: each side in its own hours, and not a minute of one counted for the other."""
    bot = tell.stage.bot
    async with bot.database.read() as session:
        role = (await requisitions.live(session, bot.workspace))[0]
        answered = await measures.answered_on(session, bot.workspace, role.id)
        known = await people.named(session, bot.workspace, [ask.owner for ask in answered])
        submission = answered[0].submission_id
        stretches = await balls.of_submission(session, bot.workspace, submission or 0)
    tell.chapter("Measured response times, in the working time of whoever owed the answer")
    tell.line(f"{'who':<6} {'owed':<10} {'asked (UTC)':<17} {'answered (UTC)':<17} {'took':<24} promised")
    for ask in answered:
        if ask.waited is None or ask.answered_at is None:
            continue
        tell.line(
            f"{known[ask.owner].first_name:<6} {_OWED[ask.kind]:<10} {ask.asked_at:%a %d %b %H:%M}  "
            f"{ask.answered_at:%a %d %b %H:%M}  {working_time(ask.waited):<24} {working_time(ask.promise)}"
        )
    question = next(ask for ask in answered if ask.kind is Kind.QUESTION)
    review = next(ask for ask in answered if ask.kind is Kind.REVIEW)
    tell.expect(None not in (question.answered_at, review.answered_at), "both were answered")
    hal = known[review.owner].calendar
    whole = between(hal, review.asked_at, review.answered_at or review.asked_at)
    stood = between(hal, question.asked_at, question.answered_at or question.asked_at)
    seconds = abs((review.waited or 0) - (whole - stood))
    tell.expect(seconds <= _ROUNDED, "Hal's clock stood still while the question was with Rita")
    tell.expect(is_partition(stretches, stretches[0].since, None), "the ball was always with somebody, and with one")
    sides = " · ".join(
        f"{stretch.holder.value} from {stretch.since:%a %H:%M}" for stretch in stretches if stretch.holder in Holder
    )
    tell.line(f"whose ball (UTC): {sides}")
    words = await tell.command(rita, "/req show REQ-1", "general")
    tell.expect("Whose ball so far" in words, "the two partners see whose ball it was")
