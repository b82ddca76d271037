from datetime import date, timedelta

from alongside.kit import clock as the_clock


def test_the_clock_stands_still_until_a_test_moves_it(clock):
    before = the_clock.now()
    assert the_clock.now() == before
    clock.forward(days=14)
    assert the_clock.now() - before == timedelta(days=14)


def test_today_is_the_date_where_a_person_is(clock):
    clock.forward(hours=14)  # 23:00 UTC on Monday
    assert the_clock.today("UTC") == date(2026, 3, 2)
    assert the_clock.today("Europe/Berlin") == date(2026, 3, 3)
