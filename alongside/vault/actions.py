"""Rotating the master key, renewing and destroying data keys, leaving nothing behind on the disk."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import connection, transaction

from alongside.vault import cipher, masters
from alongside.vault.models import Key, Wrap
from alongside.vault.ring import drop_from_ring


def rotate_master(done: Callable[[int], None] = lambda count: None) -> int:
    """Make a new master key and wrap every data key with it; then drop the older master keys.

    Texts stay as they are: only their keys are wrapped anew. A rotation cut short is finished by the next one.

    Args:
        done: is told how many keys are wrapped so far, for a progress bar.

    Returns:
        The number of data keys wrapped.
    """
    name = masters.add_master()
    known = masters.masters()
    count = 0
    while batch := list(Key.objects.exclude(wraps__master=name).prefetch_related("wraps")[:500]):
        with transaction.atomic():
            for key in batch:
                old = next(wrap for wrap in key.wraps.all() if wrap.master in known)
                secret = cipher.unwrap(known[old.master], key.pk, bytes(old.wrapped))
                Wrap.objects.create(key=key, master=name, wrapped=cipher.wrap(known[name], key.pk, secret))
        count += len(batch)
        done(count)
    Wrap.objects.exclude(master=name).delete()
    masters.drop_masters()
    scrub()
    return count


def destroy_keys(owners: Iterable[UUID], *, voices: Iterable[UUID] | None = None) -> int:
    """Destroy the keys of these owners, or of these voices among them. What they sealed is gone for good."""
    doomed = Key.objects.filter(owner__in=list(owners))
    if voices is not None:
        doomed = doomed.filter(voice__in=list(voices))
    count, _ = doomed.delete()
    drop_from_ring()
    return count


def scrub() -> None:
    """Take deleted rows off the disk: truncate the write-ahead log (SQLite), rewrite the key tables (PostgreSQL)."""
    with connection.cursor() as cursor:
        if connection.in_atomic_block:
            return  # the caller is not done deleting; whoever commits scrubs
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for model in (Key, Wrap):
                cursor.execute(f"VACUUM FULL {connection.ops.quote_name(model._meta.db_table)}")
