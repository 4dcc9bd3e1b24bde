"""Help: one screen, and the answer to anything a command does not know."""

from __future__ import annotations

from handlers.blocks import kit
from handlers.blocks.text import clean, clip, escape
from handlers.replies import Reply, Words
from handlers.visit import Visit

RECRUITER = (
    "`/req open Senior Data Engineer` opens a role in a channel of its own; `/req brief` says whom the two of you look "
    "for, and both sign it",
    "`/candidate post`, or *Post as candidate* on a message, puts somebody forward; `/candidate list`, `show 3` and "
    "`compare` say where all are and what people saw",
    "`/candidate interview 3` · `offer 3` · `move 3 debrief` · `withdraw 3` · `record 3` · `forget 3` take the next "
    "step; so does the ⋯ on a card",
    "`/req list` · `show` · `team` · `hand` · `hold` · `reopen` · `edit` · `timeline` · `close` run a role, or its ⋯",
    "`/samepage`, or my *Home* tab, says what waits on you and what you wait for; `/samepage digest` gives a channel a "
    "regular digest, `/samepage insight` shares what you know of the market",
)
MANAGER = (
    "*Approve*, *Reject*, *Ask a question* and *Hold* on a card answer at once; you can undo for a while",
    "*Brief* on a role's card has whom you look for and how soon each of you answers: confirm, sign, or propose others",
    "I gather what waits on you into one message, twice a day at most: `/samepage settings` has your hours, "
    "`/samepage away` who answers meanwhile, `/samepage stats` your own response times, for you only, where "
    "a role's time went, and "
    "`/samepage insight` shares what only you know of the team",
)
INTERVIEWER = (
    "An hour before I send what you need to know, afterwards a scorecard; nobody sees yours before handing in theirs",
)
ADMINISTRATOR = (
    "`/samepage settings workspace` sets everybody's hours and promises, whether people are timed, and talent leads: "
    "`/samepage leads` shows those which roles need help, `/candidate legal-hold` keeps somebody from being erased "
    "(`/req legal-hold` all of a role), `/candidate export` has what is held on them sent, `/samepage audit` says who "
    "did what",
    "Where the short names are taken, `/samepage req …` and `/samepage candidate …` do the same",
)


def text() -> list[kit.Block]:
    """The help, within one screen."""

    def part(title: str, lines: tuple[str, ...]) -> kit.Block:
        return kit.section(f"*{title}*\n" + "\n".join(f"• {line}" for line in lines))

    return [
        part("If you recruit", RECRUITER),
        part("If you hire", MANAGER),
        part("If you interview", INTERVIEWER),
        part("If you run this workspace", ADMINISTRATOR),
    ]


async def show(visit: Visit) -> Reply:
    """`/samepage help`, `/req help`, `/candidate help`"""
    return Words("What Same Page does", text())


def unknown(command: str, word: str, known: list[str]) -> Words:
    """For a subcommand nobody knows: what was typed, and what works."""
    typed = escape(clip(clean(word), 40))
    works = " · ".join(f"`{command} {name}`" for name in known)
    return Words(f"I do not know “{typed}”. What works here: {works}")
