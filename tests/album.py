"""Pictures of the page, taken into a folder."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Locator, Page


class Album:
    """A folder of PNG files; where `largest` (bytes) is given, a picture above it is an error."""

    def __init__(self, folder: Path, largest: int | None = None) -> None:
        self.folder = folder
        self.largest = largest
        folder.mkdir(parents=True, exist_ok=True)

    async def take(self, page: Page, name: str, part: Locator | None = None) -> None:
        """The whole window, or a part of it."""
        await page.mouse.move(0, 0)  # nothing is hovered
        file = self.folder / f"{name}.png"
        await (part or page).screenshot(path=file, animations="disabled", caret="hide")
        size = file.stat().st_size
        if self.largest is not None and size > self.largest:
            raise RuntimeError(f"{file.name} has {size} bytes; {self.largest} are the most")
        print(f"{file}  {size // 1000} kB")  # noqa: T201 (this is the program's output)


def whole(faults: list[str]) -> None:
    """Refuse pictures of a page that did what a good page does not do."""
    if faults:
        raise RuntimeError("; ".join(faults))
