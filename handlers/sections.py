"""Sections: the brief typed section by section, or in one short form; confirmed, asked for and proposed."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import agreements, backups, signing, typed
from handlers.blocks import agreements as terms
from handlers.blocks import brief_card, kit, picture, refusals
from handlers.blocks import briefs as blocks
from handlers.blocks import section_forms as forms
from handlers.blocks.text import escape, listed
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Update, Words
from handlers.typed import Again, Carried
from handlers.visit import Visit
from storage import drafts, people, requisitions
from storage.blind import Said
from storage.drafts import Draft
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.briefs import Section
from storage.rules.chapters import AT_OPENING, PAGES, Chapter, sections_of
from storage.rules.criteria import Answer
from storage.versions import Brief

SHORT = "short"
_EMPTY = {
    Section.WHY: "One sentence is enough: why this role, why now?",
    Section.OUTCOMES: "One sentence is enough: what is done after 90 days?",
    Section.MUST_HAVES: "Name at least one: what can nobody do this role without?",
}
_UNTESTED = "How will you see it? A work sample, a question, a reference. Or tick that it is a nice-to-have."
_NONE_LEFT = "Then there is no must-have left. Keep the one that decides."


async def _look(visit: Visit, requisition_id: int) -> Draft:
    return await visit.read(lambda session: drafts.look(session, visit.person, requisition_id))


def _shown(visit: Visit, view: kit.Block) -> Reply:
    """In the modal a button was pressed in, else as one of its own."""
    return Update(view) if visit.view is not None and visit.view.get("type") == "modal" else Open(view)


def _key(visit: Visit, found: Carried) -> str:
    return metadata(found.text(), visit.response_url)


async def _card(visit: Visit, requisition_id: int, said: str = "") -> kit.Block:
    return brief_card.card(await _look(visit, requisition_id), visit.person, metadata("", visit.response_url), said)


# --- buttons


async def start(visit: Visit, requisition_id: int) -> Reply:
    """The brief as the two who write it first see it: the short form while nothing is written, else by sections."""
    draft = await _look(visit, requisition_id)
    if not set(draft.words) - set(AT_OPENING) and not draft.standing.newest:
        return Open(_short(visit, draft))
    return Open(brief_card.card(draft, visit.person, metadata("", visit.response_url)))


async def back(visit: Visit) -> Reply:
    """*All sections* (`value` is the requisition's id)."""
    return _shown(visit, await _card(visit, number(visit.value)))


async def short(visit: Visit) -> Reply:
    """*Short form*, and *Change* on the page."""
    draft = await _look(visit, number(visit.value))
    if not draft.requisition.is_live:
        raise Refused(Why.CLOSED, key=draft.requisition.key, status=draft.requisition.status)
    return Open(_short(visit, draft))


def _short(visit: Visit, draft: Draft) -> kit.Block:
    found = typed.over(draft, SHORT, forms.SHORT)
    return forms.short(draft, _words(draft, forms.SHORT), {}, found.round, _key(visit, found))


def _words(draft: Draft, sections: list[Section]) -> dict[Section, str]:
    return {section: draft.words.get(section, "") for section in sections}


async def open_(visit: Visit) -> Reply:
    """A section's button, on the page of all and in the gathered message (`value`: requisition and section)."""
    requisition, _, name = visit.value.partition(".")
    if name not in set(Chapter):
        return Done()
    chapter = Chapter(name)
    draft = await _look(visit, number(requisition))
    if not draft.requisition.is_live:
        raise Refused(Why.CLOSED, key=draft.requisition.key, status=draft.requisition.status)
    found = typed.over(draft, chapter, sections_of(chapter))
    words = _words(draft, sections_of(chapter))
    return _shown(visit, forms.section(draft, chapter, visit.person, words, {}, found.round, _key(visit, found)))


async def ask(visit: Visit) -> Reply:
    """*Ask for what is missing*."""

    async def verb(session: AsyncSession) -> tuple[list[tuple[Chapter, str]], dict[str, Person]]:
        asked = await drafts.ask(session, visit.person, number(visit.value), at=visit.now)
        return asked, await people.named(session, visit.person.workspace, [who for _, who in asked])

    asked, known = await visit.save(verb)
    names = listed(list(dict.fromkeys(known[who].first_name for _, who in asked)))
    what = listed([f"*{PAGES[chapter].title}*" for chapter, _ in asked])
    said = f"{escape(names)} is asked for {what} with the next message of what waits."
    return Update(await _card(visit, number(visit.value), said))


async def propose(visit: Visit) -> Reply:
    """*Propose for signing*, or *Make v2 hold* where nobody else signs it."""
    try:
        said = await _propose(visit, number(visit.value), None, None)
    except Refused as refused:
        if refused.why is not Why.PICTURE_MISSING:
            raise
        return Update(await _picture(visit, number(visit.value)))
    return Update(await _card(visit, number(visit.value), said))


async def _propose(visit: Visit, requisition_id: int, pictured: Said | None, agreed: agreements.Said | None) -> str:
    """Proposes the draft, and the terms with it; gives back what is said of it. Refused where both sign it and nothing
    is `pictured`."""

    async def verb(session: AsyncSession) -> tuple[Requisition, Brief, dict[str, Person], str]:
        made = await drafts.propose(session, visit.person, requisition_id, at=visit.now, pictured=pictured)
        if made.waits_for and pictured is None:
            raise Refused(Why.PICTURE_MISSING)
        role = await requisitions.known(session, made.workspace, made.requisition_id)
        more = await agreements.settle(session, visit.person, role, made, agreed, at=visit.now)
        return role, made, await people.named(session, made.workspace, made.waits_for), more

    role, made, known, more = await visit.save(verb)
    return blocks.proposed_words(role, made, known, visit.zone, visit.now) + more


async def _picture(visit: Visit, requisition_id: int) -> kit.Block:
    draft = await _look(visit, requisition_id)
    key = metadata(f"{requisition_id}.{draft.agreement.shown}", visit.response_url)
    return blocks.proposing(draft.requisition, draft.version, key, _terms(visit, draft))


def _terms(visit: Visit, draft: Draft) -> list[kit.Block]:
    return terms.on_screen(draft.requisition, draft.agreement, draft.people, visit.person, press="Propose")


# --- submitted modals


async def submit(visit: Visit) -> Reply:
    """A section's form: saving it, or confirming it where nothing was changed."""
    found = typed.carried(visit)
    if found.form not in set(Chapter):
        return Done()
    chapter, words = Chapter(found.form), typed.typed(visit, found)
    if errors := typed.wrong(words):
        return _errors(errors, found)
    again = await typed.save(visit, found, words)
    if again is not None:
        draft = await _look(visit, found.requisition)
        key = _key(visit, again.carried)
        return Update(forms.section(draft, chapter, visit.person, again.words, again.notes, again.carried.round, key))
    unchanged = all(typed.mark(text) == found.base[section] for section, text in words.items())
    if unchanged and found.over[chapter]:
        await visit.save(
            lambda session: drafts.confirm(
                session, visit.person, found.requisition, chapter, over=found.over[chapter], at=visit.now
            )
        )
    draft = await _look(visit, found.requisition)
    if chapter is Chapter.CRITERIA and Section.TESTED in draft.missing:
        return Update(_tests(visit, draft, proposes=False))
    done = "confirmed" if unchanged else "saved"
    said = f"*{PAGES[chapter].title}* is {done}."
    return Update(brief_card.card(draft, visit.person, metadata("", visit.response_url), said))


def _errors(errors: Mapping[Section, str], found: Carried) -> Errors:
    return Errors({forms.field_name(section, found.round): words for section, words in errors.items()})


async def submit_short(visit: Visit) -> Reply:
    """The short form: saved, and on to the must-have test; proposed at once where every must-have is tested."""
    found = typed.carried(visit)
    words = typed.typed(visit, found)
    errors = typed.wrong(words) | {each: said for each, said in _EMPTY.items() if each in words and not words[each]}
    if errors:
        return _errors(errors, found)
    chosen, backup = visit.day(forms.DAY), backups.chosen(visit)
    if unknown := await backups.unknown(visit, backup):
        return Errors(unknown)
    first = backups.change(visit, found.requisition, backup) if backup else None
    try:
        again = await typed.save(visit, found, words, day=chosen, first=first)
    except (Refused, backups.Moved) as refused:
        if said := await backups.refused(visit, backup, refused):
            return Errors(said)
        if isinstance(refused, backups.Moved) or refused.why is not Why.SHORTLIST_DAY:
            raise
        return Errors({forms.DAY: refusals.words(refused, visit.zone, visit.now)})
    draft = await _look(visit, found.requisition)
    if isinstance(again, Again):
        round_, key = again.carried.round, _key(visit, again.carried)
        return Update(forms.short(draft, again.words, again.notes, round_, key))
    if Section.TESTED in draft.missing:
        return Update(_tests(visit, draft, proposes=True))
    if backup and not draft.is_changed:
        return Done(Words(f"The backup decider of {draft.requisition.key} is changed; the brief reads as before."))
    return await _proposed(visit, draft, None, forms.field_name(Section.WHY, found.round))


def _tests(visit: Visit, draft: Draft, *, proposes: bool, said: str = "") -> kit.Block:
    form = SHORT if proposes else Chapter.CRITERIA
    key = metadata(f"{draft.requisition.id}.{form}.{draft.agreement.shown}", visit.response_url)
    return forms.must_have_test(draft, key, proposes=proposes, said=said, terms=_terms(visit, draft))


async def submit_tests(visit: Visit) -> Reply:
    """The must-have test: sorts the must-haves, and proposes where it was begun to propose."""
    requisition, form = [*subject(visit).split("."), ""][:2]
    draft = await _look(visit, number(requisition))
    there = [each for each in forms.must(draft) if visit.has(forms.answer_name(each.text, "tested"))]
    answers, errors = {}, agreements.wrong(visit)
    for each in there:
        said = visit.typed(forms.answer_name(each.text, "tested"))
        nice = bool(visit.all_chosen(forms.answer_name(each.text, "nice")))
        answers[each.text] = Answer(said, turns_away=not nice)
        if not said and not nice:
            errors[forms.answer_name(each.text, "tested")] = _UNTESTED
    pictured = signing.said(visit)
    if pictured is None and visit.asks(picture.NUMBER):
        errors[picture.NUMBER] = picture.EMPTY
    if there and not any(each.turns_away for each in answers.values()) and len(there) == len(forms.must(draft)):
        errors[forms.answer_name(there[-1].text, "nice")] = _NONE_LEFT
    if errors:
        return Errors(errors)
    await visit.save(
        lambda session: drafts.answer_test(session, visit.person, draft.requisition.id, answers, at=visit.now)
    )
    now = await _look(visit, draft.requisition.id)
    if Section.TESTED in now.missing:
        return Update(_tests(visit, now, proposes=form == SHORT, said="The must-haves were changed meanwhile."))
    if form == SHORT:
        return await _proposed(visit, now, pictured, None, agreements.said(visit))
    said = f"*{PAGES[Chapter.CRITERIA].title}* is saved."
    return Update(brief_card.card(now, visit.person, metadata("", visit.response_url), said))


async def submit_picture(visit: Visit) -> Reply:
    """What whoever proposes is asked alone: proposes."""
    pictured = signing.said(visit)
    if pictured is None:
        return Errors({picture.NUMBER: picture.EMPTY})
    if errors := agreements.wrong(visit):
        return Errors(errors)
    draft = await _look(visit, number(subject(visit).partition(".")[0]))
    return await _proposed(visit, draft, pictured, None, agreements.said(visit))


async def _proposed(
    visit: Visit,
    draft: Draft,
    pictured: Said | None,
    at_field: str | None,
    agreed: agreements.Said | None = None,
) -> Reply:
    """Proposes what was typed, and asks first what is asked alone; that nothing is different is said at the field."""
    try:
        said = await _propose(visit, draft.requisition.id, pictured, agreed)
    except Refused as refused:
        if refused.why is Why.PICTURE_MISSING:
            return Update(await _picture(visit, draft.requisition.id))
        if refused.why is Why.AGREEMENT_MOVED_ON:
            return await agreements.again(visit, draft.requisition.id)
        if refused.why is not Why.BRIEF_UNCHANGED or at_field is None:
            raise
        return Errors({at_field: refusals.words(refused, visit.zone, visit.now)})
    return Done(Words(said), clears=True)
