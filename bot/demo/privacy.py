"""The story of privacy: one bot in two workspaces, from the installing to the audit. The same person stands in both,
and is forgotten in one.

At Kestrel Works Rita recruits in Berlin for Hal in New York, under Dutch law; at Heron Labs Priya recruits in Kolkata
for Arjun, under the law of the United States. Sam is administrator of both; Maya becomes talent lead at Kestrel Works.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bot.demo.neighbours import Neighbours
from bot.demo.privacy_acts import (
    HERE,
    Office,
    all_read,
    has_heard,
    install,
    keeping,
    log_of,
    open_role,
    post,
    spoken,
    tamper,
    told,
)
from bot.demo.rhythm_acts import BERLIN, KOLKATA, NEW_YORK, at, in_touch, reads
from bot.demo.stage import Stage
from bot.demo.transcript import Teller
from bot.playground.people import HERON, KESTREL
from bot.playground.reading import SeenMessage
from bot.tokens import new_key

THERE = "req-1-research-engineer"
ADA, JONAS, MEI = "Ada Marlowe", "Jonas Brandt", "Mei Tanaka"
MAIL = "ada@marlowe.example"
CLAIM = "Claim 4 Ca 17/26, district court"
WHY_KEPT = "Why must this be kept?"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Town:
    """Both workspaces, each with its teller, and the machine the bot runs on."""

    neighbours: Neighbours
    here: Teller
    there: Teller
    office: Office


async def play(neighbours: Neighbours, folder: Path, key: str, say: Callable[[str], None]) -> None:
    """Plays the whole story; `key` is what tokens are encrypted with so far. Raises StoryFailed where a step did not
    happen."""
    here, there = (Teller(Stage(neighbours.workspace(team), neighbours.bot), say) for team in (KESTREL, HERON))
    town = Town(neighbours, here, there, Office(neighbours, here, folder, key))
    monday = here.now.date()
    await _installed(town)
    await _settings(here)
    card = await _search_here(here)
    await _search_there(there)
    await _no(here, monday)
    await _held(here, monday)
    await in_touch(there, there.person("Priya"))
    await _handed_out(here)
    await _forgotten(here, there, card)
    await _by_the_clock(here, monday)
    noted = await _audited(town)
    await _removed(town, monday)
    await _keys(town)
    await _checked(town, noted)


async def _installed(town: Town) -> None:
    town.here.chapter("Monday: one bot, installed from its page in two workspaces that know nothing of each other")
    await install(town.here, town.neighbours, KESTREL)
    await install(town.there, town.neighbours, HERON)


async def _settings(tell: Teller) -> None:
    tell.chapter("Kestrel Works: what an administrator sets, and nobody else")
    sam, rita, maya = tell.person("Sam"), tell.person("Rita"), tell.person("Maya")
    await told(tell, rita, "/samepage settings retention", "general", "administrators")
    await tell.command(sam, "/samepage settings workspace", "general")
    await tell.submit(sam, {"Who sees which roles need help": ["Maya"]})
    await tell.command(sam, "/samepage settings retention", "general")
    tell.shows(sam, "Netherlands: 1 month", "United States: 24 months, at least 12 months by law", "Not legal advice")
    await tell.submit(sam, {"Countries of your own": "Spain: 12 months; LOPDGDD, art. 32"})
    await tell.settle()
    await told(tell, maya, "/candidate legal-hold", "general", "No legal hold stands")


async def _search_here(tell: Teller) -> SeenMessage:
    tell.chapter("Kestrel Works: a search in the Netherlands, where data is kept a month")
    rita = tell.person("Rita")
    await open_role(tell, rita, "Data Engineer", "Hal", "Netherlands")
    said = await tell.command(rita, "/req show REQ-1", HERE)
    tell.expect("kept 1 month" in said, "the role says how long its candidates' data is kept")
    keeping(tell, rita, said)
    ada = await post(tell, rita, HERE, ADA, **{"E-mail": MAIL})
    await post(tell, rita, HERE, JONAS)
    return ada


async def _search_there(tell: Teller) -> None:
    tell.chapter("Heron Labs: the same person, for a role in the United States, where the law wants a year")
    priya = tell.person("Priya")
    await open_role(tell, priya, "Research Engineer", "Arjun", "United States")
    said = await tell.command(priya, "/req show REQ-1", THERE)
    tell.expect("at least 12 months of it by law" in said, "the role says how long its candidates' data is kept")
    keeping(tell, priya, said)
    card = await post(tell, priya, THERE, ADA, **{"E-mail": MAIL})
    await told(tell, priya, "/candidate forget 1", THERE, "Jun 2027", "29 CFR § 1602.14", "talent lead")
    await told(tell, priya, "/req list", "general", "open requisitions (1)", "Research Engineer")
    await tell.click(tell.person("Arjun"), "Approve → interview", card)


async def _no(tell: Teller, monday: date) -> None:
    tell.chapter("Kestrel Works, the same day in New York: a no to Jonas; his month begins")
    hal = tell.person("Hal")
    await tell.walk(at(monday, 9, 31, NEW_YORK))
    card = await tell.finds(hal, f"{JONAS} · for REQ-1", channel=HERE)
    await tell.click(hal, "Reject", card)
    missing = {"What is missing?": "Not enough of a skill this role needs"}
    await tell.submit(hal, {**missing, "What did you see or not see?": "No work with streams so far."})
    await tell.settle()


async def _held(tell: Teller, monday: date) -> None:
    tell.chapter("Wednesday: somebody claims; a legal hold makes a forgetting wait")
    await tell.walk(at(monday + 2 * _DAY, 10, 0, BERLIN))
    rita, maya = tell.person("Rita"), tell.person("Maya")
    await in_touch(tell, rita)
    await told(tell, rita, "/req legal-hold", HERE, "talent lead")
    for line in ("/candidate legal-hold REQ-1 1", "/req legal-hold REQ-1"):
        await tell.command(maya, line, "general")
        await tell.submit(maya, {WHY_KEPT: CLAIM})
    await tell.settle()
    await told(tell, maya, "/candidate legal-hold", "general", "Candidate 1 of REQ-1", "everybody of REQ-1")
    await told(tell, rita, "/candidate forget 1", HERE, "legal hold", CLAIM, "Nothing was erased")


async def _handed_out(tell: Teller) -> None:
    tell.chapter("Ada asks what is held on her: two files, for the talent lead to pass on")
    rita, maya = tell.person("Rita"), tell.person("Maya")
    await told(tell, rita, "/candidate export 1", HERE, "talent lead")
    await told(tell, maya, "/candidate export REQ-1 1", "general", "two files")
    await tell.settle()
    files = [name for message in maya.messages(dm=True) for name in message.files]
    tell.expect(sorted(files) == ["req-1-candidate-1.html", "req-1-candidate-1.json"], "both files came")
    contents = {each.name: each.content or b"" for each in tell.stage.playground.workspace.files.all()}
    held = json.loads(contents["req-1-candidate-1.json"])["held"]
    tell.expect(held["Who you are"][0]["name"] == ADA and MAIL in str(held), "everything about her is in it")
    tell.expect(JONAS not in str(contents), "and nothing about anybody else")
    tell.expect(ADA not in "".join(message.text for message in maya.messages(dm=True)), "no name on a lock screen")
    tell.note(maya, "gets", f"{' and '.join(sorted(files))}: {', '.join(held)}")


async def _forgotten(here: Teller, there: Teller, card: SeenMessage) -> None:
    here.chapter("Her hold is lifted, and she is forgotten at Kestrel Works; at Heron Labs she stays")
    rita, maya, priya = here.person("Rita"), here.person("Maya"), there.person("Priya")
    await here.command(maya, "/candidate legal-hold REQ-1 1", "general")
    await here.submit(maya, {})
    await told(here, rita, "/candidate forget 1", HERE, CLAIM)  # the hold on the whole role stands yet
    await here.command(maya, "/req legal-hold REQ-1", "general")
    here.shows(maya, CLAIM)
    await here.submit(maya, {})
    await here.command(rita, "/candidate forget 1", HERE)
    here.shows(rita, "erased for good")
    await here.submit(rita, {"Why?": "They asked for it"})
    await here.settle()
    await reads(here, rita, "Candidate 1, REQ-1 is erased", "Not mine to delete", dm=True)
    left = [each for each in rita.messages(HERE) if each.ts == card.ts]
    here.expect(len(left) == 1 and ADA not in left[0].all_text, "her card is painted without her")
    here.expect(ADA not in all_read(here, rita) + all_read(here, here.person("Hal")), "and nothing says her name")
    await told(here, rita, "/candidate forget 1", HERE, "was erased")
    await there.command(priya, "/candidate show REQ-1 1", "general")
    there.shows(priya, ADA, MAIL)
    await priya.close()
    # The other one's month must not run out while somebody may still claim.
    await here.command(maya, "/req legal-hold REQ-1", "general")
    await here.submit(maya, {WHY_KEPT: CLAIM})


async def _by_the_clock(tell: Teller, monday: date) -> None:
    rita, hal, maya = tell.person("Rita"), tell.person("Hal"), tell.person("Maya")
    over = monday + 31 * _DAY
    tell.chapter("July: Jonas's month is over, but the hold on the role keeps him")
    await tell.walk(at(over + _DAY, 10, 0, BERLIN))
    tell.expect(any(JONAS in each.all_text for each in hal.messages(HERE)), "nothing is erased under a hold")
    tell.expect("erased in a week" not in all_read(tell, rita), "and nothing is announced")
    tell.note(hal, "sees", f"in #{HERE}: {JONAS} · for REQ-1 Data Engineer, a day after his month was over")
    tell.chapter("The claim is settled: the hold is lifted, Rita hears of it, and a week later he is erased")
    await tell.command(maya, "/req legal-hold REQ-1", "general")
    await tell.submit(maya, {})
    await tell.walk(at(over + _DAY, 14, 1, BERLIN))
    await reads(tell, rita, "Candidate 2", "You need do nothing", dm=True)
    await tell.walk(at(over + 8 * _DAY, 14, 1, BERLIN))
    await reads(tell, rita, "Candidate 2, REQ-1 is erased", "was over", dm=True)
    tell.expect(JONAS not in all_read(tell, rita) + all_read(tell, hal), "nothing says his name any more")


async def _audited(town: Town) -> str:
    tell, office = town.here, town.office
    tell.chapter("Who did what: read in Slack by those who may, and verified on the machine")
    sam, rita, maya = tell.person("Sam"), tell.person("Rita"), tell.person("Maya")
    await told(tell, rita, "/samepage audit", "general", "administrators")
    said = await log_of(
        tell,
        sam,
        "installed Same Page",
        "named the talent leads",
        "set how long data is kept in countries of your own",
    )
    tell.expect("legal hold" not in said, "who held whom is the talent leads'")
    said = await log_of(
        tell,
        maya,
        "set a legal hold on Candidate 1, REQ-1",
        "wanted to erase Candidate 1, REQ-1 (refused, nothing was changed)",
        "had made what is held on Candidate 1, REQ-1",
        "erased Candidate 1, REQ-1: they asked for it",
        "Candidate 2, REQ-1 was erased: the time for keeping their data was over",
    )
    tell.expect("talent leads" not in said, "what is set is the administrators'")
    await tell.settle()
    said = await office.run("audit", "verify")
    tell.expect(all(f"{team.id}: " in said for team in (KESTREL, HERON)), "each workspace has a log of its own")
    noted = said.partition(f"{KESTREL.id}: ")[2].partition("Note ")[2].partition(" ")[0]
    tell.chapter("Somebody who owns a copy changes one name in it")
    copy = await office.copied()
    url = f"sqlite+aiosqlite:///{copy}"
    await office.run("audit", "verify", "--workspace", KESTREL.id, "--noted", noted, database_url=url)
    tamper(copy)
    said = await office.run("audit", "verify", database_url=url, ends=1)
    tell.expect(f"{HERON.id}: " in said and "What stands before it fits" in said, "the row is named, the others fit")
    copy.unlink()
    return noted


async def _removed(town: Town, monday: date) -> None:
    here, there = town.here, town.there
    there.chapter("Heron Labs removes it, while somebody waits to hear; a minute later it is silent there")
    tuesday = monday + 43 * _DAY
    await there.walk(at(tuesday, 15, 0, KOLKATA))
    priya, arjun, rita = there.person("Priya"), there.person("Arjun"), here.person("Rita")
    await post(there, priya, THERE, MEI)
    town.neighbours.slack.uninstall(HERON.id)
    there.note(there.person("Sam"), "takes", "Same Page out of Heron Labs, in Slack's own settings")
    await there.stage.playground.until(lambda: has_heard(there.stage), "the news of it")
    await there.walk(there.now + timedelta(seconds=60))
    quiet, calls, loud = spoken(there.stage), len(there.stage.playground.ledger), spoken(here.stage)
    await post(here, rita, HERE, MEI)
    await here.walk(at(tuesday + 2 * _DAY, 15, 0, KOLKATA))
    here.expect(spoken(here.stage) > loud, "at Kestrel Works it goes on")
    there.expect(spoken(there.stage) == quiet, "nothing is said at Heron Labs")
    there.expect(len(there.stage.playground.ledger) == calls, "Slack is not even asked about Heron Labs")
    there.note(arjun, "hears", "nothing for two days; Kestrel Works does not notice")
    there.chapter("Installed again, it goes on where it was")
    await install(there, town.neighbours, HERON)
    await there.settle()
    await there.sees(arjun, "waiting on you", dm=True)
    await there.command(priya, "/candidate show REQ-1 1", "general")
    there.shows(priya, ADA)
    await priya.close()
    await log_of(there, there.person("Sam"), "installed Same Page", "Same Page was removed")


async def _keys(town: Town) -> None:
    tell, office = town.here, town.office
    tell.chapter("The key that tokens are encrypted with is changed")
    old, new = office.keys, new_key()
    for keys in (f"{new},{old}", new):
        office.keys = keys
        await town.neighbours.start_again(keys)
        for each in (town.here, town.there):
            each.stage.bot = town.neighbours.bot
        if keys != new:
            tell.line("The bot starts again with the new key before the old one.")
            said = await office.run("rotate-keys")
            tell.expect("2 of 2 tokens encrypted anew" in said, "both tokens are under the new key")
    tell.line("The bot starts again with the new key alone.")
    for each, who, title in ((town.here, "Rita", "Data Engineer"), (town.there, "Priya", "Research Engineer")):
        await told(each, each.person(who), "/req list", "general", title)


async def _checked(town: Town, noted: str) -> None:
    tell, office = town.here, town.office
    tell.chapter("Last, is all well? And is the log still the one that was noted?")
    await tell.settle()
    said = await office.run("doctor", keep=("database", "migrations", "outbox", "clock", "token of", "secret", "well"))
    tell.expect("All is well." in said, "the doctor finds nothing wrong")
    for team in (KESTREL, HERON):
        tell.expect(f"token of {team.id}" in said and team.name in said, f"the doctor looked at {team.name}")
    await office.run("audit", "verify", "--workspace", KESTREL.id, "--noted", noted)
    for each in (town.here, town.there):
        tell.expect(not each.stage.playground.complaints, "Slack took every word")
