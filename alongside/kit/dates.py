"""Dates as other systems write them. Whether 3/4 is in March or in April is told by the other dates of the file."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum


class Order(StrEnum):
    """Which of day and month comes first where both are numbers."""

    DAY_FIRST = "day"
    MONTH_FIRST = "month"


_PARTS = re.compile(r"(\d{1,4})(?:[-/ ]|\. ?)(\d{1,2}|[^\W\d]{3,12})\.?[-/. ](\d{1,4})(?:[ T].*)?")
_WORDY = re.compile(r"([^\W\d]{3,12})\.? (\d{1,2}),? (\d{4})(?:[ T].*)?")
_SQUASHED = re.compile(r"(\d{4})(\d\d)(\d\d)")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_MONTHS = [
    *(
        ("jan", "ene"),
        ("feb", "fév", "fev"),
        ("mar", "mär", "mrz"),
        ("apr", "avr", "abr"),
        ("may", "mai"),
        ("jun", "juin"),
    ),
    *(("jul", "juil"), ("aug", "aoû", "aou", "ago"), ("sep",), ("oct", "okt"), ("nov",), ("dec", "dez", "déc", "dic")),
]


def find_order(texts: Iterable[str]) -> Order | None:
    """The order of day and month in which all these can be dates; None if they leave it open.

    If some need the one and some the other, the more frequent need decides.
    """
    day_first = month_first = 0
    for text in texts:
        if (found := _PARTS.fullmatch(text)) and len(found[1]) < 3 and found[2].isdigit():
            day_first += int(found[1]) > 12
            month_first += int(found[2]) > 12
    if day_first == month_first:
        return None
    return Order.DAY_FIRST if day_first > month_first else Order.MONTH_FIRST


def is_open(text: str) -> bool:
    """Could this be read both ways?"""
    found = _PARTS.fullmatch(text)
    return bool(
        found
        and len(found[1]) < 3
        and found[2].isdigit()
        and found[1] != found[2]
        and max(int(found[1]), int(found[2])) < 13
    )


def read_date(text: str, order: Order = Order.DAY_FIRST) -> date | None:
    """The date that a text says, also as the day number of a spreadsheet (day 0 is 1899-12-30); None if it is none."""
    text = " ".join(text.split())
    try:
        if found := _SQUASHED.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _PARTS.fullmatch(text):
            return _of_parts(found[1], found[2], found[3], order)
        if found := _WORDY.fullmatch(text):
            return date(int(found[3]), _month(found[1]), int(found[2]))
        if found := _SERIAL.fullmatch(text):
            return date(1899, 12, 30) + timedelta(days=int(found[1]))
    except ValueError:
        pass
    return None


def _of_parts(first: str, middle: str, last: str, order: Order) -> date:
    if not middle.isdigit():
        return date(_year(last), _month(middle), int(first))
    if len(first) == 4:
        return date(int(first), int(middle), int(last))
    day, month = (first, middle) if order is Order.DAY_FIRST else (middle, first)
    return date(_year(last), int(month), int(day))


def _year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    if len(text) != 2:
        raise ValueError(text)
    return int(text) + (2000 if int(text) < 70 else 1900)


def _month(word: str) -> int:
    for number, starts in enumerate(_MONTHS, 1):
        if word.lower().startswith(starts):
            return number
    raise ValueError(word)
