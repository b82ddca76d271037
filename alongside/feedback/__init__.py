"""Feedback, appreciation, and what a team agreed."""
