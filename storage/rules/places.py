"""Places by the names people know: time zones, countries with public holidays, and their regions."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import available_timezones

from storage.rules.holidays import countries, table

_MOST_NEAR = 3
_SMALL = ("And", "The", "Of")


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """What a person may type for a zone, in small letters → its name. A city alone will do where it is the only one of
    that name."""
    odd = ("right/", "posix/", "Factory", "localtime")
    names = sorted(name for name in available_timezones() if not name.startswith(odd))
    found: dict[str, str] = {}
    cities: dict[str, list[str]] = {}
    for name in names:
        cities.setdefault(name.rsplit("/", 1)[-1].lower(), []).append(name)
    found |= {city: several[0] for city, several in cities.items() if len(several) == 1}
    return found | {name.lower(): name for name in names}


def zone_called(text: str) -> str | None:
    """*Europe/Berlin*, *europe/berlin*, *Berlin* and *new york* by their zone; None for what is none."""
    return _zones().get(re.sub(r"\s+", "_", text.strip().lower()))


def zones_near(text: str) -> list[str]:
    """Zones somebody may have meant, the likeliest first; three at most, maybe none."""
    near = get_close_matches(re.sub(r"\s+", "_", text.strip().lower()), _zones(), n=2 * _MOST_NEAR, cutoff=0.7)
    return list(dict.fromkeys(_zones()[name] for name in near))[:_MOST_NEAR]


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """Every country with public holidays: its name by its code, in the order of the names."""
    names = {code: _spaced(name) for name, code, *_ in table().registry.COUNTRIES.values() if code in countries()}
    return dict(sorted(names.items(), key=lambda pair: pair[1]))


def _spaced(name: str) -> str:
    """`TrinidadAndTobago`, as the table writes it, as people do."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name).split()
    return " ".join(word.lower() if word in _SMALL else word for word in words)


@lru_cache(maxsize=64)
def region_names(country: str) -> dict[str, str]:
    """The regions with holidays of their own: name by code, in the order of the names. Empty where there are none."""
    codes = countries().get(country, ())
    if not codes:
        return {}
    longest: dict[str, str] = {}
    for name, code in table().country_holidays(country).subdivisions_aliases.items():
        if len(name) > len(longest.get(code, "")):
            longest[code] = name
    names = {code: longest.get(code, code) for code in codes}
    return dict(sorted(names.items(), key=lambda pair: pair[1]))


def place(country: str | None, region: str | None) -> str | None:
    """*Germany, Berlin*; None without a country."""
    if country is None:
        return None
    name = country_names().get(country, country)
    return f"{name}, {region_names(country).get(region, region)}" if region else name
