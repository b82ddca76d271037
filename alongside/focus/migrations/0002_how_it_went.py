"""How things went is nobody's but the two people's: from plain columns to text under their keys."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from alongside.pairs.models import PairText
from alongside.vault.ring import ring

STATES = [
    ("", "in hand"),
    ("happened", "happened"),
    ("differently", "happened differently"),
    ("something-else", "something else came first"),
    ("no-longer", "no longer matters"),
]
ENDINGS = [("helped", "It helped"), ("partly", "Partly"), ("not-yet", "Not yet"), ("set-aside", "Set aside")]
VERDICTS = [("", "trying"), ("keep", "keep"), ("adapt", "adapt"), ("drop", "drop")]
COLUMNS = [
    ("commitment", "state", STATES, "how it went"),
    ("ending", "how", ENDINGS, "how"),
    ("experiment", "verdict", VERDICTS, "and now"),
]


def encrypt(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Write what stood in the plain column, in the voice of whoever had said it."""
    for name, column, _choices, _words in COLUMNS:
        model: Any = apps.get_model("focus", name)
        rows = model._default_manager.exclude(**{f"plain_{column}": ""}).order_by("pair_id")
        with ring():
            for row in rows.iterator(chunk_size=500):
                setattr(row, column, getattr(row, f"plain_{column}"))
                row.save(update_fields=[column])


class Migration(migrations.Migration):
    dependencies = [("focus", "0001_initial"), ("vault", "0001_initial")]

    operations = [
        *(migrations.RenameField(name, column, f"plain_{column}") for name, column, _choices, _words in COLUMNS),
        *(
            migrations.AddField(name, column, PairText(choices=choices, verbose_name=words))
            for name, column, choices, words in COLUMNS
        ),
        migrations.RunPython(encrypt),
        *(migrations.RemoveField(name, f"plain_{column}") for name, column, _choices, _words in COLUMNS),
    ]
