"""What stands around the two halves: the drawer for developers, start over, one person in full, time to a moment."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from bot.demo.stage import Stage
from tests.browser.story import open_role, two
from tests.browser.window import DESK, PHONE, Opened

pytestmark = pytest.mark.browser


async def test_the_drawer_shows_the_traffic_the_outbox_and_faults_that_are_then_met(page: Page) -> None:
    rita, _, _ = two(page)
    await open_role(rita)
    await page.keyboard.press("Control+.")
    drawer = page.get_by_test_id("drawer")
    await expect(page.get_by_test_id("drawer-traffic")).to_be_focused()
    rows = page.get_by_test_id("traffic").get_by_role("button")
    await expect(rows.first).to_be_visible()
    await page.get_by_test_id("traffic-filter").fill("/req open")
    await expect(rows).to_have_count(1)
    await expect(rows).to_contain_text("slash_commands")
    await rows.click()
    await expect(drawer.get_by_role("region", name="Payload")).to_contain_text('"command": "/req"')

    await page.get_by_test_id("drawer-traffic").press("ArrowRight")
    await expect(page.get_by_test_id("outbox")).to_contain_text("settled: nothing is under way")
    await expect(page.get_by_test_id("outbox").get_by_role("row", name=re.compile("requisition.card"))).to_be_visible()

    await page.get_by_test_id("drawer-faults").click()
    await page.get_by_test_id("fault-target").select_option("views.open")
    await page.get_by_test_id("fault-what").select_option("error")
    await page.get_by_test_id("fault-add").click()
    waiting = page.get_by_test_id("faults-waiting")
    await expect(waiting).to_contain_text("views.open ok: false, once")
    await rita.types("/candidate post")
    await expect(waiting).to_have_count(0)

    chaos = drawer.get_by_role("form", name="Chaos from a seed")
    for wrong in ("", "1.5"):
        await page.get_by_test_id("chaos-seed").fill(wrong)
        await chaos.get_by_role("button").click()
        await expect(chaos.get_by_role("alert")).to_have_text("A whole number from 0 to 999999999")
    await page.get_by_test_id("chaos-seed").fill("7")
    await chaos.get_by_label("Of").select_option("calls")
    await chaos.get_by_role("button").click()
    await expect(page.get_by_test_id("faults-met")).to_contain_text("Chaos begins: seed 7, 10 % of calls")
    await expect(chaos.get_by_role("alert")).to_have_count(0)
    await page.get_by_test_id("drawer-traffic").click()
    await page.get_by_test_id("traffic-filter").fill("begins")
    await expect(rows).to_have_text([re.compile("chaos.*seed 7, 10 % of calls.*begins")])
    await expect(page.get_by_test_id("traffic").locator(".traffic-bad:visible")).to_have_count(0)
    await page.get_by_test_id("drawer-faults").click()
    await page.get_by_test_id("drawer-faults").press("Escape")
    await expect(drawer).to_be_hidden()


async def test_start_over_asks_then_everything_is_as_at_the_beginning(acting: Stage, opened: Opened) -> None:
    page = await opened(DESK)
    watching = await opened(DESK)  # somebody else's window hears of it too
    rita, _, clock = two(page)
    await rita.types("hello")
    await rita.sees("hello")
    await clock.press("clock-hour")
    await page.get_by_test_id("bar-menu").click()
    await page.get_by_test_id("menu-over").click()
    await expect(page.get_by_test_id("over")).to_contain_text("The bot forgets everything too")
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("over")).to_have_count(0)
    before = acting.bot
    await page.get_by_test_id("bar-menu").click()
    await page.get_by_test_id("menu-over").click()
    await page.get_by_test_id("over-go").click()
    await expect(page.get_by_test_id("toast")).to_contain_text("as at the beginning")
    assert await page.evaluate(_COVERED) == []
    await expect(clock.now).to_contain_text("Mon 23 Nov 10:00")
    await expect(page.get_by_test_id("tour")).to_contain_text("1 of 7")
    assert acting.bot is not before
    for each in (page, watching):
        await expect(each.get_by_test_id("message")).to_have_count(0)
    await rita.types("/req list")
    await rita.sees("Only visible to you", "no open requisitions")  # the new bot answers


async def test_one_persons_slack_fills_the_page_and_time_goes_to_a_moment(opened: Opened) -> None:
    page = await opened(DESK)
    rita, hal, clock = two(page)
    await page.get_by_test_id("switch-right").click()
    await expect(rita.pane).to_be_hidden()
    await page.reload()
    await expect(hal.composer).to_be_visible()
    await expect(rita.pane).to_be_hidden()
    await page.get_by_test_id("switch-both").click()
    await expect(rita.pane).to_be_visible()

    await page.get_by_test_id("clock-moment").click()
    field = page.get_by_test_id("moment")
    await field.fill("2026-11-20T09:00")
    await field.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("time moves forward only")
    for wrong, words in (("0001-01-01T00:00", "forward only"), ("9999-12-31T23:59", "no further than the year 2099")):
        await field.fill(wrong)
        await field.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text(words)
    assert await page.get_by_role("form", name="Move time").evaluate("form => form.scrollHeight <= form.clientHeight")
    await field.fill("2026-11-25T09:00")
    await page.get_by_test_id("moment-go").click()
    await expect(clock.now).to_contain_text("Wed 25 Nov 09:00 Berlin")
    await expect(page.get_by_test_id("clock-moment")).to_be_focused()

    phone = await opened(PHONE)
    await expect(phone.get_by_test_id("switch-both")).to_be_hidden()
    await expect(phone.get_by_test_id("clock-now")).to_contain_text("New York")


async def test_a_walk_under_way_is_shown_and_stopped_in_every_tab_and_after_a_reload(
    acting: Stage, opened: Opened
) -> None:
    page, watching = await opened(DESK), await opened(DESK)
    rita, _, clock = two(page)
    held = acting.playground.faults.add("chat.postMessage", "hang_before")
    await rita.types("/req open Analyst")
    await rita.picks("Hiring manager", "Hal Brennan")
    await rita.submits()
    await held.reached()
    await page.get_by_test_id("clock-hour").click()
    await expect(page.get_by_test_id("clock-hour")).to_contain_text("Stop")
    await page.reload()
    for each in (page, watching):
        await expect(each.get_by_test_id("next-what")).to_have_text("on the way to Mon 11:00")
        await expect(each.get_by_test_id("clock-hour")).to_have_attribute("aria-disabled", "true")
    await watching.get_by_role("button", name="Stop on the way").click()
    held.release()
    for each in (page, watching):
        await expect(each.get_by_test_id("clock-hour")).to_have_attribute("aria-disabled", "false")
    await expect(clock.now).to_contain_text("Mon 23 Nov 10:00")


# What lies under the notices, of what somebody may want to press or read.
_COVERED = """() => {
  const over = document.querySelector(".toasts").getBoundingClientRect();
  return [...document.querySelectorAll("button, a, textarea, input, h2")].filter((node) => {
    const box = node.getBoundingClientRect();
    const apart = box.bottom <= over.top || box.top >= over.bottom || box.right <= over.left || box.left >= over.right;
    return box.width && node.checkVisibility() && !apart && !node.closest(".toasts");
  }).map((node) => node.outerHTML.slice(0, 80));
}"""
