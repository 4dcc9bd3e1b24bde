"""How the two work together: agreed along with the brief, countered, accepted, and kept by whatever is asked then."""

from __future__ import annotations

from bot.demo.stage import Stage
from storage import models
from tests.stories.acting import (
    again,
    all_sent,
    at,
    in_channel,
    open_role,
    post_candidate,
    rest,
    role_card,
    sound,
    table,
)
from tests.stories.intake import BY, MUST, OUTCOMES, SURE, WHY, answers, write

PROFILE = "Hal answers a profile within"
CHANNEL = "May the role's channel hear of what waits a full promise too long?"
PROPOSED = ": a working agreement is proposed"
BACKUP = "Backup decider"


async def test_promises_are_countered_twice_and_then_kept(on_stage: Stage) -> None:
    playground = on_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground, backup="Bo")
    assert (await rita.command("/req brief", role.channel)).ok
    assert (await rita.submit({WHY: "Loads fail.", OUTCOMES: "Calm.", MUST: "SQL", BY: "2026-06-12"})).ok
    assert rita.view is not None
    assert "*Working agreement: the default promises*\nHal, in working days: profiles 1 · " in rita.view.all_text
    assert "*Propose* accepts these for you; Hal accepts them by signing" in rita.view.all_text
    await rita.fill(answers(rita))
    assert (await rita.click("Propose others")).ok  # the same screen, and what was typed stays
    assert rita.view.title == "REQ-1: must-haves"
    bad = await rita.submit(SURE | {"Profiles a week": "0"})
    assert list(bad.errors) == ["Profiles a week"]
    assert (await rita.submit(SURE | {PROFILE: "2 working days", "Profiles a week": "3"})).closed
    await rest(playground)
    assert not [each for each in in_channel(playground, role) if each.text.endswith(PROPOSED)]  # Sign says it

    assert (await rita.command("/req brief", role.channel)).ok
    waits = "◐ *Working agreement* · you propose other promises, waits for Hal\nprofiles: 1 → 2 working days"
    assert waits in rita.view.all_text
    assert (await rita.click("Other terms")).ok
    assert (await hal.command("/req brief", role.channel)).ok
    assert hal.view is not None
    for shown in ("*Working agreement, as Rita proposes it*", "profiles a week: no number → 3", "*Sign* accepts this"):
        assert shown in hal.view.all_text
    assert (await hal.click("Propose others")).ok
    mine = {PROFILE: "1½ working days", CHANNEL: "Yes, one line without names or hours", "Why": "Two is long <!here>"}
    assert (await hal.submit(SURE | mine)).closed
    await rest(playground)
    counter = next(each for each in rita.messages(role.channel) if each.text.endswith(PROPOSED))
    for shown in (
        "<@U0RITA>, Hal answers your proposal with other terms",
        "profiles: 2 → 1½ working days",
        "“Two is long &lt;!here&gt;”",
    ):
        assert shown in str(counter.blocks)

    late = await rita.submit({PROFILE: "3 working days"})  # over a form that Hal's proposal has overtaken
    assert late.ok
    assert "Meanwhile Hal put other terms on the table" in rita.view.all_text
    assert "What you chose stands below" in rita.view.all_text
    assert (await rita.click("← Back to all sections")).ok
    assert "Hal proposes other promises" in rita.view.all_text
    assert (await rita.click("Answer")).ok
    for shown in ("profiles: 1 → 1½ working days", "First shortlist by Fri 12 Jun, as the brief says"):
        assert shown in rita.view.all_text
    assert (await rita.click("Accept")).ok
    assert "✓ *Working agreement* · agreed by Hal and you, Mon 1 Jun" in rita.view.all_text
    await rest(playground)
    said = in_channel(playground, role)[-1]
    assert "<@U0HAL>, Rita accepts: the *working agreement* of REQ-1 holds now." in str(said.blocks)
    answered = again(playground, counter)
    assert (answered.buttons, "Rita accepted" in answered.all_text) == ([], True)
    assert (await hal.command("/req brief export", role.channel)).ok
    assert "| profiles | Hal" in hal.view.all_text
    assert "- the channel hears of what waits too long: yes" in hal.view.all_text

    await post_candidate(playground, role)
    for wall in ("2026-06-03 17:00", "2026-06-05 09:00"):
        await at(playground, "Hal", wall)
    line = in_channel(playground, role)[-1]
    assert line.text == "A profile on REQ-1 waits past what was promised; the backup may answer."
    assert len([each for each in in_channel(playground, role) if "waits past" in each.text]) == 1
    await all_sent(on_stage.bot.database)
    sound(playground)


async def test_terms_chosen_over_others_than_are_on_the_table_are_shown_again_beside_them(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground)
    assert (await write(playground, role)).closed
    assert (await hal.command("/req brief", role.channel)).ok
    assert (await hal.click("Propose others")).ok
    assert (await rita.command("/req brief", role.channel)).ok
    assert (await rita.click("Other terms")).ok
    assert (await rita.submit({PROFILE: "2 working days"})).ok
    late = await hal.submit(SURE | {PROFILE: "3 working days"})
    assert (late.ok, late.closed) == (True, False)
    assert hal.view is not None
    assert "Meanwhile Rita put other terms on the table:* profiles: 1 → 2 working days" in hal.view.all_text
    assert hal.view.submit == "Sign"
    assert (await hal.submit()).closed  # what was typed stands there still
    await rest(playground)
    assert "profiles: 2 → 3 working days" in str(in_channel(playground, role)[-1].blocks)
    signed = [each.text for each in in_channel(playground, role) if each.text.endswith("brief v1 is signed")]
    assert len(signed) == 1
    assert (await hal.command("/req brief", role.channel)).ok
    assert "you propose other promises, waits for Rita" in hal.view.all_text
    assert (await rita.click("Accept", channel=role.channel)).ok
    await rest(playground)
    await all_sent(lite_stage.bot.database)
    sound(playground)


async def test_one_press_signs_and_agrees_and_nobody_signs_for_a_person_who_is_gone(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground)
    assert (await rita.command("/req brief", role.channel)).ok
    words = {WHY: "Loads fail.", OUTCOMES: "Calm.", MUST: "SQL"}
    for wrong, why in (("Hal", "hiring manager"), ("Gus", "guest"), ("Dana", "deactivated"), ("Same Page", "app")):
        done = await rita.submit(words | {BACKUP: wrong})
        assert list(done.errors) == [BACKUP]
        assert why in done.errors[BACKUP]
    assert (await rita.submit(words | {BACKUP: "Bo"})).ok
    assert (await rita.command("/req team", role.channel)).ok
    assert (await rita.submit({"Onboarding": "Ines"})).closed
    await rest(playground)
    playground.change_person("Ines", deleted=True)
    await rest(playground)
    assert "Bo" in role_card(playground, role).all_text

    assert (await rita.command("/req brief", role.channel)).ok
    assert (await rita.click("Short form")).ok
    assert (await rita.submit()).ok
    assert rita.view is not None
    assert (await rita.submit(answers(rita) | SURE)).ok
    for shown in (
        "<@U0INES> is no longer a full member",
        "is named for onboarding",
        "`/req team REQ-1` names somebody else",
    ):
        assert shown in str(rita.view.blocks)
    assert (await rita.command("/req team", role.channel)).ok
    assert (await rita.submit({"Onboarding": "Bo"})).closed
    assert (await rita.command("/req brief", role.channel)).ok
    assert (await rita.click("Propose for signing")).ok  # nothing typed was lost
    assert (await rita.submit(SURE)).closed
    await rest(playground)

    assert (await hal.command("/req brief", role.channel)).ok
    assert (await hal.submit(SURE)).closed
    await rest(playground)
    said = in_channel(playground, role)[-1]
    assert said.text.endswith("brief v1 is signed")
    assert "*Working agreement* agreed with it:" in str(said.blocks)
    (agreed,) = await table(lite_stage.bot.database, models.AgreementProposal)
    assert (agreed.proposed_by, agreed.accepted_by) == (rita.id, hal.id)

    assert (await hal.command("/req hand", role.channel)).ok
    assert (await hal.submit({"Which seat?": "Hiring manager", "To whom?": "Maya"})).closed
    await rest(playground)
    maya = playground.person("Maya")
    assert (await maya.command("/req brief", role.channel)).ok
    assert maya.view is not None
    assert (
        "agreed by Rita and Hal, Mon 1 Jun; it stays with the role until both accept other terms" in maya.view.all_text
    )
    assert (await maya.submit()).closed
    await rest(playground)
    await all_sent(lite_stage.bot.database)
    sound(playground)
