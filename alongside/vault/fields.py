"""`EncryptedText`: a text column that only ever holds ciphertext."""

import base64
import uuid
from typing import Any, cast

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from alongside.vault import cipher, ring

LONGEST = 50_000
"""How many characters one text may have."""


class Sealed(bytes):
    """Ciphertext as it lies in the database."""


class _Opener(DeferredAttribute):
    """Reads decrypt when somebody looks; writes wait for the save."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if not isinstance(value, Sealed):
            return value
        name = self.field.attname
        opened = instance.__dict__.get(f"_{name}_opened")
        if opened is None or opened[0] is not value:
            opened = (value, cast(EncryptedText, self.field).unseal(instance, value))
            instance.__dict__[f"_{name}_opened"] = opened
        return opened[1]

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedText(models.Field[str, str]):
    """Text under the key of `of`, in the voice of `voice` (both names of attributes of the row that hold ids).

    Reading the attribute gives plain text; an empty text is stored empty. If its key was destroyed it reads as "".
    It can't be searched, sorted or updated in bulk: the database never sees a word.
    """

    descriptor_class = _Opener
    non_db_attrs = (*models.Field.non_db_attrs, "of", "voice")

    def __init__(self, *, of: str, voice: str | None = None, **options: Any) -> None:
        self.of, self.voice = of, voice or of
        options.setdefault("default", "")
        options["blank"] = True
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options.pop("blank", None)
        options |= {"of": self.of, "voice": self.voice}
        return name, path, args, options

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed:  # noqa: FBT001 (Django's signature)
        value = model_instance.__dict__.get(self.attname, "")
        if not isinstance(value, Sealed):
            plain = str(value or "")
            value = self.seal(model_instance, plain) if plain else Sealed(b"")
            model_instance.__dict__[self.attname] = value
            model_instance.__dict__[f"_{self.attname}_opened"] = (value, plain)
        return value

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002
        if isinstance(value, str) and value:
            raise TypeError("Encrypted text is written row by row, never in an update or a filter.")
        database: Any = connection
        return database.Database.Binary(bytes(value or b""))

    def value_to_string(self, obj: models.Model) -> str:
        """What a dump of the database writes: the ciphertext. No command turns it into words."""
        return base64.b64encode(self.pre_save(obj, add=False)).decode()

    def seal(self, row: models.Model, plain: str) -> Sealed:
        """Encrypt a text for this row. Raises ValueError above LONGEST characters."""
        if len(plain) > LONGEST:
            raise ValueError("This text is too long to keep.")
        owner, voice = getattr(row, self.of), getattr(row, self.voice)
        key = ring.key_for_writing(owner, voice)
        return Sealed(cipher.seal(key.secret, key.id, plain.encode(), self._bound_to(row, owner, voice)))

    def unseal(self, row: models.Model, sealed: Sealed) -> str:
        """Decrypt this row's text."""
        if not sealed:
            return ""
        owner, voice = getattr(row, self.of), getattr(row, self.voice)
        key = ring.key_for_reading(cipher.key_id_of(sealed), owner)
        return cipher.unseal(key.secret, sealed, self._bound_to(row, owner, voice)).decode() if key else ""

    def _bound_to(self, row: models.Model, owner: uuid.UUID, voice: uuid.UUID) -> bytes:
        return f"{row._meta.label_lower}|{row.pk}|{self.attname}|{owner}|{voice}".encode()
