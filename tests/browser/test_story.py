"""One hiring from the opened role to the measured response times, by clicking and typing only, as two people."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from bot.demo.hiring import CHANNEL
from tests.browser.hands import APP, Clock, Hands
from tests.browser.story import (
    AMARA,
    APPROVE,
    JONAS,
    MEI,
    NO_PRODUCTION,
    UNDO,
    gathered,
    open_and_post,
    review,
    two,
)

pytestmark = pytest.mark.browser


async def test_two_people_can_play_a_whole_hiring(page: Page) -> None:
    rita, hal, clock = two(page)
    await open_and_post(rita)
    await _answers(rita, hal, clock)
    await _nudge(rita, hal, clock)
    await _promises_of_the_recruiter(rita, clock)
    await _rhythm(rita, hal, clock)
    await _close(rita, hal)


async def _answers(rita: Hands, hal: Hands, clock: Clock) -> None:
    """One message for everything; a no with its reason; a yes, taken back, and given again."""
    await gathered(hal, clock)
    message = hal.message("You get this at 09:30 and 14:00 at most")
    await review(hal, message)
    await hal.sees("One person is waiting on you.", "2 more answered, thank you")
    await rita.sees(JONAS, "Rejected by Hal", "Not enough experience at this level", NO_PRODUCTION)
    await rita.sees(AMARA, "Approved by Hal")

    await rita.message(f"{AMARA} · for REQ-1").get_by_test_id("replies").click()
    await rita.sees("said yes to Candidate 1", within=rita.thread)
    await hal.opens(CHANNEL)
    card = await hal.sees(f"{AMARA} · for REQ-1", "Approved by Hal", "can be undone until")
    await hal.presses(UNDO, card)
    await rita.sees("took the answer on Candidate 1 back", within=rita.thread)
    card = await hal.sees(f"{AMARA} · for REQ-1", "took an earlier answer back")
    await hal.presses(APPROVE, card)
    await hal.sees(f"{AMARA} · for REQ-1", "Approved by Hal")
    await expect(rita.thread.get_by_test_id("message").filter(has_text="said yes to Candidate 1")).to_have_count(2)
    await rita.thread.get_by_test_id("thread-close").click()
    await expect(rita.thread).to_be_hidden()


async def _nudge(rita: Hands, hal: Hands, clock: Clock) -> None:
    """The third is still waiting the next day; the words blame nobody, and the answer is one click away."""
    await clock.press("clock-hour")
    await expect(clock.now).to_contain_text("Mon 23 Nov 16:30")
    await clock.press("clock-day")
    await expect(clock.now).to_contain_text("Tue 24 Nov 16:30")
    await hal.opens(APP)
    late = hal.message(MEI, "has waited since yesterday")
    await clock.until(late)
    await expect(late).to_contain_text("A yes or a no helps them either way.")
    await hal.presses(APPROVE, late)
    await hal.sees("Nothing waits on you. Candidates hear back because of you.")
    await rita.sees(f"{MEI} · for REQ-1", "Approved by Hal")


async def _promises_of_the_recruiter(rita: Hands, clock: Clock) -> None:
    """What Rita owes the candidates reaches her in the same way, and is answered in the same place."""
    await rita.opens(APP)
    for name in (AMARA, MEI):
        asked = rita.pane.get_by_role("button", name="I have been in touch", exact=True)
        await clock.until(asked.last)
        await expect(rita.message(name)).to_contain_text("approved")
        await rita.presses("I have been in touch", rita.message(name))
        await expect(asked).to_have_count(0)  # in every message that asked for it
        await rita.sees(name, "done, thank you")


async def _rhythm(rita: Hands, hal: Hands, clock: Clock) -> None:
    """A digest for #hiring; two minutes from each side on Thursday; the digest on Friday."""
    await rita.opens("hiring")
    await rita.types("/samepage digest")
    await rita.modal.get_by_label("Monday").uncheck()
    await rita.modal.get_by_label("Friday").check()
    await rita.submits()
    await rita.sees("#hiring gets a digest on Fridays at 09:00")

    await rita.opens(APP)
    ask = rita.pane.get_by_role("button", name="Check in", exact=True)
    await clock.until(ask)
    await ask.click()
    await rita.writes("Pipeline", "Two strong profiles from referrals this week.")
    await rita.writes("What do you need?", "A second interviewer for on-call.")
    await rita.submits()
    nothing = hal.pane.get_by_role("button", name="Nothing new", exact=True)
    await clock.until(nothing)
    await nothing.click()
    await rita.opens(CHANNEL)
    await rita.sees(
        "Check-in, week of 23 Nov", "Needs: A second interviewer for on-call.", "Hal (manager): nothing new"
    )

    await rita.opens("hiring")
    digest = rita.message("Hiring this week", "REQ-1", "day 5 of 45", "recruiter's side")
    await clock.until(digest)
    await expect(digest).not_to_contain_text(AMARA)


async def _close(rita: Hands, hal: Hands) -> None:
    """Filled; the card says so to both; and Hal sees how long his answers took, alone."""
    await rita.opens(CHANNEL)
    await rita.types("/req close")
    await rita.modal.get_by_label("Filled").check()
    await rita.picks("Who was hired?", AMARA)
    await rita.submits()
    await hal.opens(CHANNEL)
    await hal.sees("REQ-1 is filled", "Candidate 3")
    await hal.sees("REQ-1 · Senior Data Engineer", "Filled", "Hired 1")
    await hal.types("/samepage stats")
    for words in ("My response times", "Answers: 4", "3 of 4, 75 %", "Only you see this"):
        await expect(hal.modal).to_contain_text(words)
    await hal.modal.get_by_role("button", name="Close").first.click()
