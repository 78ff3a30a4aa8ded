"""Digital signatures of forms and results: PAdES with the office's own key, checked without any network.

The key is a PKCS#12 file; an office without one signs by hand. Signing adds to the file and changes no
byte of it, so what was an archive's PDF/A stays one.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from asn1crypto import x509
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, LayoutError, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from onestop.domain.errors import PdfUnsignable, SigningKeyUnusable

FIELD = "OneStop"
MARGIN_PT, STAMP_TOP_PT = 34, 5
"""The stamp stands in the strip above the page's text, at the right edge [points]."""
DEEPEST = 32
"""A page tree of more levels is a circle [levels]."""
Place: TypeAlias = tuple[int, int, int, int]
DAMAGED = (PdfError, LayoutError, ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)
"""What reading a damaged file may end in: its structure is whatever an attacker wrote."""


@dataclass(frozen=True, slots=True)
class Signer:
    """An opened key: whose it is and until when it may sign."""

    name: str
    until: datetime
    key: SimpleSigner


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check found. Only `good` says that the file is as the signer left it and the signer is trusted."""

    signatures: int
    intact: bool
    """No signed byte was changed."""
    trusted: bool
    """Every signer's certificate leads to one of the roots and was valid."""
    whole: bool
    """Nothing was added after the last signature."""
    signers: tuple[str, ...] = ()
    signed_at: datetime | None = None
    """What the last signer claims; no time authority confirms it."""

    @property
    def good(self) -> bool:
        return self.signatures > 0 and self.intact and self.trusted and self.whole


UNSIGNED = Verified(signatures=0, intact=False, trusted=False, whole=False)


def key_of(file: Path, password: str) -> Signer:
    """The office's key from its file.

    Raises:
        SigningKeyUnusable: `absent`, the file cannot be read; else as `open_key`.
    """
    try:
        pkcs12 = file.read_bytes()
    except OSError as unreadable:
        raise SigningKeyUnusable(reason="absent") from unreadable
    return open_key(pkcs12, password)


def open_key(pkcs12: bytes, password: str) -> Signer:
    """The office's key from a PKCS#12 file's bytes.

    Raises:
        SigningKeyUnusable: `wrong`, no such file format, a wrong password, or no key with its certificate in it.
    """
    try:
        key = SimpleSigner.load_pkcs12_data(pkcs12, other_certs=[], passphrase=password.encode())
    except (ValueError, TypeError, AttributeError) as unusable:
        raise SigningKeyUnusable(reason="wrong") from unusable
    certificate = key.signing_cert
    if certificate is None:
        raise SigningKeyUnusable(reason="wrong")
    return Signer(name=_name(certificate), until=certificate.not_valid_after, key=key)


def sign(pdf: bytes, signer: Signer, now: datetime, stamp: bytes = b"") -> bytes:
    """The file with one more signature; `stamp` is a small PDF that shows the signer above the first page's text.

    Not to be called inside a running event loop.

    Raises:
        SigningKeyUnusable: `ended`, the certificate has ended or has not begun.
        PdfUnsignable: the file is damaged, encrypted, or closed against further signatures.
    """
    certificate = signer.key.signing_cert
    if certificate is None or not certificate.not_valid_before <= now <= certificate.not_valid_after:
        raise SigningKeyUnusable(reason="ended")
    try:
        signed: bytes = _signed(pdf, signer, now, stamp)
    except (SigningError, *DAMAGED) as damaged:
        raise PdfUnsignable from damaged
    return signed


def verify(pdf: bytes, roots: Sequence[bytes], now: datetime) -> Verified:
    """Check every signature in the file against `roots` (PEM or DER certificates).

    A damaged file is no good, whatever else it may be; nothing is raised for it.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        found = list(reader.embedded_signatures)
        checked = [_Checked.of(one, roots, now) for one in found]
    except DAMAGED:
        return UNSIGNED
    if not checked:
        return UNSIGNED
    return Verified(
        signatures=len(checked),
        intact=all(one.intact for one in checked),
        trusted=all(one.trusted for one in checked),
        whole=checked[-1].whole and all(one.allowed for one in checked),
        signers=tuple(one.name for one in checked),
        signed_at=checked[-1].signed_at,
    )


class _At(PdfSigner):
    """A signer whose clock is told."""

    def __init__(self, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = now.astimezone(UTC)

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self._now
        return session


class _Drawn(PdfContent):
    """The first page of a small PDF as the picture of a signature."""

    def __init__(self, page: PdfFileReader, size: tuple[float, float]) -> None:
        super().__init__(box=BoxConstraints(width=size[0], height=size[1]))
        self._page = page

    def render(self) -> bytes:
        self.resources.xobject["/Stamp"] = self._ensure_writer.import_page_as_xobject(self._page)
        return b"/Stamp Do"


def _signed(pdf: bytes, signer: Signer, now: datetime, stamp: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    name = _free_field(writer)
    about = PdfSignatureMetadata(field_name=name, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    style, place = _shown(writer, stamp)
    field = SigFieldSpec(name, on_page=0, box=place)
    made = _At(now, about, signer.key, stamp_style=style, new_field_spec=field).sign_pdf(writer)
    return bytes(made.getvalue())


def _free_field(writer: IncrementalPdfFileWriter) -> str:
    taken = sum(1 for _ in writer.prev.embedded_signatures)
    return f"{FIELD}{taken + 1}"


def _shown(writer: IncrementalPdfFileWriter, stamp: bytes) -> tuple[StaticStampStyle | None, Place | None]:
    if not stamp:
        return None, None
    picture = PdfFileReader(io.BytesIO(stamp))
    wide, high = _size(picture)
    page_wide, page_high = _size(writer.prev)
    right, top = round(page_wide) - MARGIN_PT, round(page_high) - STAMP_TOP_PT
    layout = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID)
    style = StaticStampStyle(
        background=_Drawn(picture, (wide, high)), background_layout=layout, background_opacity=1.0, border_width=0
    )
    return style, (right - round(wide), top - round(high), right, top)


def _size(reader: PdfFileReader) -> tuple[float, float]:
    """Width and height of the first page [points]."""
    page, box = reader.root["/Pages"], None
    for _ in range(DEEPEST):
        if "/MediaBox" in page:
            box = page["/MediaBox"]
        if "/Kids" not in page:
            break
        page = page["/Kids"][0]
    if box is None:
        raise LookupError
    left, bottom, right, top = (float(side) for side in box)
    return right - left, top - bottom


@dataclass(frozen=True, slots=True)
class _Checked:
    name: str
    intact: bool
    trusted: bool
    allowed: bool
    """What came after this signature was nothing but further signatures."""
    whole: bool
    signed_at: datetime | None

    @classmethod
    def of(cls, signature: EmbeddedPdfSignature, roots: Sequence[bytes], now: datetime) -> "_Checked":
        context = ValidationContext(trust_roots=list(_certificates(roots)), allow_fetching=False, moment=now)
        status = validate_pdf_signature(signature, context)
        return cls(
            name=_name(status.signing_cert),
            intact=status.intact and status.valid,
            trusted=status.trusted,
            allowed=bool(status.docmdp_ok),
            whole=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
            signed_at=status.signer_reported_dt,
        )


def _certificates(roots: Sequence[bytes]) -> Iterator[x509.Certificate]:
    for root in roots:
        yield from load_certs_from_pemder_data(root)


def _name(certificate: x509.Certificate) -> str:
    return str(certificate.subject.native.get("common_name") or certificate.subject.human_friendly)
