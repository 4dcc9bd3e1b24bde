"""Files that people put into a file_input: their names and kinds, for the playground keeps no contents."""

import mimetypes
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from bot.playground.workspace import Json, Workspace


def file_object(workspace: Workspace, person: str, given: str | Mapping[str, Any]) -> Json:
    """A file as Slack describes one, from its name or from what is known of it; its address leads nowhere."""
    if isinstance(given, Mapping) and given.get("id"):
        return dict(given)
    name = given if isinstance(given, str) else str(given.get("name") or "file")
    size = 0 if isinstance(given, str) else int(given.get("size") or 0)
    file_id = f"F0P{workspace.number('file'):06d}"
    created = int(workspace.clock.timestamp())
    address = f"{workspace.url}/files/{file_id}/{name}"
    return {
        "id": file_id,
        "created": created,
        "timestamp": created,
        "name": name,
        "title": name,
        "mimetype": mimetypes.guess_type(name)[0] or "application/octet-stream",
        "filetype": kind_of(name),
        "user": person,
        "size": size,
        "mode": "hosted",
        "is_public": False,
        "url_private": address,
        "url_private_download": address,
    }


def kind_of(name: str) -> str:
    """The extension that `filetypes` speaks of: small letters, no dot."""
    return PurePath(name).suffix.lstrip(".").lower()


def with_file_objects(workspace: Workspace, person: str, values: dict[str, dict[str, Json]]) -> None:
    """Complete the files in `state.values` that are known by their names alone."""
    for actions in values.values():
        for value in actions.values():
            if value.get("type") == "file_input":
                value["files"] = [file_object(workspace, person, each) for each in value.get("files") or []]
