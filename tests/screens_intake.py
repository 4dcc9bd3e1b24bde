"""The screens of an intake: a role opened with details, its brief, what the two agree on, a calibration, two cards.

A workspace of their own, on a Monday morning: Rita recruits for five roles of Hal's, each at another step.
"""

from __future__ import annotations

from typing import Any

from playwright.async_api import Browser, Page, expect

from bot.playground.server import Playground
from tests import screens
from tests.album import Album
from tests.browser.hands import Hands
from tests.browser.window import Look
from tests.screens import Screen, person_on
from tests.stories.acting import open_role, rest
from tests.stories.intake import MUST, OUTCOMES, PICTURE, SURE, WHY, typed

WRITTEN, PROPOSED, HELD = "req-1-analytics-engineer", "req-2-designer", "req-3-data-engineer"
ASKED, QUIET = "req-4-payroll-lead", "req-5"
BRIEF = {
    WHY: "Finance waits nine days for every answer, and our one analyst leaves in July.",
    OUTCOMES: "Moved the ten reports people open every week onto tested models.",
    MUST: "SQL at scale\nExplains numbers to people who fear them",
}
SAMPLES = {
    "Sample profile 1": "Five years in an insurer's reporting. Rebuilt the monthly close; teaches underwriters SQL.",
    "Sample profile 2": "Platform engineer, eight years. Wrote the warehouse's scheduler; rarely meets who uses it.",
    "Sample profile 3": "Two years as analyst after a doctorate in physics. Writes a column on statistics.",
}
OTHERS = {"Hal answers a profile within": "2 working days", "Profiles a week": "3", "Why": "I travel on Mondays."}
SAYS = {"Rita": ("Yes", "Yes"), "Hal": ("No", "Yes")}


async def prepare(playground: Playground) -> None:
    """A draft, a version to sign, a version that holds with terms countered and a calibration revealed, a role that
    waits for its headcount, a confidential one."""
    rita, hal = playground.person("Rita"), playground.person("Hal")
    first = await open_role(playground, "Analytics Engineer")
    assert (await rita.command("/req brief", first.channel)).ok
    assert (await rita.submit(BRIEF)).ok
    await rita.close()
    for title in ("Designer", "Data Engineer"):
        role = await open_role(playground, title)
        assert (await rita.command("/req brief", role.channel)).ok
        assert (await typed(rita, BRIEF | SURE)).closed
    assert (await hal.command("/req brief", HELD)).ok
    assert (await hal.click("Propose others")).ok
    assert (await hal.submit({PICTURE: "4"} | OTHERS)).closed
    assert (await hal.command("/req brief", HELD)).ok
    assert (await hal.click("Calibrate")).ok
    assert (await hal.submit({**SAMPLES, "Who takes part?": ["Hal", "Rita"]})).ok
    await _judges(playground, "Hal")
    assert (await rita.command("/req brief", HELD)).ok
    assert (await rita.click("Calibration")).ok
    assert (await rita.click("Your answers")).ok
    await _judges(playground, "Rita")
    await _opens(playground, "Payroll Lead", {"Who approves the headcount": "Maya", "Department": "Finance"})
    await _opens(playground, "Chief Financial Officer", {"Confidential": ["Keep its title to its own channel"]})


async def _judges(playground: Playground, who: str) -> None:
    """The same of every sample, in the modal that is open."""
    person = playground.person(who)
    for _ in SAMPLES:
        assert person.view is not None
        labels = [label for label in person.view.labels if label.endswith("is it there?")]
        assert (await person.submit(dict(zip(labels, SAYS[who], strict=True)))).ok
    await person.close()
    await rest(playground)


async def _opens(playground: Playground, title: str, said: dict[str, Any]) -> None:
    rita = playground.person("Rita")
    assert (await rita.command(f"/req open {title}")).ok
    await rita.fill({"Hiring manager": "Hal"})
    assert (await rita.click("Details")).ok
    assert (await rita.submit(said)).closed
    await rest(playground)


async def take_all(running: Browser, url: str, album: Album) -> None:
    await screens.take_all(running, url, album, SCREENS)


async def _typed(page: Page, look: Look, side: str, line: str, channel: str) -> Hands:
    """The modal of a command."""
    person = await person_on(page, look, side)
    await person.opens(channel)
    await person.types(line)
    await expect(person.modal).to_be_visible()
    return person


async def _details(page: Page, look: Look) -> None:
    """The long form of `/req open`, from its beginning."""
    rita = await _typed(page, look, "left", "/req open Analyst", "general")
    await rita.presses("Details", rita.modal)
    await expect(rita.field("Department")).to_be_visible()


async def _details_end(page: Page, look: Look) -> None:
    await _details(page, look)
    await Hands(page, "left").modal.get_by_text("Keep its title to its own channel").scroll_into_view_if_needed()


async def _brief(page: Page, look: Look) -> None:
    """The brief by sections, as whoever has to confirm sees it."""
    hal = await _typed(page, look, "right", "/req brief", WRITTEN)
    await expect(hal.modal).to_contain_text("Needed before signing")


async def _brief_end(page: Page, look: Look) -> None:
    await _brief(page, look)
    hal = Hands(page, "right")
    await hal.modal.get_by_role("button", name="Reality check").scroll_into_view_if_needed()


async def _sign(page: Page, look: Look) -> None:
    await _typed(page, look, "right", "/req brief", PROPOSED)


async def _sign_end(page: Page, look: Look) -> None:
    """The terms that come with it, and what each is asked alone."""
    await _sign(page, look)
    hal = Hands(page, "right")
    await hal.modal.get_by_role("button", name="All sections").scroll_into_view_if_needed()


async def _agreement(page: Page, look: Look) -> None:
    """The other's terms, to be accepted or answered."""
    rita = await _typed(page, look, "left", "/req brief", HELD)
    await rita.presses("Answer", rita.modal)
    await expect(rita.modal).to_contain_text("profiles: 1 → 2 working days")


async def _calibrate(page: Page, look: Look) -> None:
    hal = await _typed(page, look, "right", "/req brief", PROPOSED)
    await hal.presses("All sections", hal.modal)
    await hal.presses("Calibrate", hal.modal)
    await expect(hal.field("Sample profile 1")).to_be_visible()


async def _revealed(page: Page, look: Look) -> None:
    """Where two see it differently, in the role's channel; the version that holds and the terms proposed above it."""
    rita = await person_on(page, look, "left")
    await rita.opens(HELD)
    await rita.sees("here you differ")


async def _signed(page: Page, look: Look) -> None:
    """What each said alone, and the talk it suggests."""
    rita = await person_on(page, look, "left")
    await rita.opens(HELD)
    message = await rita.sees("it holds now", "You are 4 points apart")
    await message.evaluate("row => row.scrollIntoView({ block: 'start' })")


async def _awaiting(page: Page, look: Look) -> None:
    rita = await person_on(page, look, "left")
    await rita.opens(ASKED)
    await rita.sees("Awaiting approval", "1 headcount to approve")


async def _confidential(page: Page, look: Look) -> None:
    rita = await person_on(page, look, "left")
    await rita.opens(QUIET)
    await rita.sees("Confidential", "Chief Financial Officer")


SCREENS: dict[str, Screen] = {
    "details": _details,
    "details-end": _details_end,
    "brief": _brief,
    "brief-end": _brief_end,
    "sign": _sign,
    "sign-end": _sign_end,
    "agreement": _agreement,
    "calibrate": _calibrate,
    "revealed": _revealed,
    "signed": _signed,
    "awaiting": _awaiting,
    "confidential": _confidential,
}
