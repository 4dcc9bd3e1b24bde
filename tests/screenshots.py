"""The playground's screens as PNG, for the README: `python -m tests.screenshots [folder]`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Error, Locator, Page, expect

from bot.__main__ import manifest
from bot.demo.hiring import CHANNEL
from bot.demo.stage import stage
from tests.browser.hands import Hands
from tests.browser.story import AMARA, APP, JONAS, approve, gathered, line, open_and_post, reject, two
from tests.browser.window import DESK, PHONE, Look, browser, window

FOLDER = Path(__file__).parent.parent / ".readme"
LARGEST = 250_000  # bytes a picture


class Album:
    """Pictures taken, each looked at for its size."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def take(self, page: Page, name: str, part: Locator | None = None) -> None:
        """The whole window, or a part of it."""
        await page.mouse.move(0, 0)  # nothing is hovered
        file = self.folder / f"{name}.png"
        await (part or page).screenshot(path=file, animations="disabled", caret="hide")
        size = file.stat().st_size
        if size > LARGEST:
            raise RuntimeError(f"{file.name} has {size} bytes; {LARGEST} are the most")
        print(f"{file}  {size // 1000} kB")  # noqa: T201 (this is the program's output)


async def _desk(running: Browser, url: str, album: Album) -> None:
    """The whole arc as two people see it: asked, gathered, answered."""
    async with window(running, url, DESK) as opened:
        page = opened.page
        rita, hal, clock = two(page)
        await open_and_post(rita)
        await page.get_by_test_id("tour").get_by_role("button", name="Dismiss").click()
        message = await gathered(hal, clock)
        await album.take(page, "gathered", hal.pane)

        await reject(hal, message, JONAS)
        await album.take(page, "reject", hal.pane)
        await hal.submits()
        await hal.sees("Two people are waiting on you.", "done, thank you")
        await approve(hal, hal.message("You get this at 09:30 and 14:00 at most"), AMARA)
        await rita.sees(AMARA, "Approved by Hal", "1 reply")
        await rita.sees(JONAS, "Rejected by Hal", "1 reply")
        await hal.sees("One person is waiting on you.", "done, thank you")
        await rita.message(AMARA).evaluate("row => row.scrollIntoView({ block: 'start' })")
        await page.evaluate("document.activeElement.blur()")
        await expect(page.get_by_test_id("next-what")).not_to_contain_text("a message goes out")
        await album.take(page, "playground")
        _whole(opened.faults)


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
        _whole(opened.faults)


async def _phone(running: Browser, url: str, album: Album) -> None:
    async with window(running, url, PHONE) as opened:
        page = opened.page
        await page.evaluate("localStorage.setItem('playground.hint', 'gone')")
        await page.reload()
        await page.get_by_test_id("switch-right").click()
        hal = Hands(page, "right")
        await hal.opens(APP)
        message = await hal.sees("One person is waiting on you.")
        await expect(line(message, "Mei Tanaka")).to_be_visible()
        await album.take(page, "phone")
        _whole(opened.faults)


def _whole(faults: list[str]) -> None:
    if faults:
        raise RuntimeError("; ".join(faults))


async def main(folder: Path) -> None:
    album = Album(folder)
    with tempfile.TemporaryDirectory(prefix="samepage-") as place:
        async with stage(manifest(), Path(place)) as built, browser() as running:
            url = built.playground.url
            await _desk(running, url, album)
            await _dark(running, url, album)
            await _phone(running, url, album)


if __name__ == "__main__":
    try:
        asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
    except (AssertionError, Error, FileNotFoundError, RuntimeError) as failed:
        print(f"A screen could not be made: {failed}", file=sys.stderr)  # noqa: T201
        sys.exit(1)
