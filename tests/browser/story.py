"""The first steps of the demo's story as two people take them on the page; tests and pictures begin with these."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

from bot.demo.hiring import CANDIDATES
from tests.browser.hands import Clock, Hands

APP = "Same Page"
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


def line(message: Locator, name: str) -> Locator:
    """The buttons that belong to a person's line in the gathered message."""
    said = message.locator(".bk-section").filter(has_text=name)
    return said.locator("xpath=following-sibling::*[1][contains(@class, 'bk-actions')]")


async def reject(hal: Hands, message: Locator, name: str) -> None:
    """Hal says no to somebody in the gathered message, with a reason."""
    await hal.presses(REJECT, line(message, name))
    await hal.picks("What is missing?", "Not enough experience at this level")
    await hal.writes("What did you see or not see?", NO_PRODUCTION)


async def approve(hal: Hands, message: Locator, name: str) -> None:
    await hal.presses(APPROVE, line(message, name))
    await expect(line(message, name)).to_have_count(0)
