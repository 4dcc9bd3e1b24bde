"""The words for a no about a brief, its working agreement and its calibration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from handlers.blocks.text import day, listed, mention
from storage.refusals import Why
from storage.rules.briefs import WrongDay
from storage.rules.chapters import FIELDS, PAGES

Facts = dict[str, Any]


def _moved_on(facts: Facts) -> str:
    what = f"v{facts['version']} was proposed"
    if facts["over"] > facts["version"]:
        what = f"Somebody objected to v{facts['over']}"
    return (
        f"{what} while you were writing, and nothing was saved over it. Copy what you want to "
        "keep, close this, and open the brief again."
    )


def _calibration_over(facts: Facts) -> str:
    if facts["state"] == "revealed":
        return (
            f"This calibration was revealed {facts['at']}, without your answers; it takes no more. Nothing was saved."
        )
    return f"This calibration was ended {facts['at']}; it takes no more answers. Nothing was saved."


def _unnamed(facts: Facts) -> str:
    named: dict[str, str] = facts["duties"]
    gone = list(dict.fromkeys(named.values()))
    one, who, what = len(gone) == 1, listed([mention(each) for each in gone]), listed([str(duty) for duty in named])
    are = "is no longer a full member here, and is" if one else "are no longer full members here, and are"
    ways = []
    if facts["seats"]:
        ways.append(f"`/req hand {facts['key']}` gives the seat to somebody else")
    if set(gone) - set(facts["seats"]):
        ways.append(f"`/req team {facts['key']}` names somebody else")
    return (
        f"Before anybody signs, every duty needs the name of somebody who is here: {who} {are} named for {what}. "
        f"{listed(ways)}. What is typed so far is kept."
    )


_SHORTLIST_DAY = {
    WrongDay.OVER: "{day} is over where the recruiter is. Choose a day still to come, or leave it empty.",
    WrongDay.TOO_FAR: "{day} is over a year away. Choose a nearer day, or leave it empty.",
    WrongDay.NOT_WORKED: "The recruiter does not work on {day}. Choose another day, or leave it empty.",
}


BRIEFS: dict[Why, Callable[[Facts], str]] = {
    Why.NO_SUCH_BRIEF: lambda f: "I know no such brief here. `/req list` shows your requisitions.",
    Why.BRIEF_UNCHANGED: lambda f: f"This is v{f['version']} word for word. Nothing was changed.",
    Why.BRIEF_MOVED_ON: _moved_on,
    Why.BRIEF_GAVE_WAY: lambda f: (
        f"v{f['version']} of this brief has given way to a newer one. Nothing was signed; `/req brief {f['key']}` "
        "opens the new one."
    ),
    Why.SECTION_MOVED_ON: lambda f: (
        f"{mention(f['by'])} wrote in “{PAGES[f['chapter']].title}” meanwhile. Nothing was changed; open it again to "
        "read what it says now."
    ),
    Why.BRIEF_INCOMPLETE: lambda f: (
        f"Before anybody is asked to sign, this is missing: {listed([FIELDS[each].short for each in f['missing']])}. "
        "What is typed so far is kept."
    ),
    Why.NOTHING_TO_ASK_FOR: lambda f: (
        "Nothing that is needed waits for the other of you, or they are asked already. Nobody was asked again."
    ),
    Why.PICTURE_MISSING: lambda f: (
        "This change needs both signatures again. Say 0 to 10: nobody sees it before both of you have answered."
    ),
    Why.DUTY_UNNAMED: _unnamed,
    Why.AGREEMENT_MOVED_ON: lambda f: (
        f"Other terms were put on the table meanwhile, and nothing was changed. `/req brief {f['key']}`, then *Working "
        "agreement*, shows them."
    ),
    Why.AGREEMENT_UNCHANGED: lambda f: "These terms are on the table already. Choose others, or close this.",
    Why.AGREED_ALREADY: lambda f: (
        f"{mention(f['by'])} accepted this already, {f['at']}: it holds. `/req brief {f['key']}` shows it. Nothing was "
        "changed."
    ),
    Why.ACCEPT_ONESELF: lambda f: (
        f"You proposed this; it waits for {mention(f['person'])}. You may propose other terms. Nothing was changed."
    ),
    Why.ALREADY_OBJECTED: lambda f: (
        f"{mention(f['by'])} objected to v{f['version']} already, {f['at']}, and the version before it holds again. "
        "Nothing was changed."
    ),
    Why.SIGNED_BY_BOTH: lambda f: (
        f"v{f['version']} needs both signatures, so there is nothing to object to: `/req brief {f['key']}`, then "
        "*Change*, proposes another. Nothing was changed."
    ),
    Why.CHANGED_SINCE: lambda f: (
        f"v{f['version']} has given way to a newer version. Nothing was changed; `/req brief {f['key']}` shows what "
        "holds now."
    ),
    Why.OBJECT_TO_ONESELF: lambda f: (
        f"You made this change yourself. `/req brief {f['key']}`, then *Change*, makes another; nothing was changed."
    ),
    Why.TOO_LATE_TO_OBJECT: lambda f: (
        f"v{f['version']} could be objected to until {f['until']}. Nothing was changed; `/req brief {f['key']}`, then "
        "*Change*, proposes another."
    ),
    Why.SHORTLIST_DAY: lambda f: _SHORTLIST_DAY[f["wrong"]].format(day=day(f["day"])),
    Why.CALIBRATION_OPEN: lambda f: (
        f"A calibration of {f['key']} is open already, begun by {mention(f['person'])}. Nothing was started; the brief "
        "shows for whom it waits."
    ),
    Why.CALIBRATION_OVER: _calibration_over,
    Why.CALIBRATION_OF_NOTHING: lambda f: (
        "There are no must-haves yet to hold a sample against. Name some in the brief first; nothing was started."
    ),
    Why.CALIBRATION_WAITS: lambda f: (
        "Somebody still has time to answer, or fewer than two have handed in. Nothing was revealed."
    ),
}
