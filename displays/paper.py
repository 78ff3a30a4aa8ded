"""How long a document comes out of the printer, before it is printed.

What a printer adds of its own (the way to its knife) is not counted.
"""

from bisect import bisect_left

from displays.fitting import line_height
from hardware.contract.documents import Element, Gap, PrintDocument, Qr, Rule, Text

DOTS_PER_MM = 8
RULE_HEIGHT = 14
QUIET_MODULES = 8
"""The white frame a QR needs, both sides together (ISO/IEC 18004: 4 modules each)."""
BYTES_AT_M = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560)
"""What QR versions 1, 2, 3… hold in byte mode at correction level M (ISO/IEC 18004, table 7)."""


def length(document: PrintDocument) -> int:
    """Dots from the first line to the last."""
    return sum(height(element) for element in document.elements)


def height(element: Element) -> int:
    match element:
        case Text(text=text, size=size, bold=bold):
            return line_height(text, size, bold=bold)
        case Rule():
            return RULE_HEIGHT
        case Gap(height=dots):
            return dots
        case Qr(data=data, module=module):
            return qr_modules(data) * module


def qr_modules(data: str) -> int:
    """Modules along one side, the white frame included."""
    version = 1 + bisect_left(BYTES_AT_M, len(data.encode()))
    return 17 + 4 * version + QUIET_MODULES


def qr_module(data: str, within: int, largest: int = 8) -> int:
    """The side of one module [dots] that keeps the code within `within` dots; never under 3."""
    return max(3, min(largest, within // qr_modules(data)))
