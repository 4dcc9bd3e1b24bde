"""Public holidays by country and region: the table the world keeps, asked a year at a time."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from types import ModuleType


def table() -> ModuleType:
    """What the world's holidays are looked up in."""
    import holidays  # takes a while to load, and where nobody has set a country none of it is needed

    return holidays


@lru_cache(maxsize=1024)
def public_holidays(country: str | None, region: str | None, year: int) -> frozenset[date]:
    """The days off in that country (ISO 3166-1, such as DE) and region (its subdivision, such as BE for Berlin).

    None where no country is set. A code nobody knows counts as no holidays: settings refuse it before it gets here, and
    a release of the table that drops one must not stop anybody's clock.
    """
    if country is None:
        return frozenset()
    try:
        return frozenset(table().country_holidays(country, subdiv=region, years=year))
    except NotImplementedError:
        return frozenset() if region is None else public_holidays(country, None, year)


@lru_cache(maxsize=1)
def countries() -> dict[str, tuple[str, ...]]:
    """Every country there is a table for, with its regions; both as ISO 3166 codes."""
    return {code: tuple(regions) for code, regions in table().list_supported_countries(include_aliases=False).items()}


@lru_cache(maxsize=1024)
def holiday_name(country: str | None, region: str | None, day: date) -> str | None:
    """What is celebrated on that day, in English where the table has it; None where nothing is."""
    if day not in public_holidays(country, region, day.year):
        return None
    known = table().country_holidays(country or "")
    language = "en_US" if "en_US" in known.supported_languages else None
    subdiv = region if region in known.subdivisions else None
    named = table().country_holidays(country or "", subdiv=subdiv, years=day.year, language=language)
    return str(named.get(day, "")) or None
