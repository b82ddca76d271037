"""Counts of sign-ins and calls in a table of the database, for several machines.

Django's keeps what it counts as pickles, and reading one runs whatever was put into it: who may only write to the
database could run code where the master key is read.
"""

import base64
import io
import pickle
from collections.abc import Iterable
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone


class _Plain(pickle.Unpickler):
    """Reads numbers, texts and lists of them, and builds nothing else."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        raise pickle.UnpicklingError("No count is made of this.")


class Counts(DatabaseCache):
    """Django's, which reads nothing but plain values."""

    _table: str

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        """What is counted under these keys; what is no count is as if it were not there."""
        asked = {self.make_and_validate_key(key, version=version): key for key in keys}
        if not asked:
            return {}
        connection = connections[router.db_for_read(self.cache_model_class)]
        table, marks = connection.ops.quote_name(self._table), ", ".join(["%s"] * len(asked))
        now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
        with connection.cursor() as cursor:
            sql = f"SELECT cache_key, value FROM {table} WHERE expires >= %s AND cache_key IN ({marks})"  # noqa: S608
            cursor.execute(sql, [now, *asked])
            found = {asked[key]: _read(value) for key, value in cursor.fetchall()}
        return {key: value for key, value in found.items() if value is not None}


def _read(value: str) -> Any:
    try:
        return _Plain(io.BytesIO(base64.b64decode(value))).load()
    except Exception:  # noqa: BLE001 (a damaged pickle may raise anything; what can't be read is no count)
        return None
