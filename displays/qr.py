"""A QR code as a picture a page can show."""

from base64 import b64encode

import qrcode
from qrcode.image.svg import SvgPathImage


def inline(text: str) -> str:
    """One inline SVG path, drawn in the colour of the text around it."""
    return str(_drawn(text).to_string(encoding="unicode"))


def address(text: str) -> str:
    """An SVG as a data address, for `src`."""
    drawn: bytes = _drawn(text).to_string()
    return f"data:image/svg+xml;base64,{b64encode(drawn).decode()}"


def _drawn(text: str) -> SvgPathImage:
    code = qrcode.QRCode(border=2, error_correction=qrcode.ERROR_CORRECT_M, image_factory=SvgPathImage)
    code.add_data(text)
    code.make(fit=True)
    return code.make_image()
