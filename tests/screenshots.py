"""The playground's screens as PNG: the README's few, and all of them to look through.

`python -m tests.screenshots [folder for the README's [folder for all]]`; exits 1 where one could not be made.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Error, expect

from bot.__main__ import manifest
from bot.demo.hiring import CHANNEL
from bot.demo.stage import stage
from tests import (
    screens,
    screens_candidates,
    screens_intake,
    screens_interviews,
    screens_privacy,
    screens_rhythm,
    screens_waiting,
)
from tests.album import Album, whole
from tests.browser.hands import APP, Hands
from tests.browser.story import AMARA, APPROVE, JONAS, MEI, REJECT, gathered, open_and_post, refuses, two
from tests.browser.window import CALM, DESK, PHONE, Look, browser, window

ROOT = Path(__file__).parent.parent
FOLDERS = (ROOT / ".readme", ROOT / "build" / "screens")
LARGEST = 250_000  # bytes a picture of the README's


async def _desk(running: Browser, url: str, album: Album) -> None:
    """The whole arc as two people see it: asked, gathered, answered."""
    async with window(running, url, DESK) as opened:
        page = opened.page
        rita, hal, clock = two(page)
        await open_and_post(rita)
        await page.get_by_test_id("tour").get_by_role("button", name="Dismiss").click()
        message = await gathered(hal, clock)
        await album.take(page, "gathered", hal.pane)

        await hal.presses("Review", message)
        await expect(hal.modal).to_contain_text(AMARA)
        await album.take(page, "review", hal.pane)
        await hal.presses(APPROVE, hal.modal)
        await expect(hal.modal).to_contain_text(JONAS)
        await hal.presses(REJECT, hal.modal)
        await refuses(hal)
        await album.take(page, "reject", hal.pane)
        await hal.modal.get_by_test_id("modal-submit").click()
        await expect(hal.modal).to_contain_text(MEI)
        await hal.modal.get_by_test_id("modal-close").click()
        await rita.sees(AMARA, "Approved by Hal", "1 reply")
        await rita.sees(JONAS, "Rejected by Hal", "1 reply")
        await hal.sees("One person is waiting on you.", "2 more answered, thank you")
        await rita.message(AMARA).evaluate("row => row.scrollIntoView({ block: 'start' })")
        await page.evaluate("document.activeElement.blur()")
        await expect(page.get_by_test_id("next-what")).not_to_contain_text("a message goes out")
        await album.take(page, "playground")
        whole(opened.faults)


async def _dark(running: Browser, url: str, album: Album) -> None:
    async with window(running, url, Look(dark=True)) as opened:
        page = opened.page
        await page.evaluate("localStorage.setItem('playground.hint', 'gone')")
        await page.reload()
        rita, hal, _ = two(page)
        await rita.opens(CHANNEL)
        await rita.message(AMARA).get_by_test_id("replies").click()
        await rita.sees("said yes to Candidate 1", within=rita.thread)
        await hal.opens(CHANNEL)
        await hal.message(JONAS).evaluate("row => row.scrollIntoView({ block: 'start' })")
        await album.take(page, "dark")
        whole(opened.faults)


async def _phone(running: Browser, url: str, album: Album) -> None:
    async with window(running, url, PHONE) as opened:
        page = opened.page
        await page.evaluate("localStorage.setItem('playground.hint', 'gone')")
        await page.reload()
        await page.get_by_test_id("switch-right").click()
        hal = Hands(page, "right")
        await hal.opens(APP)
        message = await hal.sees("One person is waiting on you.")
        await expect(message).to_contain_text(MEI)
        await album.take(page, "phone")
        whole(opened.faults)


async def main(readme: Path, every: Path) -> None:
    few, many = Album(readme, LARGEST), Album(every)
    with tempfile.TemporaryDirectory(prefix="samepage-") as place:
        async with stage(manifest(), Path(place), patience=CALM) as built, browser() as running:
            url = built.playground.url
            await screens.take_first(running, url, many)
            await _desk(running, url, few)
            await _dark(running, url, few)
            await _phone(running, url, few)
            await screens.take_all(running, url, many)
    for each in (screens_waiting, screens_intake, screens_candidates, screens_interviews):
        with tempfile.TemporaryDirectory(prefix="samepage-") as place:
            async with stage(manifest(), Path(place), patience=CALM) as built, browser() as running:
                await each.prepare(built.playground)
                await each.take_all(running, built.playground.url, many)
                if each is screens_interviews:
                    await screens_interviews.take_few(running, built.playground.url, few)
    with tempfile.TemporaryDirectory(prefix="samepage-") as place:
        begins = screens_rhythm.BEGINS
        async with stage(manifest(), Path(place), begin=begins, patience=CALM) as built, browser() as running:
            await screens_rhythm.prepare(built)
            await screens_rhythm.take_all(running, built.playground.url, many)
            await screens_rhythm.take_few(running, built.playground.url, few)
    with tempfile.TemporaryDirectory(prefix="samepage-") as place:
        async with browser() as running:
            await screens_privacy.take(running, Path(place), many)


if __name__ == "__main__":
    given = [Path(each) for each in sys.argv[1:3]]
    try:
        asyncio.run(main(*given, *FOLDERS[len(given) :]))
    except (AssertionError, Error, FileNotFoundError, RuntimeError) as failed:
        print(f"A screen could not be made: {failed}", file=sys.stderr)  # noqa: T201
        sys.exit(1)
