"""The screens of the rhythm: check-ins, the pulse, digests, stats, insights, tips, a celebration, and looking back.

The workspace of the story of eight weeks, two months on: a Thursday in January; thirty roles are open by then, most of
them Priya's.
"""

from __future__ import annotations

from datetime import date, timedelta

from playwright.async_api import Browser, Locator, Page, expect

from bot.demo import rhythm
from bot.demo.rhythm_acts import BERLIN, CHANNEL, DIGESTS, PICTURE, SQL, at
from bot.demo.stage import Stage
from bot.demo.transcript import Teller
from bot.playground.server import Playground
from tests import screens
from tests.album import Album, whole
from tests.browser.hands import APP, Hands
from tests.browser.window import DESK, Look, window
from tests.screens import Screen, person_on
from tests.stories.acting import APPROVE, Role, cards, open_role, post_candidate, rest

BEGINS = rhythm.BEGINS
SECOND = Role("REQ-3", "req-3-data-engineer-again")
ALL = "general"  # where Priya's digest of all roles goes
MONDAY = date(2027, 1, 4)
LONG = "Principal Engineer for Transcontinental Settlement, Reconciliation and Interoperability Platforms (m/f/d)"
TITLES = (LONG, "Support Engineer", "Product Designer", "Werkstudent:in Datenanalyse", "Controller", "Office Manager")
REFERRED = ("Noor Haddad", "Luis Ortega", "Grace Lindholm", "Tomás Rivera")
EVERY_DAY = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
VIEW, PERIOD, LONGER, SINCE = "Whose figures", "From when to when", "The last 90 days", "10 Oct 2026"
OTHERS = ("Ines", "Arjun", "Maya", "Bo")  # hiring managers beside Hal


async def prepare(stage: Stage) -> None:
    """The story, a second search of the same two, then twelve and thirty open roles, and one closed unfinished."""
    await rhythm.play(Teller(stage, lambda _: None))
    playground = stage.playground
    await _second(playground)
    for manager in OTHERS:
        role = await open_role(playground, "Analyst", by="Priya", manager=manager)
        for name in REFERRED[:2]:
            card = await post_candidate(playground, role, name, by="Priya")
            assert (await playground.person(manager).click(APPROVE, message=card)).ok
    await playground.move_to(at(MONDAY, 10, 0, BERLIN))
    await open_role(playground, "Product Designer", manager="Ines")
    ended = await open_role(playground, "Analyst")
    await post_candidate(playground, ended, "Signe Dahl")
    await _more(playground, 5)  # beside the seven
    priya, rita = playground.person("Priya"), playground.person("Rita")
    assert (await priya.command("/samepage digest", ALL)).ok
    assert (await priya.submit({"Days": EVERY_DAY, "Time": "09:00", "Time zone": "Berlin"})).closed
    assert (await rita.command("/req close", ended.channel)).ok
    assert (await rita.submit({"How did it end?": "Cancelled"})).closed
    await playground.move_to(at(MONDAY + timedelta(days=1), 9, 1, BERLIN))
    await _more(playground, 18)
    await playground.move_to(at(MONDAY + timedelta(days=3), 16, 0, BERLIN))
    await rest(playground)


async def _second(playground: Playground) -> None:
    """Signed, then four people whom others referred: one goes on, three lack the same."""
    rita, hal = playground.person("Rita"), playground.person("Hal")
    assert (await rita.command("/req brief", SECOND.channel)).ok
    brief = {"Why now": "Growth.", "After 90 days this person has …": "Moved two ledgers.", "Must-haves": SQL}
    assert (await rita.submit(brief)).ok
    assert (await rita.submit({f"{SQL}: how will you test it?": "A slow query of ours", PICTURE: "9"})).closed
    await rest(playground)
    assert (await hal.command("/req brief", SECOND.channel)).ok
    assert (await hal.submit({PICTURE: "8"})).closed
    await rest(playground)
    for name in REFERRED:
        await post_candidate(playground, SECOND, name, Source="Referral")
    first, *others = cards(playground, SECOND)
    assert (await hal.click(APPROVE, message=first)).ok
    for each in others:
        assert (await hal.click("Reject", message=each)).ok
        why = {"What is missing?": SQL, "What did you see or not see?": "Reads one table at a time."}
        assert (await hal.submit(why)).closed
        await rest(playground)


async def _more(playground: Playground, number: int) -> None:
    """That many roles of Priya's, every other one with somebody put forward."""
    for n in range(number):
        role = await open_role(playground, TITLES[n % len(TITLES)], by="Priya", manager="Arjun")
        if n % 2:
            await post_candidate(playground, role, f"Person {n}", by="Priya")


async def take_all(running: Browser, url: str, album: Album) -> None:
    await screens.take_all(running, url, album, SCREENS)


async def take_few(running: Browser, url: str, album: Album) -> None:
    """The README's: a digest, and what the two said looking back, each as it stands in its channel."""
    async with window(running, url, DESK) as opened:
        await opened.page.get_by_test_id("tour").get_by_role("button", name="Dismiss").click()
        for name, screen, side in (("digest", _digest_few, "left"), ("looking-back", _revealed, "right")):
            await screen(opened.page, DESK)
            await opened.page.evaluate("document.activeElement.blur()")
            await album.take(opened.page, name, Hands(opened.page, side).pane)
        whole(opened.faults)


async def _shown(page: Page, look: Look, side: str, where: str, *words: str) -> Hands:
    """The newest message with these words, from its beginning, once its picture is there."""
    person = await person_on(page, look, side)
    await person.opens(where)
    message = await person.sees(*words)
    await _pictures_in(message)
    await message.evaluate("row => row.scrollIntoView({ block: 'start' })")
    return person


async def _pictures_in(part: Locator) -> None:
    """Waits until the charts are there: they load once they come into sight."""
    for picture in await part.locator("img.bk-image-full").all():
        await picture.scroll_into_view_if_needed()
        await expect(picture).to_have_js_property("complete", True)


# --- check-ins and the pulse


async def _check_in(page: Page, look: Look) -> None:
    rita = await _shown(page, look, "left", APP, "Weekly check-in for")
    await rita.presses("Check in", rita.message("Weekly check-in for"))
    await expect(rita.modal).to_contain_text("Filled in from what happened")


async def _check_in_manager(page: Page, look: Look) -> None:
    hal = await _shown(page, look, "right", APP, "Weekly check-in for")
    await hal.presses("Check in", hal.message("Weekly check-in for"))
    await expect(hal.modal).to_contain_text("How content are you")


async def _checked_in(page: Page, look: Look) -> None:
    await _shown(page, look, "left", CHANNEL, "Check-in, week of 14 Sep")


async def _no_word(page: Page, look: Look) -> None:
    await _shown(page, look, "left", CHANNEL, "No word from Hal this week")


async def _pulse(page: Page, look: Look) -> None:
    await _shown(page, look, "right", APP, "How well do", "One tap.")


async def _pulses(page: Page, look: Look) -> None:
    """Both of two months."""
    await _shown(page, look, "right", APP, "Both of you have answered", "November")


# --- digests


async def _digest_form(page: Page, look: Look) -> None:
    rita = await person_on(page, look, "left")
    await rita.opens(DIGESTS)
    await rita.types("/samepage digest")
    await expect(rita.modal).to_contain_text("roles open")


async def _digest_preview(page: Page, look: Look) -> None:
    """The form's end: the next issue as it would be."""
    await _digest_form(page, look)
    rita = Hands(page, "left")
    await rita.modal.get_by_text("roles open").first.scroll_into_view_if_needed()


async def _digest_one(page: Page, look: Look) -> None:
    await _shown(page, look, "left", DIGESTS, "Hiring this week", "Three banks")


async def _digest_few(page: Page, look: Look) -> None:
    """A week in which much was opened and decided."""
    await _shown(page, look, "left", DIGESTS, "Hiring this week", "6 roles open", "opened 5 (0)")


async def _digest_twelve(page: Page, look: Look) -> None:
    await _shown(page, look, "left", ALL, "Hiring this week", "12 roles open")


async def _digest_thirty(page: Page, look: Look) -> None:
    await _shown(page, look, "left", ALL, "Hiring this week", "30 roles open")


# --- stats


async def _stats(page: Page, look: Look, side: str, view: str, period: str, *words: str) -> Hands:
    person = await person_on(page, look, side)
    await person.opens(ALL)
    await person.types("/samepage stats")
    await expect(person.modal).to_contain_text("Only you see this")
    await person.rests()  # a picture that comes late repaints the modal, and closes an open list
    if view != "Me":
        await person.picks(VIEW, view)
        await expect(person.modal).not_to_contain_text("Only you see this")
        await person.rests()
    await person.picks(PERIOD, period)
    for each in words:
        await expect(person.modal).to_contain_text(each)
    return person


async def _with_picture(person: Hands) -> None:
    """The picture comes a moment after the words."""
    await expect(person.modal.locator("img.bk-image-full")).to_be_attached()
    await _pictures_in(person.modal)
    await person.field(VIEW).scroll_into_view_if_needed()


async def _stats_empty(page: Page, look: Look) -> None:
    await _stats(page, look, "right", "Me", "This year", "nothing to measure")


async def _stats_me(page: Page, look: Look) -> None:
    hal = await _stats(page, look, "right", "Me", LONGER, SINCE, "Within promise")
    await _with_picture(hal)


async def _stats_role(page: Page, look: Look) -> None:
    await _with_picture(await _stats(page, look, "left", "REQ-3", LONGER, SINCE, "Whose ball"))


async def _stats_all(page: Page, look: Look) -> None:
    await _stats(page, look, "left", "The workspace, in groups", LONGER, "1 Oct")


async def _counted(page: Page, look: Look) -> None:
    rita = await _stats(page, look, "left", "REQ-3", LONGER, SINCE, "Whose ball")
    await rita.presses("How is this counted?", rita.modal)
    await expect(rita.modal).to_contain_text("counted")


# --- what is shared, and what comes at the end


async def _insight(page: Page, look: Look) -> None:
    rita = await person_on(page, look, "left")
    await rita.opens(SECOND.channel)
    await rita.types("/samepage insight")
    await expect(rita.modal).to_contain_text("What your own roles show")


async def _facts(page: Page, look: Look) -> None:
    await _insight(page, look)
    rita = Hands(page, "left")
    await rita.modal.get_by_text("Must-haves that cost").scroll_into_view_if_needed()


async def _tip(page: Page, look: Look) -> None:
    await _shown(page, look, "right", APP, "Source:", "your first rejection")


async def _celebrated(page: Page, look: Look) -> None:
    await _shown(page, look, "left", CHANNEL, "is hired", "The search in numbers")


async def _announced(page: Page, look: Look) -> None:
    await _shown(page, look, "right", ALL, "joins us")


async def _look_back(page: Page, look: Look) -> None:
    hal = await _shown(page, look, "right", APP, "How did the search for")
    await hal.presses("Look back", hal.message("How did the search for"))
    await expect(hal.modal).to_contain_text("What worked?")


async def _revealed(page: Page, look: Look) -> None:
    await _shown(page, look, "right", CHANNEL, "Looking back on REQ-1")


async def _whose_turn(page: Page, look: Look) -> None:
    hal = await _shown(page, look, "right", CHANNEL, "Looking back on REQ-1")
    await hal.presses("Whose turn it was", hal.message("Looking back on REQ-1"))
    await expect(hal.modal).to_contain_text("Whose ball")
    await _with_picture(hal)


async def _agreed(page: Page, look: Look) -> None:
    hal = await _shown(page, look, "right", CHANNEL, "Looking back on REQ-1")
    await hal.presses("Change what you agreed", hal.message("Looking back on REQ-1"))
    await expect(hal.field("1. What will you do?")).to_have_value("Book two interview days when the brief is signed")


async def _again(page: Page, look: Look) -> None:
    await _shown(page, look, "right", CHANNEL, "A month ago, after REQ-1")


SCREENS: dict[str, Screen] = {
    "check-in": _check_in,
    "check-in-manager": _check_in_manager,
    "checked-in": _checked_in,
    "check-in-missing": _no_word,
    "pulse": _pulse,
    "pulse-shown": _pulses,
    "digest-form": _digest_form,
    "digest-preview": _digest_preview,
    "digest-1": _digest_one,
    "digest-6": _digest_few,
    "digest-12": _digest_twelve,
    "digest-30": _digest_thirty,
    "stats-empty": _stats_empty,
    "stats-me": _stats_me,
    "stats-role": _stats_role,
    "stats-groups": _stats_all,
    "stats-counted": _counted,
    "insight": _insight,
    "insight-facts": _facts,
    "tip": _tip,
    "celebration": _celebrated,
    "celebration-elsewhere": _announced,
    "look-back": _look_back,
    "looked-back": _revealed,
    "whose-turn": _whose_turn,
    "actions": _agreed,
    "actions-again": _again,
}
