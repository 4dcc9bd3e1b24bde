"""The five pictures of installing, drawn: what one sees at each step, with what to press ringed. Written by

    python -m tests.install_steps

into `.readme`. They name what stands on Slack's pages and copy none of them; light and dark follow the reader.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

FOLDER = Path(__file__).parents[1] / ".readme"
WIDTH, HEIGHT = 720, 236
_STYLE = """
  .page { fill: #ffffff; stroke: #c9ced6 } .bar { fill: #eef1f5 } .field { fill: #f7f9fb; stroke: #b9c0ca }
  .plain { fill: #ffffff; stroke: #8a93a0 } .main { fill: #1f6f54; stroke: #1f6f54 }
  .ring { fill: none; stroke: #c2410c }
  .dot { fill: #c2410c } text { fill: #1d232b; font: 15px system-ui, "DejaVu Sans", sans-serif }
  .head { font-weight: 700; font-size: 17px } .small { font-size: 13px; fill: #4d5866 } .on { fill: #ffffff }
  .mono { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 14px; white-space: pre }
  .number { fill: #ffffff; font-weight: 700 }
  @media (prefers-color-scheme: dark) {
    .page { fill: #1b2028; stroke: #454e5b } .bar { fill: #262d37 } .field { fill: #222933; stroke: #5a6573 }
    .plain { fill: #1b2028; stroke: #8a93a0 } text { fill: #e6eaf0 } .small { fill: #aeb8c4 }
    .ring { stroke: #fb923c } .dot { fill: #fb923c } .number { fill: #1b2028 } .on { fill: #ffffff }
  }
"""


def words(x: int, y: int, text: str, kind: str = "") -> str:
    return f'<text x="{x}" y="{y}" class="{kind}">{escape(text)}</text>'


def field(x: int, y: int, wide: int, label: str, value: str) -> str:
    box = f'<rect class="field" x="{x}" y="{y + 8}" width="{wide}" height="34" rx="5"/>'
    return words(x, y - 3, label, "small") + box + words(x + 12, y + 30, value, "mono")


def button(x: int, y: int, wide: int, label: str, *, main: bool = True) -> str:
    box = f'<rect class="{"main" if main else "plain"}" x="{x}" y="{y}" width="{wide}" height="34" rx="5"/>'
    middle = f'text-anchor="middle" class="{"on" if main else ""}"'
    return box + f'<text x="{x + wide // 2}" y="{y + 22}" {middle}>{escape(label)}</text>'


def ring(number: int, x: int, y: int, wide: int, high: int = 34) -> str:
    box = (
        f'<rect class="ring" x="{x - 6}" y="{y - 6}" width="{wide + 12}" height="{high + 12}" rx="9" stroke-width="3"/>'
    )
    dot = f'<circle class="dot" cx="{x + wide + 6}" cy="{y - 6}" r="12"/>'
    return box + dot + f'<text class="number" x="{x + wide + 6}" y="{y - 1}" text-anchor="middle">{number}</text>'


def picture(address: str, said: str, *parts: str) -> str:
    """A window: its address in the bar, and what is in it. `said` describes it to whoever does not see it."""
    kind = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return (
        f'<svg {kind} role="img" aria-label="{escape(said)}">\n'
        f"<style>{_STYLE}</style>\n"
        f'<rect class="page" x="1" y="1" width="{WIDTH - 2}" height="{HEIGHT - 2}" rx="10"/>\n'
        f'<path class="bar" d="M2 34 V11 A9 9 0 0 1 11 2 H{WIDTH - 11} A9 9 0 0 1 {WIDTH - 2} 11 V34 Z"/>\n'
        + "\n".join([words(20, 24, address, "small"), *parts])
        + "\n</svg>\n"
    )


def pictures() -> dict[str, str]:
    return {
        "install-1.svg": picture(
            "api.slack.com/apps",
            "Pick a workspace, then Next, then Create",
            words(32, 70, "Pick a workspace to develop your app", "head"),
            field(32, 102, 300, "Workspace", "Kestrel Works"),
            button(356, 110, 90, "Next"),
            ring(1, 356, 110, 90),
            words(32, 186, "Review: 14 scopes, 3 commands, 4 events, Socket Mode", ""),
            words(32, 208, "It is all filled in; nothing has to be typed.", "small"),
            button(560, 172, 110, "Create"),
            ring(2, 560, 172, 110),
        ),
        "install-2.svg": picture(
            "Basic Information → App-Level Tokens",
            "Generate a token with the scope connections:write",
            words(32, 70, "Generate an app-level token", "head"),
            field(32, 102, 260, "Token name", "socket"),
            field(320, 102, 260, "Scope", "connections:write"),
            ring(1, 320, 110, 260),
            button(32, 172, 120, "Generate"),
            ring(2, 32, 172, 120),
            words(190, 194, "xapp-1-…   is SLACK_APP_TOKEN", "mono"),
        ),
        "install-3.svg": picture(
            "Install App",
            "Install to the workspace, allow, and copy the bot token",
            words(32, 70, "Same Page asks for access to Kestrel Works", "head"),
            words(32, 98, "The table below says what each permission is for.", "small"),
            button(32, 116, 100, "Cancel", main=False),
            button(156, 116, 100, "Allow"),
            ring(1, 156, 116, 100),
            field(32, 182, 420, "Bot User OAuth Token", "xoxb-…  is SLACK_BOT_TOKEN"),
            button(476, 190, 90, "Copy", main=False),
            ring(2, 476, 190, 90),
        ),
        "install-4.svg": picture(
            "a terminal, where the bot is to run",
            "samepage doctor finds nothing wrong; samepage run starts the bot",
            words(32, 70, "$ export SLACK_BOT_TOKEN=xoxb-…  SLACK_APP_TOKEN=xapp-…", "mono"),
            words(32, 102, "$ .venv/bin/samepage doctor", "mono"),
            words(32, 126, "✓  bot token        workspace Kestrel Works, as samepage", "mono"),
            words(32, 150, "✓  scopes           all 14 of the manifest are granted", "mono"),
            words(32, 190, "$ .venv/bin/samepage run", "mono"),
            ring(1, 30, 172, 240, 26),
            words(320, 190, "it stays there: a service, or a container", "small"),
        ),
        "install-5.svg": picture(
            "Slack, in any channel",
            "Type /samepage help; the answer is seen by you alone",
            '<rect class="field" x="32" y="180" width="656" height="38" rx="7"/>',
            words(46, 205, "/samepage help", "mono"),
            ring(1, 32, 180, 656, 38),
            words(32, 70, "Same Page   APP", "head"),
            words(32, 98, "Only visible to you", "small"),
            words(32, 124, "/req open opens a role · /candidate post puts somebody forward"),
            words(32, 148, "/samepage settings: your hours, and the workspace's for administrators"),
        ),
    }


def main() -> None:
    for name, drawn in pictures().items():
        (FOLDER / name).write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
