"""What an administrator and a talent lead do about candidates' data, in Slack: hold, hand out, set, read the log."""

from __future__ import annotations

import json

from bot import audit_log
from bot.demo.stage import Stage
from bot.rounds import audit as audit_round
from storage import models
from tests.stories.acting import all_sent, open_role, post_candidate, rest, sound, table, told

COUNTRIES = "Countries of your own"


async def test_a_role_is_held_somebody_is_handed_what_is_held_and_the_log_says_who_did_it(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita, maya, sam = playground.person("Rita"), playground.person("Maya"), playground.person("Sam")
    role = await open_role(playground)
    await post_candidate(playground, role, "Zyxname Quill")
    for line in ("/candidate export 1", "/req legal-hold", "/candidate legal-hold", "/samepage audit"):
        assert "talent lead" in (said := told(await rita.command(line, role.channel))) or "administrators" in said
    assert (await sam.command("/samepage settings workspace")).ok
    assert (await sam.submit({"Who sees which roles need help": [maya.id]})).ok
    await rest(playground)

    assert "No legal hold stands" in told(await maya.command("/candidate legal-hold"))
    assert (await maya.command(f"/req legal-hold {role.key}")).ok
    assert not (await maya.submit({"Why must this be kept?": "  "})).ok
    assert (await maya.submit({"Why must this be kept?": "Claim 4 Ca 17/26"})).ok
    await rest(playground)
    assert f"everybody of {role.key}" in told(await maya.command("/candidate legal-hold"))
    assert "Claim 4 Ca 17/26" in told(await rita.command("/candidate forget 1", role.channel))
    assert (await maya.command(f"/req legal-hold {role.key}")).ok
    assert "Claim 4 Ca 17/26" in str(maya.view)
    assert (await maya.submit({})).ok

    assert "two files" in told(await maya.command(f"/candidate export {role.key} 1"))
    await rest(playground)
    await all_sent(lite_stage.bot.database)
    sent = [name for message in maya.messages(dm=True) for name in message.files]
    assert sorted(sent) == ["req-1-candidate-1.html", "req-1-candidate-1.json"]
    contents = {each.name: each.content or b"" for each in playground.workspace.files.all()}
    assert b"Zyxname Quill" in contents["req-1-candidate-1.html"]
    assert json.loads(contents["req-1-candidate-1.json"])["held"]["Who you are"][0]["name"] == "Zyxname Quill"
    assert "Zyxname" not in str([message.text for message in maya.messages(dm=True)])

    assert (await maya.command("/samepage audit")).ok
    read = str(maya.view)
    for words in ("set a legal hold on everybody put forward for REQ-1", "had made what is held on Candidate 1, REQ-1"):
        assert words in read
    assert "talent leads" not in read
    await maya.close()

    assert "administrators" in told(await rita.command("/samepage settings retention"))
    assert (await sam.command("/samepage settings retention")).ok
    assert "29 CFR § 1602.14" in str(sam.view)
    assert not (await sam.submit({COUNTRIES: "Spain"})).ok
    assert (await sam.submit({COUNTRIES: "Spain: 12 months; LOPDGDD, art. 32"})).ok
    assert (await sam.command("/samepage audit")).ok
    assert "named the talent leads" in str(sam.view)
    assert "set how long data is kept in countries of your own" in str(sam.view)
    assert "legal hold" not in str(sam.view)
    assert "kept 24 months" in told(await rita.command(f"/req show {role.key}"))
    await rest(playground)
    await audit_round.run(
        lite_stage.bot.database, lite_stage.bot.clock.now()
    )  # what the bot's own round has not come to
    verdict = await audit_log.verify(lite_stage.bot.database, "T0PLAY", None, lambda done, of: None)
    rows = await table(lite_stage.bot.database, models.AuditEntry)
    assert (verdict.flaw, verdict.chain.rows, verdict.chain.unsealed) == (None, len(rows), 0)
    sound(playground)
