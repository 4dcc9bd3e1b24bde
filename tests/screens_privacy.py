"""The screens of privacy and rights: the pages of installing, what an administrator sets and reads, and what a talent
lead holds, hands out and has erased.

Two workspaces with one bot: Kestrel Works in the middle of a search, where Maya is talent lead and Sam administrator.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from bot.demo import BEGINS
from bot.demo.neighbours import Neighbours, neighbours
from bot.demo.privacy_acts import HERE, open_role, post
from bot.demo.stage import Stage
from bot.demo.transcript import Teller
from bot.manifest import manifest
from bot.oauth import INSTALL, REDIRECT
from bot.playground.people import HERON, KESTREL
from tests import screens
from tests.album import Album
from tests.browser.hands import APP, Hands
from tests.browser.window import CALM, Look
from tests.screens import LOOKS, Screen, person_on, picture

GENERAL = "general"
MORE = {"E-mail": "ada@marlowe.example", "Place and time zone": "Utrecht", "Besides the CV": "Wants to build, not run."}
WHY, LEADS = "Why must this be kept?", "Who sees which roles need help"
COUNTRIES = "Spain: 12 months; LOPDGDD, art. 32\nItaly: 24 months; at least 6 months; Garante, provv. 29 Apr 2009"
# Maya on the left, Sam on the right: as the page itself remembers who is where.
PEOPLE = {"left": {"person": "U0MAYA", "place": None}, "right": {"person": "U0SAM", "place": None}}


async def take(running: Browser, folder: Path, album: Album) -> None:
    """All of them, on a stage of their own."""
    async with neighbours(manifest(), folder, begin=BEGINS, patience=CALM) as town:
        await _pages(running, town, album)
        tell = Teller(Stage(town.workspace(KESTREL), town.bot), lambda _: None)
        await _prepare(tell)
        await screens.take_all(running, tell.stage.playground.url, album, SCREENS)
        await _handed_out(running, tell, album)


async def _prepare(tell: Teller) -> None:
    """A role in the Netherlands with three people: one held, one erased, and what is held on one handed out."""
    sam, rita, maya = tell.person("Sam"), tell.person("Rita"), tell.person("Maya")
    await tell.command(sam, "/samepage settings workspace", GENERAL)
    await tell.submit(sam, {LEADS: ["Maya"]})
    await tell.command(sam, "/samepage settings retention", GENERAL)
    await tell.submit(sam, {"Countries of your own": COUNTRIES})
    await open_role(tell, rita, "Data Engineer", "Hal", "Netherlands")
    await post(tell, rita, HERE, "Ada Marlowe", **MORE)
    await post(tell, rita, HERE, "Jonas Brandt")
    await post(tell, rita, HERE, "Mei Tanaka")
    await tell.walk(tell.now + timedelta(days=2))
    for line in ("/candidate legal-hold REQ-1 2", "/req legal-hold REQ-1"):
        await tell.command(maya, line, GENERAL)
        await tell.submit(maya, {WHY: "Claim 4 Ca 17/26, district court"})
    await tell.command(rita, "/candidate forget 3", HERE)
    await tell.command(maya, "/req legal-hold REQ-1", GENERAL)
    await tell.submit(maya, {})
    await tell.command(rita, "/candidate forget 3", HERE)
    await tell.submit(rita, {"Why?": "They withdrew their consent"})
    await tell.command(maya, "/candidate export REQ-1 1", GENERAL)
    await tell.settle()
    for n in range(8):  # until the log has a second page
        await tell.command(maya, "/candidate legal-hold REQ-1 1", GENERAL)
        await tell.submit(maya, {WHY: "Claim 5 Ca 18/26, district court"} if n % 2 == 0 else {})
    await tell.settle()


# --- pages in a browser


async def _alone(running: Browser, look: Look) -> Page:
    """A window of its own, which is not on the playground's page."""
    context = await running.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme="dark" if look.dark else "light",
        has_touch=look.phone,
        is_mobile=look.phone,
    )
    return await context.new_page()


async def _pages(running: Browser, town: Neighbours, album: Album) -> None:
    """Slack's question, and the pages somebody comes back to: installed, not installed, too late."""
    for look in LOOKS:
        page = await _alone(running, look)
        await page.goto(f"{town.bot.url}{INSTALL}")
        await page.get_by_label("Where").select_option(KESTREL.id)
        await album.take(page, picture("install-asked", look))
        await page.get_by_role("button", name="Allow").click()
        await expect(page.get_by_role("heading", name=f"Same Page is in {KESTREL.name}")).to_be_visible()
        await album.take(page, picture("installed", look))
        await page.reload()
        await expect(page.get_by_role("heading", name="Please begin again")).to_be_visible()
        await album.take(page, picture("install-over", look))
        await page.get_by_role("link", name="Begin again").click()
        await page.get_by_label("Where").select_option(HERON.id)
        await page.get_by_role("button", name="Cancel").click()
        await expect(page.get_by_role("heading", name="Not installed")).to_be_visible()
        assert REDIRECT in page.url
        await album.take(page, picture("install-denied", look))
        await page.context.close()


async def _handed_out(running: Browser, tell: Teller, album: Album) -> None:
    """The page a candidate gets, as a browser shows it."""
    contents = {each.name: each.content or b"" for each in tell.stage.playground.workspace.files.all()}
    for look in LOOKS:
        page = await _alone(running, look)
        await page.set_content(contents["req-1-candidate-1.html"].decode())
        await expect(page.get_by_text("Ada Marlowe").first).to_be_visible()
        await album.take(page, picture("subject-access-page", look))
        await page.context.close()


# --- in Slack


async def _person(page: Page, look: Look, side: str) -> Hands:
    """Maya on the left, Sam on the right."""
    key, value = "playground.places", json.dumps(PEOPLE)
    if "U0MAYA" not in str(await page.evaluate("key => sessionStorage.getItem(key)", key)):
        await page.evaluate("([key, value]) => sessionStorage.setItem(key, value)", [key, value])
        await page.reload()
    person = await person_on(page, look, side)
    await person.opens(GENERAL)
    return person


async def _modal(page: Page, look: Look, side: str, line: str, *words: str) -> Hands:
    person = await _person(page, look, side)
    await person.types(line)
    for each in words:
        await expect(person.modal).to_contain_text(each)
    return person


async def _for_all(page: Page, look: Look) -> None:
    await _modal(page, look, "right", "/samepage settings workspace", "Promises")


async def _for_all_leads(page: Page, look: Look) -> None:
    sam = await _modal(page, look, "right", "/samepage settings workspace", "Talent leads")
    await sam.modal.get_by_text("How long data is kept in which country").scroll_into_view_if_needed()


async def _retention(page: Page, look: Look) -> None:
    await _modal(page, look, "right", "/samepage settings retention", "29 CFR § 1602.14")


async def _retention_own(page: Page, look: Look) -> None:
    sam = await _modal(page, look, "right", "/samepage settings retention", "Italy: entered by")
    await sam.modal.get_by_text("Italy: entered by").scroll_into_view_if_needed()


async def _audit_settings(page: Page, look: Look) -> None:
    await _modal(page, look, "right", "/samepage audit", "named the talent leads")


async def _audit_privacy(page: Page, look: Look) -> None:
    await _modal(page, look, "left", "/samepage audit", "lifted the legal hold")


async def _audit_older(page: Page, look: Look) -> None:
    maya = await _modal(page, look, "left", "/samepage audit", "lifted the legal hold")
    await maya.presses("Older", maya.modal)
    await expect(maya.modal).to_contain_text("Newer")


async def _hold(page: Page, look: Look) -> None:
    await _modal(page, look, "left", "/candidate legal-hold REQ-1 1", WHY)


async def _hold_role(page: Page, look: Look) -> None:
    await _modal(page, look, "left", "/req legal-hold REQ-1", WHY)


async def _hold_lift(page: Page, look: Look) -> None:
    await _modal(page, look, "left", "/candidate legal-hold REQ-1 2", "Claim 4 Ca 17/26")


async def _holds(page: Page, look: Look) -> None:
    maya = await _person(page, look, "left")
    await maya.types("/candidate legal-hold")
    await maya.sees("Legal holds that stand")


async def _files(page: Page, look: Look) -> None:
    maya = await _person(page, look, "left")
    await maya.opens(APP)
    await maya.sees("What is held on Candidate 1 of REQ-1")


SCREENS: dict[str, Screen] = {
    "for-everybody": _for_all,
    "for-everybody-leads": _for_all_leads,
    "retention": _retention,
    "retention-own": _retention_own,
    "audit-administrator": _audit_settings,
    "audit-lead": _audit_privacy,
    "audit-older": _audit_older,
    "legal-hold": _hold,
    "legal-hold-role": _hold_role,
    "legal-hold-lift": _hold_lift,
    "legal-holds": _holds,
    "subject-access": _files,
}
