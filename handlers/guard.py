"""The wording guard: words that are not about the job are pointed out once; submitting the form again keeps them."""

from __future__ import annotations

import json
from hashlib import blake2s

from handlers.blocks.section_forms import pointed_out
from handlers.visit import Visit
from storage.rules.wording import not_job_related


def notes(visit: Visit, *fields: str) -> dict[str, str]:
    """What to say of the words typed into these fields, by field; empty where there is nothing, or it was said of the
    very same words already."""
    found = {name: not_job_related(visit.typed(name)) for name in fields}
    said = {name: pointed_out(each) for name, each in found.items() if each}
    return {} if said and _told(visit) == _mark(said) else said


def carry(visit: Visit, said: dict[str, str]) -> str:
    """The form's private data, with a mark of what is said now."""
    try:
        kept = json.loads(visit.metadata or "{}")
    except ValueError:
        kept = {}
    return json.dumps(kept | {"told": _mark(said)})


def _told(visit: Visit) -> str:
    try:
        return str(json.loads(visit.metadata or "{}").get("told") or "")
    except (ValueError, AttributeError):
        return ""


def _mark(said: dict[str, str]) -> str:
    return blake2s(str(sorted(said.items())).encode(), digest_size=4).hexdigest()
