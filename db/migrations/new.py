"""Writes the next migration from the difference between our tables and an empty database brought to the newest version.

Use: `python3 dev.py new-migration "what it is for"`; then read what it wrote, and add its number to `REVISIONS`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from db.migrate import FOLDER
from db.migrations import HEAD


def main(message: str) -> None:
    """Write `versions/NNNN_*.py`."""
    number = f"{int(HEAD) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        config = Config()
        config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        config.attributes["database"] = Path(folder) / "empty.db"
        command.upgrade(config, "head")
        command.revision(config, message=message, autogenerate=True, rev_id=number)
    print(f"Now read the new file and add {number!r} to REVISIONS in db/migrations/__init__.py.")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit('Say what it is for: python3 dev.py new-migration "add a column"')
    main(sys.argv[1])
