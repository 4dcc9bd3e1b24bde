"""Probes of files: the two steps of an upload, whose a file is and who sees it, and how it is downloaded."""

from typing import Any

from tests.playground.strict.scene import Scene, probe

BYTES = b"%PDF"


async def begun(scene: Scene, **more: Any) -> tuple[str, str]:
    """The id of a file to come, and the address for its bytes."""
    answer = await scene.ok("files.getUploadURLExternal", filename="cv.pdf", length=len(BYTES), **more)
    return answer["file_id"], answer["upload_url"]


async def sent(scene: Scene, url: str, content: bytes = BYTES) -> int:
    async with scene.http.post(url, data=content) as answer:
        return answer.status


async def uploaded(scene: Scene) -> str:
    file, url = await begun(scene)
    await sent(scene, url)
    return file


async def completed(scene: Scene) -> str:
    file = await uploaded(scene)
    await scene.ok("files.completeUploadExternal", files=[{"id": file}])
    return file


async def complete_refused(scene: Scene, code: str, file: str, **where: Any) -> None:
    await scene.refused(code, "files.completeUploadExternal", files=[{"id": file}], **where)


def hers(scene: Scene, channel: str | None = None) -> str:
    """A file of Rita's, who keeps it to herself or posts it."""
    file: str = scene.playground.person("Rita").upload("cv.pdf", BYTES, channel)
    return file


@probe("files.alt_length")
async def _(scene: Scene) -> None:
    what = {"filename": "cv.pdf", "length": 4, "alt_txt": "x" * 1001}
    await scene.refused("alt_txt_too_large", "files.getUploadURLExternal", **what)


@probe("files.bytes_announced")
async def _(scene: Scene) -> None:
    statuses = [await sent(scene, (await begun(scene))[1], content) for content in (BYTES, BYTES + b"!", BYTES[:-1])]
    assert statuses == [200, 400, 400]


@probe("files.upload_once")
async def _(scene: Scene) -> None:
    _, url = await begun(scene)
    assert [await sent(scene, url), await sent(scene, url)] == [200, 404]


@probe("files.bytes_first")
async def _(scene: Scene) -> None:
    file, _ = await begun(scene)
    await complete_refused(scene, "file_not_found", file)


@probe("files.completed_once")
async def _(scene: Scene) -> None:
    await complete_refused(scene, "file_not_found", await completed(scene))


@probe("files.finished_later")
async def _(scene: Scene) -> None:
    done = await scene.ok("files.completeUploadExternal", files=[{"id": await uploaded(scene)}])
    assert done["files"][0]["mimetype"] == ""


@probe("files.channel_count")
async def _(scene: Scene) -> None:
    channels = ",".join(f"C0P{number}" for number in range(101))
    await complete_refused(scene, "channels_limit_exceeded", await uploaded(scene), channels=channels)


@probe("files.known")
async def _(scene: Scene) -> None:
    await scene.refused("file_not_found", "files.info", file="F0NOWHERE")


@probe("files.hidden")
async def _(scene: Scene) -> None:
    await scene.refused("file_not_found", "files.info", file=hers(scene))


@probe("files.deleted")
async def _(scene: Scene) -> None:
    file = await completed(scene)
    await scene.ok("files.delete", file=file)
    await scene.refused("file_deleted", "files.info", file=file)


@probe("files.own")
async def _(scene: Scene) -> None:
    await scene.refused("cant_delete_file", "files.delete", file=hers(scene, "hiring"))


@probe("files.download_token")
async def _(scene: Scene) -> None:
    shown = (await scene.ok("files.info", file=await completed(scene)))["file"]
    async with scene.http.get(shown["url_private"]) as answer:
        assert (answer.content_type, await answer.read()) != ("application/octet-stream", BYTES)


@probe("files.retired")
async def _(scene: Scene) -> None:
    await scene.refused("method_deprecated", "files.upload", content="x")
