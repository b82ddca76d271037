"""The promise table: who may do what with which row, as a works council can read it aloud.

The rows are Pia's, or of Pia's pair with Cleo: one of each kind (tests/stage.py). `x` may, `.` may not.
"""

from pathlib import Path

FILE = Path(__file__).with_name("table.txt")
WHO = ("pia", "cleo", "lena", "toni", "otto", "ada")

Promises = dict[tuple[str, str], dict[str, bool]]


def read() -> Promises:
    """The table as written: by (model, verb), for each of the six whether they may."""
    promises: Promises = {}
    for line in FILE.read_text().splitlines()[1:]:
        if line.strip():
            model, verb, *marks = line.split()
            if len(marks) != len(WHO) or set(marks) - {"x", "."}:
                raise ValueError(f"The promise table has a line that can't be read: {line}")
            promises[model, verb] = {who: mark == "x" for who, mark in zip(WHO, marks, strict=True)}
    return promises


def written(promises: Promises) -> str:
    """The table as text."""
    lines = [" " * 31 + "  ".join(f"{who:<4}" for who in WHO)]
    for (model, verb), may in promises.items():
        lines.append(f"{model:<16}{verb:<15}" + "  ".join(f"{'x' if may[who] else '.':<4}" for who in WHO))
    return "\n".join(line.rstrip() for line in lines) + "\n"
