"""Counts of sign-ins and calls in a table of the database, for several machines.

Django's keeps what it counts as pickles, and reading one runs whatever was put into it: who may only write to the
database could run code where the master key is read.
"""

import base64
import io
import pickle
from collections.abc import Iterable
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone
from django.utils.crypto import salted_hmac


def unnamed(key: str, prefix: str, version: int) -> str:
    """The name under which a count lies: who has the table or the folder can't tell whose it is, nor from where."""
    return salted_hmac("alongside.counts", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()


def drop_over() -> None:
    """Delete the counts whose time is over, where the database counts: they tell when somebody came."""
    counts = caches["default"]
    if isinstance(counts, Counts):
        counts.drop_over()


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

    def drop_over(self) -> None:
        """Delete those whose time is over; by itself Django does so only when there are too many."""
        connection = connections[router.db_for_write(self.cache_model_class)]
        if self._table not in connection.introspection.table_names():
            return  # no server has started with this setting yet
        now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(self._table)} WHERE expires < %s", [now])  # noqa: S608


def _read(value: str) -> Any:
    try:
        return _Plain(io.BytesIO(base64.b64decode(value))).load()
    except Exception:  # noqa: BLE001 (a damaged pickle may raise anything; what can't be read is no count)
        return None
