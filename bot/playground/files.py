"""The workspace's files, kept in memory: uploads in two steps, who may see a file, and where it was shared."""

import mimetypes
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from bot.playground.clock import Clock
from bot.playground.errors import Refused, SlackError
from bot.playground.people import KESTREL, Team

Json = dict[str, Any]

FILE_BYTES = 20 * 1024**2
ALL_BYTES = 200 * 1024**2
NAME_LIMIT = 255
ALT_LIMIT = 1000
TICKETS = 1_000  # uploads awaited at once; the oldest is given up for the next

# Shown in the page as what they are; everything else is handed out as a download, for it could be a page of its own.
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@dataclass(kw_only=True, eq=False)
class File:
    id: str
    name: str
    title: str
    owner: str
    created: int
    size: int
    base: str  # the workspace's address
    team: Team = KESTREL
    alt: str = ""
    content: bytes | None = None  # None until the bytes have come
    shared: bool = False  # the upload is complete: the file exists for others than its owner's next call
    deleted: bool = False
    given_to: set[str] = field(default_factory=set)  # who got it otherwise: the app, with a form it was put into
    shares: dict[str, list[str]] = field(default_factory=dict)  # channel to the ts of the messages that carry it

    @property
    def mimetype(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def kind(self) -> str:
        """Slack's `filetype`: the name's extension, "text" for plain text."""
        extension = PurePath(self.name).suffix.removeprefix(".").lower()
        return {"txt": "text", "jpeg": "jpg", "": "binary"}.get(extension, extension)

    @property
    def is_picture(self) -> bool:
        return self.mimetype in PICTURES

    @property
    def link(self) -> str:
        """Where the app downloads it, with its token."""
        safe = re.sub(r"[^a-z0-9.]+", "_", self.name.lower())
        return f"{self.base}/files-pri/{self.team.id}-{self.id}/{safe}"

    @property
    def permalink(self) -> str:
        return f"https://{self.team.domain}.slack.com/files/{self.owner}/{self.id}/{PurePath(self.link).name}"


class Files:
    """All files by id; `address` tells where the workspace is served, which is known once it is."""

    def __init__(self, clock: Clock, address: Callable[[], str], team: Team) -> None:
        self._clock = clock
        self._address = address
        self._team = team
        self._all: dict[str, File] = {}
        self._tickets: dict[str, File] = {}
        self._count = 0

    def begin(self, name: str, size: int, owner: str, alt: str = "") -> tuple[File, str]:
        """A file to come, and the one-use ticket its bytes are sent with; a SlackError where it is too large."""
        if size > FILE_BYTES:
            raise SlackError("file_upload_size_restricted")
        if sum(each.size for each in self._all.values() if not each.deleted) + size > ALL_BYTES:
            raise SlackError("storage_limit_reached")
        self._count += 1
        file = File(
            id=f"F0P{self._count:07d}",
            name=name[:NAME_LIMIT],
            title=name[:NAME_LIMIT],
            owner=owner,
            created=int(self._clock.timestamp()),
            size=size,
            base=self._address(),
            team=self._team,
            alt=alt,
        )
        ticket = secrets.token_urlsafe(18)
        self._all[file.id] = self._tickets[ticket] = file
        if len(self._tickets) > TICKETS:
            given_up = self._tickets.pop(next(iter(self._tickets)))
            self._all.pop(given_up.id, None)
        return file, ticket

    def expected(self, ticket: str) -> File | None:
        """The file this ticket is for, while its bytes are awaited."""
        return self._tickets.get(ticket)

    def receive(self, ticket: str, content: bytes, *, again: bool = False) -> File:
        """Take the bytes; the ticket is spent even where they are too many or too few, unless it serves `again`."""
        file = self._tickets.get(ticket) if again else self._tickets.pop(ticket, None)
        if file is None:
            raise Refused("There is no upload waiting at this address.")
        if len(content) != file.size:
            self._all.pop(file.id, None)
            raise Refused(f"{len(content)} bytes came; {file.size} were announced.")
        file.content = content
        return file

    def add(self, name: str, content: bytes, owner: str) -> File:
        """A file a person uploads, complete at once; Refused where there is no room for it."""
        if not name.strip():
            raise Refused("The file has no name.")
        if not content:
            raise Refused("The file is empty.")
        try:
            file, ticket = self.begin(PurePath(name).name, len(content), owner)
        except SlackError as error:
            most = FILE_BYTES // 1024**2
            words = (
                f"The file is larger than {most} MB." if error.code.startswith("file_") else "There is no room left."
            )
            raise Refused(words) from None
        self.receive(ticket, content)
        file.shared = True
        return file

    def get(self, file_id: str) -> File | None:
        """A complete file, deleted ones included."""
        file = self._all.get(file_id)
        return file if file is not None and file.shared else None

    def begun(self, file_id: str) -> File | None:
        """Any file, those included whose bytes have not come yet."""
        return self._all.get(file_id)

    def at(self, url: str) -> File | None:
        """A complete file by one of its addresses, as `slack_file` may name it."""
        return next((each for each in self.all() if url in (each.link, each.permalink)), None)

    def all(self) -> list[File]:
        """Every complete file that was not deleted, oldest first."""
        return [each for each in self._all.values() if each.shared and not each.deleted]

    def delete(self, file: File) -> None:
        """Forget the bytes; messages keep a line that says it is gone."""
        file.deleted, file.content = True, None


def named_in(blocks: list[Json] | None) -> Iterator[tuple[str, Json]]:
    """Every `slack_file` in blocks, each with its pointer inside them."""
    for index, block in enumerate(blocks or ()):
        yield from _named(block, f"/{index}")


def _named(value: Any, pointer: str) -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict):
        found = value.get("slack_file")
        if value.get("type") == "image" and isinstance(found, dict):
            yield f"{pointer}/slack_file", found
        for name, each in value.items():
            yield from _named(each, f"{pointer}/{name}")
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _named(each, f"{pointer}/{index}")


def meant(files: Files, slack_file: Json) -> File | None:
    """The file a `slack_file` names by id or address, if it is there."""
    named = slack_file.get("id")
    file = files.get(str(named)) if named else files.at(str(slack_file.get("url")))
    return None if file is None or file.deleted else file


def file_object(file: File, *, finished: bool = True, private: frozenset[str] = frozenset()) -> Json:
    """A file as the Web API shows it. Slack completes one in the background: until then (`finished` false) its type
    and shares are empty. `private` names the channels among its shares that are not public."""
    if file.deleted:
        return {"id": file.id, "mode": "tombstone"}
    shares: Json = {}
    for channel, stamps in file.shares.items() if finished else ():
        kind = "private" if channel in private else "public"
        shares.setdefault(kind, {})[channel] = [{"ts": ts} for ts in stamps]
    shown: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype if finished else "",
        "filetype": file.kind if finished else "",
        "pretty_type": file.kind.upper() if finished else "",
        "user": file.owner,
        "user_team": file.team.id,
        "editable": False,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": "public" in shares,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": file.link,
        "url_private_download": file.link.replace("/files-pri/", "/files-pri/download/"),
        "permalink": file.permalink,
        "shares": shares,
        "channels": [each for each in file.shares if each not in private and each[0] == "C"] if finished else [],
        "groups": [each for each in file.shares if each in private and each[0] == "C"] if finished else [],
        "ims": [each for each in file.shares if each[0] in "DG"] if finished else [],
        "comments_count": 0,
        "file_access": "visible",
    }
    return shown | ({"alt_txt": file.alt} if file.alt else {})
