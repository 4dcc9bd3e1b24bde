"""What one person does and sees in their half of the page: by clicking and typing only."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

from tests.browser.window import PATIENCE_MS

expect.set_options(timeout=PATIENCE_MS)
APP = "Same Page"
_MOST_STEPS = 40
_AT_REST = "fetch('/client/clock').then(answer => answer.json()).then(clock => clock.settled)"


class Hands:
    """One person, in the pane on their side."""

    def __init__(self, page: Page, side: str) -> None:
        self.page, self.side = page, side
        self.pane = page.get_by_test_id(f"pane-{side}")
        self.composer = self.pane.get_by_test_id("composer")
        self.modal = self.pane.get_by_test_id("modal")
        self.thread = self.pane.get_by_test_id("thread")

    async def types(self, line: str) -> None:
        """Types into the composer and sends."""
        await self.composer.click()
        await self.composer.press_sequentially(line)
        await self.composer.press("Enter")

    async def opens(self, conversation: str) -> None:
        """Goes to a conversation by how its name begins in the sidebar, an app's messages rather than its Home; on a
        phone the sidebar is opened first."""
        menu = self.pane.get_by_test_id("open-sidebar")
        if await menu.is_visible():
            await menu.click()
        await self.pane.locator(f'[data-conversation^="{conversation}"]').click()
        if conversation == APP:
            await self.pane.get_by_test_id("tab-messages").click()

    def unread(self, conversation: str) -> Locator:
        """The conversation's row in the sidebar, if there is something new in it."""
        return self.pane.locator(f'[data-conversation="{conversation}"]:not([data-unread="0"])')

    def message(self, *words: str, within: Locator | None = None) -> Locator:
        """The newest message with all these words."""
        found = (within or self.pane.get_by_test_id("messages")).get_by_test_id("message")
        for word in words:
            found = found.filter(has_text=word)
        return found.last

    async def sees(self, *words: str, within: Locator | None = None) -> Locator:
        """Waits until a message with all these words is there; gives it back."""
        message = self.message(*words, within=within)
        await expect(message).to_be_visible()
        return message

    async def rests(self) -> None:
        """Waits until nothing is being repainted."""
        await self.page.wait_for_function(_AT_REST)

    async def presses(self, button: str, where: Locator) -> None:
        """Presses a button once nothing is being repainted: a repainted message has new buttons, as in Slack."""
        await self.rests()
        await where.get_by_role("button", name=button, exact=True).first.click()

    def field(self, label: str) -> Locator:
        """What one fills in under this label in the modal."""
        return self.modal.get_by_label(re.compile(rf"^{re.escape(label)}(?: \(optional\))?$"))

    def fault(self, label: str) -> Locator:
        """The fault that stands at this field."""
        return self.field(label).locator(
            "xpath=ancestor::*[contains(@class, 'bk-input')]//*[contains(concat(@class, ' '), 'bk-fault ')]"
        )

    async def writes(self, label: str, text: str) -> None:
        await self.field(label).fill(text)

    async def picks(self, label: str, option: str) -> None:
        """Opens a list in the modal, types what it should show, takes the first that fits."""
        field = self.field(label)
        await field.click()
        await field.fill(option)
        await self.modal.get_by_role("option").filter(has_text=option).first.click()

    async def submits(self) -> None:
        """Sends the modal and waits until it is gone."""
        await self.modal.get_by_test_id("modal-submit").click()
        await expect(self.modal).to_be_hidden()


async def until(page: Page, button: Locator, there: Locator) -> None:
    """Presses a button that lets time pass, again and again, until this is seen."""
    for _ in range(_MOST_STEPS):
        await expect(button).to_have_attribute("aria-disabled", "false")
        if await there.is_visible():
            return
        await button.click()
    raise AssertionError(f"{_MOST_STEPS} presses, and still not there: {there}")


class Clock:
    """The bar on top."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.next = page.get_by_test_id("clock-next")
        self.now = page.get_by_test_id("clock-now")

    async def press(self, button: str) -> None:
        """Presses clock-hour, clock-day or clock-next, and waits until time stands again."""
        node = self.page.get_by_test_id(button)
        await expect(node).to_have_attribute("aria-disabled", "false")
        await node.click()
        await expect(node).to_have_attribute("aria-busy", "false")

    async def until(self, there: Locator, button: str = "clock-next") -> int:
        """Presses a button until this is seen; how often it took."""
        for presses in range(_MOST_STEPS):
            if await there.is_visible():
                return presses
            await self.press(button)
        raise AssertionError(f"{_MOST_STEPS} presses of {button}, and still not there: {there}")
