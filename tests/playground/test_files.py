"""Files: uploaded in two steps or by people, seen by those who may, shown as pictures, and gone when deleted."""

from __future__ import annotations

import io
import json
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import files
from bot.playground.file_rules import handed_over
from bot.playground.server import Playground
from tests.playground.by_hand import Api, Link, Trigger

PNG = b"\x89PNG\r\n\x1a\n and so on"


async def hiring(api: Api) -> str:
    await api("conversations.join", channel="C0HIRING")
    return "C0HIRING"


async def ticket(api: Api, name: str = "chart.png", content: bytes = PNG, **rest: Any) -> tuple[str, str]:
    """The id of a file to come, and the address for its bytes."""
    answer = await api("files.getUploadURLExternal", filename=name, length=len(content), **rest)
    return answer["file_id"], answer["upload_url"]


async def uploaded(api: Api, name: str = "chart.png", content: bytes = PNG, **rest: Any) -> str:
    file, url = await ticket(api, name, content, **rest)
    async with api.http.post(url, data=content) as answer:
        assert answer.status == 200
    return file


async def completed(api: Api, name: str = "chart.png", content: bytes = PNG, **where: Any) -> str:
    file = await uploaded(api, name, content)
    assert (await api("files.completeUploadExternal", files=[{"id": file}], **where))["ok"]
    return file


async def given(
    playground: Playground, http: aiohttp.ClientSession, person: str, name: str, content: bytes, **rest: str
) -> dict[str, Any]:
    """What the page does where somebody picks a file."""
    form = aiohttp.FormData({"person": person, **rest})
    form.add_field("file", io.BytesIO(content), filename=name)
    async with http.post(playground.url + "/client/file", data=form) as answer:
        body: dict[str, Any] = await answer.json()
        return body


async def test_the_sdk_uploads_files_into_a_thread(playground: Playground, api: Api) -> None:
    channel = await hiring(api)
    parent = await api("chat.postMessage", channel=channel, text="The figures")
    client = AsyncWebClient(playground.bot_token, playground.api_url, retry_handlers=[])
    done = await client.files_upload_v2(
        channel=channel,
        thread_ts=parent["ts"],
        initial_comment="As asked",
        file_uploads=[
            {"filename": "chart.png", "content": PNG, "title": "The chart", "alt_txt": "A line that rises"},
            {"filename": "notes.txt", "content": "plain words"},
        ],
    )
    assert [each["title"] for each in done["files"]] == ["The chart", "notes.txt"]
    replies = (await api("conversations.replies", channel=channel, ts=parent["ts"]))["messages"]
    assert replies[1]["text"] == "As asked"
    chart, notes = replies[1]["files"]
    assert (chart["mimetype"], chart["filetype"], chart["alt_txt"]) == ("image/png", "png", "A line that rises")
    assert (notes["size"], notes["filetype"]) == (11, "text")
    assert chart["shares"] == {"public": {channel: [{"ts": replies[1]["ts"]}]}}


async def test_slack_completes_a_file_in_the_background_so_the_answer_knows_neither_type_nor_shares(api: Api) -> None:
    file = await uploaded(api)
    answer = await api("files.completeUploadExternal", files=[{"id": file}], channel_id=await hiring(api))
    assert (answer["files"][0]["mimetype"], answer["files"][0]["shares"]) == ("", {})
    assert (await api("files.info", file=file))["file"]["mimetype"] == "image/png"


async def test_bytes_come_as_a_form_too_and_an_address_is_good_once(api: Api) -> None:
    _, url = await ticket(api)
    statuses = []
    for _ in range(2):
        form = aiohttp.FormData()
        form.add_field("filename", PNG, filename="chart.png")
        async with api.http.post(url, data=form) as answer:
            statuses.append(answer.status)
    assert statuses == [200, 404]


@pytest.mark.parametrize("content", [PNG[:-1], PNG + b"!", b""])
async def test_other_bytes_than_announced_are_no_upload(api: Api, content: bytes) -> None:
    file, url = await ticket(api)
    async with api.http.post(url, data=content) as answer:
        assert answer.status == 400
    assert (await api("files.completeUploadExternal", files=[{"id": file}]))["error"] == "file_not_found"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"length": 5}, "invalid_arguments"),
        ({"filename": "a", "length": "many"}, "invalid_arguments"),
        ({"filename": "a", "length": 0}, "invalid_arguments"),
        ({"filename": "a", "length": files.FILE_BYTES + 1}, "file_upload_size_restricted"),
        ({"filename": "a", "length": 5, "alt_txt": "x" * (files.ALT_LIMIT + 1)}, "alt_txt_too_large"),
    ],
)
async def test_an_upload_is_refused_before_it_begins(api: Api, arguments: dict[str, Any], code: str) -> None:
    assert (await api("files.getUploadURLExternal", **arguments))["error"] == code


async def test_the_workspace_holds_so_much_and_no_more(api: Api) -> None:
    full = files.ALL_BYTES // files.FILE_BYTES
    answers = [
        await api("files.getUploadURLExternal", filename="a.bin", length=files.FILE_BYTES) for _ in range(full + 1)
    ]
    assert [each.get("error") for each in answers] == [None] * full + ["storage_limit_reached"]


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ({"channel_id": "C0NOWHERE"}, "channel_not_found"),
        ({"channel_id": "C0GENERAL"}, "not_in_channel"),
        ({"channels": ",".join(f"C{number}" for number in range(101))}, "channels_limit_exceeded"),
        ({"channel_id": "C0HIRING", "thread_ts": "1.000001"}, "invalid_thread_ts"),
        ({"channel_id": "C0HIRING", "blocks": [{"type": "verse"}]}, "invalid_blocks"),
    ],
)
async def test_nothing_is_shared_where_one_place_is_wrong(api: Api, where: dict[str, Any], code: str) -> None:
    await hiring(api)
    file = await uploaded(api)
    assert (await api("files.completeUploadExternal", files=[{"id": file}], **where))["error"] == code
    assert (await api("files.info", file=file))["error"] == "file_not_found"
    assert api.playground.visible_messages("Rita", "hiring")[1:] == []


async def test_a_comment_takes_the_place_of_blocks(api: Api) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "in blocks"}}]
    for words in ({"initial_comment": "in words", "blocks": blocks}, {"blocks": blocks}):
        await completed(api, channel_id=await hiring(api), **words)
    assert api.playground.visible_messages("Rita", "hiring")[1:] == ["in words", "in blocks"]


async def test_an_upload_is_completed_once(api: Api) -> None:
    file = await completed(api)
    assert (await api("files.completeUploadExternal", files=[{"id": file}]))["error"] == "file_not_found"


async def test_a_file_without_a_channel_stays_with_the_bot(playground: Playground, api: Api) -> None:
    file = await completed(api)
    assert (await api("files.info", file=file))["file"]["shares"] == {}
    async with api.http.get(f"{playground.url}/client/file/{file}?person=U0RITA") as answer:
        assert answer.status == 404


async def test_a_picture_in_blocks_must_be_a_file_that_is_there_and_is_a_picture(api: Api) -> None:
    channel = await hiring(api)
    chart, notes = await completed(api), await completed(api, "notes.txt", b"words")
    seen = []
    for named in ({"id": chart}, {"id": notes}, {"id": "F0P9999999"}, {"url": "https://files.example/x.png"}):
        image = {"type": "image", "alt_text": "a chart", "slack_file": named}
        block = {"type": "context", "elements": [image]}
        answer = await api("chat.postEphemeral", channel=channel, user="U0RITA", text="chart", blocks=[block])
        seen.append(answer.get("errors"))
    assert seen == [
        None,
        ["invalid slack file: text/plain is no picture [json-pointer:/blocks/0/elements/0/slack_file]"],
        ["slack file not found [json-pointer:/blocks/0/elements/0/slack_file]"],
        ["slack file not found [json-pointer:/blocks/0/elements/0/slack_file]"],
    ]


async def test_a_picture_in_a_view_is_shown_to_whoever_has_it_open(
    playground: Playground, api: Api, link: Link, trigger: Trigger
) -> None:
    file = await completed(api)
    image = {"type": "image", "alt_text": "a chart", "slack_file": {"id": file}}
    title = {"type": "plain_text", "text": "Chart"}
    gone = {"type": "modal", "title": title, "blocks": [image | {"slack_file": {"id": "F0P9999999"}}]}
    refused = await api("views.open", trigger_id=await trigger(), view=gone)
    words = refused["response_metadata"]["messages"]
    assert words == ["[ERROR] slack file not found [json-pointer:/view/blocks/0/slack_file]"]
    view = {"type": "modal", "title": title, "blocks": [image]}
    assert (await api("views.open", trigger_id=await trigger(), view=view))["ok"]
    statuses = {}
    for person in ("U0RITA", "U0HAL"):
        async with api.http.get(f"{playground.url}/client/file/{file}?person={person}") as answer:
            statuses[person] = answer.status
    assert statuses == {"U0RITA": 200, "U0HAL": 404}


async def test_only_pictures_are_opened_by_the_browser(playground: Playground, api: Api) -> None:
    channel = await hiring(api)
    heads = {}
    for name, content in (("a.png", PNG), ("a.html", b"<script>"), ("a.svg", b"<svg/>")):
        file = await completed(api, name, content, channel_id=channel)
        async with api.http.get(f"{playground.url}/client/file/{file}?person=U0RITA") as answer:
            assert await answer.read() == content
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            heads[name] = (answer.content_type, answer.headers["Content-Disposition"].partition(";")[0])
    assert heads == {
        "a.png": ("image/png", "inline"),
        "a.html": ("application/octet-stream", "attachment"),
        "a.svg": ("application/octet-stream", "attachment"),
    }


async def test_a_person_posts_a_file_and_the_bot_hears_of_it_and_downloads_it(
    playground: Playground, api: Api, link: Link
) -> None:
    channel = (await api("conversations.open", users="U0RITA"))["channel"]["id"]
    assert (await given(playground, api.http, "U0RITA", "cv.pdf", b"%PDF", channel=channel, text="My CV"))["ok"]
    event = (await link.take("events_api"))["event"]
    assert (event["subtype"], event["text"], event["files"][0]["name"]) == ("file_share", "My CV", "cv.pdf")
    url = event["files"][0]["url_private"]
    async with api.http.get(url, headers={"Authorization": f"Bearer {playground.bot_token}"}) as answer:
        assert await answer.read() == b"%PDF"
    async with api.http.get(url) as answer:
        assert answer.content_type == "text/html"  # Slack's page to sign in, with status 200


async def test_the_page_is_told_of_files(playground: Playground, http: aiohttp.ClientSession) -> None:
    file = (await given(playground, http, "U0RITA", "cv.pdf", b"%PDF", channel="C0HIRING"))["file"]
    url = f"{playground.url}/client/messages?person=U0HAL&channel=C0HIRING"
    async with http.get(url) as answer:
        message = json.loads(await answer.text())["messages"][-1]
    assert message["files"] == [file]
    assert {name: file[name] for name in ("name", "title", "mimetype", "size", "url")} == {
        "name": "cv.pdf",
        "title": "cv.pdf",
        "mimetype": "application/pdf",
        "size": 4,
        "url": f"/client/file/{file['id']}",
    }


@pytest.mark.parametrize(
    ("person", "content", "rest", "words"),
    [
        ("U0NOBODY", b"x", {}, "Nobody here has the id 'U0NOBODY'."),
        ("U0RITA", b"", {}, "The file is empty."),
        ("U0GUS", b"x", {"channel": "C0HIRING"}, "You are not in #hiring. Join it first."),
    ],
)
async def test_what_a_person_may_not_upload_is_said_in_words(
    playground: Playground, http: aiohttp.ClientSession, person: str, content: bytes, rest: dict[str, str], words: str
) -> None:
    assert await given(playground, http, person, "a.bin", content, **rest) == {"ok": False, "error": words}


async def test_a_person_uploads_no_more_than_the_workspace_takes(
    playground: Playground, http: aiohttp.ClientSession
) -> None:
    answer = await given(playground, http, "U0RITA", "a.bin", bytes(files.FILE_BYTES + 1))
    assert answer == {"ok": False, "error": "The file is larger than 20 MB."}


async def test_what_a_person_uploaded_for_a_form_is_their_own(playground: Playground, api: Api) -> None:
    file = (await given(playground, api.http, "U0RITA", "cv.pdf", b"%PDF"))["file"]["id"]
    assert (await api("files.info", file=file))["error"] == "file_not_found"
    async with api.http.get(f"{playground.url}/client/file/{file}?person=U0RITA") as answer:
        assert answer.status == 200


async def test_what_a_person_hands_over_in_a_form_is_for_the_bot_too(playground: Playground, api: Api) -> None:
    file = playground.person("Rita").upload("cv.pdf", b"%PDF")
    assert handed_over(playground.workspace, "U0HAL", file) is None
    assert (await api("files.info", file=file))["error"] == "file_not_found"
    shown = handed_over(playground.workspace, "U0RITA", file)
    assert shown is not None
    assert (await api("files.info", file=file))["file"] == shown


async def test_files_are_listed_newest_first_by_page_and_kind(api: Api) -> None:
    channel = await hiring(api)
    for name in ("a.png", "b.txt", "c.png"):
        await completed(api, name, channel_id=channel)
    page = await api("files.list", count=2)
    assert [each["name"] for each in page["files"]] == ["c.png", "b.txt"]
    assert page["paging"] == {"count": 2, "total": 3, "page": 1, "pages": 2}
    assert [each["name"] for each in (await api("files.list", types="images"))["files"]] == ["c.png", "a.png"]
    assert (await api("files.list", channel="C0GENERAL"))["files"] == []
    assert (await api("files.list", types="songs"))["error"] == "unknown_type"


async def test_a_deleted_file_leaves_its_message_and_nothing_to_read(playground: Playground, api: Api) -> None:
    channel = await hiring(api)
    file = await completed(api, channel_id=channel, initial_comment="The chart")
    assert (await api("files.delete", file=file))["ok"]
    newest = (await api("conversations.history", channel=channel))["messages"][0]
    assert (newest["text"], newest["files"]) == ("The chart", [{"id": file, "mode": "tombstone"}])
    assert (await api("files.info", file=file))["error"] == "file_deleted"
    async with api.http.get(f"{playground.url}/client/file/{file}?person=U0RITA") as answer:
        assert answer.status == 404


async def test_a_bot_deletes_its_own_files_alone(playground: Playground, api: Api) -> None:
    file = (await given(playground, api.http, "U0RITA", "cv.pdf", b"%PDF", channel="C0HIRING"))["file"]["id"]
    assert (await api("files.delete", file=file))["error"] == "cant_delete_file"


async def test_a_deleted_message_no_longer_shares_its_files(api: Api) -> None:
    channel = await hiring(api)
    file = await completed(api, channel_id=channel)
    ts = (await api("files.info", file=file))["file"]["shares"]["public"][channel][0]["ts"]
    assert (await api("chat.delete", channel=channel, ts=ts))["ok"]
    assert (await api("files.info", file=file))["file"]["shares"] == {}


@pytest.mark.parametrize(
    ("method", "code"), [("files.upload", "method_deprecated"), ("files.sharedPublicURL", "not_allowed_token_type")]
)
async def test_what_bots_no_longer_or_never_could_do_is_refused(api: Api, method: str, code: str) -> None:
    assert (await api(method, file="F0P0000001"))["error"] == code
