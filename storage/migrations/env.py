"""Run the migrations on the connection that storage.database.migrate gives."""

from typing import Any, Literal

from alembic import context
from sqlmodel import AutoString, SQLModel

from storage.tables import Instant


def plainly(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Write our types as the database knows them: a migration must not change with our code."""
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime()"
    if kind == "type" and isinstance(thing, AutoString):
        return "sa.String()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=False,
    render_item=plainly,
)
with context.begin_transaction():
    context.run_migrations()
