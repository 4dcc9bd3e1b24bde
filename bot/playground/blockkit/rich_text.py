"""Rich text: sections, lists, quotes, preformatted text, and the pieces they are made of."""

from bot.playground.blockkit.objects import url
from bot.playground.blockkit.schema import anything, array, flag, shape, string, typed, whole

_style = shape(
    {},
    dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), flag),
)
_styled = {"style": _style}

_piece = typed(
    {
        "text": shape({"text": string()}, _styled),
        "link": shape({"url": url}, {"text": string(), "unsafe": flag, **_styled}),
        "user": shape({"user_id": string()}, _styled),
        "usergroup": shape({"usergroup_id": string()}, _styled),
        "channel": shape({"channel_id": string()}, _styled),
        "emoji": shape({"name": string()}, {"unicode": string(), "skin_tone": whole(1, 6), **_styled}),
        "broadcast": shape({"range": string(allowed=("here", "channel", "everyone"))}, _styled),
        "date": shape(
            {"timestamp": whole(0, 9_999_999_999), "format": string()}, {"url": url, "fallback": string(), **_styled}
        ),
        "color": shape({"value": string()}, _styled),
    }
)

_section = shape({"elements": array(_piece, most=1000, least=0)})
_framed = {"border": whole(0, 1)}

rich_text_elements = array(
    typed(
        {
            "rich_text_section": _section,
            "rich_text_list": shape(
                {
                    "style": string(allowed=("bullet", "ordered")),
                    "elements": array(typed({"rich_text_section": _section}), most=1000),
                },
                {"indent": whole(0, 8), "offset": whole(0, 1_000_000), **_framed},
            ),
            "rich_text_preformatted": shape({"elements": array(_piece, most=1000)}, {"language": anything, **_framed}),
            "rich_text_quote": shape({"elements": array(_piece, most=1000)}, _framed),
        }
    ),
    most=1000,
    least=0,
)
