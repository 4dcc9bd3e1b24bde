"""A hundred candidates on one role, each with all that may be written of one: every surface stays within Slack's limits
and keeps to the order of arrival."""

from __future__ import annotations

import re

from sqlalchemy import update

from bot.demo.stage import Stage
from bot.playground.control import Person
from bot.playground.people import TEAM_ID
from handlers.blocks.postings import CASE_LONGEST
from storage import models, outbox, requisitions, submissions
from storage.people import Person as Known
from storage.rules.evidence import WORDS_LONGEST, Evidence, Seen
from storage.rules.interviews import COMPARED
from storage.submissions import Posting
from tests.stories.acting import (
    MONDAY,
    REJECT,
    SKILLS,
    all_sent,
    at,
    cards,
    direct,
    open_role,
    rest,
    role_card,
    sound,
    told,
)
from tests.stories.intake import SURE, write
from tests.stories.test_interviews import shown

MANY = 100


def numbers(words: str) -> list[int]:
    """The candidates named, each once, in the order they are first named in."""
    return list(dict.fromkeys(int(each) for each in re.findall(r"Candidate (\d+)\b", words.replace("*", ""))))


async def a_hundred(stage: Stage) -> None:
    """All of them put forward within one moment, each as an import does it, at their longest. Only the last one's card
    is sent: a channel takes one message a second, and the others are like it."""
    async with stage.bot.database.read() as session:
        (role,) = await requisitions.live(session, TEAM_ID)
    rita = Known(TEAM_ID, "U0RITA", "Rita Lindqvist", "Europe/Berlin")
    said = tuple(Evidence(at, text, Seen.PARTLY, "<" * WORDS_LONGEST) for at, text in enumerate(("SQL", "Calls"), 1))
    for number in range(1, MANY + 1):
        longest = Posting(f"Ada {'&' * 90} {number}", "&" * CASE_LONGEST, "&" * 100, "&" * 100, evidence=said)
        async with stage.bot.database.begin() as session:
            await submissions.post(session, rita, role.id, longest, origin=f"V{number}", at=MONDAY)
            if number < MANY:
                await outbox.write(session)
                row = models.OutboxRow
                await session.execute(update(row).where(row.kind == "submission.card").values(state="dropped"))


async def through(person: Person, button: str) -> list[str]:
    """Every page of what is open, one after the other."""
    pages = [shown(person)]
    while person.view is not None and button in person.view.buttons:
        assert (await person.click(button)).ok
        pages.append(shown(person))
    return pages


async def test_every_surface_of_a_role_with_a_hundred_candidates_fits_into_slack(lite_stage: Stage) -> None:
    playground, database = lite_stage.playground, lite_stage.bot.database
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground)
    assert (await write(playground, role)).closed
    assert (await hal.command("/req brief", role.channel)).ok
    assert (await hal.submit(SURE)).closed
    await a_hundred(lite_stage)
    await rest(playground)
    (last,) = cards(playground, role)
    assert numbers(last.text) == [MANY]
    assert "In review 100" in role_card(playground, role).all_text.replace("*", "")

    assert (await rita.command("/candidate compare", role.channel)).ok
    pages = await through(rita, "Later →")
    assert [numbers(page) for page in pages] == [
        list(range(first, first + COMPARED)) for first in range(1, MANY + 1, COMPARED)
    ]
    await rita.close()
    assert (await rita.command("/candidate list", role.channel)).ok
    assert (await rita.command("/candidate show 100", role.channel)).ok
    assert "Candidate 100" in shown(rita)
    await rita.close()
    assert (await rita.command("/req show", role.channel)).ok
    for who in (rita, hal):
        await who.open_home()
        assert "100" in told(await who.command("/samepage"))
    await rest(playground)
    assert hal.home is not None
    assert rita.home is not None
    assert "Waiting on me (100)" in hal.home.all_text
    assert "I am waiting for (100)" in rita.home.all_text
    assert (await rita.click("More", home=True)).ok
    await rest(playground)
    first = numbers(rita.home.all_text)
    assert first == list(range(first[0], first[0] + len(first)))
    assert first[0] > 1

    await at(playground, "Hal", "2026-06-01 09:31")
    message = direct(playground, "Hal")[-1]
    assert "100 profiles" in message.all_text
    assert (await hal.click("Review", message=message)).ok
    for number in (1, 2):
        assert f"{MANY - number} more profile" in shown(hal)
        assert f"& {number}" in shown(hal).replace("&amp;", "&")
        assert (await hal.click("Skip" if number < 2 else REJECT)).ok
    assert (await hal.submit({"What is missing?": SKILLS, "What did you see or not see?": "No streaming work."})).ok
    assert "97 more profiles" in shown(hal)
    assert (await hal.click("Skip")).ok
    await hal.close()
    await rest(playground)
    async with database.begin() as session:
        await session.execute(update(models.Decision).values(final_at=MONDAY))
    assert (await rita.command("/req close", role.channel)).ok
    assert "still in play" in shown(rita)
    await rita.close()
    await all_sent(database)
    sound(playground)
