"""The product's own settings, in a folder of this test run. Only what would slow tests down differs."""

import os
from pathlib import Path

if "ALONGSIDE_TEST_FOLDER" in os.environ:
    # A parallel run: each worker process has data and keys of its own.
    _folder = Path(os.environ["ALONGSIDE_TEST_FOLDER"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
else:
    # Type checking and the like read the settings outside a test run.
    _folder = Path(__file__).resolve().parent.parent / ".mypy_cache" / "settings"

(_folder / "static").mkdir(parents=True, exist_ok=True)
os.environ["ALONGSIDE_DATA"] = str(_folder)
os.environ["ALONGSIDE_KEYS"] = str(_folder / "keys")
os.environ["ALONGSIDE_URL"] = "http://127.0.0.1:8000"
for _name in ("ALONGSIDE_SECRET", "ALONGSIDE_DEBUG", "ALONGSIDE_HOSTS", "ALONGSIDE_CACHE", "ALONGSIDE_MAIL"):
    os.environ.pop(_name, None)

from alongside.config.settings import *  # noqa: E402, F403
from alongside.config.settings import DATABASES  # noqa: E402

# A file, never memory: only with a file do two connections meet the same locks and constraints as in real life.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}

# Real hashing takes a quarter of a second a person, on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Without a manifest, so that tests need no collected files.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
