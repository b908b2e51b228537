"""Numbers as texts write them."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactgraph.words.numerals import written_numbers


def numbers(text: str) -> list[tuple[str, str]]:
    return [(number.range.of(text), str(number.value)) for number in written_numbers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from 84 to 130 wardens", [("84", "84"), ("130", "130")]),
        ("the 44-day truce", [("44", "44")]),
        ("the 30th tide", [("30th", "30")]),
        ("visited three times", [("three", "3")]),
        ("met twice, then once", [("twice", "2"), ("once", "1")]),
        ("the ninth reef", [("ninth", "9")]),
        ("Twenty-five wardens", [("Twenty-five", "25")]),
        ("the twenty-first tide", [("twenty-first", "21")]),
        ("one hundred and twenty boats", [("one hundred and twenty", "120")]),
        ("a hundred boats", [("hundred", "100")]),
        ("two dozen boats", [("two dozen", "24")]),
        ("3,200 and 1\u00a0500 boats", [("3,200", "3200"), ("1\u00a0500", "1500")]),
        ("2.5 million, $3bn", [("2.5 million", "2500000"), ("3bn", "3000000000")]),
        ("3 bn", [("3 bn", "3000000000")]),
        ("three million two hundred thousand and one", [
            ("three million two hundred thousand and one", "3200001"),
        ]),
        ("two and three", [("two", "2"), ("three", "3")]),
        ("ninth two", [("ninth", "9"), ("two", "2")]),
        ("2004 200", [("2004", "2004"), ("200", "200")]),
        ("20%", [("20", "20")]),
        ("0.50 knots", [("0.50", "0.5")]),
        ("in 2,3 and 4", [("4", "4")]),
    ],
)  # fmt: skip
def test_a_written_number_is_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert numbers(text) == expected


@pytest.mark.parametrize(
    "text",
    ["someone", "often", "weight", "two thirds", "a one-third share", "at 09:15", "@Reef94",
     "boat R2", "Tide-19", "version 1.2.3", "dozens", "hundreds of", "thousands"],
)  # fmt: skip
def test_what_is_no_number_is_not_read_as_one(text: str) -> None:
    assert numbers(text) == []


_SMALL = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spell(number: int) -> str:
    """Spell a number in British English; written apart from the code that it tests."""
    if number < 20:
        return _SMALL[number]
    if number < 100:
        tens = _TENS[number // 10 - 2]
        return tens if number % 10 == 0 else f"{tens}-{_SMALL[number % 10]}"
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if number >= size:
            rest = number % size
            joint = " and " if 0 < rest < 100 else " "
            return f"{spell(number // size)} {name}" + (joint + spell(rest) if rest else "")
    rest = number % 100
    return f"{_SMALL[number // 100]} hundred" + (f" and {spell(rest)}" if rest else "")


@given(st.integers(0, 10**11))
def test_a_spelt_number_is_read_back_whole(number: int) -> None:
    text = f"The board has {spell(number)} boats."
    assert numbers(text) == [(spell(number), str(number))]


@given(st.integers(0, 10**9), st.sampled_from(["{}", "{:,}"]), st.sampled_from(["", "-day", "th"]))
def test_figures_are_read_back(number: int, style: str, after: str) -> None:
    text = f"the {style.format(number)}{after} tide"
    assert [value for _, value in numbers(text)] == [str(number)]


@given(st.text())
def test_numbers_stand_in_order_and_never_overlap(text: str) -> None:
    found = written_numbers(text)
    assert all(a.range.end <= b.range.start for a, b in pairwise(found))
    assert all(isinstance(number.value, Decimal) for number in found)
