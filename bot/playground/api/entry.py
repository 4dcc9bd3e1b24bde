"""The one way into the Web API: token, fault, limit, scope, arguments, method, ledger, answer, in that order."""

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from bot.playground.api import (
    accounts,
    arguments,
    blocks,
    chat,
    files,
    known,
    marks,
    modals,
    rooms,
    schedule,
    status,
    upkeep,
)
from bot.playground.api.arguments import Arguments
from bot.playground.api.method import Call, Method
from bot.playground.blockkit.schema import NOT_SHOWN
from bot.playground.errors import Overlooked, RateLimited, SlackError, bad_arguments
from bot.playground.faults import Fault, Faults
from bot.playground.ledger import Call as Entry
from bot.playground.ledger import Ledger, without_secrets
from bot.playground.limits import Limits
from bot.playground.respond import respond
from bot.playground.workspace import Json, Workspace

METHODS: dict[str, Method] = {
    **accounts.METHODS,
    **blocks.METHODS,
    **chat.METHODS,
    **rooms.METHODS,
    **modals.METHODS,
    **files.METHODS,
    **schedule.METHODS,
    **upkeep.METHODS,
    **marks.METHODS,
    **status.METHODS,
}

HTML = "<!DOCTYPE html><html><head><title>Server Error</title></head><body>Something went wrong.</body></html>"


@dataclass(frozen=True)
class Outcome:
    """What is answered, and with which HTTP status."""

    body: Json
    status: int = 200


@dataclass(frozen=True)
class Entrance:
    """Serves /api/<method>, and response_urls, which fail on demand in the same ways."""

    workspace: Workspace
    limits: Limits
    faults: Faults
    ledger: Ledger
    app_token: str

    async def handle(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        return await self._serve(request, method, lambda given: self._call(request, method, given))

    async def handle_response_url(self, request: web.Request) -> web.Response:
        opaque = request.match_info["opaque"]
        return await self._serve(request, "respond", lambda given: self._respond(opaque, given))

    async def _serve(self, request: web.Request, name: str, run: Callable[[Json], Outcome]) -> web.Response:
        """Read, meet a fault if one waits, run, note, answer."""
        try:
            given = await arguments.read(request, self.workspace.checks)
        except SlackError as error:
            return self._answer(self._noted(request, name, {}, Outcome(refusal(error))))
        fault = self.faults.take(name, given)
        if fault is None:
            return self._answer(self._noted(request, name, given, run(given)))
        return await self._fail(request, name, given, fault, run)

    async def _fail(
        self, request: web.Request, name: str, given: Json, fault: Fault, run: Callable[[Json], Outcome]
    ) -> web.Response:
        """Answer with the fault in place of, before or after the work; a start over meanwhile cuts it off."""
        began = self.workspace.beginnings
        match fault.what:
            case "drop_before" | "drop_after":
                if fault.what == "drop_after":
                    run(given)
                self._noted(request, name, given, None)
                fault.happened()
                return _cut(request)
            case "hang_after":
                outcome = self._noted(request, name, given, run(given))
                await fault.held()
                return self._answer(outcome)
            case "server_error":
                self._noted(request, name, given, None)
                fault.happened()
                status = int(fault.details.get("status", 500))
                return web.Response(status=status, text=HTML, content_type="text/html")
            case "hang_before":
                await fault.held()
                if self.workspace.beginnings != began:
                    return _cut(request)
                outcome = run(given)
            case "slow":
                fault.happened()
                await self.workspace.clock.pause(float(fault.details.get("seconds", 1.0)))
                if self.workspace.beginnings != began:
                    return _cut(request)
                outcome = run(given)
            case "rate_limited":
                fault.happened()
                outcome = limited(int(fault.details.get("retry_after", 1)))
            case "error":
                fault.happened()
                outcome = Outcome({"ok": False, "error": str(fault.details.get("code", "internal_error"))})
        return self._answer(self._noted(request, name, given, outcome))

    def _call(self, request: web.Request, method: str, given: Json) -> Outcome:
        try:
            row = METHODS.get(method)
            if row is None:
                self.ledger.complain(known.why_not(method), self.workspace.clock.now())
                self.workspace.checks.stop("calls.method", SlackError("unknown_method", req_method=method))
            self._check_token(row, token_of(request, given))
            wait = self.limits.call(method, row.tier)
            if wait is not None and self.workspace.checks.on("calls.tier"):
                return limited(wait)
            call = Call(self.workspace, Arguments(without_secrets(given), self.workspace.checks), self.limits)
            call.need(row.scopes)
            missing = [name for name in row.required if given.get(name) in (None, "")]
            if missing:
                words = (f"missing required field: {name}" for name in missing)
                self.workspace.checks.stop("calls.required", bad_arguments(*words))
            return Outcome({"ok": True} | row.run(call))
        except Overlooked:
            return Outcome({"ok": True})
        except RateLimited as error:
            return limited(error.seconds)
        except SlackError as error:
            self._tell_what_is_not_shown(method, error)
            return Outcome(refusal(error))

    def _respond(self, opaque: str, given: Json) -> Outcome:
        """404 where the address is spent, 400 where what was sent is no message; neither uses it up."""
        try:
            url = self.workspace.response_urls.check(opaque)
        except Overlooked:
            return Outcome({"ok": True})
        except SlackError as error:
            return Outcome(refusal(error), 404)
        try:
            respond(self.workspace, url, given)
        except Overlooked:
            return Outcome({"ok": True})
        except SlackError as error:
            self._tell_what_is_not_shown("a response_url", error)
            return Outcome(refusal(error), 400)
        url.left -= 1
        return Outcome({"ok": True})

    def _tell_what_is_not_shown(self, where: str, error: SlackError) -> None:
        """A refusal that Slack might not have made is told aloud: the bot may be right."""
        for words in error.details.get("response_metadata", {}).get("messages", ()):
            if NOT_SHOWN in words:
                self.ledger.complain(f"{where}: {words}", self.workspace.clock.now())

    def _check_token(self, row: Method, token: str) -> None:
        if row.caller == "anybody":
            return
        checks, bot_token = self.workspace.checks, self.workspace.bot_token
        if not token:
            checks.refuse("calls.token_given", "not_authed")
        elif token in self.workspace.spent:
            checks.refuse("calls.token_known", self.workspace.spent[token])
        elif token not in (bot_token, self.app_token):
            checks.refuse("calls.token_known", "invalid_auth")
        elif token != (self.app_token if row.caller == "app" else bot_token):
            checks.refuse("calls.token_type", "not_allowed_token_type")
        elif token == bot_token and self.workspace.revoked:
            checks.refuse("calls.token_known", "token_revoked")

    def _answer(self, outcome: Outcome) -> web.Response:
        body = dict(outcome.body)
        headers = {"X-OAuth-Scopes": ",".join(sorted(self.workspace.manifest.scopes))}
        if outcome.status == 429:
            headers["Retry-After"] = str(body.pop("retry_after"))
        return web.json_response(body, status=outcome.status, headers=headers)

    def _noted(self, request: web.Request, name: str, given: Json, outcome: Outcome | None) -> Outcome:
        """Enter the call in the ledger, an outcome of None as "no answer"; hands the outcome on."""
        peer = request.transport.get_extra_info("peername") if request.transport else None
        self.ledger.call(
            Entry(
                method=name,
                arguments=without_secrets(given),
                response=outcome.body if outcome else None,
                when=self.workspace.clock.now(),
                connection=f"{peer[0]}:{peer[1]}" if peer else "",
            )
        )
        return outcome or Outcome({})


def _cut(request: web.Request) -> web.Response:
    """Close the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()  # never sent: there is nobody left to send it to


def limited(seconds: int) -> Outcome:
    return Outcome({"ok": False, "error": "ratelimited", "retry_after": seconds}, 429)


def refusal(error: SlackError) -> Json:
    return {"ok": False, "error": error.code, **error.details}


def token_of(request: web.Request, given: Json) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    return str(given.get("token") or "")
