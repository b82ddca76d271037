"""Tables from outside: the CSV and XLSX files that other systems export, read row by row and trusted in nothing.

`open_table(file)` finds out by itself how the file is written (kind, encoding, delimiter, which row is the heading) and
gives a `Table`: its columns, and its rows as often as you iterate. Memory stays bounded whatever the file says about
itself. A file that cannot be read raises `TableRefused` with one sentence for the person who chose it.

Nothing in a cell is ever evaluated. `csv_lines` writes a CSV whose cells no spreadsheet will evaluate either.
"""

import codecs
import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _

from alongside.kit.refusal import Refusal

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MB = 1024 * 1024


class TableRefused(Refusal):
    """This file cannot be read as a table; the sentence says why and what to do."""

    def __init__(self, sentence: str, **said: object) -> None:
        super().__init__(sentence % said if said else sentence, field="file", code="file-not-readable")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may ask of us. Sizes in bytes, `record` and `field` in characters."""

    size: int = 50 * MB
    unpacked: int = 300 * MB
    strings: int = 40 * MB
    between_rows: int = 2 * MB
    rows: int = 150_000
    columns: int = 256
    record: int = 120_000
    field: int = 32_767


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Source:
    """A file that need not lie on a disk: its size in bytes, and a way to open it, as often as needed."""

    size: int
    open: Callable[[], IO[bytes]]

    def text(self, encoding: str) -> io.TextIOWrapper:
        """Its text, with the ends of lines as they are."""
        return io.TextIOWrapper(self.open(), encoding=encoding, newline="")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it (the heading counts), a value per column, how many are too many."""

    number: int
    values: tuple[str, ...]
    surplus: int = 0


class Table:
    """A table in a file. `columns` are the headings; iterate for the rows, as often as you like, each time anew.

    `encoding` and `delimiter` are what a CSV was read with, `sheet` is the sheet of an XLSX that was read; the others
    are empty. Empty rows are passed over, but count in the row numbers.
    """

    def __init__(
        self,
        source: Source,
        heading: Row,
        *,
        kind: str,
        limits: Limits,
        encoding: str = "",
        delimiter: str = "",
        sheet: str = "",
    ) -> None:
        self.source = source
        self.columns = heading.values
        self.kind = kind
        self.encoding = encoding
        self.delimiter = delimiter
        self.sheet = sheet
        self._heading = heading.number
        self._limits = limits

    def __iter__(self) -> Iterator[Row]:
        width = len(self.columns)
        found = False
        for number, values in self._records():
            if number <= self._heading or not any(values):
                continue
            found = True
            surplus = sum(1 for value in values[width:] if value)
            yield Row(number, tuple(values[:width]) + ("",) * (width - len(values)), surplus)
        if not found:
            raise TableRefused(
                _("There is a heading in this file, and no row beneath it. Export it again with its rows.")
            )

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        if self.kind == "xlsx":
            columns = min(len(self.columns) + _SURPLUS, self._limits.columns + 1)
            return _xlsx_records(self.source, self.sheet, self._limits, columns)
        return _csv_records(self.source, self.encoding, self.delimiter, self._limits)


def open_table(file: Path | Source, *, encoding: str = "", limits: Limits = LIMITS) -> Table:
    """The table in this CSV or XLSX file.

    Args:
        file: where the file is, or how it is read.
        encoding: how a CSV is written, when the person knows better than we can tell (a Python codec name).
        limits: what the file may ask of us.

    Raises:
        TableRefused: with the sentence for the person; also while iterating, where the trouble is further down.
    """
    source = file if isinstance(file, Source) else _on_disk(file)
    check_size(source.size, limits)
    with source.open() as opened:
        head = opened.read(4096)
    _refuse_other_kinds(head)
    if head.startswith(b"PK"):
        sheet = _check_xlsx(source, limits)
        return Table(
            source,
            _heading(_xlsx_records(source, sheet, limits, limits.columns + 1)),
            kind="xlsx",
            limits=limits,
            sheet=sheet,
        )
    encoding = _given_encoding(source, encoding) if encoding else _encoding(source, head)
    delimiter = _delimiter(source, encoding)
    heading = _heading(_csv_records(source, encoding, delimiter, limits))
    return Table(source, heading, kind="csv", limits=limits, encoding=encoding, delimiter=delimiter)


def _on_disk(path: Path) -> Source:
    return Source(path.stat().st_size, lambda: path.open("rb"))


def check_size(size: int, limits: Limits = LIMITS) -> None:
    """Refuse a file that is empty or larger than we read."""
    if size == 0:
        raise TableRefused(_("This file is empty. Export it again, and check that it has rows before you choose it."))
    if size > limits.size:
        raise TableRefused(
            _("This file is larger than %(most)d MB. Leave out columns that are not needed, or split it."),
            most=limits.size // MB,
        )


# --- What the file is ------------------------------------------------------------------------------------------------

_NO_TABLE = {
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"SQLite format 3": "SQLite",
    b"{\\rtf": "RTF",
}


def _not_a_table() -> TableRefused:
    return TableRefused(
        _(
            "This file is not a table that we can read. It needs a row of headings and a row for each person: "
            "save it as CSV or XLSX and choose that."
        )
    )


def _refuse_other_kinds(head: bytes) -> None:
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableRefused(
            _(
                "This is an old Excel file (.xls) or one with a password. Open it, save it as .xlsx without a "
                "password, and choose that."
            )
        )
    for start, name in _NO_TABLE.items():
        if head.startswith(start):
            raise TableRefused(
                _("This is a file of the kind %(kind)s, not a table. Save the table as CSV or XLSX and choose that."),
                kind=name,
            )
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<head", b"<body", b"<meta")):
        raise TableRefused(
            _("This is a web page or XML, whatever its name says. Open it in a spreadsheet and save it as CSV or XLSX.")
        )
    if text.startswith((b"{", b"[{", b"[\n", b"[[")):
        raise TableRefused(_("This is JSON, not a table. Export it as CSV or XLSX and choose that."))


# --- CSV: in which encoding ------------------------------------------------------------------------------------------

# Likely first: a tie goes to the earlier one.
_LATIN = ["cp1252", "cp1250", "cp1254", "cp1257", "mac_roman", "cp850"]
_OTHERS = ["cp1251", "cp1253", "koi8_r", "cp932", "gb18030", "big5", "euc_kr", "euc_jp"]
# What languages add to a to z: a right reading shows the letters of one of them, a wrong one a mixture of several.
_ALPHABETS = [
    *("äöüßé", "àâçéèêëîïôùûüÿ", "áéíñóúüç", "ãáàâçéêíõóôúü", "àèéìíîòóùú", "æøåéòôöä", "åäöéü", "áðéíóúýþæö"),
    *(
        "áčďéěíňóřšťúůýžäľĺŕô",
        "ąćęłńóśźż",
        "áéíóöőúüű",
        "ăâîșțşţ",
        "čćđšž",
        "çğıi̇öşüâîû",
        "äõöüšž",
        "āčēģīķļņšūž",
        "ąčęėįšųūž",
    ),
]
_SAMPLE = 16 * 1024
_BLOCK = 64 * 1024
_BYTE_ORDER_MARKS = [
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def _wrong_encoding(row: int) -> TableRefused:
    return TableRefused(
        _("The letters in row %(row)d cannot be read: the file mixes encodings. Save it as “CSV UTF-8”."), row=row
    )


def _given_encoding(source: Source, name: str) -> str:
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        codec = None
    if codec is None or not codec._is_text_encoding:
        raise TableRefused(_("We know no encoding called “%(name)s”."), name=name[:40])
    if codec.name == "utf-8":
        name = "utf-8-sig"
    _check_decodes(source, name)
    return name


def _check_decodes(source: Source, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    row = 1
    with source.open() as file:
        while block := file.read(_BLOCK):
            try:
                row += decoder.decode(block).count("\n")
            except UnicodeError as error:
                read = error.object[: error.start] if isinstance(error, UnicodeDecodeError) else b""
                raise _wrong_encoding(row + read.count(b"\n")) from None
        try:
            decoder.decode(b"", final=True)
        except UnicodeError:
            raise _wrong_encoding(row) from None


def _encoding(source: Source, head: bytes) -> str:
    for mark, name in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            _check_decodes(source, name)
            return name
    if b"\0" in head:
        return _unmarked_utf16(source, head)
    if sum(byte < 9 or 13 < byte < 27 for byte in head) > len(head) // 100:
        raise _not_a_table()
    if _is_utf8(source):
        return "utf-8"
    return _guessed_encoding(_foreign_lines(source))


def _unmarked_utf16(source: Source, head: bytes) -> str:
    for name, zeros, letters in (("utf-16-le", head[1::2], head[0::2]), ("utf-16-be", head[0::2], head[1::2])):
        if zeros.count(0) > len(zeros) * 0.6 and letters.count(0) == 0:
            _check_decodes(source, name)
            return name
    raise _not_a_table()


def _is_utf8(source: Source) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with source.open() as file:
        try:
            while block := file.read(_BLOCK):
                if b"\0" in block:
                    raise _not_a_table()
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _foreign_lines(source: Source) -> bytes:
    """The first lines that are not plain ASCII: what there is to tell an encoding by."""
    found = bytearray()
    row = 0
    utf8_letters = others = first_other = 0
    with source.open() as file:
        while (line := file.readline(_BLOCK)) and len(found) < _SAMPLE:
            row += 1
            if line.isascii():
                continue
            found += line
            rest = _UTF8_LETTER.sub(b"", line)
            utf8_letters += (len(line) - len(rest)) // 2
            if not rest.isascii():
                others += sum(byte > 127 for byte in rest)
                first_other = first_other or row
    if utf8_letters > 3 * others:
        raise _wrong_encoding(first_other or row)
    return bytes(found[:_SAMPLE]).rpartition(b"\n")[0] or bytes(found)


def _guessed_encoding(sample: bytes) -> str:
    """How this is written, by the letters it would show; charset-normalizer tells the scripts other than Latin."""
    from charset_normalizer import from_bytes  # only an import needs it

    latin = {name: _fit(sample, name) for name in _LATIN}
    best = max(_LATIN, key=lambda name: latin[name])
    if latin[best] > 0.95:
        return best
    # Rare delimiters look like noise; first left in, as they are also halves of Chinese and Japanese letters.
    for trial in (sample, re.sub(rb"[\^|~\t]", b" ", sample)):
        match = from_bytes(trial, cp_isolation=_OTHERS + _LATIN).best()
        if match is not None:
            return match.encoding if match.encoding in _OTHERS else best
    if latin[best] > 0.5:
        return best
    raise TableRefused(
        _("We cannot tell in which encoding this file is written. Save it as “CSV UTF-8” and choose that.")
    )


def _fit(sample: bytes, encoding: str) -> float:
    """Which share of the letters beyond a to z belongs to one alphabet, if the sample is read like this; 0 to 1."""
    try:
        text = f" {sample.decode(encoding)} "
    except UnicodeDecodeError:
        return 0.0
    letters: Counter[str] = Counter()
    for before, sign, after in zip(text, text[1:], text[2:], strict=False):
        if sign.isascii() or sign in "’‘´\u00a0":
            continue
        if sign.isalpha():
            letters["?" if sign.isupper() and before.islower() else sign.lower()] += 1
        elif before.isalpha() and after.isalpha():
            letters["?"] += 1
    total = letters.total()
    return max(sum(letters[sign] for sign in set(alphabet)) for alphabet in _ALPHABETS) / total if total else 1.0


# --- CSV: its rows ---------------------------------------------------------------------------------------------------

_DELIMITERS = ",;\t|^~"
_END = "\ue000 the end of the table \ue000"
_SEPARATOR_LINE = re.compile(r"\ufeff?sep=(.)\s*$", re.IGNORECASE)


class _Lines:
    """The lines of a file, as long as one record of it stays within bounds; then a last one that shows open quotes."""

    def __init__(self, stream: io.TextIOBase, most: int) -> None:
        self.stream = stream
        self.most = most
        self.used = 0
        self.record = 1

    def __iter__(self) -> Iterator[str]:
        while line := self.stream.readline(self.most + 1):
            self.used += len(line)
            if self.used > self.most:
                raise TableRefused(
                    _("Row %(row)d does not end: a quotation mark is opened and not closed, or a value is too long."),
                    row=self.record,
                )
            yield line
        yield _END


def _csv_records(source: Source, encoding: str, delimiter: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    with source.text(encoding) as stream:
        lines = _Lines(stream, limits.record)
        number = 0
        try:
            for number, values in enumerate(csv.reader(lines, delimiter=delimiter), 1):
                if values == [_END]:
                    return
                if values and values[-1].endswith(_END):
                    raise TableRefused(
                        _("Row %(row)d opens a quotation mark and never closes it. Mend it, or export the file again."),
                        row=number,
                    )
                yield number, _bounded(number, values, limits)
                lines.used = 0
                lines.record = number + 1
        except UnicodeError:
            raise _wrong_encoding(number + 1) from None
        except csv.Error:
            raise _not_a_table() from None


def _delimiter(source: Source, encoding: str) -> str:
    try:
        with source.text(encoding) as stream:
            sample = stream.read(_BLOCK)
    except UnicodeError:
        raise _wrong_encoding(1) from None
    lines = sample.splitlines(keepends=True)
    if lines and (said := _SEPARATOR_LINE.match(lines[0])):
        return said[1]
    if len(sample) == _BLOCK and len(lines) > 1:
        lines.pop()
    best, score = "", 0.0
    for delimiter in _DELIMITERS:
        widths = _widths(lines, delimiter)
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda found: (found[1] * (found[0] - 1), found[0]))
        share = times / widths.total()
        if width > 1 and share >= 0.4 and share * (width - 1) > score:
            best, score = delimiter, share * (width - 1)
    if not best:
        raise _not_a_table()
    return best


def _widths(lines: Sequence[str], delimiter: str) -> Counter[int]:
    widths: Counter[int] = Counter()
    with suppress(csv.Error):
        for values in csv.reader(lines, delimiter=delimiter):
            if any(values):
                widths[len(values)] += 1
            if widths.total() >= 60:
                break
    return widths


# --- XLSX ------------------------------------------------------------------------------------------------------------

_ROW_TAG = re.compile(rb"<(?:\w+:)?row[\s>/]")
_LAST_ROW = 1_048_576
_BLANK_ROWS = 10_000  # in a row: nothing more is expected beneath
_SURPLUS = 8  # values beyond the last heading that are still looked for
# What openpyxl and the parsers beneath it raise over a damaged part.
_DAMAGE = (
    *(ParseError, zipfile.BadZipFile, zlib.error, EOFError),
    *(ValueError, LookupError, TypeError, AttributeError, ArithmeticError),
)


def _bomb() -> TableRefused:
    return TableRefused(
        _("Unpacked, this file would be far larger than a table of people. Save it as CSV and choose that.")
    )


def _broken() -> TableRefused:
    return TableRefused(_("This XLSX file is damaged. Open it in a spreadsheet, save it again, and choose that."))


def _check_xlsx(source: Source, limits: Limits) -> str:
    """Look at every part before anything is built from it; gives the name of the sheet to read."""
    try:
        with source.open() as file, zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise _not_a_table()
            if len(parts) > 2000 or len(names) != len(parts) or sum(part.file_size for part in parts) > limits.unpacked:
                raise _bomb()
            if any(part.flag_bits & 1 for part in parts):
                raise TableRefused(_("This file has a password. Save it without one and choose that."))
            left = limits.unpacked
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    left -= _check_part(archive, part, min(left, _allowance(part.filename, limits)), limits)
        return _sheet(source)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError):
        raise _broken() from None


def _allowance(name: str, limits: Limits) -> int:
    if name.startswith("xl/worksheets/"):
        return limits.unpacked
    return limits.strings if name == "xl/sharedStrings.xml" else 8 * MB


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int, limits: Limits) -> int:
    """Stream one part through, trusting no declared size: no entities, no endless text or row. Gives its real size."""
    is_sheet = part.filename.startswith("xl/worksheets/") and "/_rels/" not in part.filename
    size = since_tag = since_row = 0
    tail = b""
    with archive.open(part) as file:
        while block := file.read(_BLOCK):
            size += len(block)
            if size > most:
                raise _bomb()
            seam = tail + block
            if b"<!DOCTYPE" in seam or b"<!ENTITY" in seam or b"\0" in seam:
                raise _broken()
            tail = block[-16:]
            last_tag = block.rfind(b"<")
            since_tag = since_tag + len(block) if last_tag < 0 else len(block) - last_tag
            since_row = 0 if not is_sheet or _ROW_TAG.search(seam) else since_row + len(block)
            if since_tag > limits.between_rows or since_row > limits.between_rows * 4:
                raise _bomb()
    return size


def _sheet(source: Source) -> str:
    """The first visible sheet that has something in it."""
    with _book(source) as book:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            for values in _cells(sheet, rows=30, columns=12):
                if sum(value is not None for value in values) > 1:
                    return str(sheet.title)
    raise TableRefused(_("No sheet in this file holds a table. Check that the rows are on a sheet that is not hidden."))


def _xlsx_records(source: Source, sheet: str, limits: Limits, columns: int) -> Iterator[tuple[int, list[str]]]:
    blank = 0
    with _book(source) as book:
        for number, cells in enumerate(_cells(book[sheet], rows=_LAST_ROW, columns=columns), 1):
            blank = 0 if any(cell is not None for cell in cells) else blank + 1
            if blank > _BLANK_ROWS:
                return
            if not blank:
                yield number, _bounded(number, [_text(cell) for cell in cells], limits)


@contextmanager
def _book(source: Source) -> Iterator["Workbook"]:
    import openpyxl  # eighteen megabytes that only an import needs

    with source.open() as file:
        try:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except _DAMAGE:
            raise _broken() from None
        try:
            yield book
        finally:
            book.close()


def _cells(sheet: Any, *, rows: int, columns: int) -> Iterator[tuple[object, ...]]:
    """The values of a sheet, whatever it says about its own size."""
    sheet.reset_dimensions()
    try:
        yield from sheet.iter_rows(max_row=rows, max_col=columns, values_only=True)
    except _DAMAGE:
        raise _broken() from None


def _text(cell: object) -> str:
    """What a cell says, dates as 2026-01-31; a formula counts by the result that was saved with it."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
        case date():
            return cell.isoformat()
    return str(cell)


# --- Both ------------------------------------------------------------------------------------------------------------

_NO_VALUES = ["NULL", "null", "(null)", "<null>", "[NULL]", "\\N", "N/A", "n/a", "None", "NaN", "nan", "-", "--", "—"]
_FAILED_SUMS = ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#NULL!", "#DIV/0!", "#NUM!"]
_NOTHING = frozenset([*_NO_VALUES, *_FAILED_SUMS])
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def clean(value: str) -> str:
    """A value without what nobody sees (control signs, outer blanks), its accents composed; `NULL` becomes nothing."""
    if not value.isascii():
        value = unicodedata.normalize("NFC", _UNSEEN.sub("", value).replace("\u00a0", " "))
    elif not value.isprintable():
        value = _UNSEEN.sub("", value)
    value = value.strip()
    return "" if value in _NOTHING else value


def _bounded(number: int, values: list[str], limits: Limits) -> list[str]:
    """The cleaned values of one record, or the refusal that it is too much of something."""
    while values and not values[-1]:
        values.pop()
    if values and number > limits.rows:
        raise TableRefused(_("This file has more than %(most)d rows. Split it."), most=limits.rows)
    if len(values) > limits.columns:
        raise TableRefused(
            _("Row %(row)d has more than %(most)d columns. Leave out the columns that are not needed."),
            row=number,
            most=limits.columns,
        )
    if any(len(value) > limits.field for value in values):
        raise TableRefused(
            _("Row %(row)d holds a value of more than %(most)d letters. Leave that column out."),
            row=number,
            most=limits.field,
        )
    return [clean(value) for value in values]


def _heading(records: Iterator[tuple[int, list[str]]]) -> Row:
    """The row of headings: the first one that is about as wide as the table, past titles and blank rows above it."""
    first: list[tuple[int, list[str]]] = []
    for number, values in records:
        if any(values) and not (number == 1 and len(values) == 1 and _SEPARATOR_LINE.match(values[0])):
            first.append((number, values))
        if len(first) == 20 or number == 100:
            break
    if not first:
        raise TableRefused(_("There is nothing in this file. Export it again with its rows."))
    widest = max(sum(map(bool, values)) for _number, values in first)
    if widest < 2:
        raise _not_a_table()
    for number, values in first:
        if sum(map(bool, values)) > widest // 2:
            return Row(number, tuple(values))
    raise _not_a_table()


# --- Writing ---------------------------------------------------------------------------------------------------------

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\t\r]")


def looks_like_formula(value: str) -> bool:
    """Would a spreadsheet try to evaluate this text?"""
    return bool(_FORMULA.match(value))


def harmless(value: object) -> str:
    """This value as text that a spreadsheet shows and does not evaluate."""
    text = "" if value is None else str(value)
    return f"'{text}" if looks_like_formula(text) else text


def csv_lines(columns: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A CSV, line by line, that every spreadsheet opens as UTF-8 and none evaluates."""
    buffer = io.StringIO()
    write = csv.writer(buffer).writerow
    buffer.write("\ufeff")
    write([harmless(value) for value in columns])
    yield buffer.getvalue()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        write([harmless(value) for value in row])
        yield buffer.getvalue()
