"""Several profiles are one line and one modal that steps through them; two people at once give one decision."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.demo.stage import Stage
from bot.playground.control import Person
from storage import models
from tests.stories.acting import (
    APPROVE,
    REJECT,
    SKILLS,
    Role,
    again,
    all_sent,
    at,
    cards,
    direct,
    open_role,
    post_candidate,
    rest,
    sound,
    submit_candidate,
    table,
    thread,
)

NAMES = ("Ada Marlowe", "Grace Okello", "Mei Tanaka", "Jo Berg", "Lin Park")
MISSING, SEEN = "What is missing?", "What did you see or not see?"
BACK = "← Back to the profile"


def reads(person: Person) -> str:
    assert person.view is not None
    return person.view.all_text


async def five(stage: Stage, role: Role) -> None:
    for name in NAMES:
        await submit_candidate(stage.playground, role, name)
        await rest(stage.playground, timedelta(minutes=10))


async def test_five_profiles_are_one_line_and_one_modal_with_every_answer_in_it(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    hal = playground.person("Hal")
    role = await open_role(playground)
    await five(lite_stage, role)
    await at(playground, "Hal", "2026-06-01 09:31")
    (message,) = direct(playground, "Hal")
    assert "Five people are waiting on you." in message.all_text
    assert message.buttons == ["Review", "Settings", "Away"]
    assert (await hal.click("Review", message=message)).ok
    assert "4 more profiles after this one" in reads(hal)
    assert NAMES[0] in reads(hal)
    assert (await hal.click(APPROVE)).ok
    assert "Approved. You can undo it on the card until today 10:3" in reads(hal)

    assert NAMES[1] in reads(hal)
    assert (await hal.click(REJECT)).ok
    assert (await hal.click(BACK)).ok
    assert NAMES[1] in reads(hal)
    assert (await hal.click(REJECT)).ok
    wrong = await hal.submit({MISSING: SKILLS, SEEN: "\u200b "})
    assert list(wrong.errors) == [SEEN]
    assert hal.view is not None
    assert hal.view.title == "Candidate 2: reject"
    assert (await hal.submit({MISSING: SKILLS, SEEN: "No streaming work."})).ok
    assert "Rejected. You can undo it on the card until tomorrow 09:3" in reads(hal)
    assert NAMES[2] in reads(hal)
    assert (await hal.click("Ask a question")).ok
    assert (await hal.submit({"What do you need to know?": "Did she run the rota?"})).ok
    assert "Asked. " in reads(hal)
    assert NAMES[3] in reads(hal)
    assert (await hal.click("Hold")).ok
    assert (await hal.submit({"Why?": "The team is changing"})).ok
    assert "On hold." in reads(hal)
    assert NAMES[4] in reads(hal)
    assert "the last one" in reads(hal)
    assert (await hal.click("Skip")).ok
    assert "1 profile left for later" in reads(hal)
    assert hal.view is not None
    assert hal.view.buttons == []
    await hal.close()
    await rest(playground)
    left = again(playground, message, "Hal")
    assert "Lin Park" in left.all_text
    said = [thread(playground, card)[0] for card in cards(playground, role)[:4]]
    for words, answer in zip(("yes", "no", "asks about", "on hold"), said, strict=True):
        assert words in answer
    assert "2 more answered, thank you; 1 waits for an answer; 1 on hold." in left.all_text
    assert (await hal.click(APPROVE, message=left)).ok
    await rest(playground)
    assert "Nothing waits on you" in again(playground, message, "Hal").all_text
    await all_sent(lite_stage.bot.database)
    sound(playground)


async def test_two_people_who_review_at_once_give_one_decision_each_and_both_go_on(on_stage: Stage) -> None:
    playground = on_stage.playground
    hal, bo = playground.person("Hal"), playground.person("Bo")
    role = await open_role(playground, backup="Bo")
    for name in NAMES[:3]:
        await submit_candidate(playground, role, name)
    await at(playground, "Bo", "2026-06-03 09:31")  # the first three are long over
    await post_candidate(playground, role, NAMES[3])  # this one is not late
    (message,) = direct(playground, "Bo")
    assert "Candidate 1 has waited since Monday. Hal has not been able to answer yet" in message.all_text
    ours = [each for each in direct(playground, "Hal") if "Review" in each.buttons][-1]
    for person, found in ((hal, ours), (bo, message)):
        assert (await person.click("Review", message=found)).ok
        assert NAMES[0] in reads(person)
    assert "2 more profiles after this one" in reads(bo)
    assert "3 more profiles after this one" in reads(hal)

    await asyncio.gather(hal.click(APPROVE), bo.click(APPROVE))
    await rest(playground)
    (decision,) = await table(on_stage.bot.database, models.Decision)
    first, second = (hal, bo) if decision.decided_by == hal.id else (bo, hal)
    assert "Approved. You can undo it" in reads(first)
    assert f"Candidate 1 was already approved by @{first.human.display}" in reads(second)
    assert NAMES[1] in reads(first)
    assert NAMES[1] in reads(second)

    await asyncio.gather(hal.click(APPROVE), hal.click(APPROVE))  # twice in a row
    await rest(playground)
    assert NAMES[2] in reads(hal)
    assert len(await table(on_stage.bot.database, models.Decision)) == 2
    assert (await bo.click(REJECT)).ok  # decided meanwhile
    assert "Candidate 2 was already approved by @Hal" in reads(bo)
    assert NAMES[2] in reads(bo)
    assert (await bo.click(REJECT)).ok
    assert (await hal.click(APPROVE)).ok
    typed = "No streaming work, as far as the talk went."
    assert (await bo.submit({MISSING: SKILLS, SEEN: typed})).ok
    assert "Candidate 3 was already approved by @Hal" in reads(bo)
    assert typed in reads(bo)
    assert "Nothing waits for your decision here." in reads(bo)
    assert NAMES[3] not in reads(bo)
    assert NAMES[3] in reads(hal)
    await rest(playground)
    await all_sent(on_stage.bot.database)
    sound(playground)
