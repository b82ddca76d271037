"""Finding each other: what people offer and wish for, and suggestions who could meet whom."""
