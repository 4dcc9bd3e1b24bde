"""The playground answers to this machine alone."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LOOPBACK = "127.0.0.1"
HERE = (LOOPBACK, "localhost")


@web.middleware
async def only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse other websites' pages: the loopback keeps strangers out, but not what runs in the visitor's browser."""
    origin = request.headers.get("Origin")
    host = (request.url.host or "").lower()
    # Browsers say so themselves of what another site's page loads, a picture or a form, for which there is no Origin.
    elsewhere = request.headers.get("Sec-Fetch-Site") == "cross-site" and not _follows_a_link(request)
    if elsewhere or host not in HERE or (origin is not None and (urlsplit(origin).hostname or "") not in HERE):
        raise web.HTTPForbidden(text="The playground answers only to this machine.")
    return await handler(request)


def _follows_a_link(request: web.Request) -> bool:
    """Whether somebody opens the page itself from a link elsewhere, which does nothing yet and shows in no frame."""
    return request.method == "GET" and request.path == "/" and request.headers.get("Sec-Fetch-Dest") == "document"
