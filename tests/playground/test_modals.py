"""Modals and Home: triggers, the stack of three, hashes, and what the ack of a submission may say."""

import asyncio
from typing import Any

import pytest

from bot.playground.server import Playground
from tests.playground.by_hand import Api, Link, Trigger, submitted
from tests.playground.test_blockkit import actions, button, field, modal, plain, section, text_input

Json = dict[str, Any]


def form(**more: Any) -> Json:
    return modal(field(text_input(), block_id="title", label=plain("Title")), callback_id="form", **more)


async def test_a_trigger_opens_one_modal(api: Api, trigger: Trigger) -> None:
    trigger_id = await trigger()
    assert (await api("views.open", trigger_id=trigger_id, view=form()))["ok"]
    assert (await api("views.open", trigger_id=trigger_id, view=form()))["error"] == "exchanged_trigger_id"
    guessed = await api("views.open", trigger_id="1.2.x", view=form())
    assert guessed["response_metadata"]["messages"] == ["[ERROR] invalid `trigger_id` [json-pointer:/trigger_id]"]


async def test_a_trigger_lives_three_real_seconds(api: Api, trigger: Trigger) -> None:
    trigger_id = await trigger()
    given = api.playground.workspace.triggers.check(trigger_id)
    given.born -= 3.1
    assert (await api("views.open", trigger_id=trigger_id, view=form()))["error"] == "expired_trigger_id"


async def test_a_bad_view_leaves_the_trigger_unused(api: Api, trigger: Trigger) -> None:
    trigger_id = await trigger()
    bad = await api("views.open", trigger_id=trigger_id, view=form(title=plain("x" * 25)))
    assert bad["error"] == "invalid_arguments"
    assert bad["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]
    assert (await api("views.open", trigger_id=trigger_id, view=form()))["ok"]


async def test_a_view_has_a_size(api: Api, trigger: Trigger) -> None:
    huge = modal(*[section(text=plain("x" * 3000)) for _ in range(90)])
    assert (await api("views.open", trigger_id=await trigger(), view=huge))["error"] == "view_too_large"


async def test_a_home_view_is_no_modal(api: Api, trigger: Trigger) -> None:
    answer = await api("views.open", trigger_id=await trigger(), view={"type": "home", "blocks": []})
    assert "unsupported type: home" in answer["response_metadata"]["messages"][0]


async def pressed(playground: Playground, link: Link, text: str) -> Json:
    """Rita presses a button in her modal; the payload the bot gets."""
    pressing = asyncio.create_task(playground.person("Rita").click(text))
    envelope = await link.next()
    await link.ack(envelope)
    assert (await pressing).ok
    payload: Json = envelope["payload"]
    return payload


async def test_the_stack_holds_three_and_closing_shows_the_one_below(
    playground: Playground, api: Api, link: Link, trigger: Trigger
) -> None:
    def level(name: str) -> Json:
        return modal(actions(button()), title=plain(name))

    rita = playground.person("Rita")
    root = (await api("views.open", trigger_id=await trigger(), view=level("one")))["view"]
    for name in ("two", "three"):
        payload = await pressed(playground, link, "Press")
        pushed = await api("views.push", trigger_id=payload["trigger_id"], view=level(name))
        assert pushed["view"]["root_view_id"] == root["id"]
    payload = await pressed(playground, link, "Press")
    assert payload["container"] == {"type": "view", "view_id": pushed["view"]["id"]}
    assert (await api("views.push", trigger_id=payload["trigger_id"], view=level("four")))[
        "error"
    ] == "push_limit_reached"
    await rita.close()
    assert [view.title for view in rita.stack] == ["one", "two"]


async def test_only_a_click_in_a_modal_can_push(api: Api, trigger: Trigger) -> None:
    assert (await api("views.push", trigger_id=await trigger(), view=form()))["error"] == "invalid_arguments"


async def test_an_old_hash_changes_nothing_and_entries_stay_where_ids_stay(
    playground: Playground, api: Api, trigger: Trigger
) -> None:
    rita = playground.person("Rita")
    view = (await api("views.open", trigger_id=await trigger(), view=form()))["view"]
    await rita.fill({"Title": "kept"})
    changed = modal(section(), *form()["blocks"], callback_id="form")
    assert (await api("views.update", view_id=view["id"], hash="1.0", view=changed))["error"] == "hash_conflict"
    updated = await api("views.update", view_id=view["id"], hash=view["hash"], view=changed)
    assert updated["view"]["state"]["values"]["title"]["text"]["value"] == "kept"
    assert updated["view"]["hash"] != view["hash"]
    await rita.close()
    assert (await api("views.update", view_id=view["id"], view=changed))["error"] == "not_found"


async def test_a_view_is_found_by_its_external_id_which_is_unique(api: Api, trigger: Trigger) -> None:
    await api("views.open", trigger_id=await trigger(), view=form(external_id="mine"))
    twin = await api("views.open", trigger_id=await trigger(), view=form(external_id="mine"))
    assert twin["error"] == "duplicate_external_id"
    assert (await api("views.update", external_id="mine", view=form(title=plain("New"))))["view"]["title"][
        "text"
    ] == "New"


async def test_an_empty_ack_closes_the_view(playground: Playground, api: Api, link: Link, trigger: Trigger) -> None:
    await api("views.open", trigger_id=await trigger(), view=form(private_metadata="key"))
    payload, done = await submitted(playground, link, {"Title": "Engineer"}, {})
    assert payload["type"] == "view_submission"
    assert payload["view"]["private_metadata"] == "key"
    assert payload["view"]["state"]["values"] == {"title": {"text": {"type": "plain_text_input", "value": "Engineer"}}}
    assert (done.ok, done.closed, playground.person("Rita").view) == (True, True, None)


async def test_errors_stand_at_their_labels(playground: Playground, api: Api, link: Link, trigger: Trigger) -> None:
    await api("views.open", trigger_id=await trigger(), view=form())
    ack = {"response_action": "errors", "errors": {"title": "Taken"}}
    _, done = await submitted(playground, link, {"Title": "x"}, ack)
    assert (done.ok, done.errors, done.closed) == (False, {"Title": "Taken"}, False)


async def test_update_push_and_clear_do_as_they_say(
    playground: Playground, api: Api, link: Link, trigger: Trigger
) -> None:
    rita = playground.person("Rita")
    await api("views.open", trigger_id=await trigger(), view=form())
    _, done = await submitted(
        playground, link, {"Title": "x"}, {"response_action": "update", "view": form(title=plain("Two"))}
    )
    assert (done.ok, done.closed, [view.title for view in rita.stack]) == (True, False, ["Two"])
    await submitted(playground, link, {"Title": "x"}, {"response_action": "push", "view": form(title=plain("Three"))})
    assert [view.title for view in rita.stack] == ["Two", "Three"]
    _, done = await submitted(playground, link, {"Title": "x"}, {"response_action": "clear"})
    assert (done.closed, rita.stack) == (True, [])


@pytest.mark.parametrize(
    ("ack", "why"),
    [
        ({"response_action": "dance"}, "invalid_response_action"),
        ({"text": "hello"}, "invalid_response_action"),
        ({"response_action": "errors"}, "no_errors_given"),
        ({"response_action": "errors", "errors": {"other": "x"}}, "errors_for_unknown_block"),
        ({"response_action": "update", "view": {"type": "modal"}}, "missing required field: title"),
        ({"response_action": "push"}, "must provide an object"),
    ],
)
async def test_a_bad_ack_is_trouble_for_the_person_and_noted(
    playground: Playground, api: Api, link: Link, trigger: Trigger, ack: Json, why: str
) -> None:
    await api("views.open", trigger_id=await trigger(), view=form())
    _, done = await submitted(playground, link, {"Title": "x"}, ack)
    assert done.error is not None
    assert done.error.startswith("We had some trouble connecting. Try again?")
    assert why in playground.complaints[-1]
    assert playground.person("Rita").view is not None


async def test_closing_is_told_only_where_asked_for(
    playground: Playground, api: Api, link: Link, trigger: Trigger
) -> None:
    rita = playground.person("Rita")
    await api("views.open", trigger_id=await trigger(), view=form())
    heard = len(playground.deliveries)
    await rita.close()
    assert len(playground.deliveries) == heard
    await api("views.open", trigger_id=await trigger(), view=form(notify_on_close=True))
    closing = asyncio.create_task(rita.close())
    envelope = await link.next()
    await link.ack(envelope)
    await closing
    assert (envelope["payload"]["type"], envelope["payload"]["is_cleared"]) == ("view_closed", False)


async def test_a_submission_that_nobody_takes_is_trouble(
    playground: Playground, api: Api, trigger: Trigger, link: Link
) -> None:
    await api("views.open", trigger_id=await trigger(), view=form())
    await link.socket.close()
    done = await playground.person("Rita").submit({"Title": "x"})
    assert done.error == "We had some trouble connecting. Try again? (dispatch_failed)"
    assert playground.person("Rita").view is not None


async def test_home_is_published_and_opening_it_is_heard(playground: Playground, api: Api, link: Link) -> None:
    rita = playground.person("Rita")
    assert await rita.open_home() is None
    envelope = await link.next()
    await link.ack(envelope)
    assert (envelope["payload"]["event"]["type"], envelope["payload"]["event"]["tab"]) == ("app_home_opened", "home")
    home = {"type": "home", "blocks": [section(text=plain("Nothing waits on you.")), actions(button())]}
    published = await api("views.publish", user_id="U0RITA", view=home)
    assert rita.home is not None
    assert rita.home.all_text == "Nothing waits on you.\nPress"
    stale = await api("views.publish", user_id="U0RITA", view=home, hash="1.0")
    assert stale["error"] == "hash_conflict"
    pressing = asyncio.create_task(rita.click("Press", home=True))
    envelope = await link.next()
    await link.ack(envelope)
    assert (await pressing).ok
    assert envelope["payload"]["view"]["id"] == published["view"]["id"]
    assert (await api("views.publish", user_id="U0NOBODY", view=home))["error"] == "invalid_arguments"


async def test_a_view_replaced_while_it_is_sent_was_not_closed_by_an_answer_that_shows_another(
    playground: Playground, api: Api, link: Link, trigger: Trigger
) -> None:
    rita = playground.person("Rita")
    later = await trigger()  # of something Rita did before, to which the bot comes late
    await api("views.open", trigger_id=await trigger(), view=form())
    sending = asyncio.create_task(rita.submit({"Title": "Data Engineer"}))
    envelope = await link.next()
    await api("views.open", trigger_id=later, view=form(title=plain("Late")))
    await link.ack(envelope, response_action="update", view=modal(section()))
    done = await sending
    assert done.ok
    assert not done.closed
    assert rita.view is not None
    assert rita.view.title == "Late"
