"""Write the next migration from what changed in tables.py.

    uv run python -m storage.migrations "What changes"

Read what it wrote, then format it.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from storage.database import MIGRATIONS, alembic_config, migrate, open_database

with tempfile.TemporaryDirectory() as folder:
    engine = open_database(f"sqlite:///{Path(folder) / 'before.sqlite'}")
    migrate(engine)
    number = len(list((MIGRATIONS / "versions").glob("[0-9]*.py"))) + 1
    with engine.connect() as connection:
        config = alembic_config(connection)
        command.revision(config, " ".join(sys.argv[1:]), autogenerate=True, rev_id=f"{number:04}")
    engine.dispose()
