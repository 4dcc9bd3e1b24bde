"""Everything a bot can show and a person can do to it, on one page: blocks, inputs, messages, on desk and phone."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from bot.playground.server import Playground
from tests.browser.gallery import gallery
from tests.browser.hands import Hands
from tests.browser.test_page import _nothing_sticks_out
from tests.browser.window import DESK, PHONE, Look, window

pytestmark = pytest.mark.browser


@pytest.fixture
async def hung(tmp_path: Path) -> AsyncIterator[Playground]:
    async with gallery(tmp_path) as playground:
        yield playground


@pytest.fixture(params=[DESK])
async def page(hung: Playground, running: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """The page; what a good page does not do, such as asking another host for a picture, fails the test."""
    look: Look = request.param
    async with window(running, hung.url, look) as opened:
        yield opened.page
        assert opened.faults == []


async def test_every_block_is_drawn_fits_and_what_is_unknown_is_loud(page: Page) -> None:
    rita = Hands(page, "left")
    await rita.sees("שלום עולם")
    loud = rita.pane.get_by_test_id("unknown-block")
    await expect(loud).to_have_count(1)
    await expect(loud).to_contain_text("Unknown block “carousel”")
    written = rita.message("The week so far")
    shown = {
        "h3": ["The week so far"],
        "h4": ["Next"],
        "strong": ["strong", "yes", "whole", "Hal", "9"],
        "em": ["so far", "quick", "yes", "today"],
        "s": ["Not yet"],
        "code": ["**code**"],
        "blockquote": ["A quoteof two lines"],
        "ol > li > ul > li": ["by today", "else tomorrow"],
        "pre": ["def f(x):    return x * 2"],
        "td": ["Data Engineer", "9", "Designer", "31"],
        ".prose a": ["the whole agenda", "https://example.com/x_y_z"],
        ".mention": ["@Hal"],
        "img:not(.avatar)": [],
    }
    for node, texts in shown.items():
        assert [text.replace("\n", "") for text in await written.locator(node).all_text_contents()] == texts, node
    await expect(written).to_contain_text("snake_case_stays and 2 * 3 * 4 too")
    await expect(written).to_contain_text("<img src=x onerror=alert(1)> stays text, *so does this*")
    await expect(rita.message("Pipeline: 2 in review")).to_contain_text("https://example.com/pipeline.png")
    await expect(rita.pane.get_by_test_id("attachment").first).to_contain_text("All 412 checks are green.")
    await expect(rita.message("Then it is settled.")).to_have_count(0)
    await rita.message("Shall we meet").get_by_test_id("replies").click()
    await rita.sees("Then it is settled.", within=rita.thread)
    await _nothing_sticks_out(page)
    await rita.pane.get_by_test_id("thread-close").click()

    await rita.pane.get_by_role("button", name="The app's mark, enlarge").click()
    large = page.get_by_role("dialog", name="The app's mark")
    await expect(large).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(large).to_have_count(0)

    long = f"{'holiday' * 30}.png"
    await rita.pane.locator(".composer input[type=file]").first.set_input_files(
        {"name": long, "mimeType": "image/png", "buffer": b"no picture"}
    )
    for hands in (rita, Hands(page, "right")):
        unread = hands.message(long).get_by_role("img")
        await expect(unread).to_contain_text("cannot be read as a picture")
        await expect(unread).not_to_contain_text("/client/file")
    await _nothing_sticks_out(page)

    await page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    await _nothing_sticks_out(page)
    await rita.opens("Gallery")
    await expect(rita.pane.get_by_test_id("home")).to_contain_text("Waiting on me (2)")
    await _nothing_sticks_out(page)
    await rita.pane.get_by_test_id("tab-about").click()
    await expect(rita.pane.get_by_test_id("home")).to_contain_text("Shows everything a bot can show.")
    await _nothing_sticks_out(page)


async def test_inputs_are_filled_by_keyboard_checked_at_their_fields_and_sent_as_slack_sends_them(page: Page) -> None:
    rita = Hands(page, "left")
    await rita.types("/gallery")
    await expect(rita.field("Title")).to_be_focused()
    await rita.writes("Why this person?", "x")
    await page.keyboard.press("Control+Enter")
    await expect(rita.fault("Title")).to_have_text("Please complete this required field.")
    await expect(rita.fault("Why this person?")).to_have_text("Please use at least 20 characters.")
    await expect(rita.field("Title")).to_be_focused()

    await rita.writes("Title", "wrong")
    await rita.writes("Why this person?", "Because she did it before.")
    await rita.writes("Openings", "2")
    date = rita.field("Pick a date")
    await date.click()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await expect(date).to_have_value("Tue, 1 Dec 2026")
    await expect(date).to_be_focused()
    await rita.writes("Pick a time", "2:05 pm")
    await page.keyboard.press("Tab")
    await rita.picks("Several teams", "People and places")
    await page.keyboard.press("Escape")
    await rita.modal.get_by_test_id("modal-submit").click()
    await expect(rita.fault("Title")).to_have_text("That is not the title.")

    await rita.writes("Title", "right")
    async with page.expect_request("**/client/view/submit") as sending:
        await rita.submits()
    values = json.loads((await sending.value).post_data or "")["state"]["values"]
    assert values["i_date"]["i_date"] == {"type": "datepicker", "selected_date": "2026-12-01"}
    assert values["i_time"]["i_time"] == {"type": "timepicker", "selected_time": "14:05"}
    assert values["number"]["number"] == {"type": "number_input", "value": "2"}
    assert [each["value"] for each in values["teams"]["teams"]["selected_options"]] == ["eng", "des", "ppl"]
    await expect(rita.composer).to_be_focused()


@pytest.mark.parametrize("page", [PHONE], indirect=True)
async def test_rich_text_and_options_from_the_app_on_a_phones_sheet(hung: Playground, page: Page) -> None:
    rita = Hands(page, "left")
    await rita.types("/gallery newest")
    await rita.modal.locator("[contenteditable]").click()
    await page.keyboard.type("Say ")
    await rita.modal.get_by_role("button", name="Bold").click()
    await page.keyboard.type("it")
    await rita.modal.get_by_role("button", name="Bold").click()
    await page.keyboard.press("Enter")
    await rita.modal.get_by_role("button", name="Bulleted list").click()
    await page.keyboard.type("once")

    outside = rita.field("External")
    await outside.click()
    await expect(rita.modal.get_by_role("status")).to_have_text("Type at least 2 letters")
    await outside.press_sequentially("zz")
    await expect(rita.modal.get_by_role("status")).to_have_text("No results")
    await outside.fill("be")
    await rita.modal.get_by_role("option", name="Bern").click()
    await expect(outside).to_have_value("Bern")
    asked = hung.deliveries[-1].payload
    assert (asked["type"], asked["block_id"], asked["value"]) == ("block_suggestion", "from_outside", "be")

    sheet = await rita.modal.bounding_box()
    assert sheet is not None
    assert sheet["width"] == PHONE.width
    await expect(rita.modal.get_by_test_id("unknown-block")).to_have_count(1)
    await _nothing_sticks_out(page)
    async with page.expect_request("**/client/view/submit") as sending:
        await rita.submits()
    values = json.loads((await sending.value).post_data or "")["state"]["values"]
    assert values["from_outside"]["from_outside"]["selected_option"]["value"] == "bern"
    bold = {"type": "text", "text": "it", "style": {"bold": True}}
    line = {"type": "rich_text_section", "elements": [{"type": "text", "text": "once"}]}
    assert values["rich"]["rich"]["rich_text_value"]["elements"] == [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "Say "}, bold]},
        {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": [line]},
    ]


async def test_a_message_is_reacted_to_edited_marked_unread_and_deleted(hung: Playground, page: Page) -> None:
    rita, hal = Hands(page, "left"), Hands(page, "right")
    await rita.types("Lunch :piz")
    await rita.sees("Lunch :piz")
    await expect(hal.pane.get_by_test_id("messages-news")).to_contain_text("Rita Lindqvist: Lunch")
    await rita.composer.press("ArrowUp")
    await rita.pane.get_by_test_id("edit-field").fill("Lunch with @Hal?")
    await page.keyboard.press("Enter")
    await rita.sees("Lunch with @Hal?", "(edited)")
    theirs = hal.message("Lunch with @Hal?")
    await theirs.hover()
    await theirs.get_by_test_id("react").click()
    await page.get_by_test_id("emoji-picker").get_by_label("Search emoji by name").fill("rock")
    await page.keyboard.press("Enter")
    reaction = rita.message("Lunch").get_by_test_id("reaction")
    await expect(reaction).to_have_attribute("aria-pressed", "false")
    await reaction.click()
    await expect(reaction).to_have_text("2")
    await hal.message("Lunch").get_by_test_id("reaction").click()
    await expect(reaction).to_have_text("1")

    await theirs.hover()
    await theirs.get_by_test_id("message-more").click()
    await page.get_by_role("menuitem", name="Mark as unread").click()
    await expect(hal.unread("general")).to_have_count(1)
    await hal.opens("hiring")
    await expect(hal.unread("general")).to_have_count(1)
    await hal.opens("general")
    await expect(hal.pane.get_by_role("separator", name="New messages")).to_be_visible()

    mine = rita.message("Lunch with")
    await mine.hover()
    await mine.get_by_test_id("message-more").click()
    await page.get_by_role("menuitem", name="Delete message").click()
    await rita.pane.get_by_test_id("confirm-ok").click()
    await expect(hal.message("Lunch")).to_have_count(0)
    await rita.message("Nobody else sees this").get_by_test_id("dismiss").click()
    await expect(rita.message("Nobody else sees this")).to_have_count(0)

    await rita.pane.get_by_test_id("messages").focus()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    await expect(rita.message("שלום עולם")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(rita.message("שלום עולם").get_by_test_id("react")).to_be_focused()

    for number in range(90):
        await hung.person("Ines").say(f"line {number}.", channel="hiring")
    await rita.opens("hiring")
    await rita.sees("line 89.")
    rows = rita.pane.get_by_test_id("messages").get_by_test_id("message")
    assert await rows.count() <= 110
    await rita.pane.get_by_test_id("messages").evaluate("list => { list.scrollTop = 0 }")
    await rita.sees("line 0.")
