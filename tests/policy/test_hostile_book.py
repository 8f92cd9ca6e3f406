import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.i18n import Language
from desktop.policy import book
from desktop.policy.template import example, template

MEMORY, SECONDS = 500 << 20, 60  # of address space and of the processor
CHILD = f"""
import json, resource, sys
from pathlib import Path
from desktop.domain.errors import Refused
from desktop.policy.reading import load
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
try:
    pack, flaws = load(Path(sys.argv[1]))
    print(json.dumps([pack is not None, [flaw.message for flaw in flaws][:50]]))
except Refused as refused:
    print(json.dumps([None, [refused.what]]))
"""
ROWS = '<row r="{row}">{cells}</row>'
WORKSHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
DECLARED = '<?xml version="1.0"{}?>'
ENTITIES = "<!DOCTYPE x [" + "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12)) + "]>"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a process within its memory")


def told(path: Path) -> tuple[bool | None, list[str]]:
    """What a process with little memory and time says of a file."""
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, check=False, timeout=300
    )
    assert child.returncode == 0, child.stderr[-2000:]
    has_pack, messages = json.loads(child.stdout)
    return has_pack, messages


def workbook(path: Path, **parts: str | bytes) -> Path:
    """The template with some parts replaced."""
    names = {"sheet": "xl/worksheets/sheet2.xml", "styles": "xl/styles.xml"}
    given = {names[name]: content for name, content in parts.items()}
    with (
        zipfile.ZipFile(io.BytesIO(template(Language.CHINESE))) as made,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in dict.fromkeys([*made.namelist(), *given]):
            archive.writestr(name, given.get(name) or made.read(name))
    return path


def folder(path: Path, **files: str) -> Path:
    for name, content in book.files(example(Language.CHINESE)).items():
        path.mkdir(exist_ok=True)
        if name != "manifest":
            (path / name).write_bytes(content)
    for name, text in files.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def bomb(path: Path) -> Path:
    return workbook(path, sheet=b"<a>" + b" " * (400 << 20))


def bomb_of_policy(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("cover.csv", b"a" * (400 << 20))
    return path


def lying_bomb(path: Path) -> Path:
    """A part that says it is small."""
    whole = workbook(path, sheet=b"<a>" + b" " * (100 << 20)).read_bytes()
    size = (3 + (100 << 20)).to_bytes(4, "little")
    assert whole.count(size) >= 1
    path.write_bytes(whole.replace(size, (1000).to_bytes(4, "little")))
    return path


def row(number: int, *cells: str) -> str:
    return ROWS.format(row=number, cells="".join(cells))


def text(place: str, said: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{said}</t></is></c>'


HOSTILE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a zip bomb": (bomb, "holds far more than a compensation plan"),
    "a bomb as a .policy": (bomb_of_policy, "holds far more than a compensation plan"),
    "a bomb that lies": (lying_bomb, "is damaged"),
    "entities": (lambda path: workbook(path, sheet=DECLARED.format("") + ENTITIES + WORKSHEET), "is damaged"),
    "entities in UTF-16": (
        lambda path: workbook(path, sheet=(ENTITIES + WORKSHEET.format("&e12;")).encode("utf-16")), "is damaged",
    ),
    "entities in another alphabet": (
        lambda path: workbook(
            path,
            sheet=DECLARED.format(' encoding="cp037"').encode() + (ENTITIES + WORKSHEET.format("&e9;")).encode("cp037"),
        ),
        "is damaged",
    ),
    "a cell of 10 MB": (
        lambda path: workbook(path, sheet=WORKSHEET.format(row(1, text("A1", "x" * (10 << 20))))), "longer than {most}",
    ),
    "a million rows": (
        lambda path: workbook(path, sheet=WORKSHEET.format("".join(row(n, "<c/>") for n in range(1, 200_000)))),
        "",
    ),
    "a cell in the last corner": (
        lambda path: workbook(path, sheet=WORKSHEET.format(row(1_048_576, text("XFD1048576", "x")))), "{most} rows",
    ),
    "an absurd row": (lambda path: workbook(path, sheet=WORKSHEET.format(f'<row r="{"9" * 5000}"/>')), "is damaged"),
    "too many tags": (lambda path: workbook(path, sheet=WORKSHEET.format("<a/>" * 1_100_000)), "holds far more"),
    "nesting without end": (lambda path: workbook(path, sheet=WORKSHEET.format("<a>" * 400_000)), "is damaged"),
    "nesting in the styles": (
        lambda path: workbook(path, styles="<a>" * 100_000 + "</a>" * 100_000), "",
    ),
    "formulas without end": (
        lambda path: workbook(
            path,
            sheet=WORKSHEET.format(
                row(1, f'<c r="A1"><f t="shared" si="0" ref="A1:A9">{"A1+" * 300_000}1</f></c>')
                + "".join(row(n, f'<c r="A{n}"><f t="shared" si="0"/></c>') for n in range(2, 20_000))
            ),
        ),
        "The cell holds a formula of Excel.",
    ),
    "merged over everything": (
        lambda path: workbook(
            path,
            sheet=WORKSHEET.format(row(1, text("A1", "项"))).replace(
                "</worksheet>", '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
            ),
        ),
        "Cells are merged here.",
    ),
    "many wide sheets": (
        lambda path: folder(path, **{f"table_t{n}": "mode,lookup\n" + ("a," * 150 + "\n") * 5_000 for n in range(9)}),
        "holds far more than a compensation plan",
    ),
    "a file of commas": (lambda path: folder(path, items="," * (15 << 20)), ""),
    "a field without end": (lambda path: folder(path, items='name,formula\n甲,"' + "x" * (10 << 20)), "longer than"),
    "rows without end": (lambda path: folder(path, items="name,formula\n" + "a,1\n" * 100_000), "{most} rows"),
    "names that nobody knows": (
        lambda path: folder(path, inputs="name,type\n" + "".join(f"甲{n},nunber\n" for n in range(19_000))),
        "none of the words",
    ),
    "choices without end": (
        lambda path: folder(path, inputs="name,type,choices\n甲,choice," + "|".join(map(str, range(6_000)))), "",
    ),
    "quotes without end": (lambda path: folder(path, inputs="name,type\n" + "“" * 30_000 + ",number\n"), "longer than"),
    "letters that almost make a name": (
        lambda path: folder(path, inputs="name,type\n" + ("甲" * 30_000 + "!,number\n") * 50), "longer than {most}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_told_of_in_bounded_time_and_memory(name: str, tmp_path: Path) -> None:
    make, said = HOSTILE[name]
    _, messages = told(make(tmp_path / "x"))
    assert any(said in message for message in messages), messages


def test_a_file_as_big_as_can_be_ends_in_time(tmp_path: Path) -> None:
    some = range(9_000)
    text = {
        "clauses": "id\n" + "".join(f"第{n}条\n" for n in some),
        "inputs": "name,type\n" + "".join(f"日{n},date\n" for n in some),
        "parameters": "name,value,from,by,clause\n" + "".join(f"参{n},1,2026-01-01,日{n},第{n}条\n" for n in some),
        "items": "name,formula,clause\n" + "".join(f"项{n},1,第{n}条\n" for n in some),
        "options": "item,货币\n" + "".join(f"项{n},+\n" for n in some),
        "examples": "example,kind,name,value\n" + "".join(f"例{n},input,日{n},2026-01-01\n" for n in some),
    }
    tables = {f"table_t{n}": "mode,lookup,clause,第1条\n甲,乙\n" + "ab,cd\n" * 15_000 for n in range(12)}
    has_pack, messages = told(folder(tmp_path / "big", notices="when,level,text\n", **text, **tables))
    assert has_pack
    assert set(messages) == {"There is no clause “{word}”."}, "of the two tables of the example"


def test_the_bounds_are_wide_enough_for_a_big_plan(tmp_path: Path) -> None:
    table = "mode,lookup,keys,1,value_unit,元,clause,第十三条\n户号,甲,乙\n"
    table += "".join(f"{number},{number}.25,{number}\n" for number in range(19_000))
    has_pack, messages = told(folder(tmp_path / "big", table_大表=table))
    assert (has_pack, messages) == (True, [])
