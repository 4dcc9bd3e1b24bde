"""Every main screen of the page at two widths, light and dark: what to look through before a change goes out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from playwright.async_api import Browser, Locator, Page, expect

from bot.demo.hiring import CHANNEL
from tests.album import Album, whole
from tests.browser.hands import APP, Hands
from tests.browser.story import AMARA, MEI, REJECT
from tests.browser.window import Look, window

LOOKS = tuple(
    Look(width, height, dark=dark, phone=width < 600)
    for width, height in ((1440, 900), (390, 844))
    for dark in (False, True)
)
Screen = Callable[[Page, Look], Awaitable[None]]


async def take_first(running: Browser, url: str, album: Album) -> None:
    """The page as a newcomer finds it, before anybody has done anything."""
    for look in LOOKS:
        async with window(running, url, look) as opened:
            await expect(opened.page.get_by_test_id("messages").first).to_be_visible()
            await album.take(opened.page, picture("first", look))
            whole(opened.faults)


async def take_all(running: Browser, url: str, album: Album, screens: Mapping[str, Screen] | None = None) -> None:
    """Every screen at every look; nothing is submitted, so that each finds the same. The page's own where none are
    given, once a role is open and one of three candidates still waits: see tests/browser/story.py."""
    for look in LOOKS:
        async with window(running, url, look) as opened:
            page = opened.page
            await page.evaluate("localStorage.setItem('playground.hint', 'gone')")
            await page.reload()
            for name, screen in (SCREENS if screens is None else screens).items():
                await screen(page, look)
                await album.take(page, picture(name, look))
                await page.keyboard.press("Escape")  # what lay over the page is closed
                for side in ("left", "right"):
                    await _close(Hands(page, side).modal)
            whole(opened.faults)


async def _close(modal: Locator) -> None:
    """Closes a modal, and whatever it lies on."""
    shown = "all => all.filter(each => each.checkVisibility()).map(each => each.getAttribute('aria-labelledby'))"
    while titles := await modal.evaluate_all(shown):
        await modal.page.keyboard.press("Escape")
        await expect(modal.page.locator(f'[aria-labelledby="{titles[0]}"]')).to_be_hidden()


def picture(screen: str, look: Look) -> str:
    """What a screen's file is called."""
    return f"{screen}-{look.width}-{'dark' if look.dark else 'light'}"


async def person_on(page: Page, look: Look, side: str) -> Hands:
    """Rita is on the left, Hal on the right; a phone shows one of them at a time."""
    if look.phone:
        await page.get_by_test_id(f"switch-{side}").click()
    return Hands(page, side)


async def _channel(page: Page, look: Look) -> None:
    for side in ("right", "left"):
        person = await person_on(page, look, side)
        await person.opens(CHANNEL)
        await person.sees(f"{MEI} · for REQ-1")


async def _thread(page: Page, look: Look) -> None:
    rita = await person_on(page, look, "left")
    await rita.message(AMARA).get_by_test_id("replies").click()
    await rita.sees("said yes to Candidate 1", within=rita.thread)


async def _gathered(page: Page, look: Look) -> None:
    if await page.get_by_test_id("thread-close").first.is_visible():
        await page.get_by_test_id("thread-close").first.click()
    hal = await person_on(page, look, "right")
    await hal.opens(APP)
    await hal.sees("One person is waiting on you.")


async def _reason(page: Page, look: Look) -> None:
    """A modal with lists, above the message it came from."""
    hal = await person_on(page, look, "right")
    await hal.presses(REJECT, await hal.sees("One person is waiting on you."))
    await expect(hal.modal).to_be_visible()


async def _home(page: Page, look: Look) -> None:
    """App Home of both: what waits on Hal, and what Rita waits for."""
    for side, words in (("right", "Waiting on me (1)"), ("left", "I am waiting for (1)")):
        person = await person_on(page, look, side)
        await person.opens(APP)
        await person.pane.get_by_role("tab", name="Home").click()
        await expect(person.pane.get_by_test_id("home")).to_contain_text(words)


async def _commands(page: Page, look: Look) -> None:
    """What is offered while somebody types a command."""
    rita = await person_on(page, look, "left")
    await rita.opens(CHANNEL)
    await rita.composer.click()
    await rita.composer.press_sequentially("/")
    await expect(page.get_by_role("option").first).to_be_visible()


async def _opening(page: Page, look: Look) -> None:
    """The form most people meet first."""
    rita = await person_on(page, look, "left")
    await rita.composer.fill("")
    await rita.types("/req open Analyst")
    await expect(rita.modal).to_be_visible()


async def _settings(page: Page, look: Look) -> None:
    """One's own hours: the form as it opens."""
    rita = await person_on(page, look, "left")
    await rita.types("/samepage settings")
    await expect(rita.modal).to_be_visible()


async def _week(page: Page, look: Look) -> None:
    """The same form's end, with next week as a choice makes it."""
    await _settings(page, look)
    rita = Hands(page, "left")
    await rita.picks("Public holidays of", "Germany")
    await expect(rita.field("Region")).to_be_visible()
    await rita.modal.get_by_role("button", name="Show next week").scroll_into_view_if_needed()


async def _away(page: Page, look: Look) -> None:
    rita = await person_on(page, look, "left")
    await rita.types("/samepage away")
    await expect(rita.modal).to_be_visible()


async def _sidebar(page: Page, look: Look) -> None:
    """The conversations; on a phone they cover the screen."""
    rita = await person_on(page, look, "left")
    menu = rita.pane.get_by_test_id("open-sidebar")
    if await menu.is_visible():
        await menu.click()
    await expect(rita.pane.locator('[data-conversation="general"]')).to_be_visible()


async def _drawer(page: Page, tab: str, there: str) -> None:
    drawer = page.get_by_test_id("drawer")
    if not await drawer.is_visible():
        await page.keyboard.press("Control+.")
    await drawer.get_by_role("tab", name=tab).click()
    await expect(drawer.get_by_role("tabpanel", name=tab).get_by_text(there).first).to_be_visible()


async def _traffic(page: Page, look: Look) -> None:
    """What went to the bot and what it called, one of them unfolded."""
    await _drawer(page, "Traffic", "chat.postMessage")
    await page.get_by_test_id("drawer").get_by_role("tabpanel").get_by_text("chat.postMessage").first.click()


async def _outbox(page: Page, look: Look) -> None:
    await _drawer(page, "Outbox", "State")


async def _faults(page: Page, look: Look) -> None:
    await _drawer(page, "Faults", "Waiting")


async def _checks(page: Page, look: Look) -> None:
    await _drawer(page, "Checks", "calls.encodings")


SCREENS: dict[str, Screen] = {
    "channel": _channel,
    "thread": _thread,
    "gathered": _gathered,
    "reason": _reason,
    "home": _home,
    "commands": _commands,
    "opening": _opening,
    "settings": _settings,
    "week": _week,
    "away": _away,
    "sidebar": _sidebar,
    "traffic": _traffic,
    "outbox": _outbox,
    "faults": _faults,
    "checks": _checks,
}
