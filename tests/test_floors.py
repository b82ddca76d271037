"""What the house says about files, models and templates, kept true where import-linter can't look."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "alongside"


def floors() -> dict[str, int]:
    """Each package and the height of its floor, 0 at the bottom: read from the contract, so that there is one list."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return {name.strip(): height for height, layer in enumerate(reversed(layers)) for name in re.split(r"[|:]", layer)}


def package(model: type[models.Model]) -> str:
    """The floor's package a model lives in, or "" for what comes from elsewhere."""
    first, _, rest = model.__module__.partition(".")
    return rest.split(".")[0] if first == "alongside" else ""


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if package(model)]


def python_files() -> Iterator[Path]:
    return (path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


def templates() -> Iterator[Path]:
    return PACKAGE.rglob("*.html")


def test_there_are_models_and_floors():
    assert len(our_models()) > 10
    assert len(floors()) > 10


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_relations_point_to_the_same_or_a_lower_floor(model):
    height = floors()
    here = package(model)
    for field in model._meta.get_fields():
        if not field.is_relation or field.auto_created or field.related_model is None:
            continue
        there = package(field.related_model)
        assert not there or there == here or height[there] < height[here], (
            f"{model._meta.label}.{field.name} points up (or sideways), to {field.related_model._meta.label}"
        )


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_saving_and_deleting_have_no_effects_of_their_own(model):
    for kind in model.__mro__:
        if kind.__module__.startswith("alongside"):
            assert not {"save", "delete", "save_base"} & set(vars(kind)), f"{kind.__name__}: put it into an action"


def test_no_signals():
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                assert node.module not in {"django.db.models.signals", "django.dispatch"}, (
                    f"{path.relative_to(ROOT)} listens to signals: effects belong into actions, told by the journal"
                )


def test_no_attics():
    attics = {"utils", "util", "helpers", "services", "managers", "signals", "common", "misc", "admin"}
    found = [str(path.relative_to(ROOT)) for path in PACKAGE.rglob("*") if path.stem in attics]
    assert not found, "A file is named after what it is about"


def test_no_admin_site():
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert not [path for path in python_files() if "django.contrib.admin" in path.read_text()]


def test_the_kit_has_no_models():
    assert not [model for model in our_models() if package(model) == "kit"]


@pytest.mark.parametrize(
    "path", list((PACKAGE / "web").rglob("*.html")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_templates_keep_to_the_content_security_policy(path):
    page = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", "", path.read_text(), flags=re.DOTALL)
    forbidden = {
        "a style attribute": r"<[^>]*\sstyle\s*=",
        "an inline stylesheet": r"<style\b",
        "an inline script": r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*application/json)",
        "an inline handler": r"<[^>]*\son[a-z]+\s*=",
        "hx-on": r"\bhx-on\b",
        "a script in an hx- attribute": r"hx-[a-z]+\s*=\s*[\"'](js|javascript):",
        "an event filter": r"hx-trigger\s*=\s*[\"'][^\"']*\[",
        "a javascript: address": r"(href|src|action)\s*=\s*[\"']javascript:",
        "something from another host": r"(src|srcset|<link[^>]*href)\s*=\s*[\"'](https?:)?//",
    }
    for what, pattern in forbidden.items():
        assert not re.search(pattern, page, flags=re.IGNORECASE | re.DOTALL), f"{what} in {path.relative_to(ROOT)}"


@pytest.mark.parametrize("path", list(templates()), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_templates_hold_no_queries(path):
    inside = " ".join(re.findall(r"\{[{%].*?[%}]\}", path.read_text(), flags=re.DOTALL))
    found = re.findall(r"\w+\.objects\b|\.(?:count|exists)\b|\w+_set\b", inside)
    assert not found, f"{path.relative_to(ROOT)} asks the database: {found}. The view hands over rows."


def test_every_app_with_models_has_its_migrations():
    here = {package(model) for model in our_models()}
    missing = sorted(name for name in here if not list((PACKAGE / name / "migrations").glob("0*.py")))
    assert not missing, "run: python -m alongside.manage makemigrations"


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
