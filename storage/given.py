"""What a statement is given that is asked again and again: such a one is put together once, at the top of its module.
To put it together anew takes SQLAlchemy a third of what the whole question costs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, bindparam

OF: BindParameter[Any] = bindparam("of")  # the workspace
ID: BindParameter[Any] = bindparam("id")
IDS: BindParameter[Any] = bindparam("ids", expanding=True)
