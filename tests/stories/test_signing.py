"""Signing: each says alone whether they picture the same person; what a change needs; why a candidate was rejected."""

from __future__ import annotations

import json

from bot.demo.stage import Stage
from bot.playground.server import Playground
from storage import models
from tests.stories.acting import (
    APPROVE,
    MONDAY,
    REJECT,
    Role,
    again,
    all_sent,
    direct,
    in_channel,
    open_role,
    post_candidate,
    rest,
    role_card,
    sound,
    table,
    thread,
    told,
)
from tests.stories.intake import HIGHER, MUST, OUTCOMES, PICTURE, SURE, WHY, answers, typed, write
from tests.stories.test_briefs import HALS_WINDOW, briefs


def received(playground: Playground) -> str:
    """Everything the bot said to Slack: messages, pages, modals and answers, each with all its arguments."""
    said = [call.arguments for call in playground.ledger]
    return json.dumps([said, [sent.ack for sent in playground.deliveries]], default=str)


async def sign(playground: Playground, role: Role, who: str, **alone: str) -> None:
    person = playground.person(who)
    assert (await person.command("/req brief", role.channel)).ok
    done = await person.submit(alone)
    assert done.closed, done
    await rest(playground)


async def test_a_gap_of_four_a_talk_and_two_signatures(on_stage: Stage) -> None:
    playground = on_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground)
    assert (await rita.command("/req brief", role.channel)).ok
    assert (await rita.submit({WHY: "Loads fail.", OUTCOMES: "It.", MUST: "SQL\nOn-call"})).ok
    unsaid = await rita.submit(answers(rita))
    assert unsaid.errors  # Slack's own, or ours: nobody proposes without saying it
    assert (await rita.submit({PICTURE: "9", HIGHER: "Zyxquill from Rita"})).closed
    await rest(playground)
    await playground.move_to(HALS_WINDOW)
    await rest(playground)
    (message,) = direct(playground, "Hal")
    for line in ("/req brief export", "/req timeline", "/req show"):  # nor does anything that can be taken along
        assert (await hal.command(line, role.channel)).ok
    assert hal.view is not None
    await hal.close()
    assert (await hal.command("/req brief export", role.channel)).ok
    assert "# REQ-1 Senior Data Engineer: brief v1" in hal.view.all_text
    await hal.close()
    assert (await hal.click("Open", message=message)).ok
    await hal.open_home()
    await rest(playground)
    assert told(await rita.command("/samepage"))
    assert "Zyxquill" not in received(playground)
    for row in [
        *await table(on_stage.bot.database, models.OutboxRow),
        *await table(on_stage.bot.database, models.TimelineEntry),
    ]:
        assert "Zyxquill" not in str(vars(row))

    assert (await hal.submit({PICTURE: "5", HIGHER: "Zyxquill of Hal: a day together"})).closed
    await rest(playground)
    said = in_channel(playground, role)[-1]
    shown = str(said.blocks)
    assert "<@U0RITA>, Hal signed *brief v1*: it holds now. The role is open." in shown
    assert "*Do we picture the same person?* Hal *5* · Rita *9*" in shown
    assert ("Zyxquill from Rita" in shown, "Zyxquill of Hal" in shown) == (True, True)
    assert "You are 4 points apart. Fifteen minutes together before the search starts" in shown
    assert "9" not in said.text
    assert await briefs(on_stage) == [(1, "signed")]  # a talk is suggested, nothing waits for it

    assert (await hal.click("Brief", channel=role.channel)).ok
    assert (await hal.click("Read v1")).ok
    assert hal.view is not None
    assert "Hal *5* · Rita *9*" in hal.view.all_text  # the page shows what both said
    assert (await hal.click("Change")).ok
    assert (await typed(hal, {MUST: "SQL\nMentoring"} | SURE)).ok  # what came of the talk
    await rest(playground)
    await sign(playground, role, "Rita", **{PICTURE: "9"})
    shown = str(in_channel(playground, role)[-1].blocks)
    assert "*Must-haves*\\n− On-call\\n+ Mentoring" in shown
    assert "Hal *8* · Rita *9*" in shown
    assert "Fifteen minutes" not in shown
    assert await briefs(on_stage) == [(1, "superseded"), (2, "signed")]
    await all_sent(on_stage.bot.database)
    sound(playground)


async def test_a_smaller_change_during_a_search_holds_at_once_and_is_objected_to(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground, backup="Bo")
    assert (await write(playground, role)).closed
    await sign(playground, role, "Hal", **SURE)
    assert (await rita.command("/req brief", role.channel)).ok
    assert (await rita.click("Short form")).ok
    done = await rita.submit({WHY: "Two people left."})
    assert done.ok, done
    await rest(playground)
    change = rita.messages(role.channel)[-1]
    assert "Rita changed the brief: *v2* holds now." in change.all_text
    assert "*Why now*\n− Nightly loads fail.\n+ Two people left." in change.all_text
    assert "Hal can object until" in change.all_text
    assert change.buttons == ["Object"]
    assert "v2, signed 1 Jun" in role_card(playground, role).all_text
    assert "You made this change yourself" in told(await rita.click("Object", message=change))
    assert "Only the recruiter or the hiring manager can write and sign the brief" in told(
        await playground.person("Bo").click("Object", message=change)
    )

    assert (await hal.click("Object", message=change)).ok
    assert (await hal.submit({"What would you rather have?": "   "})).errors
    assert (await hal.submit({"What would you rather have?": "Nobody left; the loads fail."})).closed
    await rest(playground)
    after = again(playground, change)
    assert ("Hal objected" in after.all_text, "v1 holds again" in after.all_text, after.buttons) == (True, True, [])
    (talk,) = rita.thread(after)
    assert "<@U0RITA>" in str(talk.blocks)
    assert "Hal sees *v2* differently: “Nobody left; the loads fail.”" in talk.all_text
    assert "v1, signed 1 Jun" in role_card(playground, role).all_text
    assert (await hal.click("Change", message=talk)).ok  # the talk ends in a version both can live with
    assert (await hal.submit({WHY: "Loads fail, two nights in three."})).ok
    await rest(playground)
    assert await briefs(lite_stage) == [(1, "superseded"), (2, "objected"), (3, "signed")]
    late = rita.messages(role.channel)[-1]
    await playground.move_to(MONDAY.replace(day=3))
    assert "could be objected to until" in told(await rita.click("Object", message=late))
    await all_sent(lite_stage.bot.database)
    sound(playground)


async def test_a_rejection_names_a_must_have_and_what_is_not_in_the_brief_is_offered_to_it(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground)
    early = await post_candidate(playground, role, "Grace Okello")
    assert (await write(playground, role)).closed
    assert (await hal.click(REJECT, message=early)).ok
    before = {"What is missing?": "Something else", "What did you see or not see?": "No mentoring yet."}
    assert (await hal.submit(before)).closed
    await rest(playground)
    assert "not in the signed brief" not in thread(playground, early)[-1]  # none is signed
    await sign(playground, role, "Hal", **SURE)

    first = await post_candidate(playground, role, "Ada Marlowe")
    assert (await hal.click(REJECT, message=first)).ok
    assert hal.view is not None
    assert (await hal.submit({"What is missing?": "On-call", "What did you see or not see?": "Never on call."})).closed
    await rest(playground)
    assert "Must-have not seen: On-call" in again(playground, first).all_text
    assert "said *no* to Candidate 2: the must-have “On-call” was not seen." in thread(playground, first)[-1]

    second = await post_candidate(playground, role, "Mei Tanaka")
    assert (await hal.click(REJECT, message=second)).ok
    assert (await hal.submit(before)).closed
    await rest(playground)
    (drift,) = rita.thread(second)
    assert "This is not in the signed brief. Add it?" in drift.all_text
    assert (await rita.click("Amend the brief", message=drift)).ok
    assert (await typed(rita, {MUST: "SQL at scale\nOn-call\nMentoring"} | SURE)).ok
    await rest(playground)
    third = await post_candidate(playground, role, "Noor Haddad")
    assert (await hal.click(APPROVE, message=third)).ok  # while v2 waits, v1 holds
    await rest(playground)
    made = await table(lite_stage.bot.database, models.Decision)
    (held,) = [row.id for row in await table(lite_stage.bot.database, models.Brief) if row.version == 1]
    assert [(row.brief_id, row.criterion) for row in made] == [(None, None), (held, 2), (held, None), (held, None)]
    await all_sent(lite_stage.bot.database)
    sound(playground)
