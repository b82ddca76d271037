"""Bringing the list of people up to date from a file; for those who keep it."""
