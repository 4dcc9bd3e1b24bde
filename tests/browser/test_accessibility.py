"""No serious fault that axe-core can see, on any screen, light and dark, at 1440 and at 390 px; and the keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.hands import APP
from tests.browser.story import AMARA, APPROVE, open_role, post, two
from tests.browser.window import DESK, PHONE

pytestmark = pytest.mark.browser

_SERIOUS = ("serious", "critical")
# Contrast is the one rule that the colour scheme changes.
_RUN = """only => axe.run(document, {
  resultTypes: ["violations"], ...(only ? { runOnly: { type: "rule", values: [only] } } : {}),
}).then(found => found.violations.map(({ id, impact, nodes }) =>
  ({ id, impact, where: nodes.map(node => node.target.join(" ") + ": " + node.failureSummary.split("\\n")[1]) })))"""


async def _faults(page: Page, screen: str, *, phone: bool = True) -> list[str]:
    """What axe finds on this screen, in both schemes and widths; the window is left wide and light."""
    found: list[str] = []
    for look in (DESK, PHONE) if phone else (DESK,):
        await page.set_viewport_size({"width": look.width, "height": look.height})
        for scheme, only in (("light", None), ("dark", "color-contrast")):
            await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            violations: list[dict[str, Any]] = await page.evaluate(_RUN, only)
            found += [
                f"{screen}, {look.width} px, {scheme}: {each['id']} {each['where'][:4]}"
                for each in violations
                if each["impact"] in _SERIOUS
            ]
    await page.set_viewport_size({"width": DESK.width, "height": DESK.height})
    await page.emulate_media(color_scheme="light")
    return found


async def test_no_screen_has_a_serious_fault(page: Page) -> None:
    rita, hal, clock = two(page)
    await page.evaluate(Axe().axe_script)
    found = await _faults(page, "first view and guide")
    await rita.types("/req open")
    await expect(rita.modal).to_be_visible()
    found += await _faults(page, "modal")
    await rita.modal.get_by_test_id("modal-cancel").click()
    await open_role(rita)
    await post(rita, AMARA, "Data Engineer", "Rebuilt a nightly pipeline.")
    found += await _faults(page, "channel with a card")
    await clock.until(hal.unread(APP))
    await hal.opens(APP)
    await hal.presses(APPROVE, await hal.sees("One person is waiting on you."))
    await rita.message(f"{AMARA} · for REQ-1").get_by_test_id("replies").click()
    await rita.sees("said yes to Candidate 1", within=rita.thread)
    found += await _faults(page, "thread and gathered message")
    await page.keyboard.press("Control+.")
    rows = page.get_by_test_id("traffic").get_by_role("button")
    await rows.first.click()
    found += await _faults(page, "traffic")
    for tab in ("outbox", "faults", "checks"):
        await page.get_by_test_id(f"drawer-{tab}").click()
        await expect(page.get_by_test_id(tab)).to_be_visible()
        found += await _faults(page, tab, phone=False)
    await page.get_by_test_id("bar-menu").click()
    await page.get_by_test_id("menu-over").click()
    await expect(page.get_by_test_id("over")).to_be_visible()
    found += await _faults(page, "start over", phone=False)
    assert not found, "\n".join(found)


async def test_the_keyboard_reaches_everything_in_the_order_one_reads_and_comes_back(page: Page) -> None:
    await expect(page.get_by_test_id("tour")).to_be_visible()
    await page.evaluate("document.activeElement.blur()")
    reached: list[str] = []
    for _ in range(12):
        await page.keyboard.press("Tab")
        reached.append(await page.evaluate("document.activeElement.dataset.testid ?? document.activeElement.ariaLabel"))
    bar = ["clock-hour", "clock-day", "clock-next", "clock-moment", "switch-both", "switch-left", "switch-right"]
    assert reached[:9] == [*bar, "open-drawer", "bar-menu"]
    assert reached[9] == "Dismiss"  # the guide and its button; then the left half
    assert reached[10:12] == [None, "person-picker"]
    await page.get_by_test_id("open-drawer").press("Enter")
    await expect(page.get_by_test_id("drawer-traffic")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("open-drawer")).to_be_focused()
    await page.get_by_test_id("bar-menu").press("Enter")
    await expect(page.get_by_test_id("menu-guide")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("over-cancel")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("bar-menu")).to_be_focused()
