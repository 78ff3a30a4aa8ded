"""The paper of a virtual printer: what each command burns, until the knife makes a slip of it."""

import io

import qrcode
from PIL import Image, ImageDraw, ImageFont
from qrcode.constants import ERROR_CORRECT_M

from hardware.simulator.escpos_reader import Token

CELL_WIDTH, CELL_HEIGHT, LINE_HEIGHT = 12, 24, 30
LONGEST = 4000
"""Paper kept before a cut [dots]: half a metre."""
WHITE, BLACK = 1, 0
MARGIN = 24
"""Paper a tear-off edge leaves around the picture [dots]."""


class Roll:
    def __init__(self, width: int) -> None:
        self.width = width
        self._strips: list[Image.Image] = []
        self.text: list[str] = []
        """What was set in the printer's own letters."""
        self.symbols: list[str] = []
        """What the printer's own QR codes say."""
        self._line = bytearray()
        self._stored = b""
        self._module = 3
        self._dress()

    @property
    def empty(self) -> bool:
        return not self._strips and not self._line

    def burn(self, token: Token) -> None:
        """Anything that leaves a mark or changes the next one; the rest is none of the paper's business."""
        first = token.arguments[0] if token.arguments else 0
        match token.name:
            case b"":
                self._write(token.arguments)
            case b"\x1bJ":
                self._feed(first)
            case b"\x1bd":
                self._feed(first * LINE_HEIGHT)
            case b"\x1dv":
                self._picture(token.arguments)
            case b"\x1d(":
                self._symbol(token.arguments)
            case _:
                self._restyle(token.name, first)

    def _restyle(self, name: bytes, value: int) -> None:
        match name:
            case b"\x1b@":
                self._dress()
            case b"\x1ba":
                self._align = value % 48
            case b"\x1bE":
                self._bold = bool(value & 1)
            case b"\x1dB":
                self._invert = bool(value & 1)
            case b"\x1d!":
                self._wide, self._high = (value >> 4) + 1, (value & 7) + 1

    def cut(self) -> bytes:
        """The slip as PNG; the roll is blank again."""
        self._end_line()
        height = min(LONGEST, sum(strip.height for strip in self._strips))
        slip = Image.new("1", (self.width + 2 * MARGIN, height + 2 * MARGIN), WHITE)
        top = MARGIN
        for strip in self._strips:
            slip.paste(strip, (MARGIN, top))
            top += strip.height
        self._strips, self.text, self.symbols = [], [], []
        out = io.BytesIO()
        slip.save(out, "PNG", optimize=False)
        return out.getvalue()

    def _dress(self) -> None:
        self._align, self._bold, self._invert, self._wide, self._high = 0, False, False, 1, 1

    def _write(self, raw: bytes) -> None:
        for byte in raw:
            if byte == 0x0A:  # noqa: PLR2004 - line feed
                self._end_line(blank=True)
            elif byte >= 0x20:  # noqa: PLR2004 - printable
                self._line.append(byte)

    def _end_line(self, *, blank: bool = False) -> None:
        if self._line:
            self._letters(self._line.decode("ascii", "replace"))
            self._line.clear()
        elif blank:
            self._feed(LINE_HEIGHT)

    def _letters(self, text: str) -> None:
        self.text.append(text)
        wide, high = CELL_WIDTH * self._wide, CELL_HEIGHT * self._high
        paper, ink = (BLACK, WHITE) if self._invert else (WHITE, BLACK)
        line = Image.new("1", (wide * len(text), max(high, LINE_HEIGHT)), paper)
        for at, letter in enumerate(text):
            line.paste(_letter(letter, wide, high, bold=self._bold, paper=paper, ink=ink), (at * wide, 0))
        self._place(line)

    def _place(self, picture: Image.Image) -> None:
        strip = Image.new("1", (self.width, picture.height), WHITE)
        room = max(0, self.width - picture.width)
        strip.paste(picture, ((0, room // 2, room)[self._align % 3], 0))
        self._strips.append(strip)

    def _feed(self, dots: int) -> None:
        self._end_line()
        if dots:
            self._strips.append(Image.new("1", (self.width, dots), WHITE))

    def _picture(self, arguments: bytes) -> None:
        self._end_line()
        columns, rows = int.from_bytes(arguments[2:4], "little"), int.from_bytes(arguments[4:6], "little")
        dots = bytes(byte ^ 0xFF for byte in arguments[6:])
        if columns and rows:
            self._place(Image.frombytes("1", (columns * 8, rows), dots))

    def _symbol(self, arguments: bytes) -> None:
        """`( k` with its two length bytes, then 31 and the function."""
        function, data = arguments[4:5], arguments[5:]
        if arguments[:1] != b"k" or arguments[3:4] != b"\x31":
            return
        if function == b"\x43":
            self._module = data[0]
        elif function == b"\x50":
            self._stored = data[1:]
        elif function == b"\x51" and self._stored:
            self._draw_symbol(self._stored.decode("utf-8", "replace"))

    def _draw_symbol(self, text: str) -> None:
        self._end_line()
        self.symbols.append(text)
        symbol = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
        symbol.add_data(text)
        symbol.make(fit=True)
        rows = symbol.get_matrix()
        small = Image.new("1", (len(rows), len(rows)), WHITE)
        small.putdata([BLACK if dark else WHITE for row in rows for dark in row])
        side = len(rows) * self._module
        self._place(small.resize((side, side), Image.Resampling.NEAREST))


def _letter(letter: str, wide: int, high: int, *, bold: bool, paper: int, ink: int) -> Image.Image:
    """One letter of the printer's own fixed font, drawn small and enlarged as the head does."""
    cell = Image.new("1", (CELL_WIDTH, CELL_HEIGHT), paper)
    pen = ImageDraw.Draw(cell)
    font = ImageFont.load_default(19)
    left = (CELL_WIDTH - font.getlength(letter)) / 2
    pen.text((left, 1), letter, fill=ink, font=font, stroke_width=0.4 if bold else 0)
    return cell.resize((wide, high), Image.Resampling.NEAREST)
