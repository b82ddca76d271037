from datetime import date

import pytest

from alongside.kit.dates import Order, find_order, is_open, read_date

THE_DAY = date(2013, 6, 17)


@pytest.mark.parametrize(
    "text",
    [
        *("2013-06-17", "2013-06-17 00:00:00", "2013-06-17T09:30:00Z", "2013/6/17", "20130617", "17-06-2013"),
        *("17/06/2013", "17.06.2013", "17.6.13", "17-JUN-13", "17 June 2013", "17. Juni 2013", "17 juin 2013"),
        *("Jun 17, 2013", "41442", "17/06/2013 00:00", "41442.5"),
    ],
)
def test_dates_as_they_are_written(text):
    assert read_date(text) == THE_DAY


@pytest.mark.parametrize(
    "text", ["", "soon", "31-02-2013", "00/00/0000", "17/13/2013", "17-Foo-2013", "1-2-3", "9" * 40]
)
def test_what_is_no_date(text):
    assert read_date(text) is None


def test_the_order_is_told_by_the_other_dates():
    assert find_order(["03/04/2013", "28/01/2006"]) is Order.DAY_FIRST
    assert find_order(["03/04/2013", "01/28/2006"]) is Order.MONTH_FIRST
    assert find_order(["03/04/2013", "2013-04-28", "x"]) is None
    assert read_date("03/04/2013", Order.MONTH_FIRST) == date(2013, 3, 4)
    assert read_date("03/04/2013", Order.DAY_FIRST) == date(2013, 4, 3)


def test_which_dates_can_be_read_both_ways():
    assert [text for text in ("3/4/2013", "4/4/2013", "13/4/2013", "2013-04-03") if is_open(text)] == ["3/4/2013"]
