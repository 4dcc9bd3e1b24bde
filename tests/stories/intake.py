"""A brief written as people do it, for stories that need one."""

from __future__ import annotations

from collections.abc import Mapping

from bot.playground.control import Person, Submitted
from bot.playground.server import Playground
from tests.stories.acting import Role

WHY, OUTCOMES, MUST, BY = "Why now", "After 90 days this person has …", "Must-haves", "First shortlist by"
NEVER = "Disqualifiers"
PICTURE, HIGHER = "Do we picture the same person?", "What would make it higher?"
WORDS = {WHY: "Nightly loads fail.", OUTCOMES: "Halved the failures.", MUST: "- SQL at scale\n- On-call"}
SURE = {PICTURE: "8"}
SEEN = ": how will you test it?"


async def write(playground: Playground, role: Role, *, by: str = "Rita", **other: str) -> Submitted:
    """The short form of `/req brief`, submitted in the role's channel and proposed."""
    person = playground.person(by)
    said = await person.command("/req brief", role.channel)
    assert said.ok, said
    if person.view is not None and "Short form" in person.view.buttons:
        assert (await person.click("Short form")).ok
    return await typed(person, WORDS | SURE | other)


async def typed(person: Person, words: Mapping[str, str]) -> Submitted:
    """The short form, and what it asks on its second screen: how each must-have is tested, and what is said alone."""
    alone = {field: said for field, said in words.items() if field in (PICTURE, HIGHER)}
    done = await person.submit({field: said for field, said in words.items() if field not in alone})
    if person.view is None or not ("must-haves" in person.view.title or "propose" in person.view.title):
        return done
    return await person.submit(answers(person) | alone)


def answers(person: Person, how: str = "A work sample") -> dict[str, str]:
    """The same answer for every must-have of the test that is open."""
    assert person.view is not None
    labels = [block["label"]["text"] for block in person.view.blocks if block["type"] == "input"]
    return {label: how for label in labels if label.endswith(SEEN)}
