"""A person is forgotten: their card, thread, gathered messages, Home and modals hold nothing of them any more."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import make_url, update

from bot.demo.stage import Stage
from bot.playground.server import Playground
from storage import models
from tests.stories.acting import (
    REJECT,
    again,
    all_sent,
    at,
    direct,
    open_role,
    post_candidate,
    reject,
    rest,
    sound,
    thread,
    told,
)

SECRETS = ("Zyxname", "Zyxcase", "zyx.example", "Zyxplace", "Zyxevidence", "Zyxask")
MORE = {
    "case": "Zyxcase because",
    "email": "ada@zyx.example",
    "link": "https://zyx.example/ada",
    "place": "Zyxplace",
}


def in_messages(playground: Playground) -> set[str]:
    """Which of their words stand in any message, App Home or open modal."""
    shown = [vars(each) for place in playground.workspace.conversations.values() for each in place.messages.values()]
    homes = [playground.person(who).home for who in ("Rita", "Hal")]
    text = repr((shown, homes))
    return {each for each in SECRETS if each in text}


async def in_database(stage: Stage) -> set[str]:
    """Which of their words stand in the database: its files' bytes, or every row."""
    url = make_url(str(stage.bot.database.writer.url))
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        found = "".join(each.read_bytes().decode("latin-1") for each in path.parent.glob(f"{path.name}*"))
    else:
        async with stage.bot.database.read() as session:
            tables = models.Base.metadata.sorted_tables
            found = repr([(await session.execute(table.select())).all() for table in tables])
    return {each for each in SECRETS if each in found}


async def test_forgotten_with_cards_threads_gathered_messages_and_home(on_stage: Stage) -> None:
    playground = on_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground)
    for person in (rita, hal):
        await person.open_home()
    card = await post_candidate(playground, role, "Zyxname Quill", **MORE)
    other = await post_candidate(playground, role, "Kept Person", case="Built another.")
    await at(playground, "Hal", "2026-06-01 14:00")
    assert (await hal.click("Ask a question", message=card)).ok
    assert (await hal.submit({"What do you need to know?": "Zyxask what"})).ok
    await rest(playground)
    await reject(playground, again(playground, card), evidence="Zyxevidence seen")
    await rest(playground)
    assert in_messages(playground) >= {"Zyxname", "Zyxcase", "Zyxevidence", "Zyxask"}
    assert (await hal.click(REJECT, message=other)).ok  # a modal about somebody else stays
    assert (await rita.command("/candidate forget 1", role.channel)).ok
    assert "erased for good" in str(rita.view)
    assert "Zyx" not in str(rita.view)
    done = await rita.submit({})
    assert done.ok, done
    await rest(playground)
    await all_sent(on_stage.bot.database)
    assert in_messages(playground) == set()
    assert await in_database(on_stage) == set()
    gone = again(playground, card)
    assert gone.text == "Candidate 1, REQ-1: erased"
    assert gone.buttons == []
    assert thread(playground, card) == []
    assert "Kept Person" in again(playground, other).all_text
    report = direct(playground, "Rita")[-1].all_text
    assert "Candidate 1, REQ-1 is erased" in report
    assert "What people wrote in the thread under Candidate 1's card" in report
    assert "was erased" in told(await rita.command("/candidate forget REQ-1 1"))
    sound(playground)


async def test_under_a_hold_it_refuses_and_says_why(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita, olga = playground.person("Rita"), playground.person("Maya")
    role = await open_role(playground)
    await post_candidate(playground, role, "Zyxname Quill", **MORE)
    assert "Only a talent lead" in told(await rita.command("/candidate legal-hold 1", role.channel))
    assert "not one of yours" in told(await olga.command(f"/candidate legal-hold {role.key} 1"))
    async with lite_stage.bot.database.begin() as session:
        await session.execute(update(models.Person).where(models.Person.id == olga.id).values(is_lead=True))
    assert (await olga.command(f"/candidate legal-hold {role.key} 1")).ok
    assert "Zyx" not in json.dumps(olga.view, default=str)
    assert (await olga.submit({"Why must this be kept?": "Claim before the court"})).ok
    said = told(await rita.command("/candidate forget 1", role.channel))
    assert "legal hold" in said
    assert "Claim before the court" in said
    assert in_messages(playground) >= {"Zyxname"}
    assert (await olga.command(f"/candidate legal-hold {role.key} 1")).ok
    assert "Claim before the court" in str(olga.view)
    assert (await olga.submit({})).ok
    assert (await rita.command("/candidate forget 1", role.channel)).ok
    assert (await rita.submit({})).ok
    await rest(playground)
    assert in_messages(playground) == set()
    sound(playground)
