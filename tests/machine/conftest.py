"""The seeded world of the storage tests, for the machines."""

from tests.storage.conftest import postgres_world_template, sqlite_world

__all__ = ["postgres_world_template", "sqlite_world"]
