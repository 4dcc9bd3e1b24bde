"""The screens of candidates: put forward, their cards in every state, decisions, lists, and how somebody is forgotten.

A workspace of its own, on a Monday in Berlin: Rita recruits a platform engineer with Hal in a channel of the role's
own, and a designer in #hiring, which others read too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from playwright.async_api import Browser, Page, expect

from bot.playground.server import Playground
from tests import screens
from tests.album import Album
from tests.browser.hands import APP, Hands
from tests.browser.window import Look
from tests.screens import Screen, person_on
from tests.stories.acting import Role, again, cards, open_role, rest
from tests.stories.intake import SURE, typed

ROLE, SHARED = "req-1-platform-engineer", "hiring"
SQL, ON_CALL, MENTORS = "SQL at scale", "Has carried a pager", "Brings others along"
BRIEF = {
    "Why now": "Two of four who carry the pager leave in August.",
    "After 90 days this person has …": "Taken their week on call, and halved the pages of it.",
    "Must-haves": f"{SQL}\n{ON_CALL}\n{MENTORS}",
}
AMARA, JONAS, MEI, NOOR, LUIS = "Amara Okafor", "Jonas Brandt", "Mei Tanaka", "Noor Haddad", "Luis Ortega"
LONG = "Maria Alexandra Konstantinopoulou-Featherstonehaugh von Hohenzollern-Sigmaringen"
EMPLOYER = "Principal Engineer, Transcontinental Interoperability and Reconciliation Holding"
EVIDENCE = {
    SQL: ("✓ Seen", "Moved a ledger of 4 TB to a new database without a minute of downtime; she showed me the plan."),
    ON_CALL: ("◐ Partly", "Second line for a year, never the first to be called."),
    MENTORS: ("– Not seen yet", ""),
}
ALL = {
    "Name": AMARA,
    "Why this person?": "Rebuilt a payment ledger with a team of three, and wrote down what went wrong on the way.",
    "Present role": "Data Engineer at Kestrel",
    "Place and time zone": "Lagos, UTC+1",
    "Profile link": "https://ats.kestrel.example/people/4711",
    "E-mail": "amara@okafor.example",
    "Source": "Referral",
    "Besides the CV": "Wants to own a platform end to end. A work sample of two hours is in the ATS.",
    "Notice period": "4 weeks",
    "Pay they expect": "75 to 80 thousand EUR a year",
}
OTHERS = (
    (LONG, EMPLOYER, "Kept the settlement of eleven countries running while it was rewritten under her."),
    (MEI, "Engineer at Ferrous", "Wrote the query planner tests of a database others build on."),
    (NOOR, "Analyst at Nordlicht", "Taught a sales team to read its own funnel."),
    (LUIS, "Backend Engineer", "Three years of backend work, wants to move into platforms."),
    ("Grace Lindholm", "Platform Engineer", "Kept a warehouse up through two migrations, on call every third week."),
)
SAID = "Jonas Brandt\nhttps://people.example/jonas\nRuns the reporting stack of a hospital group on his own."
MISSING, SAW = "What is missing?", "What did you see or not see?"
GUARDED = "Great work, but not a digital native, and I doubt the culture fit."


async def prepare(playground: Playground) -> None:
    """A candidate with all that can be said, one with long names; one asked about, held, rejected for a reason that is
    not in the brief, erased, held by law; one in a channel that others read; a message about somebody."""
    rita, hal, sam = (playground.person(who) for who in ("Rita", "Hal", "Sam"))
    role = await open_role(playground, "Platform Engineer", backup="Bo")
    assert (await rita.command("/req brief", role.channel)).ok
    assert (await typed(rita, BRIEF | SURE)).closed
    assert (await hal.command("/req brief", role.channel)).ok
    assert (await hal.submit(SURE)).ok
    today = playground.clock.now().date()
    days = {"Another offer: they must answer by": 9, "Privacy notice given on": -3}
    told = {label: f"{today + timedelta(days=n)}" for label, n in days.items()}
    await _post(playground, role, ALL | told, EVIDENCE)
    for name, present, case in OTHERS:
        await _post(playground, role, {"Name": name, "Present role": present, "Why this person?": case})
    asked, held, off = cards(playground, role)[2:5]
    assert (await hal.click("Ask a question", message=asked)).ok
    assert (await hal.submit({"What do you need to know?": "Which of the tests are hers, and which her team's?"})).ok
    assert (await hal.click("Hold", message=held)).ok
    assert (await hal.submit({"Why?": "I want to see more people first", "For how long?": "5 working days"})).ok
    assert (await hal.click("Reject", message=off)).ok
    why = {MISSING: "Something else", SAW: "We need somebody who has run a cluster, and he says he has not."}
    assert (await hal.submit(why)).ok
    await rest(playground)
    assert (await rita.command("/candidate forget 6", role.channel)).ok
    assert (await rita.submit({})).ok
    assert (await sam.command("/samepage settings workspace")).ok
    assert (await sam.submit({"Who sees which roles need help": ["Hal"]})).ok
    assert (await hal.command("/candidate legal-hold 5", role.channel)).ok
    assert (await hal.submit({"Why must this be kept?": "Claim 4 Ca 17/26, labour court Berlin"})).ok
    await _shared(playground)
    playground.person("Bo").join("general")
    await playground.person("Bo").say(SAID, "general")
    await rest(playground)


async def _post(
    playground: Playground, role: Role, said: Mapping[str, str], seen: Mapping[str, tuple[str, str]] | None = None
) -> None:
    rita = playground.person("Rita")
    assert (await rita.command(f"/candidate post {role.key}", role.channel)).ok
    done = await rita.submit(said)
    assert done.ok, done
    marks = {each: mark for each, (mark, _) in (seen or {}).items()}
    words = {f"{each}: what did you see?": line for each, (_, line) in (seen or {}).items() if line}
    if not done.closed:
        done = await rita.submit(marks | words)
    assert done.closed, done
    await rest(playground)


async def _shared(playground: Playground) -> None:
    """A role in a channel that others read, with two candidates: one waits, one is rejected."""
    rita = playground.person("Rita")
    assert (await rita.command("/req open Product Designer", SHARED)).ok
    assert (await rita.submit({"Hiring manager": "Hal", "Where": "This channel"})).closed
    await rest(playground)
    role = Role("REQ-2", SHARED)
    for name in ("Signe Dahl", "Yuki Mori"):
        await _post(playground, role, {"Name": name, "Why this person?": "Drew the flows of two products we use."})
    first = cards(playground, role)[0]
    assert (await playground.person("Hal").click("Open", message=again(playground, first, "Hal"))).ok
    assert (await playground.person("Hal").click("Reject")).ok
    assert (await playground.person("Hal").submit({MISSING: "Not enough of a skill this role needs", SAW: "None."})).ok
    await rest(playground)
    while playground.person("Hal").view is not None:
        await playground.person("Hal").close()


async def take_all(running: Browser, url: str, album: Album) -> None:
    await screens.take_all(running, url, album, SCREENS)


async def _posting(page: Page, look: Look) -> Hands:
    """The form that puts somebody forward, filled in as far as one knows."""
    rita = await person_on(page, look, "left")
    await rita.opens(ROLE)
    await rita.types("/candidate post")
    await expect(rita.modal).to_be_visible()
    await rita.writes("Name", JONAS)
    await rita.writes("Why this person?", "Runs the reporting stack of a hospital group on his own.")
    await rita.field("Name").scroll_into_view_if_needed()
    return rita


async def _post_first(page: Page, look: Look) -> None:
    await _posting(page, look)


async def _post_end(page: Page, look: Look) -> None:
    """Another offer, and the day they were told what is kept."""
    rita = await _posting(page, look)
    await rita.field("Privacy notice given on").scroll_into_view_if_needed()


async def _evidence(page: Page, look: Look) -> None:
    """The second screen: what was seen of each must-have."""
    rita = await _posting(page, look)
    await rita.modal.get_by_test_id("modal-submit").click()
    await expect(rita.modal).to_contain_text("What did you see of the must-haves?")


async def _card(page: Page, look: Look, side: str, *words: str) -> Hands:
    person = await person_on(page, look, side)
    await person.opens(ROLE)
    message = await person.sees(*words)
    await message.evaluate("row => row.scrollIntoView({ block: 'start' })")
    return person


async def _candidate(page: Page, look: Look) -> None:
    await _card(page, look, "right", f"{AMARA} · for REQ-1", "Hal decides")


async def _long(page: Page, look: Look) -> None:
    await _card(page, look, "right", EMPLOYER)


async def _asked(page: Page, look: Look) -> None:
    await _card(page, look, "left", f"{MEI} · for REQ-1", "clock stands still")


async def _held(page: Page, look: Look) -> None:
    await _card(page, look, "right", f"{NOOR} · for REQ-1", "On hold")


async def _drift(page: Page, look: Look) -> None:
    """A rejection for a reason that is not in the brief, in the card's thread."""
    rita = await _card(page, look, "left", f"{LUIS} · for REQ-1", "Rejected by Hal")
    await rita.message(f"{LUIS} · for REQ-1").get_by_test_id("replies").click()
    await rita.sees("not in the signed brief", within=rita.thread)


async def _guard(page: Page, look: Look) -> None:
    """A rejection whose wording is pointed out before it is kept."""
    hal = await _card(page, look, "right", f"{AMARA} · for REQ-1")
    await hal.presses("Reject", hal.message(f"{AMARA} · for REQ-1"))
    await hal.picks(MISSING, ON_CALL)
    await hal.writes(SAW, GUARDED)
    await hal.modal.get_by_test_id("modal-submit").click()
    await expect(hal.modal).to_contain_text("submit again to keep it")


async def _in_shared(page: Page, look: Look) -> None:
    """The same where others read: numbers only."""
    for side in ("right", "left"):
        person = await person_on(page, look, side)
        await person.opens(SHARED)
        await person.sees("Candidate 2, REQ-2", "Hal decides")


async def _opened(page: Page, look: Look) -> None:
    """And what opens for those on the role."""
    hal = await person_on(page, look, "right")
    await hal.opens(SHARED)
    await hal.presses("Open", await hal.sees("Candidate 2, REQ-2", "Hal decides"))
    await expect(hal.modal).to_contain_text("Yuki Mori")


async def _from_message(page: Page, look: Look) -> None:
    """The form that a message fills in."""
    rita = await person_on(page, look, "left")
    await rita.opens("general")
    message = await rita.sees("Runs the reporting stack")
    await message.hover()
    await message.get_by_test_id("message-more").click()
    await page.get_by_role("menuitem", name="Post as candidate").click()
    await expect(rita.field("Name")).to_have_value(JONAS)


async def _forget(page: Page, look: Look) -> None:
    rita = await person_on(page, look, "left")
    await rita.opens(ROLE)
    await rita.types("/candidate forget 1")
    await expect(rita.modal).to_contain_text("erased for good")


async def _report(page: Page, look: Look) -> None:
    rita = await person_on(page, look, "left")
    await rita.opens(APP)
    message = await rita.sees("Candidate 6, REQ-1 is erased")
    await message.evaluate("row => row.scrollIntoView({ block: 'start' })")


async def _kept(page: Page, look: Look) -> None:
    """Somebody whom a legal hold keeps, asked to be forgotten."""
    rita = await person_on(page, look, "left")
    await rita.opens(ROLE)
    await rita.types("/candidate forget 5")
    await rita.sees("legal hold")


async def _leads(page: Page, look: Look) -> None:
    hal = await person_on(page, look, "right")
    await hal.opens("general")
    await hal.types("/samepage leads")
    await hal.sees("talent lead")


async def _list(page: Page, look: Look) -> None:
    rita = await person_on(page, look, "left")
    await rita.opens(ROLE)
    await rita.types("/candidate list")
    message = await rita.sees("in order of arrival")
    await message.evaluate("row => row.scrollIntoView({ block: 'start' })")


async def _list_open(page: Page, look: Look) -> None:
    await _list(page, look)
    rita = Hands(page, "left")
    await rita.presses("Open the list", rita.message("in order of arrival"))
    await expect(rita.modal).to_contain_text(LUIS)


SCREENS: dict[str, Screen] = {
    "candidate-post": _post_first,
    "candidate-post-end": _post_end,
    "candidate-evidence": _evidence,
    "candidate": _candidate,
    "candidate-long": _long,
    "candidate-asked": _asked,
    "candidate-held": _held,
    "candidate-drift": _drift,
    "candidate-guard": _guard,
    "candidate-shared": _in_shared,
    "candidate-opened": _opened,
    "candidate-from-message": _from_message,
    "candidate-list": _list,
    "candidate-list-open": _list_open,
    "forget": _forget,
    "forget-report": _report,
    "forget-refused": _kept,
    "leads": _leads,
}
