"""zip and tar: every file in them is read as a dump by itself, one after the other."""

import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from lzma import LZMAError
from pathlib import PurePosixPath
from typing import IO, Self

from tasks.ingest.byte_stream import PIECE_SIZE, ByteStream, StreamFault, pieces_of
from tasks.ingest.encoding import valid
from tasks.ingest.record import RawRecord, rejected
from tasks.ingest.seekable import seekable

ReadMember = Callable[[Iterator[bytes], str, str], Iterator[RawRecord]]
"""Reads a member as `read_source` reads a file: (its bytes, its name, its place) -> records."""

JUNK_FOLDERS = frozenset({"__MACOSX"})
JUNK_FILES = frozenset({"Thumbs.db", "desktop.ini"})
PACKAGES = {"[Content_Types].xml": "an Office document", "mimetype": "an OpenDocument or EPUB file"}
"""First members of files that are a zip archive by construction only."""
ENCRYPTED = 0x1
ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, LZMAError, NotImplementedError, RuntimeError, ValueError)


@dataclass
class Locators:
    """Gives each member its place; a name that comes again gets a number. Names are remembered by 8 bytes of hash."""

    place: str
    seen: set[int] = field(default_factory=set)

    def of(self, name: str) -> str:
        """Return the locator of the next member of this name."""
        name = valid(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")).removeprefix("./")
        name = f"{self.place}/{name}" if self.place else name
        number, locator = 1, name
        while (key := int.from_bytes(blake2b(locator.encode(), digest_size=8).digest())) in self.seen:
            number += 1
            locator = f"{name} ({number})"
        self.seen.add(key)
        return locator


def is_junk(name: str) -> bool:
    """Whether a member is a folder or what operating systems leave behind: dot files, resource forks."""
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith(".") and part not in (".", "..") for part in parts)
    return not parts or name.endswith("/") or hidden or not JUNK_FOLDERS.isdisjoint(parts) or parts[-1] in JUNK_FILES


def read_zip(stream: ByteStream, place: str, read_member: ReadMember) -> Iterator[RawRecord]:
    """Yield the records of all members in a zip archive that lies at `place`; one that can't be opened has a reason."""
    with seekable(stream) as file:
        try:
            archive = zipfile.ZipFile(file)
        except ERRORS as error:
            fault = stream.fault or StreamFault("corrupt", str(error))
            yield rejected(place, "zip", stream.head, fault.reason, fault.detail)
            return
        members = archive.infolist()
        if members and members[0].filename in PACKAGES:
            yield rejected(place, "unknown", stream.head, "unknown_format", f"It is {PACKAGES[members[0].filename]}.")
            return
        locators = Locators(place)
        for member in members:
            if not is_junk(member.filename):
                yield from _of_zip_member(archive, member, locators.of(member.filename), read_member)
        if not locators.seen:
            yield rejected(place, "zip", stream.head, "empty", "The archive holds no files.")


def _of_zip_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, locator: str, read_member: ReadMember
) -> Iterator[RawRecord]:
    if member.flag_bits & ENCRYPTED:
        yield rejected(locator, "unknown", b"", "encrypted", None, member.file_size)
        return
    try:
        opened = archive.open(member)
    except ERRORS as error:
        yield rejected(locator, "unknown", b"", "corrupt", str(error), member.file_size)
        return
    with opened:
        yield from read_member(_guarded(opened), member.filename, locator)


def _guarded(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a member's bytes; raise StreamFault where they are damaged or missing."""
    try:
        yield from pieces_of(file)
    except tarfile.ReadError as error:
        raise StreamFault("truncated", str(error)) from error
    except ERRORS as error:
        raise StreamFault("corrupt", str(error)) from error


class _Header(tarfile.TarInfo):
    """A member's header; a bad one after the first raises, where the library would end the archive in silence."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(tarfile)
        except END_OF_TAR:
            raise
        except TRUNCATED_TAR as error:
            raise StreamFault("truncated", f"The archive has no end: {error}") from error
        except BAD_HEADER as error:
            raise StreamFault("corrupt", f"A member's header can't be read: {error}") from error


END_OF_TAR: type[Exception] = tarfile.EOFHeaderError  # type: ignore[attr-defined]
TRUNCATED_TAR: tuple[type[Exception], ...] = (tarfile.EmptyHeaderError, tarfile.TruncatedHeaderError)  # type: ignore[attr-defined]
BAD_HEADER = (tarfile.HeaderError, tarfile.TarError, *ERRORS)


def is_tar(head: bytes) -> bool:
    """Whether the first bytes are a member's header, by its checksum."""
    try:
        tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except BAD_HEADER:
        return False
    return True


def read_tar(stream: ByteStream, place: str, read_member: ReadMember) -> Iterator[RawRecord]:
    """Yield the records of all files in a tar archive that lies at `place`, in one pass.

    A link is told as `empty`, and what follows the archive's end mark, such as a second archive, as `corrupt`.
    """
    locators = Locators(place)
    locator = place
    try:
        for member, content in _tar_members(stream):
            locator = locators.of(member.name)
            if content is None:
                target = valid(member.linkname.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
                yield rejected(locator, "unknown", b"", "empty", f"It is a link to {target}.")
            else:
                yield from read_member(content, member.name, locator)
    except _TarEndError as end:
        if not end.told:
            fault = stream.fault or end.fault
            after = f"after {locator}" if locators.seen else place
            yield rejected(after, "tar", b"", fault.reason, fault.detail, end.size + stream.skip_rest())
        return
    if not locators.seen:
        yield rejected(place, "tar", stream.head, "empty", "The archive holds no files.")


class _TarEndError(Exception):
    """A tar archive can't be read on; `told` if a member's own record says so. `size` bytes were gone through since."""

    def __init__(self, fault: StreamFault, *, told: bool, size: int = 0):
        super().__init__(fault.detail)
        self.fault = fault
        self.told = told
        self.size = size


def _tar_members(stream: ByteStream) -> Iterator[tuple[tarfile.TarInfo, Iterator[bytes] | None]]:
    """Yield the files with their content, links without; raise _TarEndError where the archive is damaged."""
    told = False

    def watched(content: IO[bytes]) -> Iterator[bytes]:
        nonlocal told
        try:
            yield from _guarded(content)
        except StreamFault:
            told = True
            raise

    try:
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header, errorlevel=2) as archive:
            while not told and (member := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined]  # the library would keep them all
                if not is_junk(member.name) and (member.isfile() or member.issym() or member.islnk()):
                    content = archive.extractfile(member) if member.isfile() else None
                    yield member, watched(content) if content else None
            if not told:
                _expect_end(archive, stream)
    except StreamFault as fault:
        raise _TarEndError(fault, told=told) from fault
    except tarfile.ReadError as error:
        raise _TarEndError(StreamFault("truncated", str(error)), told=told) from error
    except BAD_HEADER as error:
        raise _TarEndError(StreamFault("corrupt", str(error)), told=told) from error


def _expect_end(archive: tarfile.TarFile, stream: ByteStream) -> None:
    """Read on behind the end mark; raise _TarEndError where something other than padding follows, or a fault."""
    size = 0
    while piece := archive.fileobj.read(PIECE_SIZE):
        size += len(piece) if size else len(piece.lstrip(b"\0"))
    if size or stream.fault:
        raise _TarEndError(StreamFault("corrupt", "Bytes follow the archive's end mark."), told=False, size=size)
