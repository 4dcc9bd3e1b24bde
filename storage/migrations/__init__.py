"""Alembic without a settings file; `storage/migrate.py` runs it."""
