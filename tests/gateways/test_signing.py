"""Signatures: a locally made authority and key; what was changed afterwards is found out, PDF/A stays PDF/A."""

import io
import re
from datetime import UTC, datetime, timedelta

import pikepdf
import pypdfium2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from displays.forms.rendering import pdf, stamp
from onestop.domain.errors import PdfUnsignable, SigningKeyUnusable
from onestop.gateways.signing import UNSIGNED, Signer, open_key, sign, verify
from tests.displays import form_samples as samples

NOW = datetime(2026, 3, 5, 2, 32, tzinfo=UTC)
PASSWORD = "khóa thử"
OFFICE = "Bộ phận Một cửa – Bộ Khoa học và Công nghệ"


class Authority:
    """A root that certifies whom it is told to."""

    def __init__(self, name: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = self._certify(self.name, self.key, authority=True)
        self.root = self.certificate.public_bytes(Encoding.PEM)

    def pkcs12(self, holder: str, *, days: int = 365) -> bytes:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, holder)])
        certificate = self._certify(subject, key, authority=False, days=days)
        lock = BestAvailableEncryption(PASSWORD.encode())
        return pkcs12.serialize_key_and_certificates(b"office", key, certificate, [self.certificate], lock)

    def _certify(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, authority: bool, days: int = 3650
    ) -> x509.Certificate:
        usage = x509.KeyUsage(
            digital_signature=not authority,
            content_commitment=not authority,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=authority,
            crl_sign=authority,
            encipher_only=False,
            decipher_only=False,
        )
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - timedelta(days=1))
            .not_valid_after(NOW + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hashes.SHA256())
        )


GOVERNMENT = Authority("Cơ quan chứng thực thử")
STRANGER = Authority("Người lạ")
KEY = GOVERNMENT.pkcs12(OFFICE)
FORM = pdf(samples.APOLOGY)
SIGNED = sign(FORM, open_key(KEY, PASSWORD), NOW)


@pytest.fixture
def signer() -> Signer:
    return open_key(KEY, PASSWORD)


def test_the_key_tells_whose_it_is(signer: Signer) -> None:
    assert (signer.name, signer.until) == (OFFICE, NOW + timedelta(days=365))
    assert PASSWORD not in repr(signer)


def test_a_signed_form_is_good_and_says_by_whom_and_when() -> None:
    found = verify(SIGNED, [GOVERNMENT.root], NOW)
    assert found.good
    assert (found.signatures, found.signers, found.signed_at) == (1, (OFFICE,), NOW)


def test_signing_adds_and_changes_nothing(signer: Signer) -> None:
    for signed in (SIGNED, sign(FORM, signer, NOW, stamp(OFFICE, NOW))):
        assert signed.startswith(FORM)
        with pikepdf.open(io.BytesIO(signed)) as document:
            about = document.open_metadata()
            assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "B")


def test_a_stamp_shows_the_signer_above_the_text(signer: Signer) -> None:
    signed = sign(FORM, signer, NOW, stamp(OFFICE, samples.at(5, 3, 9, 32)))
    assert verify(signed, [GOVERNMENT.root], NOW).good
    document = pypdfium2.PdfDocument(signed)
    document.init_forms()
    page = document[0]
    with_stamp = page.render(scale=2, may_draw_forms=True).to_pil().convert("L")
    document.close()
    plain = pypdfium2.PdfDocument(FORM)
    without = plain[0].render(scale=2).to_pil().convert("L")
    plain.close()
    strip = (0, 0, with_stamp.width, 50)
    assert with_stamp.crop(strip).getextrema()[0] < 120
    assert without.crop(strip).getextrema()[0] > 250
    assert with_stamp.crop((0, 60, *with_stamp.size)).tobytes() == without.crop((0, 60, *without.size)).tobytes()


def test_a_stamp_finds_its_place_on_a_page_that_inherits_its_size(signer: Signer) -> None:
    other = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.Root.Pages.MediaBox = document.make_indirect(document.pages[0].MediaBox)
        del document.pages[0].obj["/MediaBox"]
        document.save(other)
    signed = sign(other.getvalue(), signer, NOW, stamp(OFFICE, NOW))
    with pikepdf.open(io.BytesIO(signed)) as document:
        left, bottom, right, top = (float(side) for side in document.pages[0].Annots[0].Rect)
    assert 0 < left < right < 595
    assert 800 < bottom < top < 842


def test_fonts_of_the_stamp_are_in_the_file(signer: Signer) -> None:
    """PDF/A: nothing is drawn with a font the file does not carry."""
    signed = sign(FORM, signer, NOW, stamp(OFFICE, NOW))
    with pikepdf.open(io.BytesIO(signed)) as document:
        fonts = [
            one for one in document.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"
        ]
        bare = [font for font in fonts if "/FontDescriptor" not in font and "/DescendantFonts" not in font]
        embedded = [one for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/FontName" in one]
        assert fonts
        assert bare == []
        assert all("/FontFile2" in one or "/FontFile3" in one for one in embedded)


def test_a_second_signature_leaves_the_first_good() -> None:
    head = open_key(GOVERNMENT.pkcs12("Phạm Quốc Khánh"), PASSWORD)
    found = verify(sign(SIGNED, head, NOW + timedelta(minutes=5)), [GOVERNMENT.root], NOW + timedelta(minutes=6))
    assert found.good
    assert found.signers == (OFFICE, "Phạm Quốc Khánh")


def test_an_unknown_authority_is_not_trusted() -> None:
    found = verify(SIGNED, [STRANGER.root], NOW)
    assert (found.intact, found.trusted, found.good) == (True, False, False)
    assert not verify(SIGNED, [], NOW).good


def test_a_certificate_that_has_ended(signer: Signer) -> None:
    later = NOW + timedelta(days=400)
    assert not verify(SIGNED, [GOVERNMENT.root], later).good
    with pytest.raises(SigningKeyUnusable):
        sign(FORM, signer, later)


def test_what_is_not_signed_is_not_good() -> None:
    assert verify(FORM, [GOVERNMENT.root], NOW) == UNSIGNED
    assert verify(b"no pdf", [GOVERNMENT.root], NOW) == UNSIGNED


def test_a_changed_name_is_found_out() -> None:
    """A forger replaces a stream of the signed part, keeping every length."""
    at = FORM.index(b"stream") + 40
    forged = SIGNED[:at] + bytes([SIGNED[at] ^ 0x55]) + SIGNED[at + 1 :]
    assert not verify(forged, [GOVERNMENT.root], NOW).good


def test_something_added_after_the_signature_is_found_out() -> None:
    with pikepdf.open(io.BytesIO(SIGNED)) as document:
        document.pages[0].contents_add(b"0 0 200 200 re f")
        rewritten = io.BytesIO()
        document.save(rewritten)
    assert not verify(rewritten.getvalue(), [GOVERNMENT.root], NOW).good
    assert not verify(SIGNED + b"\n% more\n", [GOVERNMENT.root], NOW).good


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(at=st.integers(0, len(SIGNED) - 1), flip=st.integers(1, 255))
def test_no_changed_byte_passes_and_none_breaks_the_check(at: int, flip: int) -> None:
    """All but the signature itself is signed; there only the padding behind it may differ."""
    numbers = re.search(rb"/ByteRange \[0 (\d+) (\d+) \d+", SIGNED)
    assert numbers is not None
    begins, ends = int(numbers[1]), int(numbers[2])
    padding = SIGNED[begins:ends].rstrip(b"0>")
    changed = bytearray(SIGNED)
    changed[at] ^= flip
    good = verify(bytes(changed), [GOVERNMENT.root], NOW).good
    assert not good or begins + len(padding) <= at < ends


@pytest.mark.parametrize("broken", [b"", b"%PDF-1.7\n", FORM[: len(FORM) // 2], b"\x00" * 2000])
def test_a_damaged_file_is_refused(broken: bytes, signer: Signer) -> None:
    with pytest.raises(PdfUnsignable):
        sign(broken, signer, NOW)


def test_an_encrypted_file_is_refused(signer: Signer) -> None:
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(FORM)) as document:
        document.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(PdfUnsignable):
        sign(locked.getvalue(), signer, NOW)
    assert verify(locked.getvalue(), [GOVERNMENT.root], NOW) == UNSIGNED


@pytest.mark.parametrize(
    ("content", "password"), [(KEY, "sai"), (b"", PASSWORD), (b"not a key", PASSWORD), (KEY, "")]
)
def test_a_key_that_does_not_open(content: bytes, password: str) -> None:
    with pytest.raises(SigningKeyUnusable):
        open_key(content, password)
