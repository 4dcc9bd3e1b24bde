"""How settings read: one form for a person's hours, windows and holidays, and the same for everybody here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from handlers import ids
from handlers.blocks import kit, workspace_settings
from handlers.blocks.hours import LABELS, times
from handlers.blocks.kit import Block
from handlers.blocks.text import count, escape
from storage.rules.calendars import OFFICE, WINDOWS, Calendar, Week
from storage.rules.hours import NAMES, in_words, written
from storage.rules.places import country_names, place, region_names
from storage.rules.preferences import Preferences
from storage.rules.promises import Kind

AS_EVERYBODY = "as_everybody"  # a country that follows the workspace's
NO_SECOND = "none"
WEEK, WINDOW = "week", "windows"  # what can be put back
GATHERED = kit.option("Gather them in my next message", "gathered")
TIPS = kit.option("A short hint at its moment, with its source", "tips")
LONGEST_HOURS, LONGEST_OTHERS, LONGEST_ZONE = 100, 500, 60
COUNTED = (
    "What you owe is counted in these hours only: nights, weekends, holidays and days away cost you nothing. Only you "
    "see your response times."
)


@dataclass(frozen=True)
class Form:
    """What stands in the fields. `back` names what is put back to what everybody has."""

    zone: str = ""
    days: frozenset[int] = frozenset()
    hours: str = ""
    others: str = ""
    first: str = ""
    second: str = NO_SECOND
    country: str = AS_EVERYBODY
    region: str = ""
    back: frozenset[str] = frozenset()
    check_in_day: int = 3
    gathers: bool = False
    leads: tuple[str, ...] = ()
    tips: bool = True
    times_people: bool = True


@dataclass(frozen=True)
class Choices:
    """Whose form it is. `own` and `usual` as kept: what they chose, what holds otherwise; `zone` is Slack's."""

    own: Preferences
    usual: Preferences
    zone: str
    for_all: bool = False
    administrator: bool = False

    @property
    def usual_week(self) -> Week:
        return self.usual.week or OFFICE

    @property
    def usual_windows(self) -> tuple[time, ...]:
        return self.usual.windows or WINDOWS


def form_of(choices: Choices, check_in_day: int) -> Form:
    """The fields as they stand when the form is opened: what holds now."""
    own = choices.own
    week, windows = written(own.week or choices.usual_week), own.windows or choices.usual_windows
    return Form(
        own.zone or "",
        frozenset(week.days),
        week.hours,
        week.others,
        f"{windows[0]:%H:%M}",
        f"{windows[1]:%H:%M}" if len(windows) > 1 else NO_SECOND,
        own.country or AS_EVERYBODY,
        own.region or "",
        check_in_day=check_in_day,
    )


def region_field(country: str) -> str:
    """Each country's regions are a field of their own, so that no region stays behind when the country changes."""
    return f"region:{country}"


# --- the forms


def personal(form: Form, choices: Choices, shown: str, metadata: str) -> Block:
    """One's own settings; `shown` is the preview."""
    zone = choices.usual.zone or f"{choices.zone}, as Slack has it"
    buttons = [
        kit.button("Show next week", ids.SETTINGS_PREVIEW, "now"),
        kit.button("Days away", ids.AWAY, "settings"),
    ]
    if choices.administrator:
        buttons.append(kit.button("For everybody here", ids.SETTINGS_FOR_ALL, "settings"))
    blocks = [
        kit.context(COUNTED),
        *_week(form),
        *_windows(form),
        *_back(form, choices),
        *_holidays(form, choices),
        kit.field(
            "zone",
            LABELS["zone"],
            kit.text_input(initial=form.zone, placeholder=zone, longest=LONGEST_ZONE),
            optional=True,
            hint=f"Empty: {zone}. A city does, such as Berlin.",
            tells=ids.SETTINGS_PREVIEW,
        ),
        kit.field(
            "check_in",
            "Weekly check-in on",
            kit.select(
                [kit.option(name, str(number)) for number, name in enumerate(NAMES)], initial=str(form.check_in_day)
            ),
        ),
        kit.field(
            "answers",
            "Answers you wait for",
            kit.checkboxes([GATHERED], ["gathered"] if form.gathers else []),
            optional=True,
            hint="Else you are mentioned in the card's thread as soon as somebody answers.",
        ),
        tips(form),
        {"type": "divider"},
        kit.section(shown),
        kit.actions(*buttons),
    ]
    return kit.modal(ids.VIEW_SETTINGS, "Your settings", blocks, submit="Save", metadata=metadata)


def for_all(form: Form, choices: Choices, promised: Mapping[Kind, int], free: int, shown: str, metadata: str) -> Block:
    """What holds in the workspace; `free` people chose nothing of their own."""
    holds = (
        f"This holds for {count(free, 'person', 'people')} here who chose nothing of their own, each in the time zone "
        "that Slack has for them, and for whoever joins. Whoever chose something keeps it."
        if free
        else "Everybody I know here chose something of their own and keeps it. This holds for whoever joins."
    )
    blocks = [
        kit.context(holds),
        kit.header("Hours"),
        *_week(form),
        *_windows(form),
        *_back(form, choices),
        *_holidays(form, choices),
        kit.section(shown),
        kit.actions(kit.button("Show next week", ids.SETTINGS_PREVIEW, "now")),
        *workspace_settings.beside_hours(form, promised),
        tips(form),
    ]
    return kit.modal(ids.VIEW_FOR_ALL, "For everybody here", blocks, submit="Save", metadata=metadata)


def tips(form: Form) -> Block:
    """Whether tips come at all."""
    return kit.field(
        "tips",
        "Tips",
        kit.checkboxes([TIPS], ["tips"] if form.tips else []),
        optional=True,
        hint="Once each, right after you did something for the first time; never two in one day.",
    )


def _week(form: Form) -> list[Block]:
    days = [kit.option(name, str(number)) for number, name in enumerate(NAMES)]
    return [
        kit.field(
            "days",
            LABELS["days"],
            kit.checkboxes(days, map(str, form.days)),
            optional=True,
            tells=ids.SETTINGS_PREVIEW,
        ),
        kit.field(
            "hours",
            LABELS["hours"],
            kit.text_input(initial=form.hours, placeholder="9:00–17:00", longest=LONGEST_HOURS),
            hint="Split days and nights too: 9:00–12:30, 14:00–18:00, or 22:00–6:00.",
            tells=ids.SETTINGS_PREVIEW,
        ),
        kit.field(
            "others",
            LABELS["others"],
            kit.text_input(initial=form.others, longest=LONGEST_OTHERS, lines=True),
            optional=True,
            hint="A line for each, such as “Fri 9:00–13:00” or “Mon, Wed 10:00–16:00”.",
        ),
    ]


def _windows(form: Form) -> list[Block]:
    none = kit.option("No second message", NO_SECOND)
    first, second = _half_hours(form.first), [none, *_half_hours(form.second)]
    return [
        kit.field(
            "first",
            LABELS["first"],
            kit.select(first, initial=form.first),
            hint="I gather what waits on you into one message; when nothing does, there is none.",
            tells=ids.SETTINGS_PREVIEW,
        ),
        kit.field("second", LABELS["second"], kit.select(second, initial=form.second), tells=ids.SETTINGS_PREVIEW),
    ]


def _half_hours(chosen: str) -> list[Block]:
    """Every half hour of a day, and what is chosen already."""
    times = {f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)} | {chosen} - {NO_SECOND, ""}
    return [kit.option(at, at) for at in sorted(times)]


def _back(form: Form, choices: Choices) -> list[Block]:
    """Ticks that give up what was chosen: only where something was."""
    offered = []
    if choices.own.week:
        offered.append(kit.option(f"Hours: {in_words(choices.usual_week)}", WEEK))
    if choices.own.windows:
        offered.append(kit.option(f"Messages: {times(choices.usual_windows)}", WINDOW))
    if not offered:
        return []
    whose = "As Same Page has it" if choices.for_all else "As everybody here"
    return [
        kit.field(
            "back",
            whose,
            kit.checkboxes(offered, form.back),
            optional=True,
            hint="What you tick takes the place of what stands above.",
            tells=ids.SETTINGS_PREVIEW,
        )
    ]


def _holidays(form: Form, choices: Choices) -> list[Block]:
    usual = place(choices.usual.country, choices.usual.region)
    none = "None" if choices.for_all else f"As everybody here: {usual or 'none'}"
    country = kit.grouped(country_names(), first=[kit.option(none, AS_EVERYBODY)], initial=form.country)
    blocks = [kit.field("country", LABELS["country"], country, tells=ids.SETTINGS_PREVIEW)]
    regions = region_names(form.country)
    if regions:
        everywhere = [kit.option("Only what the whole country has", AS_EVERYBODY)]
        region = kit.grouped(regions, first=everywhere, initial=form.region or AS_EVERYBODY)
        blocks.append(
            kit.field(region_field(form.country), LABELS["region"], region, tells=ids.SETTINGS_PREVIEW),
        )
    return blocks


# --- once it is saved


def saved(calendar: Calendar, next_window: str) -> tuple[str, Block]:
    """To the person themselves, and the way back."""
    text = (
        f"Saved: {in_words(calendar.week)} ({escape(calendar.zone)}). Your next message, if something waits: "
        f"{next_window}. What is open counts in these hours from now on; what was counted stays."
    )
    return text, kit.button("Change", ids.SETTINGS, "said")
