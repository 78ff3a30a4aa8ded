"""Made-up files that come in: scans as files, PDFs of every kind a shop gets, good and bad."""

from io import BytesIO
from pathlib import Path
from typing import Any

import img2pdf
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from tests.gateways.digitising import scans


def jpeg(path: Path, picture: Image.Image | None = None, dpi: int = 200, **more: Any) -> Path:
    (picture or scans.page(dpi)).save(path, "JPEG", quality=88, dpi=(dpi, dpi), **more)
    return path


def scanned_pdf(path: Path, *pictures: Image.Image, dpi: int = 200) -> Path:
    """What a network scanner writes: one picture on each page."""
    packed = []
    for picture in pictures:
        made = BytesIO()
        picture.save(made, "PNG" if picture.mode == "1" else "JPEG", dpi=(dpi, dpi))
        packed.append(made.getvalue())
    path.write_bytes(img2pdf.convert(packed))
    return path


def born(path: Path, *texts: str, **save: Any) -> Path:
    """A PDF written by a program: letters, no picture."""
    with pikepdf.new() as document:
        for text in texts or ("Born digital",):
            page = document.add_blank_page(page_size=(595, 842))
            font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
            page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
            page.obj.Contents = document.make_stream(f"BT /F1 14 Tf 72 700 Td ({text}) Tj ET".encode())
        document.save(path, **save)
    return path


def active(path: Path, *, signed: bool = False) -> Path:
    """With a script on opening, a launch on the page, a form's script, an attached file and a hidden sound."""
    with pikepdf.open(born(path)) as document:
        root, page = document.Root, document.pages[0].obj
        root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.launchURL('http://bad.example')")
        page.AA = Dictionary(O=Dictionary(S=Name.Launch, F="cmd.exe"))
        button = Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=[0, 0, 9, 9], FT=Name.Btn, T="b")
        button.A = Dictionary(S=Name.URI, URI="https://example.org", Next=Dictionary(S=Name.JavaScript, JS="x()"))
        note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9])
        page.Annots = Array([document.make_indirect(button), document.make_indirect(note)])
        root.AcroForm = Dictionary(Fields=Array([page.Annots[0]]), XFA=document.make_stream(b"<xdp/>"))
        document.attachments["tool.exe"] = b"MZ" + bytes(50)
        if signed:
            root.Sig = _signature()
        document.save(path.with_suffix(".made"))
    path.with_suffix(".made").replace(path)
    return path


def signed(path: Path) -> Path:
    """Carries a signature's dictionary; whether it holds is not asked here."""
    with pikepdf.open(born(path)) as document:
        document.Root.Sig = _signature()
        document.save(path.with_suffix(".made"))
    path.with_suffix(".made").replace(path)
    return path


def _signature() -> Dictionary:
    return Dictionary(Type=Name.Sig, ByteRange=[0, 1, 2, 3], Contents=pikepdf.String("made up"))


def encrypted(path: Path, user: str = "secret") -> Path:
    return born(path, encryption=pikepdf.Encryption(owner="owner", user=user))
