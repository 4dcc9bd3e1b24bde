"""The page's own API under /client/: what one person sees, what they do, the clock, and a stream of changes."""

import asyncio
import mimetypes
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from aiohttp import WSCloseCode, web

from bot.playground import acts, modals, options, presses
from bot.playground.client_messages import message_routes
from bot.playground.client_shapes import checked
from bot.playground.client_tools import Tools
from bot.playground.client_views import clock_shown, message_list, messages_shown, snapshot, view_shown
from bot.playground.clock import parse_iso
from bot.playground.errors import Refused
from bot.playground.moves import Mover, next_working_day
from bot.playground.parsing import parsed
from bot.playground.workspace import Json, Workspace

PAGE = Path(__file__).parent / "page"
TYPES = {  # not left to the machine's own table, which differs from system to system
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
CLOSE_SECONDS = 1.0

Handler = Callable[[Json], Awaitable[Json]]
Route = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Client:
    def __init__(self, workspace: Workspace, mover: Mover, tools: Tools) -> None:
        self._workspace = workspace
        self._mover = mover
        self._tools = tools
        self._streams: set[web.WebSocketResponse] = set()

    def add_to(self, application: web.Application) -> None:
        reads: dict[str, Handler] = {
            "snapshot": self._snapshot,
            "messages": self._messages,
            "home": self._home,
            "clock": self._clock,
            **self._tools.reads,
        }
        writes: dict[str, Handler] = {
            "say": self._say,
            "command": self._command,
            "action": self._action,
            "options": self._options,
            "shortcut": self._shortcut,
            "view/submit": self._submit,
            "view/close": self._close,
            "dm": self._dm,
            "clock": self._move,
            **self._tools.writes,
            **message_routes(self._workspace, self._person),
        }
        application.add_routes([web.get("/", _index), web.get("/page/{name:.+}", _file)])
        application.add_routes([web.get("/client/stream", self._stream)])
        application.on_shutdown.append(self._hang_up)
        application.add_routes([web.get(f"/client/{name}", _reading(run)) for name, run in reads.items()])
        application.add_routes([web.post(f"/client/{name}", _writing(run)) for name, run in writes.items()])

    def _person(self, given: Json) -> str:
        person = str(given.get("person", ""))
        if person not in self._workspace.people:
            raise Refused(f"Nobody here has the id {person!r}.")
        return person

    async def _snapshot(self, given: Json) -> Json:
        return snapshot(self._workspace, self._person(given))

    async def _messages(self, given: Json) -> Json:
        """A conversation or thread; `limit`: its newest only. Asking marks it as read; `quiet=1` only looks."""
        person, channel = self._person(given), str(given.get("channel", ""))
        quiet = given.get("quiet") == "1"
        shown = messages_shown(self._workspace, person, channel, given.get("thread_ts"), quiet=quiet)
        limit = str(given.get("limit", ""))[:9]
        newest = shown[-int(limit) :] if limit.isdecimal() and int(limit) else shown
        return {"messages": message_list(self._workspace, channel, newest), "earlier": len(shown) - len(newest)}

    async def _home(self, given: Json) -> Json:
        """The Home tab. Asking opens it, and the bot hears of that; `quiet=1` looks again without opening."""
        person = self._person(given)
        quiet = given.get("quiet") == "1"
        view = self._workspace.homes.get(person) if quiet else acts.open_home(self._workspace, person)
        return {"view": view_shown(view) if view else None}

    async def _clock(self, given: Json) -> Json:
        shown = clock_shown(self._workspace, await self._mover.readiness())
        return {**shown, "walk": self._mover.walk}

    async def _say(self, given: Json) -> Json:
        text, thread = str(given.get("text", "")), given.get("thread_ts")
        message = acts.say(self._workspace, self._person(given), str(given.get("channel")), text, thread)
        return {"ts": message.ts}

    async def _command(self, given: Json) -> Json:
        line = str(given.get("line", ""))
        await acts.command(self._workspace, self._person(given), str(given.get("channel")), line)
        return {}

    async def _action(self, given: Json) -> Json:
        action = given.get("action")
        if not isinstance(action, dict):
            raise Refused("The request says not what was pressed.")
        await presses.act(
            self._workspace,
            self._person(given),
            str(given.get("block_id")),
            action,
            channel=given.get("channel"),
            ts=given.get("ts"),
            view_id=given.get("view_id"),
            state=(given.get("state") or {}).get("values"),
        )
        return {}

    async def _options(self, given: Json) -> Json:
        """What a menu from outside offers for what was typed: `options` or `option_groups`."""
        return await options.suggest(
            self._workspace,
            self._person(given),
            str(given.get("block_id")),
            str(given.get("action_id")),
            str(given.get("value") or ""),
            channel=given.get("channel"),
            ts=given.get("ts"),
            view_id=given.get("view_id"),
        )

    async def _shortcut(self, given: Json) -> Json:
        channel, ts = str(given.get("channel") or ""), str(given.get("ts") or "")
        callback = str(given.get("callback_id"))
        await acts.shortcut(self._workspace, self._person(given), callback, channel=channel, ts=ts)
        return {}

    async def _submit(self, given: Json) -> Json:
        values = (given.get("state") or {}).get("values") or {}
        done = await modals.submit(self._workspace, self._person(given), str(given.get("view_id")), values)
        if done.error is not None:
            raise Refused(done.error)
        return {"errors": done.errors or None, "closed": done.closed}

    async def _close(self, given: Json) -> Json:
        await modals.close(self._workspace, self._person(given), str(given.get("view_id")))
        return {}

    async def _dm(self, given: Json) -> Json:
        other = str(given.get("user"))
        if other not in self._workspace.people:
            raise Refused(f"Nobody here has the id {other!r}.")
        return {"channel": acts.open_direct(self._workspace, self._person(given), other).id}

    async def _move(self, given: Json) -> Json:
        try:
            match given:
                case {"to": str(moment)}:
                    await self._mover.to(parse_iso(moment))
                case {"step": "hour"}:
                    await self._mover.on(lambda now: now + timedelta(hours=1))
                case {"step": "working_day"}:
                    zone = self._workspace.people[self._person(given)].zone
                    await self._mover.on(lambda now: next_working_day(now, zone))
                case {"step": "next_event"}:
                    await self._mover.next_event()
                case _:
                    raise Refused("Say where to: an hour, a working day, the next event, or a time.")
        except (ValueError, OverflowError) as error:
            raise Refused(f"That is no time: {error}") from None
        return await self._clock({})

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """Pushes what changed, for as long as the page stays; with `ledger=1` also that the ledger has grown."""
        socket = web.WebSocketResponse(timeout=CLOSE_SECONDS)
        await socket.prepare(request)
        with self._workspace.changes.stream(ledger=request.query.get("ledger") == "1") as queue:
            pump = asyncio.create_task(_pump(socket, queue))
            self._streams.add(socket)
            try:
                async for _ in socket:
                    pass  # the page only listens
            finally:
                self._streams.discard(socket)
                pump.cancel()
                await asyncio.gather(pump, return_exceptions=True)
        return socket

    async def _hang_up(self, _: web.Application) -> None:
        for socket in [*self._streams]:
            await socket.close(code=WSCloseCode.GOING_AWAY)


async def _pump(socket: web.WebSocketResponse, queue: asyncio.Queue[Json]) -> None:
    while True:
        await socket.send_json(await queue.get())


def _reading(run: Handler) -> Route:
    async def handle(request: web.Request) -> web.Response:
        return await _answered(run, dict(request.query))

    return handle


def _writing(run: Handler) -> Route:
    async def handle(request: web.Request) -> web.Response:
        try:
            given = parsed(await request.text() or "{}")
        except (ValueError, LookupError):  # LookupError: in an encoding nobody knows
            given = None
        if not isinstance(given, dict):
            return web.json_response({"ok": False, "error": "The request is no JSON object."}, status=400)
        return await _answered(run, given)

    return handle


async def _answered(run: Handler, given: Json) -> web.Response:
    try:
        return web.json_response({"ok": True, **await run(checked(given))})
    except Refused as refused:
        return web.json_response({"ok": False, "error": str(refused)})


async def _index(_: web.Request) -> web.StreamResponse:
    """The page, with all its modules named at once: the browser need not find them one import after the other."""
    modules = sorted(path.name for path in PAGE.glob("*.js"))
    preloads = "\n".join(f'<link rel="modulepreload" href="/page/{name}">' for name in modules)
    text = (PAGE / "index.html").read_text(encoding="utf-8").replace("<!-- modules -->", preloads)
    return web.Response(text=text, headers={"Cache-Control": "no-store", "Content-Type": TYPES[".html"]})


async def _file(request: web.Request) -> web.StreamResponse:
    return _served(request.match_info["name"])


def _served(name: str) -> web.StreamResponse:
    """A file of the page and nothing outside it; never cached, so that a reload shows what was just written."""
    path = (PAGE / name).resolve()
    if not path.is_relative_to(PAGE.resolve()) or not path.is_file():
        raise web.HTTPNotFound
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    headers = {"Cache-Control": "no-store", "Content-Type": kind}
    return web.FileResponse(path, headers=headers)
