"""What the server lays out and a driver obeys: paper as elements, a sign as cells, a voice as clips.

Lengths on paper are printer dots at 203 dpi (8 dots = 1 mm).
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Text(Part):
    """One line of text, already broken to fit; the driver never wraps."""

    kind: Literal["text"] = "text"
    text: str = Field(max_length=200)
    size: int = Field(default=28, ge=24, le=320, description="font size [dots]; under 24 a thermal head smears")
    bold: bool = False
    align: Literal["left", "center", "right"] = "left"
    invert: bool = Field(default=False, description="white on black, e.g. the mark of a reprint")


class Rule(Part):
    kind: Literal["rule"] = "rule"
    dashed: bool = False


class Gap(Part):
    kind: Literal["gap"] = "gap"
    height: int = Field(default=16, ge=1, le=400, description="empty paper [dots]")


class Qr(Part):
    kind: Literal["qr"] = "qr"
    data: str = Field(max_length=512)
    module: int = Field(default=6, ge=3, le=16, description="side of one module [dots]")


Element = Annotated[Text | Rule | Gap | Qr, Field(discriminator="kind")]


class PrintDocument(Part):
    """Paper for one printer width; the same slip gives the same document."""

    width: int = Field(default=576, ge=200, le=832, description="printable width [dots]: 576 = 80 mm, 384 = 58 mm")
    elements: tuple[Element, ...] = Field(max_length=120)
    cut: bool = True


class SignFace(Part):
    """What a counter sign shows."""

    text: str = Field(max_length=40, description="cells, already cut to the sign's size; dashes when closed")
    second: str = Field(default="", max_length=40, description="the second line of a two-line sign")
    blink_s: float = Field(default=0.0, ge=0, le=60, description="blink this long, then steady [s]")
    brightness: int = Field(default=4, ge=1, le=8)


class Utterance(Part):
    """One announcement: the clip names a voice plays in order, and the sentence they make for eyes."""

    clips: tuple[str, ...] = Field(max_length=80, description="names of shipped clips, e.g. `vi/chin`")
    sentence: str = Field(max_length=300)
    repeat: int = Field(default=2, ge=1, le=3)
    gap_ms: int = Field(default=400, ge=0, le=3000, description="silence between repetitions [ms]")
