"""A modal with every input, and a Home: what the gallery shows besides its messages."""

from __future__ import annotations

from typing import Any

from tests.browser.gallery_blocks import (
    CHECKBOXES,
    EXTERNAL,
    OPTIONS,
    PICKERS,
    RADIOS,
    SELECTS,
    Json,
    button,
    mrkdwn,
    plain,
    section,
)


def _input(label: str, element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": element["action_id"], "label": plain(label), "element": element, **more}


def _text(action_id: str, kind: str = "plain_text_input", **more: Any) -> Json:
    return {"type": kind, "action_id": action_id, **more}


NEWEST: list[Json] = [
    _input("Rich text", _text("rich", "rich_text_input", placeholder=plain("Say it with style")), optional=True),
    _input("Files", _text("files", "file_input", filetypes=["pdf", "png", "txt"], max_files=3), optional=True),
    _input("External", {**EXTERNAL, "action_id": "from_outside"}, optional=True),
    _input(
        "Several external", {**EXTERNAL, "type": "multi_external_select", "action_id": "many_outside"}, optional=True
    ),
]
INPUTS: list[Json] = [
    _input(
        "Title", _text("title", max_length=20, placeholder=plain("Senior Data Engineer")), hint=plain("As outside.")
    ),
    _input("Why this person?", _text("why", multiline=True, min_length=20, placeholder=plain("Two or three lines"))),
    _input("Openings", _text("number", "number_input", is_decimal_allowed=False, min_value="1", max_value="9")),
    _input("Email", _text("email", "email_text_input"), optional=True),
    _input("Address", _text("url", "url_text_input", placeholder=plain("https://")), optional=True),
    *(
        _input(f"One: {each['action_id']}", {**each, "action_id": f"i_{each['action_id']}"}, optional=True)
        for each in SELECTS
    ),
    _input(
        "Several teams",
        {"type": "multi_static_select", "action_id": "teams", "options": OPTIONS, "initial_options": OPTIONS[:2]},
        optional=True,
    ),
    _input(
        "Several people", {"type": "multi_users_select", "action_id": "people", "initial_users": ["U0HAL", "U0INES"]}
    ),
    *(
        _input(f"Pick a {each['action_id']}", {**each, "action_id": f"i_{each['action_id']}"}, optional=True)
        for each in PICKERS
    ),
    _input("Checkboxes", {**CHECKBOXES, "action_id": "i_boxes"}, optional=True),
    _input("Radio buttons", {**RADIOS, "action_id": "i_radio"}),
]


def modal(title: str, *blocks: Json, submit: str | None = "Save") -> Json:
    return {
        "type": "modal",
        "callback_id": "gallery",
        "title": plain(title),
        "blocks": list(blocks),
        "close": plain("Cancel"),
        **({"submit": plain(submit)} if submit else {}),
    }


HOME: Json = {
    "type": "home",
    "blocks": [
        {"type": "header", "text": plain("Waiting on me (2)")},
        section(
            "*5 profiles* for REQ-12, the first by *today 15:00*",
            accessory=button("Review", "home_review", style="primary"),
        ),
        section("Sign brief v3 for REQ-9 Designer, by *tomorrow 12:00*", accessory=button("Open", "home_open")),
        {"type": "divider"},
        {"type": "header", "text": plain("My requisitions (1)")},
        {
            "type": "section",
            "fields": [mrkdwn("*REQ-12*\nSenior Data Engineer"), mrkdwn("*Whose ball*\nHal, by Wed 15:00")],
        },
        {"type": "actions", "elements": [button("Settings", "settings"), button("Away", "away"), SELECTS[0]]},
        {"type": "context", "elements": [mrkdwn("Only you see this page.")]},
    ],
}
