"""Looks over SQLite's shoulder: tells every write and sync of chosen files; never changes what SQLite does to its disk.

SQLite reaches the disk through a VFS, a table of C functions (sqlite.org/vfs.html, sqlite.org/c3ref/io_methods.html).
While `watching`, the default VFS is a copy of the real one whose open and delete pass through Python first, and each
watched file has a copy of its method table in which write, truncate, sync and close do. All the rest (locks, shared
memory, reads) stays the C that it was.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import itertools
import os
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass
from typing import Any, Protocol

from app.kernel.errors import EnvironmentFailed

_OK, _IO_ERROR = 0, 10
_KNOWN_VERSION = 3
# A file opened with one of these makes its directory durable at its first sync (unixSync in SQLite's os_unix.c).
_SYNCS_ITS_FOLDER = 0x0000_0800 | 0x0000_4000 | 0x0008_0000  # SQLITE_OPEN_MAIN_JOURNAL, _SUPER_JOURNAL, _WAL

_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_DELETE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int)
_CLOSE = CFUNCTYPE(c_int, c_void_p)
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)


class _Vfs(ctypes.Structure):
    """`sqlite3_vfs`, version 3."""

    _fields_ = (
        *((name, c_int) for name in ("iVersion", "szOsFile", "mxPathname")),
        *((name, c_void_p) for name in ("pNext", "zName", "pAppData", "xOpen", "xDelete", "xAccess", "xFullPathname")),
        *((name, c_void_p) for name in ("xDlOpen", "xDlError", "xDlSym", "xDlClose", "xRandomness", "xSleep")),
        *((name, c_void_p) for name in ("xCurrentTime", "xGetLastError", "xCurrentTimeInt64")),
        *((name, c_void_p) for name in ("xSetSystemCall", "xGetSystemCall", "xNextSystemCall")),
    )


class _Methods(ctypes.Structure):
    """`sqlite3_io_methods`, version 3."""

    _fields_ = (
        ("iVersion", c_int),
        *((name, c_void_p) for name in ("xClose", "xRead", "xWrite", "xTruncate", "xSync", "xFileSize", "xLock")),
        *((name, c_void_p) for name in ("xUnlock", "xCheckReservedLock", "xFileControl", "xSectorSize")),
        *((name, c_void_p) for name in ("xDeviceCharacteristics", "xShmMap", "xShmLock", "xShmBarrier", "xShmUnmap")),
        *((name, c_void_p) for name in ("xFetch", "xUnfetch")),
    )


class _File(ctypes.Structure):
    """`sqlite3_file`: what every open file begins with."""

    _fields_ = (("pMethods", c_void_p),)


class Witness(Protocol):
    """Who is told. Calls come one at a time, from any thread, after the disk has done what they say."""

    def knows(self, path: str) -> bool:
        """Is this one of the files to watch? `path` is absolute, as SQLite names it."""

    def opened(self, path: str) -> None: ...
    def wrote(self, path: str, offset: int, data: bytes) -> None: ...
    def truncated(self, path: str, size: int) -> None: ...
    def synced(self, path: str, *, folder_too: bool) -> None: ...
    def deleted(self, path: str, *, folder_too: bool) -> None: ...

    def failed(self, error: BaseException) -> None:
        """The disk refused, or a call above raised: from now on the record is not the truth."""


@contextmanager
def watching(witness: Witness) -> Iterator[None]:
    """While inside, connections opened by this process tell `witness`; afterwards all is pure C again.

    Refuses: bench.powercut_unsupported, where Python's SQLite cannot be reached.
    """
    library = find_library(getattr(_sqlite3, "__file__", None))
    shim = _Shim(library, witness)
    _KEPT.append(shim)
    shim.install()
    try:
        yield
    finally:
        shim.remove()


def find_library(extension: str | None) -> ctypes.CDLL:
    """The very library that Python's sqlite3 uses: `dlsym` looks through what the extension module is linked with.

    `extension` is the file of the module `_sqlite3`; None where it is built into Python itself.
    Refuses: bench.powercut_unsupported, reason `windows` (DLLs are not searched that way), `not_loadable`,
    `linked_statically` (the functions are there, but hidden), `unknown_version` (of the VFS).
    """
    if sys.platform == "win32":
        raise _unsupported("windows")
    try:
        library = ctypes.CDLL(extension)
    except OSError as error:
        raise _unsupported("not_loadable") from error
    try:
        library.sqlite3_vfs_find.restype = c_void_p
        library.sqlite3_vfs_find.argtypes = (c_char_p,)
        library.sqlite3_vfs_register.argtypes = (c_void_p, c_int)
        library.sqlite3_vfs_unregister.argtypes = (c_void_p,)
    except AttributeError as error:
        raise _unsupported("linked_statically") from error
    return library


def _unsupported(reason: str) -> EnvironmentFailed:
    return EnvironmentFailed("bench.powercut_unsupported", reason=reason)


@dataclass(slots=True)
class _OpenFile:
    path: str
    methods: int  # the address of its own table of methods, to be given back
    syncs_its_folder: bool


_COUNT = itertools.count(1)
# A connection that outlives `watching` still points at the structures of its shim: they are never freed.
_KEPT: list[_Shim] = []


class _Shim:
    """One copy of the default VFS. Its lock makes what is told agree with what happened, also between threads."""

    def __init__(self, library: ctypes.CDLL, witness: Witness) -> None:
        self._library, self._witness = library, witness
        self._lock = threading.RLock()
        self._files: dict[int, _OpenFile] = {}
        self._overseers: dict[int, _Overseer] = {}
        self._default_address = int(library.sqlite3_vfs_find(None))
        default = _Vfs.from_address(self._default_address)
        if default.iVersion != _KNOWN_VERSION:
            raise _unsupported("unknown_version")
        self._own = (default.xOpen, default.xDelete)
        self._open, self._delete = _OPEN(default.xOpen), _DELETE(default.xDelete)
        self._callbacks = (_OPEN(self._on_open), _DELETE(self._on_delete))
        self._name = f"powercut-{next(_COUNT)}"
        self._c_name = ctypes.create_string_buffer(self._name.encode())
        self._vfs = _Vfs.from_buffer_copy(default)
        self._vfs.pNext, self._vfs.zName = None, ctypes.addressof(self._c_name)
        self._vfs.xOpen, self._vfs.xDelete = (_address(callback) for callback in self._callbacks)

    def install(self) -> None:
        self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 0)
        try:  # proves that this library is the one that Python's module calls
            sqlite3.connect(f"file:?mode=memory&vfs={self._name}", uri=True).close()
        except sqlite3.Error as error:
            self._library.sqlite3_vfs_unregister(ctypes.byref(self._vfs))
            raise _unsupported("another_library") from error
        self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1)

    def remove(self) -> None:
        """The default is back, and files that are still open get their own methods back."""
        self._library.sqlite3_vfs_unregister(ctypes.byref(self._vfs))
        self._library.sqlite3_vfs_register(self._default_address, 1)
        self._vfs.xOpen, self._vfs.xDelete = self._own
        with self._lock:
            for address, opened in self._files.items():
                _File.from_address(address).pMethods = opened.methods
            self._files.clear()
            self._witness = _Nobody()

    def file(self, address: int) -> _OpenFile | None:
        return self._files.get(address)

    def forget(self, address: int) -> None:
        with self._lock:
            self._files.pop(address, None)

    def do(self, act: Callable[[], int], tell: Callable[[Witness], None], *, refusal_spoils: bool = True) -> int:
        """Let the disk act, then tell; no other act comes between. Nothing may be raised into C."""
        code = _IO_ERROR
        with self._lock:
            try:
                code = act()
                if code == _OK:
                    tell(self._witness)
                elif refusal_spoils:
                    self._witness.failed(OSError(f"SQLite's disk answered {code}"))
            except BaseException as error:  # also KeyboardInterrupt: it would be lost in C
                self._witness.failed(error)
        return code

    def _on_open(self, _: int, name: int | None, file: int, flags: int, out_flags: int | None) -> int:
        def tell(witness: Witness) -> None:
            path = os.fsdecode(ctypes.string_at(name)) if name else ""
            if path and witness.knows(path):
                self._oversee(file, path, flags)
                witness.opened(path)

        return self.do(
            lambda: self._open(self._default_address, name, file, flags, out_flags), tell, refusal_spoils=False
        )

    def _on_delete(self, _: int, name: int, folder_too: int) -> int:
        def tell(witness: Witness) -> None:
            path = os.fsdecode(ctypes.string_at(name))
            if witness.knows(path):
                witness.deleted(path, folder_too=bool(folder_too))

        return self.do(lambda: self._delete(self._default_address, name, folder_too), tell, refusal_spoils=False)

    def _oversee(self, file: int, path: str, flags: int) -> None:
        head = _File.from_address(file)
        own = int(head.pMethods)
        if own not in self._overseers:
            self._overseers[own] = _Overseer(self, own)
        self._files[file] = _OpenFile(path, own, bool(flags & _SYNCS_ITS_FOLDER))
        head.pMethods = self._overseers[own].address


class _Overseer:
    """A copy of one table of file methods, in which what changes the file passes through Python."""

    def __init__(self, shim: _Shim, own: int) -> None:
        self._shim = shim
        methods = _Methods.from_address(own)
        if methods.iVersion != _KNOWN_VERSION:
            raise _unsupported("unknown_version")
        self._close, self._write = _CLOSE(methods.xClose), _WRITE(methods.xWrite)
        self._truncate, self._sync = _TRUNCATE(methods.xTruncate), _SYNC(methods.xSync)
        self._callbacks = (
            _CLOSE(self._on_close), _WRITE(self._on_write), _TRUNCATE(self._on_truncate), _SYNC(self._on_sync)
        )
        self._table = _Methods.from_buffer_copy(methods)
        table = self._table
        table.xClose, table.xWrite, table.xTruncate, table.xSync = (_address(call) for call in self._callbacks)
        self.address = ctypes.addressof(self._table)

    def _on_close(self, file: int) -> int:
        self._shim.forget(file)
        return int(self._close(file))

    def _on_write(self, file: int, data: int, amount: int, offset: int) -> int:
        opened = self._shim.file(file)
        if opened is None:
            return int(self._write(file, data, amount, offset))
        return self._shim.do(
            lambda: self._write(file, data, amount, offset),
            lambda witness: witness.wrote(opened.path, offset, ctypes.string_at(data, amount)),
        )

    def _on_truncate(self, file: int, size: int) -> int:
        opened = self._shim.file(file)
        if opened is None:
            return int(self._truncate(file, size))
        return self._shim.do(
            lambda: self._truncate(file, size), lambda witness: witness.truncated(opened.path, size)
        )

    def _on_sync(self, file: int, flags: int) -> int:
        opened = self._shim.file(file)
        if opened is None:
            return int(self._sync(file, flags))

        def tell(witness: Witness) -> None:
            witness.synced(opened.path, folder_too=opened.syncs_its_folder)
            opened.syncs_its_folder = False

        return self._shim.do(lambda: self._sync(file, flags), tell)


class _Nobody:
    """Is told what a call on its way says after `watching` has ended."""

    def knows(self, path: str) -> bool:
        return False

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_, **__: None


def _address(callback: Any) -> int | None:
    return ctypes.cast(callback, c_void_p).value
