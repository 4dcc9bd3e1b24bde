"""Commands and shortcuts: which words there are, and who answers them."""

from __future__ import annotations

from dataclasses import replace

from handlers import (
    audit,
    away,
    briefs,
    candidates,
    comparisons,
    digests,
    edits,
    forgetting,
    help,
    histories,
    ids,
    insights,
    interviews,
    job_offers,
    leads,
    legal_holds,
    measures,
    moves,
    openings,
    originals,
    postings,
    records,
    requisitions,
    role_holds,
    settings,
    subject_access,
    teams,
    timelines,
    waiting,
)
from handlers.blocks.text import clean
from handlers.door import Handler
from handlers.replies import Reply
from handlers.visit import Visit

REQ: dict[str, Handler] = {
    "open": openings.open_,
    "list": requisitions.list_,
    "show": requisitions.show,
    "edit": edits.edit,
    "brief": briefs.brief,
    "team": teams.team,
    "hold": role_holds.hold,
    "reopen": role_holds.reopen,
    "hand": teams.hand,
    "close": requisitions.close,
    "timeline": timelines.show,
    "legal-hold": legal_holds.role,
}
CANDIDATE: dict[str, Handler] = {
    "post": postings.post,
    "list": candidates.list_,
    "show": histories.show,
    "move": moves.open_,
    "record": records.open_,
    "withdraw": moves.withdraw,
    "interview": interviews.command,
    "compare": comparisons.command,
    "offer": job_offers.open_,
    "forget": forgetting.open_,
    "legal-hold": legal_holds.candidate,
    "export": subject_access.export,
}


def _words(command: str, table: dict[str, Handler], otherwise: Handler, keyed: Handler | None = None) -> Handler:
    """A command with subcommands: the first word chooses, the rest is the subcommand's text. Without any word
    `otherwise` answers, and where only a key was typed, `keyed`."""

    async def run(visit: Visit) -> Reply:
        word, rest = [*clean(visit.text).split(None, 1), "", ""][:2]
        if not word:
            return await otherwise(visit)
        handler = table.get(word.lower())
        if handler is None and keyed is not None and requisitions.key_number(visit.text) is not None:
            return await keyed(replace(visit, text=clean(visit.text)))
        if handler is None:
            return help.unknown(command, word, [name for name in table if name != "help"])
        return await handler(replace(visit, text=rest.strip()))

    return run


_req = _words(ids.REQ, REQ | {"help": help.show}, requisitions.list_, requisitions.show)
_candidate = _words(ids.CANDIDATE, CANDIDATE | {"help": help.show}, candidates.list_, candidates.list_)
SAMEPAGE: dict[str, Handler] = {
    "stats": measures.stats_,
    "digest": digests.digest,
    "insight": insights.open_,
    "settings": settings.open_,
    "away": away.open_,
    "leads": leads.show,
    "audit": audit.open_,
    "help": help.show,
    "req": _req,
    "candidate": _candidate,
}
COMMANDS: dict[str, Handler] = {
    ids.REQ: _req,
    ids.CANDIDATE: _candidate,
    ids.SAMEPAGE: _words(ids.SAMEPAGE, SAMEPAGE, waiting.overview),
}
SHORTCUTS: dict[str, Handler] = {ids.POST_AS_CANDIDATE: originals.post}
