"""Help: one screen, and the answer to anything a command does not know."""

from __future__ import annotations

from handlers.blocks import kit
from handlers.blocks.text import clean, clip, escape
from handlers.replies import Reply, Words
from handlers.visit import Visit

RECRUITER = (
    "`/req open Senior Data Engineer` opens a role with its own channel; *Details* has more, also an approval",
    "`/candidate post`, or *Post as candidate* on a message, puts somebody forward; `/candidate list` shows all",
    "`/candidate move 3 debrief` · `/candidate withdraw 3` · `/candidate record 3` for a decision said elsewhere",
    "`/candidate interview REQ-12 3` plans an interview; each gets a brief and a scorecard, open when all are in",
    "`/candidate compare` shows what people saw of each candidate, side by side, in order of arrival",
    "`/candidate offer` makes an offer and takes its answer; `/candidate forget` erases somebody for good",
    "`/req brief` writes what the two of you look for, in one form or section by section; both sign it",
    "*Brief* → *Calibrate* has several people judge sample profiles, each alone; *Reality check* shows facts from here",
    "`/req team` says who does what; `/req hand` gives the role to somebody else, with all that is open",
    "`/req list` · `/req show REQ-12` · `/req edit` · `/req hold` · `/req reopen` · `/req close` · `/req timeline`",
    "`/samepage digest` gives a channel a regular digest",
    "`/samepage`, or my *Home* tab, says what waits on you, and what you wait for",
)
MANAGER = (
    "*Approve* and *Reject* on a card answer at once; you can undo for a while",
    "*Brief* on a role's card shows whom you look for: confirm your sections, sign it, or object to a change for a day",
    "*Working agreement* there says how soon each of you two answers: accept it, or propose other terms",
    "I gather what waits on you into one message, twice a day at most",
    "`/samepage settings` has your hours and when I write; `/samepage away` says who answers meanwhile",
    "A headcount you are to approve comes in that message, with *Approve* and *Reject*",
    "`/samepage stats` shows your own response times to you only, and where a role's time went to its two",
)
ADMINISTRATOR = (
    "`/samepage settings workspace` sets everybody's hours and promises, whether people are timed, and names talent "
    "leads; `/samepage leads` "
    "shows those which roles need help",
    "Where the short names are taken, `/samepage req …` and `/samepage candidate …` do the same",
)


def text() -> list[kit.Block]:
    """The help, within one screen."""

    def part(title: str, lines: tuple[str, ...]) -> kit.Block:
        return kit.section(f"*{title}*\n" + "\n".join(f"• {line}" for line in lines))

    return [
        part("If you recruit", RECRUITER),
        part("If you hire", MANAGER),
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
