"""Opens everything in order and closes it in reverse: the one door for the real program, the demo and the tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot.app import build_app
from bot.clock import Clock
from bot.delivery import Deliverer
from bot.homes import Home, Installed, One
from bot.http import Http
from bot.metrics import CURRENT, Metrics
from bot.postman import Postman
from bot.readiness import Front, Readiness, iso
from bot.rests import Resting, Rests
from bot.rounds.removals import run as erase_removed
from bot.scheduler import Timetable
from bot.settings import CannotStart, Settings
from bot.slack import Later, No, Ok, call
from bot.socket_mode import Socket
from handlers.faults import frames
from handlers.people import People
from handlers.visit import Office
from storage import due, gauges, lately, people, removals
from storage.database import Database, Transaction
from storage.gauges import Waiting
from storage.migrate import HeldUp, Newer
from storage.walls import EVERYWHERE, NOWHERE, within

log = structlog.get_logger()
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 30.0  # real seconds between two tries to reach Slack at the start
_CALL_SECONDS = 10.0  # no call to Slack takes longer; the outbox's grace is reckoned from it

WayIn = Socket | Http


@dataclass(frozen=True)
class Running:
    """A bot at work: `url` is where `/readyz` is answered; `workspace` is empty where it serves many."""

    url: str
    workspace: str
    database: Database
    clock: Clock


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    patience: float = 0.0,
    open_database: Callable[..., Database] = Database.open,
    make_postman: Callable[..., Postman] = Postman,
) -> AsyncIterator[Running]:
    """A bot at work until the block ends: then it stops listening, finishes what is under way, and closes.

    `patience`: for how many real seconds a Slack that is away is tried again. Raises CannotStart in words."""
    async with AsyncExitStack() as stack:
        clock = Clock(settings.clock_file)
        stack.callback(clock.close)
        metrics = Metrics(clock.monotonic)
        CURRENT.set(metrics)  # for every task begun from here on
        database = await _database(settings, stack, open_database)
        database.measure = measured(metrics)
        with within(EVERYWHERE):
            await database.write(lambda found: removals.reckon(found, keep=settings.erase_after, at=clock.now()))
        session = await stack.enter_async_context(
            aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=_CALL_SECONDS),
                trace_configs=[metrics.trace(settings.slack_api_url)],
            )
        )
        client = Resting(
            rests=Rests(clock.now),
            token=settings.bot_token,
            base_url=settings.slack_api_url,
            session=session,
            retry_handlers=[],
        )
        installed, pages = await _installed(settings, database, client, session, clock, patience)

        async def deliverer_of(workspace: str) -> Deliverer:
            return Deliverer(await installed.of(workspace), database)

        office = Office(database, People(database, installed.of, clock.now), lambda: postman.wake(), installed.of)
        postman = make_postman(
            database, deliverer_of, clock, handlers.MESSAGES, installed.only, metrics=metrics, lull=office.lull
        )
        app = build_app(office, installed, client, clock.now, metrics)
        timetable = Timetable(database, clock, postman.wake, metrics=metrics)
        way = _way_in(settings, app, client, clock, metrics)

        async def look(listing: bool) -> Readiness:
            with within(EVERYWHERE):
                found = await _look(installed, database, clock, office, timetable, postman, way)
                return await _with_outbox(found, database, installed.only) if listing and clock.is_movable else found

        async def figures() -> bytes:
            with within(EVERYWHERE):
                waiting, not_opened = await _waiting(database, installed, clock)
            connected = await way.connected()
            return metrics.page(
                waiting, way=way.name, connected=connected, looked=timetable.looked, not_opened=not_opened
            )

        front = Front(look, figures, settings.port, [*way.routes, *pages])
        stack.push_async_callback(front.stop)
        try:
            url = await front.start()
        except OSError as error:
            raise CannotStart(f"Port {settings.port} is taken ({error.strerror}). Set PORT to a free one.") from None
        postman.start()
        stack.push_async_callback(postman.stop)
        timetable.start()
        stack.push_async_callback(timetable.stop)
        stack.push_async_callback(office.drain)
        stack.push_async_callback(way.stop)
        await way.start()
        log.info("started", workspace=installed.only, way=way.name, url=url)
        yield Running(url, installed.only or "", database, clock)
        log.info("stopping", workspace=installed.only)


def _way_in(settings: Settings, app: AsyncApp, client: AsyncWebClient, clock: Clock, metrics: Metrics) -> WayIn:
    """Socket Mode where there is a token for it, else HTTP."""
    if settings.app_token:
        return Socket(app, settings.app_token, client, clock)
    return Http(app, settings.signing_secret or "", clock, metrics=metrics)


async def _database(settings: Settings, stack: AsyncExitStack, open_database: Callable[..., Database]) -> Database:
    try:
        # Makes a file's folder, which may not be possible.
        database = open_database(settings.database_url, unless_said=NOWHERE)
        stack.push_async_callback(database.close)
        await database.migrate()
        return database
    except (Newer, HeldUp) as reason:
        raise CannotStart(str(reason)) from None
    except Exception as error:
        raise CannotStart(
            f"The database cannot be opened or brought up to date ({type(error).__name__}). "
            "Check SAMEPAGE_DATABASE_URL; nothing was changed."
        ) from error


async def _installed(
    settings: Settings,
    database: Database,
    client: AsyncWebClient,
    session: aiohttp.ClientSession,
    clock: Clock,
    patience: float,
) -> tuple[Installed, Sequence[web.RouteDef]]:
    """The one workspace of a bot token, which Slack is asked for; or every one the app is installed in, with the pages
    it is installed from."""
    if settings.bot_token is None:
        # What encrypts takes a while to load, and one workspace needs none of it.
        from bot.many import many
        from bot.tokens import CannotOpen

        found, pages = many(settings, database, session, clock)
        try:
            await found.must_open()
        except CannotOpen as reason:
            raise CannotStart(f"SAMEPAGE_SECRET_KEY is another one than before: {reason}.") from None
        return found, pages
    home = await _home(client, settings.bot_token, settings.slack_api_url, clock, patience)
    with within(home.workspace):
        try:
            await database.write(
                lambda transaction: people.join(transaction, home.workspace, name=home.name, bot_user=home.bot_user)
            )
        except people.BeingErased:
            with within(EVERYWHERE):  # where nobody else goes on with it, every start does a part
                await erase_removed(database, clock.now())
            raise CannotStart(
                "What is stored of this workspace, from before the app was removed there, is being erased. Start again "
                "in a minute."
            ) from None
    return One(home, client), ()


async def _home(client: AsyncWebClient, token: str, api_url: str, clock: Clock, patience: float) -> Home:
    """Asks Slack whose token it is: once where Slack refuses it; with growing pauses, until patience is over, where
    Slack is away or has trouble of its own."""
    began, pause = clock.monotonic(), _FIRST_PAUSE
    while not isinstance(end := await call(client.auth_test()), Ok):
        if isinstance(end, No):
            raise CannotStart(f"Slack refuses SLACK_BOT_TOKEN ({end.error}). Copy it again from OAuth & Permissions.")
        wanted = max(pause, end.seconds) if isinstance(end, Later) else pause
        left = began + patience - clock.monotonic()
        if left <= 0:
            raise CannotStart(f"Slack cannot be reached at {api_url} ({end.error}).")
        log.warning("slack_away", error=end.error, again_in=round(min(wanted, left), 1))
        await clock.sleep(min(wanted, left))
        pause = min(2 * pause, _LONGEST_PAUSE)
    found = end.data
    return Home(
        str(found["team_id"]),
        str(found.get("team") or found["team_id"]),
        str(found["user_id"]),
        str(found.get("bot_id") or ""),
        token,
    )


async def _look(
    installed: Installed,
    database: Database,
    clock: Clock,
    office: Office,
    timetable: Timetable,
    postman: Postman,
    way: WayIn,
) -> Readiness:
    connected, workspace = await way.connected(), installed.only
    busy = office.busy or timetable.busy or postman.busy
    try:
        async with database.read() as session:
            coming = await due.next_due(session, workspace)
            unsent = await due.unsent(session)
            lag = await gauges.lag(session, workspace=workspace, at=clock.now())
        not_opened = await installed.not_opened()
    except Exception as error:
        log.error("not_ready", error=type(error).__name__, where=frames(error))
        return Readiness(False, False, connected, False, None, None, {}, None, round(timetable.looked, 3))
    busy = busy or office.busy or timetable.busy or postman.busy
    settled = not busy and (coming is None or coming.at > clock.now())
    return Readiness(
        connected,
        True,
        connected,
        settled,
        coming.at if coming else None,
        _said(coming, clock) if coming else None,
        unsent,
        round(lag, 3),
        round(timetable.looked, 3),
        not_opened,
    )


async def _waiting(database: Database, installed: Installed, clock: Clock) -> tuple[Waiting | None, int]:
    """What waits, for the figures, and how many tokens do not open; None where the database does not answer."""
    try:
        async with database.read() as session:
            waiting = await gauges.waiting(session, workspace=installed.only, at=clock.now())
        return waiting, await installed.not_opened()
    except Exception as error:
        log.error("no_figures", error=type(error).__name__, where=frames(error))
        return None, 0


def measured(metrics: Metrics) -> Callable[[str], AbstractContextManager[Transaction]]:
    """How a database is measured. A commit that left rows in the outbox is told in the log: `request` and `rows` lead
    from what somebody did to the deliveries that came of it."""

    @contextmanager
    def measure(kind: str) -> Iterator[Transaction]:
        with metrics.transaction(kind) as transaction:
            yield transaction
        if transaction.written:
            log.info("saved", rows=list(transaction.written))

    return measure


async def _with_outbox(found: Readiness, database: Database, workspace: str | None) -> Readiness:
    """The same with the outbox, for whoever plays with the clock: kinds, ids and states, as they are stored."""
    if not found.database:
        return found
    async with database.read() as session:
        rows = await lately.rows(session, workspace)
    listed = [
        {
            "id": row.id,
            "kind": row.kind,
            "state": row.state,
            "lane": row.lane,
            "due": iso(row.due) if row.due else None,
            "attempts": row.attempts,
            "error": row.error,
        }
        for row in rows
    ]
    return replace(found, outbox=listed)


def _said(coming: due.Next, clock: Clock) -> str:
    """What happens next. Whose turn it is is said only where somebody plays with the clock: anybody may ask us this."""
    return f"{coming.what} for {coming.who}" if coming.who and clock.is_movable else coming.what
