"""PDFs that come in: whole, open to everybody, within limits, and without anything that acts.

Programs, launches, forms' scripts and embedded files are taken out rather than refused: people do not know that an
official form carries them, and what is on the page stays the same. A signed PDF is evidence to the last byte: it is
kept as it is, or refused when it carries any of these.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pikepdf
from PIL import Image

from onestop.domain.errors import PaperRefused
from onestop.gateways.digitising.facts import Limits, Reason

ACTS: Final = frozenset({
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/GoToR", "/GoToE", "/Rendition",
    "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView", "/Hide",
})  # fmt: skip
"""Actions (ISO 32000-2, table 201) that run, fetch, send or hide something. Links to web pages stay."""
CARRIERS: Final = frozenset({
    "/AA", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/RichMediaContent", "/RichMediaSettings",
})  # fmt: skip
ANNOTATIONS: Final = frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
PLAIN: Final = frozenset({"", "/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/ASCII85Decode", "/ASCIIHexDecode"})
MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class PdfFacts:
    pages: int
    signed: bool
    active: bool
    """Something acts or hides in it."""
    locked: bool
    """Opens without a password, and yet is encrypted."""

    @property
    def as_it_is(self) -> bool:
        """May be kept byte by byte."""
        return not (self.active or self.locked)


def begins(head: bytes) -> bool:
    """A PDF from its first byte on: readers search 1024 bytes for the header, and in those two-faced files live."""
    return head.removeprefix(MARK).lstrip(b"\r\n\t ").startswith(b"%PDF-")


def look(path: Path, limits: Limits, number: int = 1) -> PdfFacts:
    """Read the structure, not the pages.

    Raises:
        PaperRefused: `encrypted`, `broken`, `empty`, `too_many_pages`, `too_large` or `active`.
    """
    with whole(number), pikepdf.open(path) as document:
        facts = _facts(document, limits, number)
    if facts.signed and facts.active:
        raise PaperRefused(reason=Reason.ACTIVE, number=number)
    if facts.signed and facts.locked:
        raise PaperRefused(reason=Reason.ENCRYPTED, number=number)
    return facts


@contextmanager
def whole(number: int = 1) -> Iterator[None]:
    """What a torn structure makes the library raise, as a refusal of that file."""
    try:
        yield
    except pikepdf.PasswordError as locked:
        raise PaperRefused(reason=Reason.ENCRYPTED, number=number) from locked
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, AttributeError) as why:
        raise PaperRefused(reason=Reason.BROKEN, number=number) from why


def clean(path: Path, to: Path, number: int = 1) -> None:
    """A copy without what acts, what hides and what locks; the pages are untouched.

    Raises:
        PaperRefused: `broken`.
    """
    with whole(number), pikepdf.open(path) as document:
        _clear_annotations(document)
        for thing in _dictionaries(document):
            if _acts(thing):
                for key in list(thing.keys()):
                    del thing[key]
            for key in CARRIERS & set(thing.keys()):
                del thing[key]
        document.remove_unreferenced_resources()
        document.save(to, encryption=False, deterministic_id=True)


def torn(path: Path, index: int, number: int = 1) -> bool:
    """Whether a picture on that page ends before its last row: readers show the rest white and say nothing."""
    with whole(number), pikepdf.open(path) as document:
        return any(_torn(picture) for picture in document.pages[index].get_images().values())


def _torn(picture: Any) -> bool:
    filters = picture.get("/Filter", "")
    kinds = [str(kind) for kind in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    try:
        if kinds == ["/DCTDecode"]:
            with Image.open(BytesIO(picture.read_raw_bytes()), formats=("JPEG",)) as opened:
                opened.draft(None, (1, 1))
                opened.load()
        elif set(kinds) <= PLAIN:
            row_bytes = -(-int(picture.Width) * int(picture.get("/BitsPerComponent", 1)) // 8)
            return len(picture.read_bytes()) < row_bytes * int(picture.Height)
    except (OSError, SyntaxError, pikepdf.PdfError):
        return True
    return False


def _facts(document: pikepdf.Pdf, limits: Limits, number: int) -> PdfFacts:
    pages = len(document.pages)
    if pages == 0:
        raise PaperRefused(reason=Reason.EMPTY, number=number)
    if pages > limits.pages:
        raise PaperRefused(reason=Reason.TOO_MANY_PAGES, number=number, most=limits.pages)
    signed = active = False
    for thing in _dictionaries(document):
        keys = set(thing.keys())
        signed = signed or {"/ByteRange", "/Contents"} <= keys
        active = active or bool(CARRIERS & keys) or _acts(thing) or _name(thing, "/Subtype") in ANNOTATIONS
        if _pixels(thing, keys) > limits.pixels_per_page:
            raise PaperRefused(reason=Reason.TOO_LARGE, number=number)
    return PdfFacts(pages, signed, active, document.is_encrypted)


def _pixels(thing: Any, keys: set[str]) -> int:
    """Of a picture; zero for anything else."""
    if not {"/Width", "/Height"} <= keys or _name(thing, "/Subtype") != "/Image":
        return 0
    return int(thing["/Width"]) * int(thing["/Height"])


def _acts(thing: Any) -> bool:
    return _name(thing, "/S") in ACTS and _name(thing, "/Type") in ("", "/Action")


def _name(thing: Any, key: str) -> str:
    value = thing.get(key) if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream) else None
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _clear_annotations(document: pikepdf.Pdf) -> None:
    for page in document.pages:
        notes = page.obj.get("/Annots")
        if isinstance(notes, pikepdf.Array):
            kept = [note for note in notes if _name(note, "/Subtype") not in ANNOTATIONS]
            if len(kept) < len(notes):
                page.obj["/Annots"] = pikepdf.Array(kept)


def _dictionaries(document: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of the file, the nested ones too, each once; from a list, for the file may nest deeply."""
    left: list[Any] = [*document.objects, document.trailer]
    while left:
        thing = left.pop()
        if isinstance(thing, pikepdf.Array):
            left += [item for item in thing if _nested(item)]
        elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            yield thing
            left += [value for _, value in thing.items() if _nested(value)]


def _nested(value: Any) -> bool:
    return isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect
