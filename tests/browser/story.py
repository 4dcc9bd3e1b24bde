"""The first steps of the demo's story as two people take them on the page; tests and pictures begin with these."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

from bot.demo.hiring import CANDIDATES
from tests.browser.hands import APP, Clock, Hands

AMARA, JONAS, MEI = (name for name, _, _ in CANDIDATES)
APPROVE, REJECT, UNDO = "Approve → interview", "Reject", "Undo"
NO_PRODUCTION = "Strong analysis; no pipeline run in production yet."
TITLE = "Senior Data Engineer"


def two(page: Page) -> tuple[Hands, Hands, Clock]:
    """Rita on the left, Hal on the right, and the bar on top."""
    return Hands(page, "left"), Hands(page, "right"), Clock(page)


async def open_role(rita: Hands, title: str = TITLE, manager: str = "Hal Brennan") -> None:
    """Rita opens a role and goes to its channel."""
    await rita.types(f"/req open {title}")
    await rita.picks("Hiring manager", manager)
    await rita.writes("Location", "Berlin or remote (EU)")
    await rita.picks("Backup decider", "Bo Castellano")
    await rita.submits()
    await rita.opens("req-1-")
    await rita.sees(f"REQ-1 · {title}", "Whose ball now", "Pinned by Same Page")


async def post(rita: Hands, name: str, role: str, case: str) -> Locator:
    """Rita puts somebody forward; gives back the card."""
    await rita.types("/candidate post")
    await rita.writes("Name", name)
    await rita.writes("Why this person?", case)
    await rita.writes("Present role", role)
    await rita.picks("Source", "Referral")
    await rita.submits()
    return await rita.sees(f"{name} · for REQ-1")


async def open_and_post(rita: Hands) -> None:
    """The role with its three candidates."""
    await open_role(rita)
    for candidate in CANDIDATES:
        await post(rita, *candidate)


async def gathered(hal: Hands, clock: Clock) -> Locator:
    """Time moves to the message that gathers what waits on Hal, and he opens it."""
    await clock.until(hal.unread(APP))
    await hal.opens(APP)
    return await hal.sees("Three people are waiting on you.")


async def review(hal: Hands, message: Locator) -> None:
    """Hal goes through the three in one modal: a yes, a no with its reason, and one for later."""
    await hal.presses("Review", message)
    await expect(hal.modal).to_contain_text(AMARA)
    await hal.presses(APPROVE, hal.modal)
    await expect(hal.modal).to_contain_text(JONAS)
    await hal.presses(REJECT, hal.modal)
    await refuses(hal)
    await hal.modal.get_by_test_id("modal-submit").click()
    await expect(hal.modal).to_contain_text(MEI)
    await hal.presses("Skip", hal.modal)
    await expect(hal.modal).to_contain_text("1 profile left for later")
    await hal.modal.get_by_test_id("modal-close").click()
    await expect(hal.modal).to_be_hidden()


async def approve(hal: Hands, message: Locator) -> None:
    """Hal says yes to the one profile in a message, or to the first of several."""
    if await message.get_by_role("button", name="Review", exact=True).is_visible():
        await hal.presses("Review", message)
        await hal.presses(APPROVE, hal.modal)
        await expect(hal.modal).to_contain_text("Approved.")
        await hal.modal.get_by_test_id("modal-close").click()
        await expect(hal.modal).to_be_hidden()
    else:
        await hal.presses(APPROVE, message)


async def refuses(hal: Hands) -> None:
    """Hal says why not."""
    await hal.picks("What is missing?", "Not enough experience at this level")
    await hal.writes("What did you see or not see?", NO_PRODUCTION)
