"""Where bytes go in and out: the app's uploads and downloads, people's uploads, and the pictures on the page."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from bot.playground import acts
from bot.playground.errors import Refused
from bot.playground.file_rules import as_the_page_shows, may_see
from bot.playground.files import FILE_BYTES, File
from bot.playground.people import BOT_USER
from bot.playground.workspace import Workspace

FIELD_BYTES = 20_000  # a text field beside the file


class TooLarge(Exception):
    """More bytes than were announced or are allowed."""


@dataclass(frozen=True)
class FileRoutes:
    workspace: Workspace

    def add_to(self, application: web.Application) -> None:
        application.add_routes(
            [
                web.post("/upload/{ticket}", self._upload),
                web.get("/files-pri/{place}/{name}", self._download),
                web.get("/files-pri/download/{place}/{name}", self._download),
                web.get("/client/file/{id}", self._show),
                web.post("/client/file", self._take),
            ]
        )

    async def _upload(self, request: web.Request) -> web.Response:
        """The second step of an upload: the bytes as the body itself, or as the file of a form."""
        ticket = request.match_info["ticket"]
        expected = self.workspace.files.expected(ticket)
        if expected is None:
            return web.Response(status=404, text="There is no upload waiting at this address.")
        checks = self.workspace.checks
        as_announced = checks.on("files.bytes_announced")
        most = expected.size if as_announced else FILE_BYTES
        try:
            if request.content_type == "multipart/form-data":
                _, sent = await _form(request, most)
                content = sent[1] if sent else b""
            else:
                content = await _all_of(request.content.readany, most)
            if not as_announced:
                expected.size = len(content)
            file = self.workspace.files.receive(ticket, content, again=not checks.on("files.upload_once"))
        except (Refused, TooLarge, ValueError) as error:
            return web.Response(status=400, text=str(error))
        return web.Response(text=f"OK - {file.size}")

    async def _download(self, request: web.Request) -> web.Response:
        """A file for the app, by its token; Slack answers strangers with its page to sign in, not with an error."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        known = scheme.lower() == "bearer" and _same(token.strip(), self.workspace.bot_token)
        file = self.workspace.files.get(request.match_info["place"].partition("-")[2])
        checks = self.workspace.checks
        refused = not known and checks.on("files.download_token")
        if refused or ("files:read" not in self.workspace.manifest.scopes and checks.on("calls.scope")):
            return web.Response(text="<!DOCTYPE html><title>Sign in</title>", content_type="text/html")
        if file is None or file.content is None:
            raise web.HTTPNotFound
        if not may_see(self.workspace, file, BOT_USER) and checks.on("files.hidden"):
            raise web.HTTPNotFound
        return _bytes_of(file)

    async def _show(self, request: web.Request) -> web.Response:
        """A file for a person: only for those who may see it, and only pictures as something a browser opens."""
        file = self.workspace.files.get(request.match_info["id"])
        person = request.query.get("person", "")
        if file is None or file.content is None or person not in self.workspace.people:
            raise web.HTTPNotFound
        if not may_see(self.workspace, file, person):
            raise web.HTTPNotFound
        return _bytes_of(file)

    async def _take(self, request: web.Request) -> web.Response:
        """A person's upload: `person` and `file`; with `channel` it is posted there (`text`, `thread_ts` beside it)."""
        try:
            fields, sent = await _form(request, FILE_BYTES)
            person = fields.get("person", "")
            if person not in self.workspace.people or person == BOT_USER:
                raise Refused(f"Nobody here has the id {person!r}.")
            if sent is None:
                raise Refused("The request holds no file.")
            file = acts.upload(
                self.workspace,
                person,
                *sent,
                channel=fields.get("channel") or None,
                text=fields.get("text", ""),
                thread_ts=fields.get("thread_ts") or None,
            )
        except Refused as refused:
            return web.json_response({"ok": False, "error": str(refused)})
        except TooLarge:
            return web.json_response({"ok": False, "error": f"The file is larger than {FILE_BYTES // 1024**2} MB."})
        except ValueError:
            return web.json_response({"ok": False, "error": "The request is no form."}, status=400)
        return web.json_response({"ok": True, "file": as_the_page_shows(file)})


def _bytes_of(file: File) -> web.Response:
    kind = file.mimetype if file.is_picture else "application/octet-stream"
    how = "inline" if file.is_picture else "attachment"
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f"{how}; filename*=UTF-8''{quote(file.name)}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store",
    }
    return web.Response(body=file.content, content_type=kind, headers=headers)


async def _form(request: web.Request, most: int) -> tuple[dict[str, str], tuple[str, bytes] | None]:
    """The text fields of a form and its one file (name, bytes); a ValueError where it is no form at all."""
    if not request.content_type.startswith("multipart/"):
        raise ValueError("no multipart form")
    fields: dict[str, str] = {}
    sent: tuple[str, bytes] | None = None
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        if part.filename is not None and sent is None:
            sent = (part.filename, await _all_of(part.read_chunk, most))
        elif part.name is not None:
            fields[part.name] = (await _all_of(part.read_chunk, FIELD_BYTES)).decode("utf-8", "replace")
    return fields, sent


async def _all_of(read: Callable[..., Awaitable[Any]], most: int) -> bytes:
    """Everything there is to read, if it is no more than `most` bytes."""
    content = bytearray()
    while piece := await read():
        content += piece
        if len(content) > most:
            raise TooLarge(f"more than {most} bytes came")
    return bytes(content)


def _same(token: str, good: str | None) -> bool:
    return good is not None and hmac.compare_digest(token.encode(), good.encode())
