"""The product's own settings; only the addresses of the floor come in."""

from alongside.config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.floor_urls"
