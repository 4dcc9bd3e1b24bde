"""What never gets as far as being understood: not from Slack, wrapped wrongly, or no JSON and no form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote

from bot.http import LONGEST
from bot.playground.webhooks import FORM, JSON
from tests.stories.hostile_cases import ODD, TAKEN, Case, command


def senders() -> Iterator[Case]:
    """Who is not Slack, or not now."""
    body = command("help")
    yield Case("not signed", body, expects=(401,), signed="not")
    yield Case("signed by another", body, expects=(401,), signed="another")
    yield Case("signed too long ago", body, expects=(401,), signed="late")
    yield Case("signed in the future", body, expects=(401,), signed="early")
    for name, value in {
        "no signature": None,
        "an empty signature": "",
        "half a signature": "v0=",
        "another version": "v1=" + "0" * 64,
        "zeros": "v0=" + "0" * 64,
        "capitals": "V0=" + "A" * 64,
        "a long signature": "v0=" + "0" * 5000,
        "no hex": "v0=" + "g" * 64,
        "beyond ASCII": "v0=\u00fc",
    }.items():
        yield Case(f"signature: {name}", body, expects=(401,), headers={"X-Slack-Signature": value})
    for name, value in {
        "none": None,
        "empty": "",
        "words": "now",
        "negative": "-1",
        "a fraction": "1.5",
        "an exponent": "1e9",
        "beyond 64 bit": "9" * 30,
        "very long": "9" * 5000,
        "other digits": "\u0663\u0663",
        "superscript": "\u00b2",
        "hexadecimal": "0x5f5e100",
        "infinite": "inf",
        "zero": "0",
    }.items():
        yield Case(f"stamp: {name}", body, expects=(401,), headers={"X-Slack-Request-Timestamp": value})


def wrappings() -> Iterator[Case]:
    """What Slack never sends, whatever is in it."""
    body = command("help")
    for kind in (
        "text/plain",
        "multipart/form-data",
        "application/xml",
        "application/octet-stream",
        "text/html",
        "*/*",
    ):
        yield Case(f"content type {kind}", body, kind, expects=(415,))
    yield Case("no content type", body, expects=(415,), headers={"Content-Type": None})
    yield Case("a content type of nothing", body, expects=(415,), headers={"Content-Type": ";;;"})
    yield Case("a form called JSON", body, JSON)
    yield Case("JSON called a form", b'{"type": "event_callback"}', FORM)
    yield Case("another character set is none", command("help"), f"{FORM}; charset=utf-16", expects=TAKEN)
    for packed in ("gzip", "deflate", "br", "gzip, gzip", "x"):
        yield Case(f"packed: {packed}", body, expects=(400, 415), headers={"Content-Encoding": packed})
    yield Case("a body one byte too long", b"x" * (LONGEST + 1), expects=(413,))
    yield Case("a body just not too long", b"x" * LONGEST, expects=ODD)
    yield Case("a command just not too long", command("x" * (LONGEST - 2000)), expects=TAKEN)


def texts() -> Iterator[Case]:
    """JSON and forms that are none, or too much of one."""
    for name, body in {
        "nothing": b"",
        "a brace": b"{",
        "null": b"null",
        "true": b"true",
        "a number": b"7",
        "a long number": b"9" * 20_000,
        "words": b'"event_callback"',
        "a list": b"[]",
        "two objects": b"{}{}",
        "deep lists": b"[" * 100_000,
        "deep lists that end": b"[" * 50_000 + b"]" * 50_000,
        "deep objects": b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
        "no UTF-8": b"\xff\xfe\x00{",
        "UTF-16": '{"type": "event_callback"}'.encode("utf-16"),
        "UTF-8 with a mark": b'\xef\xbb\xbf{"type": "event_callback"}',
        "an overlong byte": b'{"type": "\xc0\xaf"}',
        "NUL": b"\x00",
        "NUL in a type": b'{"type": "event_callback\\u0000"}',
        "a lone half of a pair": b'{"type": "\\ud800"}',
        "not a number": b'{"type": NaN}',
        "infinity": b'{"type": Infinity}',
        "an exponent": b'{"type": 1e999999}',
        "the same field twice": b'{"type": "url_verification", "type": "x", "challenge": "y"}',
        "a trailing comma": b'{"type": "x",}',
        "a comment": b'{"type": "x"} // y',
        "no type": b'{"event": {}}',
        "a list for a type": b'{"type": ["event_callback"]}',
        "a challenge of another kind": b'{"type": "url_verification", "challenge": {"a": 1}}',
        "no challenge": b'{"type": "url_verification"}',
        "many fields": json.dumps({f"f{n}": n for n in range(9000)}).encode(),
    }.items():
        yield Case(f"JSON: {name}", body, JSON)
        wrapped = b"payload=" + quote(body).encode()
        yield Case(f"a payload: {name}", wrapped, expects=ODD if len(wrapped) <= LONGEST else (413,))
    for name, body in {
        "nothing": b"",
        "one byte that is no UTF-8": b"\xff",
        "a percent sign": b"%",
        "no UTF-8 behind percent signs": b"command=%ff%fe&user_id=U0RITA&team_id=T0PLAY",
        "no fields": b"&&&&",
        "a hundred fields": b"&".join(b"a%d=1" % number for number in range(100)),
        "ten thousand fields": b"&".join(b"a=1" for _ in range(10_000)),
        "semicolons": b"command=/req;user_id=U0RITA",
        "no payload": b"payload=",
        "two payloads": b"payload={}&payload=[]",
        "NUL": b"\x00=\x00",
        "only a command": b"command=%2Freq",
    }.items():
        yield Case(f"form: {name}", body)
    yield Case("a command given twice: the last one counts", command("help") + b"&command=%2Fnone", expects=(404,))
    yield Case("a person given twice: the last one counts", command("help") + b"&user_id=U0NOBODY", expects=TAKEN)
    yield Case("ssl_check", b"ssl_check=1&token=x", expects=TAKEN)
