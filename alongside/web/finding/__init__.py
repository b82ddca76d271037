"""Finding each other: who can help with what, suggestions, groups of three, a lead's own path, handing over."""
