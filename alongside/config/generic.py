"""Stands in for django-stubs-ext, which lets classes of Django be written as generic ones, such as `Field[str, str]`.

django-tasks asks for it, and it loads all that could be written so: the admin, feeds, site maps. No process needs them.
"""


def monkeypatch() -> None:
    """Let those be written so that django-tasks and we write so."""
    from django.db.models import Field
    from django.forms.models import BaseModelForm
    from django.utils.connection import BaseConnectionHandler

    for one in (BaseConnectionHandler, BaseModelForm, Field):
        setattr(one, "__class_getitem__", classmethod(lambda cls, _types: cls))  # noqa: B010 (mypy knows the real one)
