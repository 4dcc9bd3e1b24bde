"""Whatever is typed, there is an answer, nobody is pinged by it, and nothing of another workspace is told."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.demo.stage import Stage, joined, settings_for
from bot.playground.server import Playground
from bot.runtime import running
from storage import models, openings, people, requisitions, submissions
from storage.openings import Opening
from storage.people import Person
from storage.submissions import Posting
from tests.stories.acting import (
    APPROVE,
    MONDAY,
    Role,
    again,
    all_sent,
    cards,
    direct,
    open_role,
    post_candidate,
    reject,
    rest,
    role_card,
    sound,
    way_for,
)
from tests.stories.intake import answers

TWIN, SECRETS = "T0TWIN", ("Falcon", "Zelda")
PING = re.compile(
    r"<!(?!date\^)|<@(U1|U0SAM)\b|<#C1|<https://evil"
)  # Sam is on no role: only what was typed would name him
HALF_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
TEXTS = [
    "",
    "x" * 4000,
    "& < > " * 600,
    "👩🏽‍🚀🏳️‍🌈",
    "<!channel> <!here> <!everyone> <!subteam^S1>",
    "<@U1> <@U0SAM> <#C1> <https://evil.example|Slack>",
    "show <@U0SAM>",
    "&amp;lt;!channel&gt;",
    "nul\x00 bell\x07 esc\x1b[31m del\x7f c1\x9b",
    "\ud83d half \udc00 a \ud800 pair",
    "\u202eback\u2066wards\u200f\u061c",
    "\u200b\u200b",
    "%s %n {0} ${x} '; drop table people; -- \\",
    "show REQ-7",
    "show 7",
    "close REQ-7",
    "brief REQ-7",
    "list REQ-7",
    "post REQ-7",
    "show REQ-999999999",
    "show " + "9" * 400,
    "show REQ-٣",
    "show REQ-0",
    "show -1",
    "open <!channel> " + "\U0001f600" * 2000,
    "req candidate req open",
    "candidate",
    "digest nonsense",
    "digest off",
    "stats <!here>",
    "help help",
    "ſhow\n\n\tREQ-7",
]


async def _seed_twin(session: AsyncSession) -> None:
    """Another workspace in the same database: the same people ids, and a REQ-7 with a title nobody here may read."""
    await people.join(session, TWIN, name="Twin", bot_user="U0SAMEPAGE")
    twins = [Person(TWIN, who, f"{SECRETS[1]} {who}", "Europe/Berlin") for who in ("U0RITA", "U0HAL")]
    for twin in twins:
        await people.remember(session, twin, at=MONDAY)
    await session.execute(update(models.Workspace).where(models.Workspace.id == TWIN).values(next_number=7))
    opening = Opening(f"Secret {SECRETS[0]}", "U0HAL", SECRETS[0])
    role = await openings.open_requisition(session, twins[0], opening, origin="twin", at=MONDAY)
    await requisitions.channel_made(session, TWIN, role.id, "C0HIRING", "channel")
    await submissions.post(session, twins[0], role.id, Posting(SECRETS[1], SECRETS[0]), origin="twin", at=MONDAY)
    await session.execute(update(models.OutboxRow).where(models.OutboxRow.workspace == TWIN).values(state="done"))
    await session.execute(update(models.Lane).where(models.Lane.workspace == TWIN).values(due_at=None))


@pytest.fixture
async def typing_stage(playground: Playground, fresh_database_url: str) -> AsyncIterator[Stage]:
    """A stage with a twin and a role."""
    way = way_for(fresh_database_url)
    async with running(settings_for(playground, fresh_database_url, way)) as bot:
        await joined(playground, bot.url, way)
        await bot.database.write(_seed_twin)
        await open_role(playground, "Quiet Analyst")
        yield Stage(playground, bot)


def _mrkdwn(thing: Any) -> Iterator[str]:
    """Every text in which Slack looks for mentions: mrkdwn objects and the text beside blocks."""
    if isinstance(thing, str) and thing[:1] in "[{":
        thing = json.loads(thing)
    if isinstance(thing, list):
        for each in thing:
            yield from _mrkdwn(each)
    if isinstance(thing, dict):
        if isinstance(thing.get("text"), str) and thing.get("type") != "plain_text":
            yield thing["text"]
        for key, each in thing.items():
            if key != "private_metadata" and (isinstance(each, list | dict) or key in ("blocks", "view")):
                yield from _mrkdwn(each)


def spoken(playground: Playground) -> list[str]:
    """Every text in which Slack looks for mentions, of everything the bot ever said."""
    said = [call.arguments for call in playground.ledger]
    acks = [sent.ack or {} for sent in playground.deliveries]
    return [text for each in (*said, *acks) for text in _mrkdwn(each)]


def everything(playground: Playground) -> str:
    """All the bot ever said, every field of it."""
    return repr([call.arguments for call in playground.ledger]) + repr([sent.ack for sent in playground.deliveries])


def harmless(playground: Playground, about: object) -> None:
    for text in spoken(playground):
        assert not PING.search(text), (about, text)
    assert not any(secret in everything(playground) for secret in SECRETS), about


async def typed(playground: Playground, command: str, text: str) -> None:
    """One slash command: an ack, and either words or a modal."""
    rita = playground.person("Rita")
    reply = await rita.command(f"{command} {text}")
    assert reply.ok, (command, text, reply)
    assert reply.text or rita.view is not None, (command, text)
    if rita.view is not None:
        await rita.close()


async def test_every_slash_text_gets_an_answer_that_pings_nobody_and_leaks_nothing(typing_stage: Stage) -> None:
    playground = typing_stage.playground
    for text in TEXTS:
        for command in ("/req", "/candidate", "/samepage", "/req open", "/req show", "/samepage req close"):
            await typed(playground, command, text)
    harmless(playground, "the table")
    assert [text for text in spoken(playground) if HALF_ENTITY.search(text)] == []
    sound(playground)
    assert any("Quiet Analyst" in text for text in spoken(playground))  # one's own role is told


_WORDS = st.sampled_from(
    ["open", "list", "show", "brief", "close", "post", "help", "stats", "digest", "req", "candidate", "REQ-"]
)
_ODD = st.sampled_from(["<!channel>", "<@U0SAM>", "&", "<", ">", "\x00", "\ud800", "\u202e", "7", "1", "#", "\n", " "])
LINES = st.lists(st.one_of(_WORDS, _ODD, st.text(max_size=8)), max_size=8).map(" ".join)


@settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(command=st.sampled_from(["/req", "/candidate", "/samepage"]), text=LINES)
@example(command="/samepage", text="req show \x00REQ-7")
async def test_no_slash_text_at_all_goes_unanswered(typing_stage: Stage, command: str, text: str) -> None:
    playground = typing_stage.playground
    before = len(playground.deliveries)
    await typed(playground, command, text)
    assert len(playground.deliveries) == before + 1
    harmless(playground, text)
    sound(playground)


ALPHABETS = ["<!channel> <@U0SAM> ", "&", "👩🏽‍🚀", "שלום\u202eabc ", "\ufb2c", "*_~`>"]


def _fill(alphabet: str, length: int) -> str:
    return (alphabet * length)[:length].strip()


async def test_peoples_words_of_every_kind_and_of_full_length_are_shown_and_ping_nobody(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    for number, alphabet in enumerate(ALPHABETS, start=1):
        before = {each.id for each in rita.conversations()}
        assert (await rita.command("/req open")).ok
        words = _fill(alphabet, 80)
        done = await rita.submit({"Title": words, "Location": words, "Hiring manager": "Hal"})
        assert done.ok, (alphabet, done)
        await rest(playground)
        (channel,) = [each for each in rita.conversations() if each.id not in before and each.kind == "private"]
        role = Role(f"REQ-{number}", channel.name)
        card = await post_candidate(
            playground,
            role,
            words,
            case=_fill(alphabet, 2000),
            email=f"{'a' * 64}@{'b' * 180}.example",
            link="https://e.example/" + "p" * 480,
            place=words,
            **{"Present role": words},
        )
        assert card.text == f"Candidate 1, REQ-{number}: a profile to review"
        if number % 2:
            await reject(playground, card, evidence=_fill(alphabet, 1500))
        else:
            assert (await hal.click(APPROVE, message=card)).ok
        await _brief(playground, role, alphabet)
        await rest(playground)
        assert f"REQ-{number}" in role_card(playground, role).all_text
    for line in ("/req list", "/req show 2", "/req close 2", "/candidate list 2", "/samepage", "/samepage stats"):
        assert (await rita.command(line)).ok
    await _check_in(playground)
    await all_sent(lite_stage.bot.database)
    harmless(playground, "modals")
    sound(playground)


async def test_questions_answers_and_names_of_every_kind_are_shown_whole_and_ping_nobody(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita, hal = playground.person("Rita"), playground.person("Hal")
    role = await open_role(playground)
    listed = []
    for number, alphabet in enumerate(ALPHABETS, start=1):
        for who in (rita, hal):
            playground.change_person(who.id, name=_fill(alphabet, 79) or "x")
        await playground.until(partial(_heard, playground, 2 * number), "the new names")
        card = await post_candidate(playground, role, _fill(alphabet, 80), by=rita.id, email=f"{number}@e.example")
        listed.append(card)
        assert (await hal.click("Ask a question", message=card)).ok
        assert (await hal.submit({"What do you need to know?": _fill(alphabet, 1500)})).closed
    await playground.move_to(datetime(2026, 6, 1, 12, 0, tzinfo=UTC))  # two in Berlin
    await rest(playground)
    (owed,) = direct(playground, rita.id)
    assert owed.buttons.count("Answer") == len(ALPHABETS)
    for card, alphabet in zip(listed, ALPHABETS, strict=True):
        assert (await rita.click("Answer", message=card)).ok
        assert (await rita.submit({"Your answer": _fill(alphabet, 1500)})).closed
    await rest(playground)
    assert "Nothing waits on you" in again(playground, owed, rita.id).all_text
    assert (await hal.command("/samepage")).ok
    await playground.move_to(datetime(2026, 6, 1, 13, 30, tzinfo=UTC))
    await rest(playground)
    assert (await hal.click("Review", dm=True)).ok
    for button in ("Reject", "← Back to the profile", "Ask a question", "← Back to the profile", "Hold"):
        assert (await hal.click(button)).ok
    assert [text for text in spoken(playground) if HALF_ENTITY.search(text)] == []
    harmless(playground, "names")
    await all_sent(lite_stage.bot.database)
    sound(playground)


def _heard(playground: Playground, events: int) -> bool:
    return sum(sent.kind == "events_api" for sent in playground.deliveries) == events


async def _brief(playground: Playground, role: Role, alphabet: str) -> None:
    """As long as the form lets them, proposed by one and signed by the other."""
    rita, hal = playground.person("Rita"), playground.person("Hal")
    assert (await rita.command(f"/req brief {role.key}")).ok
    lines = "\n".join(f"{n}{_fill(alphabet, 149)}" for n in range(1, 6))
    long = _fill(alphabet, 1000)
    fields = ("Why now", "After 90 days this person has …", "Interview rounds, and who")
    done = await rita.submit({"Must-haves": lines} | dict.fromkeys(fields, long))
    assert done.ok, (alphabet, done)
    alone = {"Do we picture the same person?": "5", "What would make it higher?": _fill(alphabet, 300)}
    assert (await rita.submit(answers(rita, _fill(alphabet, 150)) | alone)).closed
    assert (await hal.command(f"/req brief {role.key}")).ok
    assert hal.view is not None
    assert hal.view.submit == "Sign"
    assert (await hal.submit(alone)).closed
    assert (await rita.command(f"/req brief {role.key}")).ok
    assert (await rita.click("Short form")).ok
    assert (await rita.submit({"Why now": f"{long[:-1]}!"})).ok
    assert (await hal.command(f"/req brief {role.key}")).ok
    assert (await hal.click("Object")).ok
    assert (await hal.submit({"What would you rather have?": _fill(alphabet, 500)})).ok


async def _check_in(playground: Playground) -> None:
    """On Thursday Rita answers for all her roles at once, as long as the form lets her."""
    rita = playground.person("Rita")
    assert (await rita.command("/samepage digest", "hiring")).ok
    assert (await rita.submit({"Days": ["Monday", "Thursday", "Friday"], "Time": "09:45"})).ok
    await playground.move_to(datetime(2026, 6, 4, 7, 30, tzinfo=UTC))
    assert (await rita.click("Check in", dm=True)).ok
    assert rita.view is not None
    fields = [block["block_id"] for block in rita.view.blocks if block["type"] == "input"]
    assert len(fields) == 4 * len(ALPHABETS)
    view = playground.workspace.top_view(rita.id)
    assert view is not None
    for block_id, alphabet in zip(fields, [each for each in ALPHABETS for _ in range(4)], strict=True):
        (entry,) = view.values[block_id].values()
        entry["value"] = _fill(alphabet, 1000)
    assert (await rita.submit()).ok
    await rest(playground)
    assert any("Check-in" in each.all_text for each in rita.messages(_own(playground)))
    await playground.move_to(datetime(2026, 6, 4, 8, 0, tzinfo=UTC))  # past the digest


def _own(playground: Playground) -> str:
    """The channel of the first role."""
    return next(each.name for each in playground.workspace.conversations.values() if each.kind == "private")


async def test_a_title_of_nothing_but_unseen_marks_is_no_title(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    rita = playground.person("Rita")
    assert (await rita.command("/req open")).ok
    done = await rita.submit({"Title": "\u200b\u202e \x07\u2066", "Hiring manager": "Hal"})
    assert list(done.errors) == ["Title"]
    assert (await rita.submit({"Title": "Analyst"})).ok
    await rest(playground)
    role = Role("REQ-1", "req-1-analyst")
    assert cards(playground, role) == []
