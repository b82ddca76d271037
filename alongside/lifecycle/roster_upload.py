"""A file on its way to the worker that reads it: encrypted, in parts, under a key of its own that goes with it."""

import io
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alongside.kit.refusal import Refusal
from alongside.kit.tables import MB, Source, check_size
from alongside.people.models import RosterImport, UploadPart
from alongside.vault import cipher
from alongside.vault.actions import destroy_keys
from alongside.vault.ring import key_for_reading, key_for_writing
from alongside.vault.spool import InParts, in_parts

PART = MB
"""Bytes of one part; so much of a file is in memory at a time."""


def keep_file(imported: RosterImport, chunks: Iterable[bytes]) -> None:
    """Keep a file until it was read. Call it in the transaction that makes the import.

    Raises:
        TableRefused: it is empty, or larger than we read.
    """
    key = key_for_writing(imported.pk, imported.pk)
    size = 0
    for number, part in enumerate(in_parts(chunks, PART)):
        size += len(part)
        check_size(size)
        sealed = cipher.seal(key.secret, key.id, part, _bound_to(imported.pk, number))
        UploadPart.objects.create(imported=imported, number=number, sealed=sealed)
    check_size(size)


def kept_file(imported: RosterImport) -> Source:
    """The kept file, to be read a part at a time.

    Raises:
        Refusal: it is gone; also while reading, when somebody drops it meanwhile.
    """
    parts = UploadPart.objects.filter(imported=imported).order_by("number")
    last = parts.last()
    if last is None:
        raise _gone()
    size = last.number * PART + len(_open(last))

    def part(number: int) -> bytes:
        return _open(parts.filter(number=number).first())

    return Source(size, lambda: io.BufferedReader(InParts(size, PART, part)))


def forget_files(imports: QuerySet[RosterImport]) -> None:
    """Nobody reads these files again, in no backup either: their keys are destroyed."""
    ids = list(imports.values_list("pk", flat=True))
    UploadPart.objects.filter(imported__in=ids).delete()
    destroy_keys(ids)


def _open(part: UploadPart | None) -> bytes:
    if part is None:
        raise _gone()
    sealed = bytes(part.sealed)
    key = key_for_reading(cipher.key_id_of(sealed), part.imported_id)
    if key is None:
        raise _gone()
    return cipher.unseal(key.secret, sealed, _bound_to(part.imported_id, part.number))


def _gone() -> Refusal:
    return Refusal(_("This file is gone. Choose it once more."))


def _bound_to(imported: UUID, number: int) -> bytes:
    return f"people.uploadpart|{imported}|{number}".encode()
