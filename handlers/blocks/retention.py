"""How it reads for how long data is kept: of one role, and what an administrator sees and enters for countries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import count, day, escape, mention
from storage.rules.countries import Entered
from storage.rules.retention import JURISDICTIONS, UNNAMED, Jurisdiction

if TYPE_CHECKING:
    from storage.rules.retention import Keeping

ADVICE = "Not legal advice."
LONGEST = 3000


def of_role(keeping: Keeping) -> Block:
    """For how long candidates' data is kept on a role, and why."""
    law = keeping.named
    if keeping.is_own:
        why = "as its brief says" + (f" for {escape(law.title)}" if law else "")
    elif law is None:
        why = "because its brief names no jurisdiction I know: the *compliance* section does"
    else:
        why = f"for {escape(law.title)}: {escape(law.source)}{_entered(law)}"
    least = f", at least {count(keeping.minimum, 'month')} of it by law" if keeping.minimum else ""
    return kit.context(
        f"Candidates' data is kept {count(keeping.months, 'month')} after their submission ended{least}, {why}. "
        f"{ADVICE}"
    )


def _entered(law: Jurisdiction) -> str:
    if law.entered_by is None:
        return ""
    return f" (entered by {mention(law.entered_by)}{_on(law)})"


def _on(law: Jurisdiction) -> str:
    return f", {day(law.checked, weekday=False)} {law.checked.year}" if law.checked else ""


def modal(own: tuple[Jurisdiction, ...], metadata: str, typed: str | None = None) -> Block:
    """What holds in which country, with its source, and the lines an administrator enters for others."""
    lines = "\n".join(Entered(each.title, each.keep, each.minimum, each.source).line for each in own)
    return kit.modal(
        ids.VIEW_RETENTION,
        "How long data is kept",
        [
            kit.section(
                "After a submission ended, the candidate is erased when the time is over that the role's brief calls "
                f"for: by the jurisdiction it names, or by a time of its own. Where it names none it is {UNNAMED} "
                f"months. *{ADVICE}*"
            ),
            *(kit.context(_line(each)) for each in JURISDICTIONS),
            kit.field(
                "countries",
                "Countries of your own",
                kit.text_input(
                    lines=True,
                    longest=LONGEST,
                    initial=lines if typed is None else typed,
                    placeholder="Spain: 12 months; at least 3 months; where that comes from",
                ),
                optional=True,
                hint="One a line: name: months; at least so many by law, if any; its source. Briefs name it.",
            ),
            *(
                kit.context(f"{escape(each.title)}: entered by {mention(each.entered_by or '')}{_on(each)}")
                for each in own
            ),
        ],
        submit="Save",
        metadata=metadata,
    )


def _line(law: Jurisdiction) -> str:
    least = f", at least {count(law.minimum, 'month')} by law" if law.minimum else ""
    checked = f" Checked{_on(law)}." if law.checked else ""
    counted = f" The law counts from {escape(law.counted)}." if law.counted else ""
    return f"*{escape(law.title)}*: {count(law.keep, 'month')}{least}. {escape(law.source)}.{counted}{checked}"


def saved(changed: int) -> str:
    """To the administrator."""
    if not changed:
        return "Nothing is other than before."
    return (
        f"Saved: {count(changed, 'country', 'countries')} of your own changed. Roles whose brief names one follow at "
        "once; a recruiter is told a week before anybody is erased."
    )
