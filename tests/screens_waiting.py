"""The screens of what waits on somebody: the gathered message, its modals, a review, and whose ball it is.

A workspace of their own, on a Wednesday morning in Berlin: Rita owes four answers at once, Hal a batch of profiles.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from playwright.async_api import Browser, Locator, Page, expect

from bot.demo.hiring import CANDIDATES
from bot.demo.stage import HOME
from bot.playground.server import Playground
from tests import screens
from tests.album import Album
from tests.browser.hands import APP, Hands
from tests.browser.window import Look
from tests.screens import Screen, person_on
from tests.stories.acting import Role, open_role, post_candidate, rest
from tests.stories.intake import SURE, typed

UNSEEN = "Contracts, yes; no case before a works council so far."
ASKED = "Did she run the on-call rota, or take part in it?"
PARTNERS = (
    (
        "Noor Haddad",
        "HR generalist at Kestrel",
        "Moved 300 people to one set of contracts, and kept the works council.",
    ),
    ("Tomás Rivera", "People partner at Ferrous", "Coached nine first-time managers; six of them still lead."),
    (
        "Signe Dahl",
        "Consultant",
        "Wrote the pay bands two of our competitors use, and can say what is wrong with them.",
    ),
    ("Yuki Mori", "People lead at Nordlicht", "Built onboarding for a team that doubled in a year."),
)
BRIEF = {
    "Why now": "Two teams will double by summer, and managers ask for help every week.",
    "After 90 days this person has …": "Met every manager, and settled the three oldest cases.",
    "Must-haves": "- Labour law in Germany\n- Coaching managers\n- Works council",
}


async def prepare(playground: Playground) -> None:
    """Two days of work: Priya recruits a people partner with Rita, Rita a data engineer with Hal."""
    priya, hal = playground.person("Priya"), playground.person("Hal")
    people = await open_role(playground, "People Partner", by="Priya", manager="Rita")
    data = await open_role(playground, backup="Bo")
    await _post(playground, people, PARTNERS[0], by="Priya")
    await _until(playground, 1, time(15))
    for each in PARTNERS[1:]:
        await _post(playground, people, each, by="Priya")
    assert (await priya.command("/req brief", people.channel)).ok
    assert (await typed(priya, BRIEF | SURE)).closed
    for each in CANDIDATES:
        await _post(playground, data, each)
    card = next(each for each in hal.messages(data.channel) if CANDIDATES[0][0] in each.all_text)
    assert (await hal.click("Ask a question", message=card)).ok
    assert (await hal.submit({"What do you need to know?": ASKED})).closed
    await _until(playground, 2, time(9, 31))


async def _post(playground: Playground, role: Role, who: tuple[str, str, str], *, by: str = "Rita") -> None:
    name, present, case = who
    more = {"Present role": present, "Source": "Referral"}
    await post_candidate(playground, role, name, by=by, case=case, **more)


async def _until(playground: Playground, days: int, at: time) -> None:
    """That many days after the stage's Monday, at this time in Berlin."""
    today = playground.clock.now().astimezone(HOME).date()
    monday = today - timedelta(days=today.weekday())
    await playground.move_to(datetime.combine(monday + timedelta(days=days), at, HOME))
    await rest(playground)


async def take_all(running: Browser, url: str, album: Album) -> None:
    await screens.take_all(running, url, album, SCREENS)


async def _rita(page: Page, look: Look) -> tuple[Hands, Locator]:
    """Rita, and her gathered message."""
    rita = await person_on(page, look, "left")
    await rita.opens(APP)
    return rita, await rita.sees("waiting on you", "has waited since", "3 profiles", "Sign brief")


async def _waiting(page: Page, look: Look) -> None:
    """A batch, a signature, a question and a line that is overdue, in one message."""
    _, message = await _rita(page, look)
    await message.evaluate("row => row.scrollIntoView({ block: 'start' })")


async def _menu(page: Page, look: Look, choice: str) -> None:
    """The overdue line's ⋯ menu, and what is chosen in it."""
    rita, message = await _rita(page, look)
    await rita.presses("More actions", message)
    await page.get_by_role("menuitem", name=choice, exact=True).click()
    await expect(rita.modal).to_be_visible()


async def _put_off(page: Page, look: Look) -> None:
    await _menu(page, look, "Put off")


async def _hand_over(page: Page, look: Look) -> None:
    await _menu(page, look, "Hand over")


async def _ask(page: Page, look: Look) -> None:
    await _menu(page, look, "Ask a question")


async def _answer(page: Page, look: Look) -> None:
    """The question, with room for the answer."""
    rita, message = await _rita(page, look)
    await rita.presses("Answer", message)
    await expect(rita.modal).to_contain_text(ASKED)


async def _review(page: Page, look: Look) -> None:
    """One profile, with every answer there is."""
    rita, message = await _rita(page, look)
    await rita.presses("Review", message)
    await expect(rita.modal).to_contain_text(PARTNERS[0][0])


async def _refusal(page: Page, look: Look) -> None:
    """The same modal one step on: why not."""
    await _review(page, look)
    rita = Hands(page, "left")
    await rita.presses("Reject", rita.modal)
    await rita.picks("What is missing?", "Not enough of a skill this role needs")
    await rita.writes("What did you see or not see?", UNSEEN)


async def _ball(page: Page, look: Look) -> None:
    """Whose ball it is, and was."""
    rita = await person_on(page, look, "left")
    await rita.opens("general")
    await rita.types("/req show REQ-2")
    message = await rita.sees("Whose ball so far")
    await message.evaluate("row => row.scrollIntoView({ block: 'start' })")


SCREENS: dict[str, Screen] = {
    "waiting": _waiting,
    "put-off": _put_off,
    "hand-over": _hand_over,
    "ask": _ask,
    "answer": _answer,
    "review": _review,
    "refusal": _refusal,
    "ball": _ball,
}
