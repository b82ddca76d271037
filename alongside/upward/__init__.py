"""Ways upward, and confidential contacts."""
