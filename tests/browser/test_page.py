"""The page itself: faults at their fields, completion, hints, long names, and a manager on a phone."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from bot.demo.stage import Stage
from tests.browser.hands import APP, Hands, until
from tests.browser.story import AMARA, TITLE, approve, open_and_post, open_role, post, two
from tests.browser.window import DESK, PHONE, Look, Opened

pytestmark = pytest.mark.browser

LONG_TITLE = "Principal Donaudampfschifffahrtsgesellschaftskapitänin for Streaming Pipelines 2"
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Cholmondeley von Habsburg"


async def test_a_missing_field_says_so_and_keeps_what_was_typed(page: Page) -> None:
    rita, _, _ = two(page)
    await rita.types("/req open")
    await rita.writes("Title", TITLE)
    await rita.modal.get_by_test_id("modal-submit").click()
    await expect(rita.fault("Hiring manager")).to_have_text("Please complete this required field.")
    await expect(rita.fault("Title")).to_have_count(0)
    await expect(rita.field("Title")).to_have_value(TITLE)


async def test_what_the_bot_refuses_stands_at_its_field_and_keeps_what_was_typed(page: Page) -> None:
    rita, _, _ = two(page)
    await rita.types(f"/req open {TITLE}")
    await rita.writes("Location", "Lagos")
    await rita.picks("Hiring manager", "Gus Agency")
    await rita.modal.get_by_test_id("modal-submit").click()
    await expect(rita.fault("Hiring manager")).to_contain_text("is a guest")
    await expect(rita.field("Hiring manager")).to_have_value("Gus Agency")
    await expect(rita.field("Title")).to_have_value(TITLE)
    await expect(rita.field("Location")).to_have_value("Lagos")

    await rita.picks("Hiring manager", "Hal Brennan")
    await rita.submits()
    await rita.sees("REQ-1 Senior Data Engineer is open")


async def test_a_slash_offers_the_commands_and_tab_takes_one(page: Page) -> None:
    rita, _, _ = two(page)
    await rita.composer.click()
    await rita.composer.press_sequentially("/")
    offers = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    await expect(offers).to_contain_text(["/req", "/candidate", "/samepage", "/invite"])
    await rita.composer.press_sequentially("cand")
    await expect(offers).to_have_count(1)
    await rita.composer.press("Tab")
    await expect(rita.composer).to_have_value("/candidate ")
    await expect(offers).to_have_count(0)


async def test_an_unknown_word_is_answered_with_the_words_that_work(page: Page) -> None:
    rita, hal, _ = two(page)
    await rita.types("/req nonsense")
    await rita.sees("Only visible to you", "I do not know “nonsense”", "/req open")
    await expect(hal.message("nonsense")).to_have_count(0)


async def test_the_guide_leads_from_the_empty_page_to_the_first_answer_and_beyond(page: Page) -> None:
    """The manager is somebody neither half shows; each step ticks by itself, and its button takes it."""
    rita, hal, _ = two(page)
    guide = page.get_by_test_id("tour")
    go = guide.locator(".guide-go")
    await expect(guide.get_by_role("listitem")).to_have_count(7)
    await guide.get_by_role("button", name="Type it for me").click()
    await expect(rita.composer).to_have_value("/req open Senior Data Engineer")
    await rita.composer.press("Enter")
    await rita.picks("Hiring manager", "Arjun Mehta")
    await rita.submits()

    await expect(guide).to_contain_text("2 of 7")
    await go.click()
    await expect(rita.composer).to_have_value("/candidate post")
    await rita.composer.press("Enter")
    await rita.writes("Name", AMARA)
    await rita.writes("Why this person?", "Rebuilt a nightly pipeline.")
    await rita.submits()

    await expect(guide).to_contain_text("It is 14:30 in Kolkata: Arjun is left in peace")
    await until(page, go, guide.get_by_text("Arjun has one message for everything"))
    await expect(go).to_have_text("See it as Arjun")
    await go.click()
    await approve(hal, await hal.sees("One person is waiting on you."))  # whoever the right half shows
    await expect(guide).to_contain_text("5 of 7")
    await go.click()
    await rita.sees("Arjun said yes to Candidate 1", within=rita.thread)
    await expect(guide).to_contain_text("Arjun may press Undo")
    await until(page, go, guide.get_by_text("lists the rest"))
    await go.click()
    await expect(guide).to_be_hidden()
    await page.reload()
    await expect(rita.pane.locator('[data-conversation="general"]')).to_be_visible()  # what is there is known again
    await expect(guide).to_be_hidden()
    await page.get_by_test_id("bar-menu").click()
    await page.get_by_test_id("menu-guide").click()
    await expect(guide).to_contain_text("7 of 7")


@pytest.mark.parametrize("look", [DESK, PHONE], ids=["1440", "390"])
async def test_long_titles_and_names_do_not_break_the_layout(acting: Stage, opened: Opened, look: Look) -> None:
    assert len(LONG_TITLE) == 80
    acting.playground.change_person("Hal", name=LONG_NAME, title=LONG_TITLE)
    page = await opened(look)
    rita, _, clock = two(page)
    await _nothing_sticks_out(page)
    await open_role(rita, LONG_TITLE, LONG_NAME)
    await post(rita, LONG_NAME, LONG_NAME, LONG_TITLE)
    await _nothing_sticks_out(page)
    if look is PHONE:
        await page.get_by_test_id("switch-right").click()
    hal = Hands(page, "right")
    await hal.opens(APP)
    waiting = hal.message("One person is waiting on you.", LONG_NAME)
    await clock.until(waiting)
    await _nothing_sticks_out(page)
    await hal.presses("Reject", waiting)
    await expect(hal.modal).to_contain_text(LONG_NAME)
    await _nothing_sticks_out(page)


async def test_a_manager_on_a_phone_answers_from_the_direct_message(opened: Opened) -> None:
    page = await opened(PHONE)
    rita, hal, clock = two(page)
    await open_and_post(rita)
    await page.get_by_test_id("switch-right").click()
    await expect(rita.pane).to_be_hidden()
    await hal.opens(APP)
    message = hal.message("Three people are waiting on you.")
    await clock.until(message)
    await approve(hal, hal.message("You get this at 09:30 and 14:00 at most"))
    await hal.sees("Two people are waiting on you.", "1 answered, thank you")
    await expect(message).to_have_count(0)
    await _nothing_sticks_out(page)
    await page.get_by_test_id("switch-left").click()
    await rita.sees(f"{AMARA} · for REQ-1", "Approved by Hal")


async def test_the_page_reads_well_without_the_other_half(opened: Opened) -> None:
    """On a phone one person's half fills the page, and the other is one touch away."""
    page = await opened(PHONE)
    for side, other in (("left", "right"), ("right", "left")):
        await page.get_by_test_id(f"switch-{side}").click()
        await expect(page.get_by_test_id(f"pane-{side}")).to_be_visible()
        await expect(page.get_by_test_id(f"pane-{other}")).to_be_hidden()
        width = await page.get_by_test_id(f"pane-{side}").evaluate("node => node.getBoundingClientRect().width")
        assert width == PHONE.width


async def _nothing_sticks_out(page: Page) -> None:
    """Neither the page nor anything that scrolls in it scrolls sideways; no button is wider than the page."""
    assert await page.evaluate(_STICKS_OUT) == []


_STICKS_OUT = """() => {
  const scrolling = [document.documentElement, ...document.querySelectorAll(
    "main, .pane, .messages, .dialog-body, .sidebar, .chat-head, .timebar, .personbar, .composer, .guide, .drawer")];
  const wide = scrolling.filter((node) => node.scrollWidth > node.clientWidth + 1 && node.offsetParent !== null);
  const out = [...document.querySelectorAll("button, h2, h3, p, .prose")].filter((node) => {
    const box = node.getBoundingClientRect();
    const seen = box.width && node.checkVisibility({ visibilityProperty: true });
    return seen && (box.right > innerWidth + 1 || box.left < -1);
  });
  return [...wide, ...out].map((node) => `${node.tagName}.${node.className}: ${node.textContent.slice(0, 60)}`);
}"""
