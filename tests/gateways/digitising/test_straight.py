"""Pages laid in askew are found out and set straight; what cannot be told is left alone."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from onestop.gateways.digitising import straight
from tests.gateways.digitising import scans


@cache
def written(lines: int) -> Image.Image:
    return scans.page(100, lines=lines)


@cache
def page() -> Image.Image:
    return scans.page(120).convert("L")


@settings(max_examples=20, deadline=None)
@given(st.floats(-10, 10), st.sampled_from([4, 9, 27]), st.integers(0, 3))
def test_the_skew_is_found(degrees: float, lines: int, seed: int) -> None:
    laid = scans.speckled(scans.askew(written(lines), degrees), seed=seed)
    assert abs(straight.skew(laid) - degrees) < 0.35


@settings(max_examples=10, deadline=None)
@given(st.floats(-9, 9), st.sampled_from([1.0, 2 / 3, 0.4]))
def test_what_was_set_straight_is_straight(degrees: float, scale: float) -> None:
    laid = scans.askew(page(), degrees)
    upright = straight.straightened(laid, straight.skew(laid), scale)
    assert abs(straight.skew(upright)) < 0.3
    if abs(degrees) < 3:
        assert all(abs(had * scale - has) <= 1 for had, has in zip(laid.size, upright.size, strict=True))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_where_there_is_only_grain_nothing_is_turned(seed: int) -> None:
    assert straight.skew(scans.speckled(scans.blank(60), levels=40, seed=seed)) == 0


def test_round_blots_hardly_ever_pass_for_lines() -> None:
    """A dozen blots may fall in a row; seven pages of five hundred did."""
    assert sum(abs(straight.skew(blotted(seed))) >= straight.LEAST_DEGREES for seed in range(100)) <= 3


def blotted(seed: int) -> Image.Image:
    chance = np.random.default_rng(seed)
    picture = scans.speckled(scans.blank(60), levels=6, seed=seed)
    pen = ImageDraw.Draw(picture)
    for x, y, size in chance.integers(20, 400, (12, 3)):
        pen.ellipse((int(x), int(y), int(x + size / 6), int(y + size / 6)), fill="black")
    return picture


def test_a_straight_page_stays_as_it_is() -> None:
    assert straight.straightened(page(), straight.skew(page())) is page()


def test_a_page_that_is_askew_by_more_is_left_alone() -> None:
    assert straight.skew(scans.askew(page(), 17)) == 0
    assert straight.skew(page().transpose(Image.Transpose.ROTATE_90)) == pytest.approx(0, abs=0.15)


def test_writing_in_the_corner_is_not_cut_off() -> None:
    paper = scans.page(100)
    pen = ImageDraw.Draw(paper)
    pen.text((14, 14), "Số: 113/BPMC", "black", scans.font(14, 100))
    kept = straight.straightened(paper, 8)
    assert kept.size > paper.size
    cut = straight.straightened(scans.page(100), 2)
    assert cut.size == paper.size


def test_black_and_white_stays_so_and_corners_are_white() -> None:
    turned = straight.straightened(page().convert("1", dither=Image.Dither.NONE), 4)
    assert turned.mode == "1"
    assert turned.getpixel((0, 0)) == 255


def test_the_corners_have_the_colour_of_the_paper() -> None:
    yellow = scans.blank(60, "#efe6c8")
    corner = straight.straightened(yellow, 5).getpixel((0, 0))
    assert corner == (0xEF, 0xE6, 0xC8)
