"""Probes of how the Web API is called: encodings, tokens, scopes, limits, pages."""

import json

from tests.playground.strict.scene import Scene, probe


@probe("calls.encodings")
async def _(scene: Scene) -> None:
    headers = {"Authorization": f"Bearer {scene.playground.bot_token}"}
    url = scene.playground.api_url + "conversations.info"
    where = {"channel": "C0GENERAL"}
    for method, how in (("GET", "params"), ("POST", "params"), ("POST", "data")):
        async with scene.http.request(method, url, headers=headers, **{how: where}) as answer:  # type: ignore[arg-type]
            assert (await answer.json())["ok"]


@probe("calls.booleans")
async def _(scene: Scene) -> None:
    for number, yes in enumerate(("1", "true", 1)):
        made = await scene.ok("conversations.create", name=f"req-{number}", is_private=yes)
        assert made["channel"]["is_private"]


@probe("calls.json_body")
async def _(scene: Scene) -> None:
    headers = {"Content-Type": "application/json"}
    for body, code in (("{", "invalid_json"), ("[]", "json_not_object")):
        async with scene.http.post(scene.playground.api_url + "api.test", data=body, headers=headers) as answer:
            assert (await answer.json()).get("error") == code


@probe("calls.token_given")
async def _(scene: Scene) -> None:
    await scene.refused("not_authed", "auth.test", token="")


@probe("calls.token_in_json")
async def _(scene: Scene) -> None:
    body = json.dumps({"token": scene.playground.bot_token})
    headers = {"Content-Type": "application/json"}
    async with scene.http.post(scene.playground.api_url + "auth.test", data=body, headers=headers) as answer:
        assert (await answer.json()).get("error") == "not_authed"


@probe("calls.token_known")
async def _(scene: Scene) -> None:
    await scene.refused("invalid_auth", "auth.test", token="xoxb-guessed")


@probe("calls.token_type")
async def _(scene: Scene) -> None:
    await scene.refused("not_allowed_token_type", "apps.connections.open")


@probe("calls.scope", manifest=("      - pins:read\n", ""))
async def _(scene: Scene) -> None:
    answer = await scene.refused("missing_scope", "pins.list", channel="C0GENERAL")
    assert (answer["needed"], "pins:write" in answer["provided"]) == ("pins:read", True)


@probe("calls.method")
async def _(scene: Scene) -> None:
    await scene.refused("unknown_method", "chat.sing")


@probe("calls.required")
async def _(scene: Scene) -> None:
    await scene.refused("invalid_arguments", "chat.update", channel="C0GENERAL")


@probe("calls.tier")
async def _(scene: Scene) -> None:
    for _ in range(20):
        await scene.ok("users.list", limit=1)
    await scene.refused("ratelimited", "users.list")
    assert (scene.api.status, int(scene.api.headers["Retry-After"]) > 0) == (429, True)


@probe("calls.cursor")
async def _(scene: Scene) -> None:
    await scene.refused("invalid_cursor", "users.list", cursor="guessed")


@probe("calls.limit")
async def _(scene: Scene) -> None:
    await scene.refused("invalid_limit", "users.list", limit="many")


@probe("calls.json_text")
async def _(scene: Scene) -> None:
    await scene.refused("invalid_arguments", "conversations.invite", channel=await scene.channel(), users="[U0HAL")


@probe("calls.types")
async def _(scene: Scene) -> None:
    await scene.refused("invalid_types", "conversations.list", types="rooms")


@probe("calls.bounds")
async def _(scene: Scene) -> None:
    await scene.refused("invalid_ts_oldest", "conversations.history", channel=await scene.channel(), oldest="monday")
