"""Somebody hears by mail of a new way in: a password, a program."""

from django.db import migrations, models

KINDS = [
    ("welcome", "how to sign in for the first time"),
    ("invited", "somebody invited you"),
    ("accepted", "somebody said yes"),
    ("paused", "coaching rests"),
    ("where", "somebody asks where you would place the last two months"),
    ("both-in", "both have placed the last two months"),
    ("ways", "somebody asks how you two are doing, both ways"),
    ("ways-in", "both have said how you two are doing"),
    ("wrote", "a colleague wrote to you"),
    ("heard", "something was told to you"),
    ("asked", "a colleague asks you something"),
    ("trusted", "somebody asks whether you would be there for colleagues"),
    ("password", "your password is another one"),
    ("token", "a program can act for you"),
]


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_who_is_trusted")]

    operations = [migrations.AlterField("notice", "kind", models.CharField(choices=KINDS, max_length=8))]
