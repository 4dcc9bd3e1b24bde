"""Everything a bot can show, for looking at: one message for each block and element, a modal of inputs, a Home."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstellenleiterin"
NINE = 1_795_420_800  # 23 November 2026, 08:00 UTC


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str, description: str | None = None) -> Json:
    return {"text": plain(text), "value": value, **({"description": plain(description)} if description else {})}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(text: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


OPTIONS = [
    option("Engineering", "eng"),
    option("Design", "des"),
    option("People and places", "ppl"),
    option(LONG[:75], "long"),
]
GROUPS = [
    {"label": plain("Europe"), "options": [option("Berlin", "ber"), option("Lisbon", "lis")]},
    {"label": plain("Elsewhere"), "options": [option("New York", "nyc"), option("Pune", "pnq")]},
]
CONFIRM = {
    "title": plain("Are you sure?"),
    "text": mrkdwn("This *cannot* be undone."),
    "confirm": plain("Delete it"),
    "deny": plain("Keep it"),
    "style": "danger",
}

SELECTS: list[Json] = [
    {"type": "static_select", "action_id": "static", "placeholder": plain("Choose a team"), "options": OPTIONS},
    {"type": "static_select", "action_id": "grouped", "placeholder": plain("Choose a city"), "option_groups": GROUPS},
    {"type": "users_select", "action_id": "user", "placeholder": plain("Choose a person"), "initial_user": "U0HAL"},
    {"type": "conversations_select", "action_id": "conversation", "placeholder": plain("Choose a place")},
    {"type": "channels_select", "action_id": "channel", "placeholder": plain("Choose a channel")},
]
EXTERNAL: Json = {
    "type": "external_select",
    "action_id": "external",
    "placeholder": plain("Type a city"),
    "min_query_length": 2,
}
PICKERS: list[Json] = [
    {"type": "datepicker", "action_id": "date", "initial_date": "2026-11-30", "placeholder": plain("Choose a date")},
    {"type": "timepicker", "action_id": "time", "initial_time": "09:30", "placeholder": plain("Choose a time")},
    {"type": "datetimepicker", "action_id": "moment", "initial_date_time": NINE},
]
CHECKBOXES: Json = {
    "type": "checkboxes",
    "action_id": "boxes",
    "options": [
        {**option("SQL at scale", "sql"), "description": mrkdwn("Planner, locks, *partitions*")},
        option("Mentoring", "men", "Formal reports or interns"),
        option("On call", "onc"),
    ],
    "initial_options": [option("Mentoring", "men", "Formal reports or interns")],
}
RADIOS: Json = {
    "type": "radio_buttons",
    "action_id": "radio",
    "options": [option("Yes", "y", "And soon"), option("No", "n", "With a reason"), option("Not yet", "m")],
    "initial_option": option("Yes", "y", "And soon"),
}
OVERFLOW: Json = {
    "type": "overflow",
    "action_id": "more",
    "options": [option("Edit", "e"), option("Hand over", "h", "To somebody else"), option("Close", "c")],
}


def text_run(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def rich_section(*runs: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(runs)}


RICH: Json = {
    "type": "rich_text",
    "elements": [
        rich_section(
            text_run("Plain, "),
            text_run("bold", bold=True),
            text_run(", "),
            text_run("italic", italic=True),
            text_run(", "),
            text_run("struck", strike=True),
            text_run(", "),
            text_run("code()", code=True),
            text_run(", a "),
            {"type": "link", "url": "https://example.com/a", "text": "link"},
            text_run(", "),
            {"type": "user", "user_id": "U0HAL"},
            text_run(", "),
            {"type": "channel", "channel_id": "C0GENERAL"},
            text_run(", "),
            {"type": "broadcast", "range": "here"},
            text_run(", "),
            {"type": "emoji", "name": "white_check_mark"},
            text_run(", "),
            {"type": "date", "timestamp": NINE, "format": "{date_pretty} at {time}", "fallback": "some day"},
        ),
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [rich_section(text_run("First")), rich_section(text_run("Second"))],
        },
        {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [rich_section(text_run("Deeper"))]},
        {
            "type": "rich_text_list",
            "style": "ordered",
            "offset": 2,
            "elements": [rich_section(text_run("Third")), rich_section(text_run("Fourth"))],
        },
        {"type": "rich_text_quote", "elements": [text_run("Somebody said so.\nAnd said it again.")]},
        {
            "type": "rich_text_preformatted",
            "elements": [text_run("def main():\n    return 'a rather long line of code'")],
        },
    ],
}


def _row(*cells: str) -> list[Json]:
    return [{"type": "raw_text", "text": cell} for cell in cells]


TABLE: Json = {
    "type": "table",
    "column_settings": [{"is_wrapped": True}, {"align": "right"}, {"align": "center"}, {}, {}],
    "rows": [
        _row("Role", "Days", "State", "Whose ball", "What happens next"),
        _row("Senior Data Engineer", "9", "Review", "Hal Brennan", "Two profiles wait for an answer by Wednesday"),
        _row("Product Designer for the whole of the mobile app", "31", "Offer", "The candidate", "An answer is due"),
    ],
}
IMAGE_OUTSIDE: Json = {
    "type": "image",
    "image_url": "https://example.com/pipeline.png",
    "alt_text": "Pipeline: 2 in review, 1 interview",
    "title": plain("The pipeline this week"),
}


def picture(address: str) -> Json:
    """An image block from the workspace itself."""
    return {"type": "image", "image_url": address, "alt_text": "The app's mark", "title": plain("A picture from here")}


MESSAGES: list[tuple[str, list[Json]]] = [
    ("header", [{"type": "header", "text": plain("REQ-12 · Senior Data Engineer :tada:")}, section("Below a header.")]),
    (
        "fields",
        [
            {
                "type": "section",
                "text": mrkdwn("*Section* with _fields_, ~struck~, `code`, <https://example.com|a link>, <@U0RITA>"),
                "fields": [
                    mrkdwn("*Hiring manager*\n<@U0HAL>"),
                    mrkdwn("*Recruiter*\n<@U0RITA>"),
                    mrkdwn(f"*Title*\n{LONG}"),
                    plain("Plain :seedling: text"),
                ],
            },
            section("> quoted\n> twice\nand\n```a block of code\nin two lines```\nthen • a • list :thumbsup: :rocket:"),
        ],
    ),
    (
        "context",
        [{"type": "context", "elements": [mrkdwn("Open · day 9 of 45"), plain("Berlin"), mrkdwn("*1* opening")]}],
    ),
    ("divider", [section("Above"), {"type": "divider"}, section("Below")]),
    (
        "buttons",
        [
            {
                "type": "actions",
                "elements": [
                    button("Approve → interview", "approve", style="primary"),
                    button("Reject", "reject", style="danger"),
                    button("Ask a question", "ask"),
                    button("Delete", "delete", confirm=CONFIRM),
                    button("On the web", "web", url="https://example.com"),
                    OVERFLOW,
                ],
            }
        ],
    ),
    ("selects", [{"type": "actions", "elements": SELECTS}]),
    ("pickers", [{"type": "actions", "elements": PICKERS}]),
    ("choices", [{"type": "actions", "elements": [CHECKBOXES, RADIOS]}]),
    ("accessory button", [section("A section with *a button*.", accessory=button("Review", "review"))]),
    ("accessory select", [section("A section with *a menu*.", accessory=SELECTS[0])]),
    ("accessory overflow", [section("A section with *more*.", accessory=OVERFLOW)]),
    ("accessory date", [section("A section with *a date*.", accessory=PICKERS[0])]),
    ("accessory choices", [section("A section with *radio buttons*.", accessory=RADIOS)]),
    (
        "accessory image",
        [
            section(
                "A section with *a picture*.",
                accessory={k: IMAGE_OUTSIDE[k] for k in ("type", "image_url", "alt_text")},
            )
        ],
    ),
    ("image", [IMAGE_OUTSIDE]),
    ("rich text", [RICH]),
    ("table", [TABLE]),
]
ATTACHMENTS: list[Json] = [
    {
        "color": "#36a64f",
        "pretext": "Before it",
        "author_name": "Build",
        "title": "Build 128 passed",
        "title_link": "https://example.com/128",
        "text": "All *412* checks are green.",
        "fields": [
            {"title": "Branch", "value": "main", "short": True},
            {"title": "Took", "value": "4:30", "short": True},
        ],
        "footer": "Yesterday's news",
    },
    {
        "color": "danger",
        "blocks": [
            section("Blocks in an attachment", accessory=button("Take it", "take")),
            {"type": "divider"},
            section("One more"),
        ],
    },
]
MARKDOWN: Json = {
    "type": "markdown",
    "block_id": "markdown",
    "text": """# The week *so far*
Two **strong** profiles, one _quick_ ***yes***, snake_case_stays and 2 * 3 * 4 too. ~~Not yet~~ <@U0HAL> :tada:
See [the **whole** agenda](https://example.com/agenda), https://example.com/x_y_z or [a trap](javascript:alert(1)).
<img src=x onerror=alert(1)> stays text, \\*so does this\\*, and `**code**` keeps its signs.

## Next
1. Ask **Hal**
   - by *today*
   - else tomorrow
2. Tell Rita

- [x] Post it
- [ ] Hear back

> A quote
> of two lines

```python
def f(x):
    return x * 2
```

| Role | Days |
|:-----|-----:|
| Data Engineer | **9** |
| Designer | 31 |
---
The end.""",
}
UNKNOWN: Json = {"type": "carousel", "block_id": "unknown", "pages": ["This page does not know what a carousel is."]}
