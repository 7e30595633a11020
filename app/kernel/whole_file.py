"""A file that is there as a whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.kernel.errors import EnvironmentFailed


@contextmanager
def whole_file(path: Path, *, make_folder: bool = False) -> Iterator[BinaryIO]:
    """Write it; under its name it stands only when the block has ended well. `make_folder`: its folder is made if need be.
    Refused: `file.cannot_write`.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        if make_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with partial.open("wb") as file:
                yield file
            os.replace(partial, path)
        finally:
            with suppress(OSError):
                partial.unlink()
    except OSError as error:
        raise EnvironmentFailed("file.cannot_write", path=str(path), detail=str(error)) from error
