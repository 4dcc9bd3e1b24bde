"""`samepage rotate-keys`: every stored token by the newest key, so that older keys can be thrown away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.tokens import CannotOpen, Sealed, Vault
from storage import audit, installations
from storage.database import Database
from storage.installations import Installation

NO_KEYS = "SAMEPAGE_SECRET_KEY is missing, so nothing is encrypted: a bot with SLACK_BOT_TOKEN needs none."


async def rotate(database: Database, keys: Sequence[bytes], *, at: datetime) -> tuple[str, bool]:
    """What was done, counted, and whether something is wrong; `keys` newest first. May run beside the bot. Each token's
    workspace finds it in its log."""
    vault = Vault(keys)
    async with database.read() as session:
        found = await installations.all_of_them(session)
    rotated, lost = 0, []
    for each in found:
        if each.key == vault.newest:
            continue
        try:
            rotated += await _seal_anew(database, vault, each, at)
        except CannotOpen as reason:
            lost.append(f"{each.owner}: {reason}.")
    newest = sum(each.key == vault.newest for each in found)
    counted = f"{rotated} of {len(found)} tokens encrypted anew, {newest} had the newest key already."
    if not lost:
        return f"{counted} Older keys can be taken out of SAMEPAGE_SECRET_KEY, of every replica at once.", False
    mend = "Put the key they were encrypted with back into SAMEPAGE_SECRET_KEY, or have the app installed there anew."
    return "\n".join([counted, f"{len(lost)} could not be opened. {mend}", *lost]), True


async def _seal_anew(database: Database, vault: Vault, each: Installation, at: datetime) -> bool:
    """False where another token has come meanwhile: whoever installed used the newest key."""
    sealed = vault.seal(vault.open(Sealed(each.token, each.key), each.owner), each.owner)

    async def change(session: AsyncSession) -> bool:
        changed = await installations.seal_anew(
            session, each.owner, before=each.token, token=sealed.content, key=sealed.key
        )
        if changed:
            audit.note(session, each.owner, "keys_rotated", at=at, about=f"workspace:{each.owner}", to=sealed.key)
        return changed

    return await database.write(change)
