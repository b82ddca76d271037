"""Journeys take longer than other tests: a browser and a server have work to do."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.journey)
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(300))
