"""The screens of interviews and offers: planned, briefed, judged alone, revealed, compared, offered, declined, hired.

A workspace of its own, on a Thursday in Berlin: Rita recruits two platform engineers with Hal, who interviews too;
seven people were put forward, and each is at another step.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from playwright.async_api import Browser, Page, expect

from bot.demo.stage import HOME
from bot.playground.reading import SeenMessage
from bot.playground.server import Playground
from tests import screens
from tests.album import Album, whole
from tests.browser.hands import APP, Hands
from tests.browser.window import DESK, Look, window
from tests.screens import Screen, person_on
from tests.screens_candidates import BRIEF, MENTORS, ON_CALL, ROLE, SQL
from tests.stories.acting import APPROVE, Role, again, cards, direct, open_role, post_candidate, rest
from tests.stories.intake import SURE, typed

HAL, BO, INES = "Hal Brennan", "Bo Castellano", "Ines Ferreira"
YES, NO = "Yes: I would hire them", "No: I would not hire them"
CLOSEST, SAW = "What comes closest?", "What did you see or hear?"
PEOPLE = ("Amara Okafor", "Jonas Brandt", "Mei Tanaka", "Noor Haddad", "Luis Ortega", "Grace Lindholm", "Tomás Rivera")
AMARA, JONAS, MEI, NOOR, LUIS, GRACE, TOMAS = PEOPLE
ALL_THREE = {SQL: [HAL, BO], ON_CALL: [HAL, INES]}
Card = tuple[Sequence[tuple[int, str]], str]  # each mark with what was seen, and what they would do
WELL = (
    (3, "Read the plan aloud, and found the missing index."),
    (3, "Two bad nights, told plainly."),
    (4, "Two of her interns lead teams today."),
)
AMARAS: dict[str, Card] = {
    "Hal": (((4, "Wrote the plan on the board, with its costs."), (2, "Has watched others being called.")), YES),
    "Bo": (((2, "Knew the plan, guessed at the locks."),), NO),
    "Ines": (((2, "Told one bad night; somebody else had solved it."),), YES),
}


async def prepare(playground: Playground) -> None:
    """Amara's cards differ and the debrief has begun; Jonas is to be interviewed, Luis was; Mei declined; Noor's offer
    waits for approval; Grace is hired; Tomás has withdrawn."""
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground, "Platform Engineer", backup="Bo")
    assert (await rita.click("Edit", channel=role.channel)).ok
    assert (await rita.submit({"Openings": "2"})).closed
    assert (await rita.command("/req brief", role.channel)).ok
    assert (await typed(rita, BRIEF | SURE)).closed
    assert (await hal.command("/req brief", role.channel)).ok
    assert (await hal.submit(SURE)).ok
    for name in PEOPLE:
        await post_candidate(playground, role, name, case="Kept a warehouse up through two migrations, on call.")
    for n in range(6):
        assert (await hal.click(APPROVE, message=_card(playground, role, n))).ok
    monday = playground.clock.now().astimezone(HOME).date()
    await _until(playground, monday, 1, time(9))
    tuesday = datetime.combine(monday + timedelta(days=1), time(15), HOME)
    await _plan(playground, role, 0, ["Hal", "Bo", "Ines"], tuesday, ALL_THREE)
    for n in (2, 3, 5, 4):
        await _plan(playground, role, n, ["Hal"], tuesday, {})
    await _plan(playground, role, 1, ["Hal", "Ines"], tuesday + timedelta(days=2), {SQL: [HAL], MENTORS: [HAL, INES]})
    await _until(playground, monday, 1, time(16, 1))
    await _until(playground, monday, 2, time(15, 40))
    for who, card in AMARAS.items():
        await _judge(playground, who, AMARA, *card)
    for name in (MEI, NOOR, GRACE):
        await _judge(playground, "Hal", name, WELL, YES)
    for n in (0, 2, 3, 5):
        opened = next(each for each in rita.thread(_card(playground, role, n)) if "Start the debrief" in each.buttons)
        assert (await rita.click("Start the debrief", message=opened)).ok
        await rest(playground)
    for n in (2, 3, 5):
        assert (await hal.click("Approve → offer", message=_card(playground, role, n))).ok
        await rest(playground)
    await _offers(playground, role, monday)
    assert (await rita.command("/candidate withdraw 7", role.channel)).ok
    assert (await rita.submit({"Why did they withdraw?": "Took another offer"})).ok
    await _until(playground, monday, 3, time(14, 5))


async def _offers(playground: Playground, role: Role, monday: date) -> None:
    rita = playground.person("Rita")
    for n in (2, 5):
        assert (await rita.command(f"/candidate offer {n + 1}", role.channel)).ok
        assert (await rita.submit({"To be answered by": f"{monday + timedelta(days=8)}"})).closed
        await rest(playground)
    assert (await rita.click("Declined", message=_card(playground, role, 2))).ok
    assert (await rita.submit({"Why did they decline?": "Took another offer"})).closed
    assert (await rita.click("Accepted", message=_card(playground, role, 5))).ok
    assert (await rita.submit({"Starts on": f"{monday + timedelta(days=56)}"})).closed
    assert (await rita.command("/candidate offer 4", role.channel)).ok
    terms = {"To be approved first by": "Hal", "What is offered, for whoever approves": "Level 4, from February."}
    assert (await rita.submit(terms)).closed
    await rest(playground)


def _card(playground: Playground, role: Role, n: int) -> SeenMessage:
    return again(playground, cards(playground, role)[n])


async def _until(playground: Playground, monday: date, days: int, at: time) -> None:
    await playground.move_to(datetime.combine(monday + timedelta(days=days), at, HOME))
    await rest(playground)


async def _plan(
    playground: Playground, role: Role, n: int, who: list[str], starts: datetime, focus: dict[str, list[str]]
) -> None:
    rita = playground.person("Rita")
    assert (await rita.click("Plan an interview", message=_card(playground, role, n))).ok
    when = {"Who talks to them?": who, "When does it begin?": starts, "How long?": "1 hour"}
    assert (await rita.submit(when)).ok
    assert (await rita.submit(focus)).ok
    await rita.close()
    await rest(playground)


async def _judge(playground: Playground, who: str, name: str, marks: Sequence[tuple[int, str]], would: str) -> None:
    """A whole scorecard: the first that the last message asks for."""
    person = playground.person(who)
    asked = next(each for each in reversed(direct(playground, who)) if "Fill in" in each.buttons)
    assert (await person.click("Fill in", message=asked)).ok
    assert person.view is not None
    assert name in person.view.all_text, person.view.all_text
    for mark, saw in marks:
        radio = next(each["element"] for each in person.view.blocks if "radio_buttons" in str(each))
        words = next(each["text"]["text"] for each in radio["options"] if each["value"] == str(mark))
        assert (await person.submit({CLOSEST: words, SAW: saw})).ok
    assert (await person.submit({"I say": would})).ok
    await person.close()
    await rest(playground)


async def take_all(running: Browser, url: str, album: Album) -> None:
    await screens.take_all(running, url, album, SCREENS)


async def take_few(running: Browser, url: str, album: Album) -> None:
    """The README's: the reveal as the decider reads it, and the comparison."""
    async with window(running, url, DESK) as opened:
        await opened.page.get_by_test_id("tour").get_by_role("button", name="Dismiss").click()
        for name, screen, side in (("reveal", _reveal, "right"), ("compare", _compare, "left")):
            await screen(opened.page, DESK)
            await opened.page.evaluate("document.activeElement.blur()")
            await album.take(opened.page, name, Hands(opened.page, side).pane)
        whole(opened.faults)


async def _shown(page: Page, look: Look, side: str, *words: str, where: str = ROLE) -> Hands:
    """A message with these words, from its beginning."""
    person = await person_on(page, look, side)
    await person.opens(where)
    message = await person.sees(*words)
    await message.evaluate("row => row.scrollIntoView({ block: 'start' })")
    return person


async def _role(page: Page, look: Look) -> None:
    """The role's card: one of two openings is filled."""
    await _shown(page, look, "left", "REQ-1 · Platform Engineer", "1 of 2")


async def _interviews(page: Page, look: Look) -> None:
    """All interviews with one candidate."""
    rita = await _shown(page, look, "left", f"{JONAS} · for REQ-1")
    await rita.presses("Interviews", rita.message(f"{JONAS} · for REQ-1"))
    await expect(rita.modal).to_contain_text("Plan another")


async def _plan_form(page: Page, look: Look) -> None:
    await _interviews(page, look)
    rita = Hands(page, "left")
    await rita.presses("Change", rita.modal)
    await expect(rita.modal).to_contain_text("Who talks to them?")


async def _focus(page: Page, look: Look) -> None:
    """Who looks at which must-have."""
    await _plan_form(page, look)
    rita = Hands(page, "left")
    await rita.modal.get_by_test_id("modal-submit").click()
    await expect(rita.modal).to_contain_text("Who looks at what?")


async def _brief(page: Page, look: Look) -> None:
    """What an interviewer gets an hour before."""
    await _shown(page, look, "right", f"You talk to Candidate 2, {JONAS}", where=APP)


async def _scorecard(page: Page, look: Look) -> None:
    hal = await _shown(page, look, "right", "Your scorecard on", LUIS, where=APP)
    await hal.presses("Fill in", hal.message("Your scorecard on", LUIS))
    await expect(hal.modal).to_contain_text("What comes closest?")


async def _card_in_debrief(page: Page, look: Look) -> None:
    await _shown(page, look, "right", f"{AMARA} · for REQ-1", "All scorecards")


async def _reveal(page: Page, look: Look) -> None:
    """The cards, disagreements first, in the candidate's thread."""
    hal = await _shown(page, look, "right", f"{AMARA} · for REQ-1")
    await hal.message(f"{AMARA} · for REQ-1").get_by_test_id("replies").click()
    message = await hal.sees("Here you see things differently", within=hal.thread)
    await message.evaluate("row => row.scrollIntoView({ block: 'start' })")


async def _all_cards(page: Page, look: Look) -> None:
    await _reveal(page, look)
    hal = Hands(page, "right")
    await hal.presses("All scorecards", hal.thread)
    await expect(hal.modal).to_contain_text("What each would do")


async def _compare(page: Page, look: Look) -> None:
    rita = await person_on(page, look, "left")
    await rita.opens(ROLE)
    await rita.types("/candidate compare")
    await expect(rita.modal).to_contain_text("in order of arrival")


async def _compare_on(page: Page, look: Look) -> None:
    """Its second page."""
    await _compare(page, look)
    rita = Hands(page, "left")
    await rita.presses("Later →", rita.modal)
    await expect(rita.modal).to_contain_text(TOMAS)


async def _approval(page: Page, look: Look) -> None:
    """An offer that waits for approval, as whoever approves it reads it."""
    hal = await person_on(page, look, "right")
    if await hal.thread.is_visible():
        await hal.thread.get_by_test_id("thread-close").click()
    await hal.opens(APP)
    await hal.presses("Details", await hal.sees("asks you to approve an offer"))
    await expect(hal.modal).to_contain_text("What is offered")


async def _offered(page: Page, look: Look) -> None:
    await _shown(page, look, "left", f"{NOOR} · for REQ-1", "approval")


async def _declined(page: Page, look: Look) -> None:
    await _shown(page, look, "left", f"{MEI} · for REQ-1", "Declined")


async def _hired(page: Page, look: Look) -> None:
    await _shown(page, look, "left", f"{GRACE} · for REQ-1", "Hired")


async def _withdrawn(page: Page, look: Look) -> None:
    await _shown(page, look, "left", f"{TOMAS} · for REQ-1", "Withdrew")


async def _list(page: Page, look: Look) -> None:
    rita = await person_on(page, look, "left")
    await rita.opens(ROLE)
    await rita.types("/candidate list")
    message = await rita.sees("in order of arrival")
    await message.evaluate("row => row.scrollIntoView({ block: 'start' })")


async def _history(page: Page, look: Look) -> None:
    """Somebody's whole way."""
    rita = await person_on(page, look, "left")
    await rita.opens(ROLE)
    await rita.types("/candidate show 6")
    await expect(rita.modal).to_contain_text(GRACE)


SCREENS: dict[str, Screen] = {
    "role-openings": _role,
    "interviews": _interviews,
    "interview-plan": _plan_form,
    "interview-focus": _focus,
    "interview-brief": _brief,
    "scorecard": _scorecard,
    "debrief": _card_in_debrief,
    "reveal": _reveal,
    "scorecards": _all_cards,
    "compare": _compare,
    "compare-on": _compare_on,
    "offer-approval": _approval,
    "offer-asked": _offered,
    "offer-declined": _declined,
    "hired": _hired,
    "withdrawn": _withdrawn,
    "candidates": _list,
    "history": _history,
}
