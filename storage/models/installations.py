"""Where the app is installed, and with which token."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, SlackId


class Installation(Base):
    """One installation of the app. `workspace` is the workspace's id or, of one that is for a whole organisation, the
    organisation's. `token` is encrypted (nonce and ciphertext) and bound to `workspace`; `key` names the key. `scopes`
    as Slack granted them, separated by commas. An app that was removed leaves its row without a token."""

    __tablename__ = "installations"
    workspace: Mapped[str] = mapped_column(SlackId, primary_key=True)
    enterprise: Mapped[str | None] = mapped_column(SlackId)
    is_org_wide: Mapped[bool]
    bot_user: Mapped[str] = mapped_column(SlackId)
    bot_id: Mapped[str] = mapped_column(SlackId)
    scopes: Mapped[str]
    token: Mapped[bytes | None] = mapped_column(LargeBinary)
    key: Mapped[str] = mapped_column(String(12))
    installed_by: Mapped[str] = mapped_column(SlackId)
    installed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
