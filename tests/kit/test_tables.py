"""Files as other systems really export them, and files that mean harm: each is read, or refused with one sentence."""

import csv
import io
import tracemalloc
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.kit.tables import Limits, TableRefused, clean, csv_lines, looks_like_formula, open_table

PEOPLE = [
    ["Personalnummer", "Vorname", "Nachname", "E-Mail", "Abteilung"],
    ["1", "Jürgen", "Müller", "j.mueller@haldane.example", "Geschäftsführung"],
    ["2", "Bärbel", "Groß", "b.gross@haldane.example", "Qualitätsprüfung"],
    ["3", "Søren", "Ångström", "s@haldane.example", "Einkauf"],
]


def text_of(rows, delimiter=",", end="\r\n"):
    return end.join(delimiter.join(row) for row in rows) + end


@pytest.fixture
def write(tmp_path):
    def write(content, name="people.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def rows_of(path, **options):
    return [list(row.values) for row in open_table(path, **options)]


def workbook(rows, **sheets):
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for name, more in sheets.items():
        other = book.create_sheet(name)
        for row in more:
            other.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def repacked(content, **changed):
    """The same XLSX with some parts replaced (by the last name of the part)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            short = part.filename.rpartition("/")[2].partition(".")[0]
            new.writestr(part.filename, changed.pop(short, None) or old.read(part.filename))
        for short, part in changed.items():
            new.writestr(f"xl/{short}.xml", part)
    return packed.getvalue()


# --- Read ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_delimiter_encoding_and_line_end(write, delimiter, encoding, end):
    table = open_table(write(text_of(PEOPLE, delimiter, end).encode(encoding)))
    assert list(table.columns) == PEOPLE[0]
    assert [list(row.values) for row in table] == PEOPLE[1:]
    assert table.delimiter == delimiter


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", ["prénom", "Lefèvre", "François"]),
        ("cp1252", ["Name", "Müller", "Jürgen"]),
        ("cp1252", ["navn", "Bjørn", "Søren"]),
        ("cp1252", ["apellido", "Muñoz", "José"]),
        ("cp850", ["Name", "Müller", "Jörg"]),
        ("cp1250", ["příjmení", "Jiří", "Růžičková"]),
        ("cp1250", ["imię", "Wiśniewski", "Księgowość"]),
        ("cp1251", ["фамилия", "Петров", "Бухгалтерия"]),
        ("cp1254", ["bölüm", "Şükrü", "Işıl"]),
        ("cp1253", ["όνομα", "Γιώργος", "Παπαδόπουλος"]),
        ("cp932", ["氏名", "山田太郎", "鈴木花子"]),
        ("gb18030", ["姓名", "王伟", "销售部"]),
        ("mac_roman", ["prénom", "Lefèvre", "François"]),
    ],
)
def test_the_encoding_is_guessed_from_the_letters(write, encoding, words):
    head, *names = words
    rows = [["id", head, "email"], *([str(n), name, f"p{n}@x.example"] for n, name in enumerate(names * 10))]
    assert rows_of(write(text_of(rows, ";").encode(encoding))) == rows[1:]


def test_a_named_encoding_wins_over_the_guess(write):
    rows = [["id", "name"], ["1", "Γιώργος"]]
    assert rows_of(write(text_of(rows).encode("cp1253")), encoding="cp1253") == rows[1:]


def test_quoted_newlines_delimiters_and_quotes_stay_in_their_value(write):
    path = write('id,name,note\r\n1,"Gilbert, Guy","line one\r\nline ""two"""\r\n\r\n2,Ann,x\r\n')
    rows = list(open_table(path))
    assert [row.values for row in rows] == [("1", "Gilbert, Guy", 'line one\r\nline "two"'), ("2", "Ann", "x")]
    assert [row.number for row in rows] == [2, 4]


def test_null_texts_and_unseen_signs_are_nothing(write):
    path = write("id,name,team\n1,NULL,\\N\n2,\u200bAnn\u00a0Lee\ufeff,#N/A\n3,Null,n/a\n")
    assert rows_of(path) == [["1", "", ""], ["2", "Ann Lee", ""], ["3", "Null", ""]]


def test_titles_above_the_heading_are_passed_over(write):
    path = write("People report\n\nDate:;2026-03-01\n\nid;name;email;team\n1;Ann;ann@x.example;Care\n")
    table = open_table(path)
    assert table.columns == ("id", "name", "email", "team")
    assert [(row.number, row.values[1]) for row in table] == [(6, "Ann")]


def test_the_separator_line_of_excel_is_obeyed(write):
    table = open_table(write("sep=;\nname;mail\nLee, Ann;ann@x.example\n"))
    assert (table.columns, [row.values for row in table]) == (("name", "mail"), [("Lee, Ann", "ann@x.example")])


def test_a_comma_in_every_name_does_not_win_over_the_semicolon(write):
    rows = [["id", "name", "email"], ["1", "Lee, Ann", "a@x.example"], ["2", "Roe, Bo", "b@x.example"]]
    assert rows_of(write(text_of(rows, ";"))) == rows[1:]


def test_short_rows_are_filled_and_long_ones_say_so(write):
    rows = list(open_table(write("a,b,c\n1,2\n1,2,3,,\n1,2,3,4,5\n")))
    assert [row.values for row in rows] == [("1", "2", ""), ("1", "2", "3"), ("1", "2", "3")]
    assert [row.surplus for row in rows] == [0, 0, 2]


def test_xlsx_values_become_plain_text(write):
    content = workbook(
        [
            ["id", "name", "start", "seen", "share", "current"],
            [7, "Ann", date(2026, 3, 1), datetime(2026, 3, 1, 9, 30), 0.5, True],
            ["007", None, None, None, 8.0, False],
        ]
    )
    assert rows_of(write(content, "people.xlsx")) == [
        ["7", "Ann", "2026-03-01", "2026-03-01 09:30:00", "0.5", "true"],
        ["007", "", "", "", "8", "false"],
    ]


def test_the_first_sheet_that_holds_a_table_is_read(write):
    content = workbook([["About this export"]], People=PEOPLE)
    table = open_table(write(content))
    assert (table.kind, table.sheet, table.columns[1]) == ("xlsx", "People", "Vorname")


def test_a_formula_is_not_evaluated(write):
    path = write(workbook([["id", "name"], ["1", "=1+1"], ["2", "Ann"]]))
    assert rows_of(path) == [["1", ""], ["2", "Ann"]]
    assert rows_of(write('id,name\n1,"=HYPERLINK(""http://x"")"\n')) == [["1", '=HYPERLINK("http://x")']]


def test_an_xlsx_whose_sheet_is_wrong_about_its_size_is_read(write):
    content = workbook(PEOPLE)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    lying = sheet.replace(b'<dimension ref="A1:E4"', b'<dimension ref="A1"')
    assert lying != sheet
    assert rows_of(write(repacked(content, sheet1=lying))) == PEOPLE[1:]


# --- Refused ---------------------------------------------------------------------------------------------------------


def zipped(**parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in parts.items():
            archive.writestr(f"{name}.xml", part)
    return content.getvalue()


BAD = {
    "empty": (b"", "empty"),
    "only blanks": (b"\r\n\r\n  \r\n", "table"),
    "only a byte order mark": (b"\xef\xbb\xbf", "table"),
    "only a heading": (b"id,name\r\n", "no row beneath"),
    "prose": (b"Dear all,\nhere is the list you asked for.\n\nBest\n", "not a table"),
    "one column": (b"name\nAnn\nBo\n", "not a table"),
    "pdf": (b"%PDF-1.7 ...", "PDF"),
    "picture": (b"\x89PNG\r\n\x1a\n....", "PNG"),
    "gzip": (b"\x1f\x8b\x08....", "gzip"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", ".xls"),
    "web page": (b"\xef\xbb\xbf <html><table><tr><td>id</td></tr></table>", "web page"),
    "json": (b'[{"id": 1}]', "JSON"),
    "binary": (bytes(range(32)) * 40, "not a table"),
    "zeros later on": (b"id,name\n" + b"1,Ann\n" * 2000 + b"2,\0\0\n", "not a table"),
    "broken utf-8 after its mark": (b"\xef\xbb\xbfid,name\n1,Ann\n2,M\xfcller\n", "row 3"),
    "two encodings": ("id,name\n1,Müller\n2,Jürgen\n3,Bärbel\n4,Zoë\n".encode() + b"5,Gro\xdf\n", "row 6"),
    "half a utf-16": ("id,name\n1,Ann\n".encode("utf-16") + b"x", "mixes encodings"),
    "endless field": (b'id,name\n1,"Ann\n' + b"2,Bo\n" * 40_000, "Row 2 does not end"),
    "endless line": (b"id,name\n1," + b"x" * 300_000, "Row 2 does not end"),
    "quote never closed": (b'id,name\n1,Ann\n2,"Bo\n3,Cy\n', "Row 3 opens"),
    "long value": (b"id,name\n1," + b"x" * 40_000, "more than 32767 letters"),
    "too many columns": (b"id,name\n" + b"1,2," * 200 + b"3\n", "more than 256 columns"),
    "not a zip": (b"PK\x03\x04 and nothing more", "damaged"),
    "another zip": (zipped(content="<x/>"), "not a table"),
}


def refusal(path, **options):
    with pytest.raises(TableRefused) as refused:
        for _row in open_table(path, **options):
            pass
    return str(refused.value)


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_one_plain_sentence(write, case):
    content, says = BAD[case]
    sentence = refusal(write(content))
    assert says in sentence
    assert sentence.endswith(".")
    assert "%" not in sentence


def test_size_and_rows_are_limited(write):
    path = write("id,name\n" + "1,Ann\n" * 500_000)
    assert "larger than 2 MB" in refusal(path, limits=Limits(size=2 * 1024 * 1024))
    assert "more than 1000 rows" in refusal(path, limits=Limits(rows=1000))


@pytest.mark.parametrize("name", ["no-such-thing", "hex", "zip", ""])
def test_an_encoding_that_is_none(write, name):
    path = write(text_of(PEOPLE))
    if name:
        assert "no encoding" in refusal(path, encoding=name)
    else:
        assert rows_of(path, encoding=name) == PEOPLE[1:]


def test_a_named_encoding_that_does_not_fit(write):
    assert "row 2" in refusal(write(text_of(PEOPLE).encode("cp1252")), encoding="utf-8")


class TestHostileXlsx:
    """Each would need gigabytes or never end, if its own word were taken for its size."""

    small = Limits(unpacked=4 * 1024 * 1024, strings=1024 * 1024, between_rows=64 * 1024)

    def with_sheet(self, sheet):
        return repacked(workbook(PEOPLE), sheet1=sheet)

    def sheet(self, rows):
        space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        return b"<worksheet " + space + b"><sheetData>" + rows + b"</sheetData></worksheet>"

    def test_bomb_that_says_its_size(self, write):
        path = write(self.with_sheet(self.sheet(b"<row><c/></row>" * 400_000)))
        assert path.stat().st_size < 100_000
        assert "Unpacked" in refusal(path, limits=self.small)

    def test_bomb_that_lies_about_its_size(self, write):
        content = self.with_sheet(self.sheet(b"<row><c/></row>" * 400_000))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            real = archive.getinfo("xl/worksheets/sheet1.xml").file_size
        lying = content.replace(real.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
        assert lying != content
        assert refusal(write(lying), limits=self.small)

    def test_endless_text_in_a_cell(self, write):
        path = write(self.with_sheet(self.sheet(b'<row><c t="inlineStr"><is><t>' + b"x" * 500_000)))
        assert "Unpacked" in refusal(path, limits=self.small)

    def test_endless_row(self, write):
        path = write(self.with_sheet(self.sheet(b"<row>" + b"<c/>" * 200_000 + b"</row>")))
        assert "Unpacked" in refusal(path, limits=self.small)

    def test_too_many_strings(self, write):
        path = write(repacked(workbook(PEOPLE), sharedStrings=b"<sst>" + b"<si><t>a</t></si>" * 100_000 + b"</sst>"))
        assert "Unpacked" in refusal(path, limits=self.small)

    def test_a_row_that_claims_to_be_far_down(self, write):
        far = self.sheet(b'<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row><row r="99999999999"></row>')
        assert "no row beneath" in refusal(write(self.with_sheet(far)))

    def test_entities(self, write):
        sheet = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + self.sheet(b"<row><c><v>&b;</v></c></row>")
        assert "damaged" in refusal(write(self.with_sheet(sheet)))

    def test_not_xml(self, write):
        assert "damaged" in refusal(write(self.with_sheet(b"<worksheet><sheetData><row")))

    def test_many_parts(self, write):
        content = io.BytesIO(workbook(PEOPLE))
        with zipfile.ZipFile(content, "a") as archive:
            for number in range(2001):
                archive.writestr(f"xl/media/{number}.xml", "<x/>")
        assert "Unpacked" in refusal(write(content.getvalue()))

    def test_hidden_or_empty_sheets_only(self, write):
        assert "No sheet" in refusal(write(workbook([])))


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=300))
def test_whatever_the_bytes_it_is_a_table_or_a_sentence(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_bytes(content)
    try:
        for row in open_table(path):
            assert row.number > 0
    except TableRefused as refused:
        assert str(refused).endswith(".")


def test_memory_stays_bounded_however_long_the_file_is(write):
    path = write("id,name,email\n" + "1,Ann Lee,ann@haldane.example\n" * 100_000)
    tracemalloc.start()
    assert sum(1 for _row in open_table(path)) == 100_000
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * 1024 * 1024


# --- Written ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["=1+1", "+49 30", "-2", "@SUM(A1)", "\t=1", "  =1", "＝1+1"])
def test_what_we_write_no_spreadsheet_evaluates(value):
    assert looks_like_formula(value)
    head, line = csv_lines(["a"], [[value]])
    assert head == "\ufeffa\r\n"
    assert next(csv.reader([line]))[0] == f"'{value}"


def test_what_we_write_we_can_read(write):
    rows = [["id", "name"], ["1", 'Ann "A" Lee, Dr.'], ["2", "two\nlines"], ["3", ""]]
    assert rows_of(write("".join(csv_lines(rows[0], rows[1:])))) == rows[1:]


def test_clean_composes_accents():
    assert clean(" Zoe\u0308 ") == "Zoë"


def test_the_sample_files_are_tables():
    data = Path(__file__).parent.parent / "data"
    assert sum(1 for _row in open_table(data / "adventureworks_employees.csv")) == 296
    assert sum(1 for _row in open_table(data / "oracle_hr_employees.csv")) == 107
