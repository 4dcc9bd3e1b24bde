"""The few pages somebody sees who installs the app: what happened, and what to do next, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import escape

from aiohttp import web

_AGAIN = '<p><a class="button" href="/slack/install">Begin again</a></p>'
_GUARDS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",  # the address holds the code
    "X-Content-Type-Options": "nosniff",
}
_STYLE = """body{font:17px/1.5 system-ui,sans-serif;color:#1d2b30;background:#f4f7f8;margin:0}
.button:focus-visible{outline:3px solid;outline-offset:2px}
main{max-width:34rem;margin:10vh auto;background:#fff;padding:2rem 2.5rem;border-radius:12px}
h1{font-size:1.5rem;margin-top:0}li{margin:.6rem 0}code{background:#eef3f5;padding:.1em .35em;border-radius:4px}
.button{display:inline-block;background:#1f4e5f;color:#fff;padding:.6rem 1.1rem;border-radius:8px;text-decoration:none}
@media(max-width:40rem){body{background:#fff}main{margin:0;border-radius:0;padding:1.5rem}}
@media(prefers-color-scheme:dark){body{color:#e4ecef;background:#10191d}main{background:#1a262b}
code{background:#28383f}.button{background:#8cc3d6;color:#0e1a1f}}
@media(max-width:40rem) and (prefers-color-scheme:dark){body{background:#1a262b}}"""


@dataclass(frozen=True)
class Page:
    """A heading and what stands under it, as HTML."""

    heading: str
    body: str


TOO_MANY = Page(
    "Too many at once",
    "<p>Very many installations came back from Slack within a minute, and this one was left: nothing was installed. "
    f"Please wait a minute.</p>{_AGAIN}",
)
NOT_OURS = Page(
    "Please begin again",
    "<p>An installation has ten minutes, in one browser, and is good for once. This one is over, or began elsewhere. "
    f"Nothing was installed.</p>{_AGAIN}",
)
DENIED = Page(
    "Not installed",
    "<p>You chose not to add Same Page, so nothing was installed and nothing is kept. Where apps need an "
    f"administrator's approval, they can begin here themselves.</p>{_AGAIN}",
)
NOT_NAMED = Page(
    "Not for this workspace",
    "<p>Whoever runs this bot has named the workspaces that may install it, and this one is not among them. Nothing "
    "was changed, and nothing of it is kept. Please ask them to add it to SAMEPAGE_MAY_INSTALL, or choose another.</p>"
    f"{_AGAIN}",
)
BROKEN_OFF = Page("Not installed", f"<p>Slack broke the installation off. Nothing was installed.</p>{_AGAIN}")
CODE_SPENT = Page(
    "Please begin again",
    "<p>Slack did not take what your browser brought along: it is good for once and a few minutes. Nothing was "
    "installed. Should it happen again, whoever runs this bot can see why in its log, and check SLACK_CLIENT_ID and "
    f"SLACK_CLIENT_SECRET.</p>{_AGAIN}",
)
SLACK_AWAY = Page("Slack does not answer", f"<p>Nothing was installed. Please try in a few minutes.</p>{_AGAIN}")
NOT_STORED = Page(
    "Not remembered",
    "<p>Slack has added Same Page, but the bot could not reach its memory just now, and will not answer there yet. "
    f"Please install it once more in a moment: that is harmless.</p>{_AGAIN}",
)
BEING_ERASED = Page(
    "In a minute, please",
    "<p>What the bot still knew of this workspace, from before it was removed there, is being erased just now. Nothing "
    f"was stored; please install it once more in a minute, and it begins anew.</p>{_AGAIN}",
)


def welcome(workspace: str, link: str, *, missing: Sequence[str], erase_after: timedelta | None) -> Page:
    """What to do next. `missing`: scopes Slack did not grant; `erase_after`: how long what it knows outlives it here,
    None: for ever."""
    kept = (
        f"at once; {erase_after.days} day{'s' if erase_after.days > 1 else ''} later all it knows of the workspace is "
        "erased, unless a legal hold keeps it. Added again before that, it goes on where it was."
        if erase_after is not None
        else "at once; what it knows stays until you have it erased, so that it goes on where it was when you add it "
        "again."
    )
    lacks = (
        f"<p><strong>Slack granted less than was asked for: {escape(', '.join(missing))}.</strong> Some things will "
        f"not work. Install it again, with all of them.</p>{_AGAIN}"
        if missing
        else ""
    )
    return Page(
        f"Same Page is in {workspace}",
        f"{lacks}<p>What to do next, in Slack:</p><ol>"
        "<li>An administrator types <code>/samepage settings workspace</code>: working hours, holidays, how soon each "
        "kind of answer is expected, and who are talent leads.</li>"
        "<li>A recruiter types <code>/req open Senior Data Engineer</code> and names the hiring manager. That makes a "
        "private channel, and nobody is written to before.</li>"
        "<li><code>/samepage help</code> says the rest.</li></ol>"
        "<p>It hears what is typed and pressed for it, and nothing of what people write to each other. Removing it in "
        f"Slack silences it {kept} Its messages and files in Slack stay there: once removed, it can delete none.</p>"
        f'<p><a class="button" href="{escape(link, quote=True)}">Open Slack</a></p>',
    )


def shown(page: Page, *, status: int = 200) -> web.Response:
    heading = escape(page.heading)
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{heading}</title><style>{_STYLE}</style></head><body><main><h1>{heading}</h1>{page.body}</main></body>"
        "</html>"
    )
    response = web.Response(status=status, text=text, content_type="text/html", headers=_GUARDS)
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response
