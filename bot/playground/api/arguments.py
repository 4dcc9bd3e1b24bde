"""Reads a call's arguments however they were sent: query, form, multipart or JSON; objects as JSON text too."""

import json
from typing import Any

from aiohttp import web

from bot.playground.checks import Checks
from bot.playground.errors import SlackError, bad_arguments
from bot.playground.parsing import parsed
from bot.playground.workspace import Json

TRUE = ("1", "true", "True", "yes")


async def read(request: web.Request, checks: Checks) -> Json:
    """Everything the call says; what is in the body wins."""
    everywhere = checks.on("calls.encodings")
    values: Json = dict(request.query) if everywhere else {}
    if request.method != "POST":
        return values
    if request.content_type == "application/json":
        values |= await _json_body(request, checks)
    elif everywhere and request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        values |= await _form(request)
    return values


async def _form(request: web.Request) -> Json:
    try:
        form = await request.post()
    except (ValueError, LookupError, AssertionError):  # no boundary or a broken one, an encoding nobody knows
        raise SlackError("invalid_form_data") from None
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def _json_body(request: web.Request, checks: Checks) -> Json:
    try:
        body = parsed(await request.text() or "{}")
    except (ValueError, LookupError):  # LookupError: in an encoding nobody knows
        checks.refuse("calls.json_body", "invalid_json")
        body = {}
    if not isinstance(body, dict):
        checks.refuse("calls.json_body", "json_not_object")
        body = {}
    if checks.on("calls.token_in_json"):
        body.pop("token", None)  # Slack takes a token from the header or a form, never from a JSON body
    return body


class Arguments:
    """The arguments of one call, each read as what the method wants of it."""

    def __init__(self, values: Json, checks: Checks) -> None:
        self.values = values
        self.checks = checks

    def has(self, name: str) -> bool:
        return self.values.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        if value is None:
            return default
        return value if isinstance(value, str) else json.dumps(value)

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.values.get(name)
        if value is None:
            return default
        return value is True or (self.checks.on("calls.booleans") and (value == 1 or value in TRUE))

    def number(self, name: str, default: int, most: int) -> int:
        try:
            value = int(self.values.get(name) or default)
        except (TypeError, ValueError, OverflowError):
            self.checks.refuse("calls.limit", "invalid_limit")
            value = default
        return max(1, min(value, most))

    def names(self, name: str) -> list[str]:
        """A list of ids: an array, or text with commas."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("["):
            value = self.structure(name, "calls.json_text")
        if isinstance(value, list):
            return [str(each) for each in value]
        return [each.strip() for each in str(value or "").split(",") if each.strip()]

    def structure(self, name: str, check: str, otherwise: str | None = None) -> Any:
        """An object or array, sent as such or as JSON text; `check` refuses what is neither, with `otherwise`."""
        value = self.values.get(name)
        if isinstance(value, str):
            try:
                value = parsed(value) if value else None
            except ValueError:
                value = False
        if value is None or isinstance(value, dict | list):
            return value
        self.checks.refuse(check, otherwise or bad_arguments(f"must be valid JSON [json-pointer:/{name}]"))
        return None
