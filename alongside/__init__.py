"""Alongside: performance coaching in place of performance reviews."""

__version__ = "0.1.0"
