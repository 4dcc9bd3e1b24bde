"""Forms are filled by what one sees, and refused by the client where Slack's would refuse them."""

import asyncio
from typing import Any

import pytest

from bot.playground.errors import Refused
from bot.playground.server import Playground
from tests.playground.by_hand import Api, Link, Trigger, submitted
from tests.playground.test_blockkit import field, modal, option, plain, select, text_input

Json = dict[str, Any]

FULL = modal(
    field(text_input(min_length=3, max_length=5), label=plain("Short")),
    field(
        {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"},
        label=plain("Openings"),
    ),
    field({"type": "email_text_input"}, label=plain("E-mail"), optional=True),
    field({"type": "url_text_input"}, label=plain("Link"), optional=True),
    field({"type": "users_select"}, label=plain("Manager")),
    field({"type": "multi_users_select", "max_selected_items": 1}, label=plain("Helpers"), optional=True),
    field({"type": "channels_select", "response_url_enabled": True}, label=plain("Where"), optional=True),
    field(select(options=[option("Not enough people", "n"), option("Growth", "g")]), label=plain("Reason")),
    field(
        {"type": "checkboxes", "options": [option("Secret", "s"), option("Urgent", "u")]},
        label=plain("Marks"),
        optional=True,
    ),
    field(
        {"type": "radio_buttons", "options": [option("Yes", "y")], "initial_option": option("Yes", "y")},
        label=plain("Sure"),
    ),
    field({"type": "datepicker"}, label=plain("Start"), optional=True),
    field({"type": "timepicker", "initial_time": "09:00"}, label=plain("At")),
)  # fmt: skip

GOOD = {"Short": "abcd", "Openings": "2", "Manager": "Hal", "Reason": "Growth"}


async def test_a_form_is_filled_by_what_one_sees(
    playground: Playground, api: Api, link: Link, trigger: Trigger
) -> None:
    await api("views.open", trigger_id=await trigger(), view=FULL)
    more = {"Helpers": ["Bo Castellano"], "Where": "#general", "Marks": ["Urgent"], "Start": "2026-11-30"}
    payload, done = await submitted(playground, link, GOOD | more, {})
    assert done.ok
    values = [next(iter(block.values())) for block in payload["view"]["state"]["values"].values()]
    chosen = [next(value for name, value in each.items() if name != "type") for each in values]
    assert chosen == [
        "abcd", "2", None, None, "U0HAL", ["U0BO"], "C0GENERAL", option("Growth", "g"), [option("Urgent", "u")],
        option("Yes", "y"), "2026-11-30", "09:00",
    ]  # fmt: skip
    assert payload["response_urls"][0]["channel_id"] == "C0GENERAL"


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({"Short": None}, {"Short": "Please complete this required field."}),
        ({"Short": "ab"}, {"Short": "This entry must be at least 3 characters."}),
        ({"Short": "abcdef"}, {"Short": "This entry must be no more than 5 characters."}),
        ({"Openings": "two"}, {"Openings": "Please enter a valid number."}),
        ({"Openings": "10"}, {"Openings": "Please enter a number of at most 9."}),
        ({"E-mail": "hal"}, {"E-mail": "Please enter a valid email address."}),
        ({"Link": "kestrel"}, {"Link": "Please enter a valid URL."}),
        ({"Helpers": ["Bo", "Ines"]}, {"Helpers": "Please choose no more than 1."}),
        (
            {"Reason": None, "Manager": None},
            dict.fromkeys(("Manager", "Reason"), "Please complete this required field."),
        ),
    ],
)
async def test_the_client_refuses_before_the_bot_hears(
    playground: Playground, api: Api, trigger: Trigger, answers: Json, errors: Json
) -> None:
    await api("views.open", trigger_id=await trigger(), view=FULL)
    heard = len(playground.deliveries)
    done = await playground.person("Rita").submit(GOOD | answers)
    assert (done.ok, done.errors, len(playground.deliveries)) == (False, errors, heard)


async def test_a_label_option_or_person_that_is_not_there_names_those_that_are(
    playground: Playground, api: Api, trigger: Trigger
) -> None:
    rita = playground.person("Rita")
    await api("views.open", trigger_id=await trigger(), view=FULL)
    with pytest.raises(Refused, match=r"no input 'Salary' here\. There are: 'Short', 'Openings'"):
        await rita.submit({"Salary": "1"})
    with pytest.raises(Refused, match=r"no option 'Fun'\. There are: 'Not enough people', 'Growth'"):
        await rita.submit({"Reason": "Fun"})
    with pytest.raises(Refused, match="nobody here is called Zoe"):
        await rita.submit({"Manager": "Zoe"})


async def test_choosing_in_a_view_dispatches_where_it_is_asked_for(
    playground: Playground, api: Api, link: Link, trigger: Trigger
) -> None:
    rita = playground.person("Rita")
    quiet = field(select(), label=plain("Quiet"))
    loud = field(select(action_id="loud"), label=plain("Loud"), dispatch_action=True)
    await api("views.open", trigger_id=await trigger(), view=modal(quiet, loud))
    assert (await rita.choose("Quiet", "One")).ok
    choosing = asyncio.create_task(rita.choose("Loud", "One"))
    envelope = await link.next()
    await link.ack(envelope)
    assert (await choosing).ok
    (action,) = envelope["payload"]["actions"]
    assert (action["action_id"], action["selected_option"]["value"]) == ("loud", "1")
    chosen = [each for block in envelope["payload"]["view"]["state"]["values"].values() for each in block.values()]
    assert [each["selected_option"]["value"] for each in chosen] == ["1", "1"]
