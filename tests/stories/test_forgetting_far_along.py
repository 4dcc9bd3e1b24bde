"""Somebody with everything there can be of them is forgotten: a message of another's, evidence, an interview with its
scorecards, a recorded decision, an offer with its terms. No byte of them is left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.demo.stage import Stage
from bot.playground.server import Playground
from storage import models
from tests.storage.test_forgetting import dumped
from tests.stories.acting import all_sent, bots_own, cards, direct, open_role, rest, sound, table, told
from tests.stories.intake import SURE, write
from tests.stories.test_blind_cards import WEDNESDAY
from tests.stories.test_interviews import TUESDAY, fill, judge, plan

ZYX = "zyx"
ORIGINAL = "Zyxname Quill – engineer at Zyxwork\nada@zyx.example https://zyx.example/ada Zyxcase, built it twice."


def shown(playground: Playground) -> list[str]:
    """What of them stands in anything of the bot's: messages, App Homes, open modals."""
    ours = [each for place in playground.workspace.conversations.values() for each in bots_own(place)]
    surfaces = [(person.home, person.stack) for person in map(playground.person, ("Rita", "Hal", "Ines", "Bo"))]
    return [str(each) for each in [*map(vars, ours), *surfaces] if ZYX in str(each).lower()]


async def kept(url: str) -> str:
    """The whole database: its files' bytes, or what PostgreSQL's own tool writes of it."""
    if make_url(url).get_backend_name() != "sqlite":
        return (await dumped(url)).lower()
    path = Path(str(make_url(url).database))
    files = sorted(path.parent.glob(f"{path.name}*"))
    assert [each.name.removeprefix(path.name) for each in files] == ["", "-shm", "-wal"]
    return "".join(each.read_bytes().decode("latin-1") for each in files).lower()


async def test_nothing_is_left_of_somebody_who_had_come_as_far_as_an_offer(
    on_stage: Stage, fresh_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    playground, database = on_stage.playground, on_stage.bot.database
    rita, hal, ines, bo = (playground.person(who) for who in ("Rita", "Hal", "Ines", "Bo"))
    role = await open_role(playground)
    assert (await write(playground, role)).closed
    assert (await hal.command("/req brief", role.channel)).ok
    assert (await hal.submit(SURE)).closed
    said = await bo.say(ORIGINAL, "general")
    assert (await rita.shortcut("Post as candidate", said)).ok
    assert (await rita.submit({"Besides the CV": "Zyxinsight", "Notice period": "Zyxnotice"})).ok
    assert (await rita.submit({"SQL at scale": "✓ Seen", "SQL at scale: what did you see?": "Zyxevidence"})).closed
    for person in (rita, hal, ines, bo):
        await person.open_home()
    await rest(playground)
    (card,) = cards(playground, role)
    assert (await hal.click("Ask a question", message=card)).ok
    assert (await hal.submit({"What do you need to know?": "Zyxasked"})).ok
    await rest(playground)
    assert (await rita.click("Answer", message=playground.person("Rita").thread(card)[-1])).ok
    assert (await rita.submit({"Your answer": "Zyxreply"})).closed
    await rest(playground, timedelta(hours=1))
    assert (await rita.click("Record a decision", message=card)).ok
    spoken = {"What was said?": "Yes: approve", "When?": playground.clock.now().replace(second=0, microsecond=0)}
    assert (await rita.submit(spoken)).closed
    await rest(playground)
    assert (await hal.click("Confirm", message=playground.person("Hal").thread(card)[-1])).ok
    await rest(playground, timedelta(hours=1))
    await plan(rita, card, ["Ines", "Bo"], {"SQL at scale": ["Ines Ferreira", "Bo Castellano"]})
    await rita.close()
    await playground.move_to(TUESDAY)
    await playground.move_to(WEDNESDAY)
    for who in ("Ines", "Bo"):
        await fill(playground, who)
        await judge(playground.person(who), "3", saw=f"Zyxcard of {who}", would="Yes: I would hire them")
        await playground.person(who).close()
    await rest(playground)
    assert (await rita.click("Start the debrief", message=rita.thread(card)[-1])).ok
    await rest(playground)
    assert (await hal.click("Approve → offer", message=card)).ok
    await rest(playground, timedelta(days=2))
    assert (await rita.command("/candidate offer 1", role.channel)).ok
    terms = {"To be approved first by": "Ines", "What is offered, for whoever approves": "Zyxterms"}
    assert (await rita.submit(terms)).closed
    await playground.move_to(datetime(2026, 6, 8, 12, 0, tzinfo=UTC))
    assert (await ines.click("Details", message=direct(playground, "Ines")[-1])).ok
    assert "Zyxterms" in str(ines.view)
    assert (await ines.click("Reject")).ok
    assert (await ines.submit({"Why not?": "Zyxrefused"})).ok
    await rest(playground)

    assert {row.text for row in await table(database, models.CandidateText)} >= {"Zyxterms", "Zyxrefused", "Zyxreply"}
    assert ZYX in await kept(fresh_database_url)
    assert shown(playground)
    assert (await rita.command("/candidate forget 1", role.channel)).ok
    done = await rita.submit({})
    assert done.ok, done
    await rest(playground, timedelta(minutes=5))
    await all_sent(database)
    assert shown(playground) == []
    assert ZYX not in await kept(fresh_database_url)
    assert ZYX not in "".join(capsys.readouterr()).lower()
    report = direct(playground, "Rita")[-1]
    assert "Candidate 1, REQ-1 is erased" in report.all_text
    assert said.ts.replace(".", "") in str(report.blocks)  # the one message that is not ours to delete
    assert "was erased" in told(await rita.command("/candidate forget REQ-1 1"))
    assert await table(database, models.ScorecardMark) == []
    assert {row.recommendation for row in await table(database, models.Interviewer)} == {None}
    (submission,) = await table(database, models.Submission)
    assert (submission.stage, submission.posted_by) == ("withdrawn", rita.id)  # how it ended, of nobody
    sound(playground)
