"""The ESC/POS commands we send, byte for byte, and nothing else."""

from PIL import Image

INIT = b"\x1b@\x1c."
"""Reset, then `FS .`: clones wake up in their Chinese mode and eat two bytes a sign."""
CUT = b"\x1dVB\x00"
"""Feed to the knife and cut."""
TEAR_OFF = b"\x1bd\x04"
BARRIER = b"\x1dr\x01"
"""`GS r 1`: answered only when everything before it is on paper."""
SLICE_ROWS = 255
"""Rows of one raster command: clones lose the high byte of the height."""
FONT_WIDTH, FONT_HEIGHT = 12, 24
"""Font A [dots]."""
LARGEST_SCALE = 8
ALIGN = {"left": 0, "center": 1, "right": 2}


def status_request(kind: int) -> bytes:
    """`DLE EOT n`, answered at once even in the middle of a job."""
    return bytes((0x10, 0x04, kind))


def raster(picture: Image.Image) -> bytes:
    """A black-and-white picture (mode `1`, white is paper) as `GS v 0` slices."""
    columns = (picture.width + 7) // 8
    packed = bytes(byte ^ 0xFF for byte in _padded(picture, columns * 8).tobytes())
    parts = bytearray()
    for top in range(0, picture.height, SLICE_ROWS):
        rows = min(SLICE_ROWS, picture.height - top)
        parts += b"\x1dv0\x00" + columns.to_bytes(2, "little") + rows.to_bytes(2, "little")
        parts += packed[top * columns : (top + rows) * columns]
    return bytes(parts)


def ink(picture: Image.Image, align: str) -> bytes:
    """A strip as wide as the paper, sent without its empty paper: bytes are what a slow serial line has least of.

    Empty rows become a feed; empty columns go, and the printer puts the rest back where `align` says.
    """
    box = picture.point(lambda shade: 255 - shade).getbbox()
    if box is None:
        return feed(picture.height)
    left, top, right, bottom = box
    if align == "left":
        left = 0
    elif align == "right":
        right = picture.width
    else:
        left = min(left, picture.width - right)
        right = picture.width - left
    drawn = raster(picture.crop((left, top, right, bottom)))
    placed = bytes((0x1B, 0x61, ALIGN[align])) + drawn + b"\x1ba\x00"
    return feed(top) + placed + feed(picture.height - bottom)


def _padded(picture: Image.Image, width: int) -> Image.Image:
    if picture.width == width:
        return picture
    wide = Image.new("1", (width, picture.height), 1)
    wide.paste(picture, (0, 0))
    return wide


def scale_for(text: str, size: int, width: int) -> int | None:
    """The `GS !` scale nearest to a font size [dots]; `None` when the line would not fit the paper."""
    scale = max(1, min(LARGEST_SCALE, round(size / FONT_HEIGHT)))
    return scale if len(text) * FONT_WIDTH * scale <= width else None


def native_line(text: str, scale: int, align: str, *, bold: bool = False, invert: bool = False) -> bytes:
    """One line in the printer's own font."""
    dress = bytes((0x1B, 0x61, ALIGN[align], 0x1B, 0x45, bold, 0x1D, 0x42, invert))
    size = bytes((0x1D, 0x21, (scale - 1) << 4 | scale - 1))
    return dress + size + text.encode("ascii") + b"\n" + b"\x1d!\x00\x1dB\x00\x1bE\x00\x1ba\x00"


def feed(dots: int) -> bytes:
    """Empty paper, `ESC J` in steps of at most 255."""
    steps = [255] * (dots // 255) + ([dots % 255] if dots % 255 else [])
    return b"".join(bytes((0x1B, 0x4A, step)) for step in steps)


def qr(data: str, module: int) -> bytes:
    """A QR symbol drawn by the printer: model 2, error correction M, centred."""
    payload = data.encode()
    settings = _symbol(0x41, b"\x32\x00") + _symbol(0x43, bytes((module,))) + _symbol(0x45, b"\x31")
    draw = _symbol(0x50, b"\x30" + payload) + _symbol(0x51, b"\x30")
    return b"\x1ba\x01" + settings + draw + b"\x1ba\x00"


def _symbol(function: int, arguments: bytes) -> bytes:
    body = bytes((0x31, function)) + arguments
    return b"\x1d(k" + len(body).to_bytes(2, "little") + body
