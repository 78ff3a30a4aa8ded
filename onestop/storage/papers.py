"""Papers by the hash of their content, in a folder no web server knows; the same bytes are kept once.

A paper is written aside, flushed to the disk and moved into place in one step: a name that can be seen holds all of
it, whenever the power goes.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from onestop.domain.errors import PaperUnknown

CHUNK_BYTES: Final = 1 << 20
ASIDE: Final = "aside"
"""Where a paper is written before it is whole; on the same file system, so that moving is one step."""
OTHER: Final = "application/octet-stream"
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_BEGINNINGS: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)


@dataclass(frozen=True, slots=True)
class Kept:
    sha256: str
    size: int
    """Bytes."""
    media_type: str
    """By content, never by name."""


class PaperStore:
    """The folder is for this account only (0700, files 0600)."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def keep(self, source: bytes | Path | BinaryIO) -> Kept:
        """Keep a copy; a file or stream is read piece by piece and never held in memory.

        What is there already counts as new: `forget` spares it.

        Raises:
            OSError: the disk is full or not writable; nothing is kept then.
        """
        with _reading(source) as read, self._aside() as (written, aside):
            kept = _copied(read, written)
            self._place(aside, kept.sha256)
        return kept

    def take(self, other: "PaperStore", sha256: str) -> bool:
        """Keep a paper of another store here too; `False`, and nothing is kept, where it is not there or not whole.

        Raises:
            OSError: the disk is full or not writable.
        """
        try:
            source = other.open(sha256)
        except PaperUnknown:
            return False
        with source, self._aside() as (written, aside):
            whole = _copied(source, written).sha256 == sha256
            if whole:
                self._place(aside, sha256)
        return whole

    def whole(self, sha256: str) -> bool:
        """Whether it is there, byte by byte as it was handed in."""
        return self.exists(sha256) and self.verify(sha256)

    def path(self, sha256: str) -> Path:
        """Where that paper is, or would be.

        Raises:
            PaperUnknown: not a hash in 64 small hexadecimal digits; no other text ever becomes part of a path.
        """
        if not _HASH.fullmatch(sha256):
            raise PaperUnknown
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def thumbnail(self, sha256: str) -> Path:
        """Where a small picture of its first page is, or would be; an empty file says that it cannot be drawn."""
        return self.path(sha256).with_suffix(".thumb")

    def keep_thumbnail(self, sha256: str, picture: bytes) -> None:
        """Beside its paper, with which it goes.

        Raises:
            PaperUnknown: nothing is kept under that hash.
        """
        if not self.exists(sha256):
            raise PaperUnknown
        with self._aside() as (written, aside):
            written.write(picture)
            written.flush()
            aside.replace(self.thumbnail(sha256))

    def exists(self, sha256: str) -> bool:
        return bool(_HASH.fullmatch(sha256)) and self.path(sha256).is_file()

    def open(self, sha256: str) -> BufferedReader:
        """For reading; the caller closes it.

        Raises:
            PaperUnknown: nothing is kept under that hash.
        """
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError as absent:
            raise PaperUnknown from absent

    def verify(self, sha256: str) -> bool:
        """Whether what is kept is still what was handed in, byte by byte.

        Raises:
            PaperUnknown: nothing is kept under that hash.
        """
        with self.open(sha256) as kept:
            return hashlib.file_digest(kept, "sha256").hexdigest() == sha256

    def forget(self, sha256: str, now: float, older_than_s: float = 3600) -> bool:
        """Remove a paper unless it was handed in lately: its row may not be written yet.

        Answers whether nothing is kept under that hash now; `now` in seconds of the epoch.
        """
        path = self.path(sha256)
        with suppress(FileNotFoundError):
            if path.stat().st_mtime > now - older_than_s:
                return False
            self.thumbnail(sha256).unlink(missing_ok=True)
            path.unlink()
            _flush_folder(path.parent)
        return True

    def clear_torn(self, now: float, older_than_s: float = 86_400) -> int:
        """Remove what killed writers left aside; `now` in seconds of the epoch. Answers how many."""
        torn = [p for p in (self.root / ASIDE).glob("*") if p.stat().st_mtime < now - older_than_s]
        for path in torn:
            path.unlink(missing_ok=True)
        return len(torn)

    @contextmanager
    def _aside(self) -> Iterator[tuple[BinaryIO, Path]]:
        path = self._folder(self.root / ASIDE) / secrets.token_hex(16)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as written:
                yield written, path
        finally:
            path.unlink(missing_ok=True)

    def _place(self, aside: Path, sha256: str) -> None:
        final = self.path(sha256)
        if final.is_file() and self.verify(sha256):
            os.utime(final)
            return
        folder = self._folder(final.parent)
        aside.replace(final)
        _flush_folder(folder)

    def _folder(self, folder: Path) -> Path:
        """Made one by one, for `parents=True` would give the upper ones the mode of the umask."""
        missing = [f for f in (folder, *folder.parents) if not f.is_dir()]
        for made in reversed(missing):
            made.mkdir(mode=0o700, exist_ok=True)
            if self.root == made or self.root in made.parents:
                made.chmod(0o700)
            _flush_folder(made.parent)
        return folder


def _copied(read: BinaryIO, written: BinaryIO) -> Kept:
    """Copied piece by piece and on the disk."""
    digest, size, head = hashlib.sha256(), 0, b""
    while chunk := read.read(CHUNK_BYTES):
        head = head or chunk[:16]
        digest.update(chunk)
        size += written.write(chunk)
    written.flush()
    os.fsync(written.fileno())
    return Kept(digest.hexdigest(), size, media_type(head))


def media_type(head: bytes) -> str:
    """What a file is by its first 16 bytes; `application/octet-stream` when it is none of the papers we keep."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for beginning, kind in _BEGINNINGS if head.startswith(beginning)), OTHER)


@contextmanager
def _reading(source: bytes | Path | BinaryIO) -> Iterator[BinaryIO]:
    """A stream that was handed in open stays open."""
    if isinstance(source, bytes):
        yield BytesIO(source)
    elif isinstance(source, Path):
        with source.open("rb") as opened:
            yield opened
    else:
        yield source


def _flush_folder(folder: Path) -> None:
    """A new name is on the disk once its folder is; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
