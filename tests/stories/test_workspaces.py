"""One bot in several workspaces: installed from a page, silent where it was removed, and back where it was."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from yarl import URL

from bot.demo.neighbours import Neighbours, browser, decided, neighbours, opened
from bot.oauth import INSTALL, REDIRECT
from bot.playground.people import HERON, KESTREL, Organisation, Team
from bot.playground.server import Playground
from bot.tokens import new_key
from storage import models
from tests.conftest import as_visitor
from tests.stories.acting import (
    APPROVE,
    MANIFEST,
    MONDAY,
    Role,
    all_sent,
    cards,
    direct,
    open_role,
    outbox,
    post_candidate,
    rest,
    sound,
    submit_candidate,
    table,
    told,
)
from tests.stories.conftest import CALM

KEY = new_key()
GROUP = Organisation("E0GROUP", "Kestrel Group")
NORTH, SOUTH = Team("T0NORTH", "North", "north", GROUP), Team("T0SOUTH", "South", "south", GROUP)


@pytest.fixture
async def two(postgres_url: str, tmp_path: Path) -> AsyncIterator[Neighbours]:
    """Two workspaces that know nothing of each other, by HTTP on PostgreSQL, as a role the walls hold for."""
    url = await as_visitor(postgres_url)
    async with neighbours(MANIFEST, tmp_path, database_url=url, begin=MONDAY, patience=CALM) as found:
        yield found


@pytest.fixture
async def lite(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Neighbours]:
    async with neighbours(MANIFEST, tmp_path, database_url=sqlite_url, begin=MONDAY, patience=CALM, key=KEY) as found:
        yield found


def said_by_the_bot(playground: Playground) -> int:
    """How many messages it has written, wherever."""
    rooms = playground.workspace.conversations.values()
    return sum(each.by_bot for room in rooms for each in room.messages.values())


async def test_installed_in_two_workspaces_removed_from_one_and_back_again(two: Neighbours) -> None:
    here, there = two.workspace(KESTREL), two.workspace(HERON)
    for team in (KESTREL, HERON):
        page = await two.install(team.id)
        assert page.status == 200
        assert f"Same Page is in {team.name}" in page.text
        assert "/req open" in page.text
    roles: dict[str, Role] = {}
    for playground, title in ((here, "Data Engineer"), (there, "Midwife")):
        role = roles[title] = await open_role(playground, title)
        assert role.key == "REQ-1"  # each counts for itself
        card = await post_candidate(playground, role, "Ada Marlowe" if playground is here else "Olu Bright")
        assert (await playground.person("Hal").click(APPROVE, message=card)).ok
    await rest(here)
    assert "Midwife" not in told(await here.person("Rita").command("/req list"))
    assert "Data Engineer" not in told(await there.person("Rita").command("/req list"))
    assert "Olu" not in "".join(each.all_text for each in direct(here, "Rita"))

    await post_candidate(there, roles["Midwife"], "Mei Tanaka")
    two.slack.uninstall(HERON.id)
    await there.until(lambda: any(each.kind == "events_api" for each in there.deliveries), "the news")
    quiet, spoken = said_by_the_bot(there), said_by_the_bot(here)
    await post_candidate(here, roles["Data Engineer"], "Jonas Weber")
    await here.move_by(timedelta(days=2))  # windows pass in both; people are due to be told in both
    assert said_by_the_bot(there) == quiet
    assert said_by_the_bot(here) > spoken
    assert "not a valid command" in str((await there.person("Rita").command("/req list")).error)
    # Asked once whether the news is true, then never again.
    refused = [call.method for call in there.ledger if (call.response or {}).get("error") == "account_inactive"]
    assert set(refused) == {"auth.test"}
    assert len(refused) <= 2

    page = await two.install(HERON.id)
    assert "Same Page is in Heron Labs" in page.text
    await rest(there)
    assert said_by_the_bot(there) > quiet  # what waited meanwhile
    assert "Midwife" in told(await there.person("Rita").command("/req list"))
    assert (await there.person("Hal").click(APPROVE, message=cards(there, roles["Midwife"])[-1])).ok
    for playground in (here, there):
        sound(playground)


async def test_a_removal_nobody_heard_of_shows_when_slack_refuses_the_token(lite: Neighbours) -> None:
    here, there = lite.workspace(KESTREL), lite.workspace(HERON)
    for team in (KESTREL, HERON):
        await lite.install(team.id)
    role = await open_role(there, "Midwife")
    await submit_candidate(there, role)
    lite.slack.uninstall(HERON.id, silently=True)
    await rest(there)
    (gone,) = [each for each in await table(lite.bot.database, models.Installation) if each.removed_at is not None]
    assert (gone.workspace, gone.token) == (HERON.id, None)
    refused = sum((call.response or {}).get("error") == "account_inactive" for call in there.ledger)
    await there.move_by(timedelta(days=1))
    assert sum((call.response or {}).get("error") == "account_inactive" for call in there.ledger) == refused
    assert {row.state for row in await outbox(lite.bot.database)} <= {"done", "dropped", "waiting"}
    await lite.install(HERON.id)
    await there.move_by(timedelta(minutes=5))
    assert cards(there, role)
    await all_sent(lite.bot.database)
    sound(here)


async def test_somebody_pressing_a_button_after_the_removal_is_told_in_words(lite: Neighbours) -> None:
    there = lite.workspace(HERON)
    await lite.install(HERON.id)
    card = await post_candidate(there, await open_role(there, "Midwife"))
    lite.slack.uninstall(HERON.id)
    await there.until(lambda: sum(each.kind == "events_api" for each in there.deliveries) >= 2, "the news")
    assert "not installed" in told(await there.person("Hal").click(APPROVE, message=card))
    assert await table(lite.bot.database, models.Decision) == []


async def test_one_installation_for_a_whole_organisation(sqlite_url: str, tmp_path: Path) -> None:
    teams = (NORTH, SOUTH, KESTREL)
    async with neighbours(
        MANIFEST, tmp_path, database_url=sqlite_url, begin=MONDAY, patience=CALM, teams=teams
    ) as three:
        page = await three.install(GROUP.id)
        assert "Same Page is in Kestrel Group" in page.text
        north, south = three.workspace(NORTH), three.workspace(SOUTH)
        for playground, title in ((north, "Cook"), (south, "Pilot")):
            role = await open_role(playground, title)
            card = await post_candidate(playground, role)
            assert (await playground.person("Hal").click(APPROVE, message=card)).ok
        await north.move_by(timedelta(days=1))
        assert "Pilot" not in told(await north.person("Rita").command("/req list"))
        assert direct(north, "Hal")
        assert direct(south, "Hal")
        for playground, team in ((north, NORTH), (south, SOUTH)):
            sound(playground)
            named = {
                call.arguments.get("team_id")
                for call in playground.ledger
                if call.method != "respond" and not call.method.startswith("auth.")
            }
            assert named == {team.id}
        (installation,) = await table(three.bot.database, models.Installation)
        assert (installation.workspace, installation.is_org_wide) == (GROUP.id, True)

        three.slack.uninstall(SOUTH.id)
        await north.until(lambda: any(each.kind == "events_api" for each in north.deliveries), "the news")
        await south.until(lambda: any(each.kind == "events_api" for each in south.deliveries), "the news")
        quiet = said_by_the_bot(north), said_by_the_bot(south)
        await north.move_by(timedelta(days=3))
        assert (said_by_the_bot(north), said_by_the_bot(south)) == quiet


async def test_whoever_says_no_or_comes_back_twice_or_from_elsewhere_installs_nothing(lite: Neighbours) -> None:
    page = await lite.install(HERON.id, "cancel")
    assert "Not installed" in page.text
    assert await table(lite.bot.database, models.Installation) == []
    async with browser() as first, browser() as second:
        asked = await opened(first, f"{lite.bot.url}{INSTALL}")
        assert "oauth/v2/authorize" in asked.address
        done = await decided(first, asked, HERON.id, "allow")
        assert "Same Page is in" in done.text
        for session in (first, second):  # the address again: in the same browser, whose cookie is gone, and elsewhere
            again = await opened(session, done.address)
            assert (again.status, "Please begin again" in again.text) == (400, True)
        other = await opened(second, f"{lite.bot.url}{INSTALL}")
        state = other.address.partition("state=")[2].partition("&")[0]
        code = done.address.partition("code=")[2].partition("&")[0]
        spent = await opened(second, f"{lite.bot.url}{REDIRECT}?code={code}&state={state}")
        assert (spent.status, "Please begin again" in spent.text) == (400, True)
        for query in ("", "?code=x", "?error=access_denied", f"?state={'x' * 9000}", "?code=%ff&state=%00.%ff"):
            assert (await opened(second, f"{lite.bot.url}{REDIRECT}{query}")).status == 400
    assert len(await table(lite.bot.database, models.Installation)) == 1


async def test_where_it_may_not_be_installed_nothing_is_stored_and_the_token_is_given_back(lite: Neighbours) -> None:
    assert (await lite.install(KESTREL.id)).status == 200
    before = await table(lite.bot.database, models.Installation)
    await lite.start_again(KEY, SAMEPAGE_MAY_INSTALL=f"{GROUP.id},T0NONE")
    page = await lite.install(HERON.id)
    assert (page.status, "Not for this workspace" in page.text) == (403, True)
    assert lite.workspace(HERON).workspace.revoked
    assert (await lite.install(KESTREL.id)).status == 403  # from before there was a list: its token is in use
    assert not lite.workspace(KESTREL).workspace.revoked
    assert [row.workspace for row in await table(lite.bot.database, models.Installation)] == [KESTREL.id]
    assert (await table(lite.bot.database, models.Installation))[0].token == before[0].token
    await rest(lite.workspace(HERON))


async def came_back(address: str, nonce: str) -> int:
    """The status a browser gets that has this nonce in its cookie."""
    async with browser() as session, session.get(address, cookies={"samepage_install": nonce}) as answer:
        return answer.status


async def test_the_link_asks_for_exactly_what_the_manifest_names_and_is_not_given_out_without_end(
    lite: Neighbours,
) -> None:
    async with browser() as session:
        asked = await opened(session, f"{lite.bot.url}{INSTALL}")
        query = URL(asked.address).query
        assert set(query["scope"].split(",")) == lite.slack.first.workspace.manifest.scopes
        assert set(query) == {"client_id", "scope", "state"}
        async with session.get(f"{lite.bot.url}{INSTALL}", allow_redirects=False) as sent:
            cookie = sent.cookies["samepage_install"]
            assert cookie["httponly"]
            assert cookie["samesite"] == "Lax"
        for _ in range(30):  # costs nothing: nobody is locked out by it
            async with session.get(f"{lite.bot.url}{INSTALL}", allow_redirects=False) as sent:
                assert sent.status == 302
        foreign = f"{lite.bot.url}{REDIRECT}?code=made-up&state="
        strangers = {(await opened(session, f"{foreign}1800000000.made-up")).status for _ in range(30)}
        assert strangers == {400}
        async with session.get(f"{lite.bot.url}{INSTALL}", allow_redirects=False) as sent:
            state, nonce = URL(sent.headers["Location"]).query["state"], sent.cookies["samepage_install"].value
        asks = [await came_back(f"{foreign}{state}", nonce) for _ in range(21)]  # each asks Slack about its code
    assert asks == 20 * [400] + [429]


async def test_a_token_is_nowhere_in_the_clear(lite: Neighbours, capsys: pytest.CaptureFixture[str]) -> None:
    for team in (KESTREL, HERON):
        page = await lite.install(team.id)
        assert lite.workspace(team).bot_token not in page.text
    tokens = [each.bot_token for each in lite.slack.workspaces.values()]
    assert len(set(tokens)) == 2
    for row in await table(lite.bot.database, models.Installation):
        assert not any(token.encode() in row.token for token in tokens)
    logged = "".join(capsys.readouterr())
    assert "installed" in logged
    assert not any(token in logged for token in (*tokens, lite.slack.app.client_secret, "xoxb-"))


def stands_in_files(folder: Path, found: Neighbours, words: bytes) -> bool:
    """Whether SQLite's file, or its log, has these bytes."""
    name = Path(found.database_url).name
    return any(words in each.read_bytes() for each in folder.iterdir() if each.name.startswith(name))


async def test_a_month_after_the_removal_nothing_of_the_workspace_is_left_and_the_other_goes_on(
    lite: Neighbours, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here, there = lite.workspace(KESTREL), lite.workspace(HERON)
    for team in (KESTREL, HERON):
        page = await lite.install(team.id)
        assert "30 days later all it knows of the workspace is erased" in page.text
    role = await open_role(here, "Data Engineer")
    card = await post_candidate(there, await open_role(there, "Midwife"), "Olu Bright")
    await rest(there)
    lite.slack.uninstall(HERON.id)
    await there.until(lambda: sum(each.kind == "events_api" for each in there.deliveries) >= 2, "the news")
    assert stands_in_files(tmp_path, lite, b"Olu Bright")
    await here.move_by(timedelta(days=29))
    assert {row.workspace for row in await table(lite.bot.database, models.Candidate)} == {HERON.id}
    await here.move_by(timedelta(days=2))
    for model in (each.class_ for each in models.Base.registry.mappers):
        if model not in (models.AuditEntry, models.AuditHead):
            rows = await table(lite.bot.database, model)
            assert HERON.id not in {row.id if model is models.Workspace else row.workspace for row in rows}, model
    assert "Olu" not in "".join(capsys.readouterr())
    assert not stands_in_files(tmp_path, lite, b"Olu Bright")
    assert card.ts in {each.ts for each in there.person("Hal").messages(card.channel)}  # what Slack has, it keeps
    await post_candidate(here, role)
    await lite.install(HERON.id)
    assert "You have no open requisitions" in told(await there.person("Rita").command("/req list"))
    assert (await open_role(there, "Cook")).key == "REQ-1"
    sound(here)
