import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from desktop.i18n import Language
from desktop.policy import book
from desktop.policy.examples import examine
from desktop.policy.explanation import explain
from desktop.policy.language import FUNCTIONS
from desktop.policy.proofing import proof
from desktop.policy.reading import load
from desktop.policy.template import example, template
from desktop.policy.vocabulary import INSTRUCTIONS, spoken_name

each_language = pytest.mark.parametrize("language", list(Language))


@pytest.fixture(scope="module")
def workbooks() -> dict[Language, Workbook]:
    return {language: openpyxl.load_workbook(io.BytesIO(template(language))) for language in Language}


@each_language
def test_the_template_reads_back_as_its_example_and_may_be_issued(language: Language, tmp_path: Path) -> None:
    content = template(language)
    assert content == template(language)
    (tmp_path / "x.xlsx").write_bytes(content)
    sheets, flaws = book.read(tmp_path / "x.xlsx")
    assert not flaws
    assert book.files(sheets) == book.files(example(language))
    pack, flaws = load(tmp_path / "x.xlsx")
    assert pack
    proofed, more = proof(pack)
    assert (flaws, more) == ((), ())
    assert proofed
    found = examine(proofed, lambda given: explain(proofed, given))
    assert found.is_complete()
    assert len(found.results) == 3


@each_language
def test_instructions_come_first_in_the_language(language: Language, workbooks: dict[Language, Workbook]) -> None:
    made = workbooks[language]
    assert made.sheetnames[0] == INSTRUCTIONS[language]
    expected = [sheet.name if language is Language.ENGLISH else spoken_name(sheet.name) for sheet in example(language)]
    assert made.sheetnames[1:] == expected
    texts = [str(cell) for row in made.worksheets[0].iter_rows(values_only=True) for cell in row if cell]
    assert texts[0] == {"zh_CN": "怎么写方案", "en": "How to write a plan"}[language]
    assert any("查表 lookup" in text for text in texts)


@each_language
def test_every_title_has_a_comment_in_both_languages(language: Language, workbooks: dict[Language, Workbook]) -> None:
    pairs = {"items": ("公式", "formula"), "inputs": ("台账字段", "field"), "parameters": ("按", "by")}
    sheets = dict(zip((sheet.name for sheet in example(language)), workbooks[language].worksheets[1:], strict=True))
    for name, (chinese, english) in pairs.items():
        title = chinese if language is Language.CHINESE else english
        [cell] = [cell for cell in sheets[name][1] if cell.value == title]
        assert cell.comment
        assert cell.comment.text.startswith(f"{chinese} {english}\n")
    for name, sheet in sheets.items():
        if not name.startswith(("table_", "options")):
            assert all(cell.comment for cell in sheet[1]), name


@each_language
def test_words_are_offered_where_only_they_can_stand(language: Language, workbooks: dict[Language, Workbook]) -> None:
    sheets = dict(zip((sheet.name for sheet in example(language)), workbooks[language].worksheets[1:], strict=True))
    offered = {
        (name, str(rule.sqref)): rule.formula1
        for name, sheet in sheets.items()
        for rule in sheet.data_validations.dataValidation
    }
    is_chinese = language is Language.CHINESE
    table = "table_奖励档" if is_chinese else "table_award_by_day"
    types, low, kinds = (
        ('"数字,是否,选项,日期,名单"', '"以上,超过"', '"供选,小计"')
        if is_chinese
        else ('"number,yesno,choice,date,list"', '"incl,excl"', '"choice,subtotal"')
    )
    assert offered["inputs", "B2:B1000"] == types
    assert offered["inputs", "C2:C1000"].startswith('"元,㎡,' if is_chinese else '"yuan,m2,')
    assert offered["items", "D2:D1000"] == f"'{'条款' if is_chinese else 'clauses'}'!$A$2:$A$1000"
    assert offered["parameters", "G2:G1000"] == f"'{'输入项' if is_chinese else 'inputs'}'!$A$2:$A$1000"
    assert offered[table, "B3:B1000"] == low
    assert offered["options", "B3"] == kinds
    assert offered["options", "B7"] == '"+,-"'
    assert ("cover", "A2:A1000") not in offered
    assert all(len(choices) <= 255 for choices in offered.values()), "more than Excel takes"


@each_language
def test_titles_stay_in_sight_and_columns_are_wide_enough(
    language: Language, workbooks: dict[Language, Workbook]
) -> None:
    for sheet, on in zip(example(language), workbooks[language].worksheets[1:], strict=True):
        assert on.freeze_panes == ("A3" if sheet.is_table else "A2")
        for cell in on[2 if sheet.is_table else 1]:
            if cell.value:
                width = on.column_dimensions[get_column_letter(cell.column or 0)].width
                assert min(len(str(cell.value).encode("gb18030")), 24) < width <= 48


@each_language
def test_numbers_and_days_are_excels_own_and_formulas_are_text(
    language: Language, workbooks: dict[Language, Workbook]
) -> None:
    sheets = dict(zip((sheet.name for sheet in example(language)), workbooks[language].worksheets[1:], strict=True))
    assert sheets["parameters"]["B2"].value == 30
    assert sheets["parameters"]["F4"].is_date
    assert sheets["items"]["F2"].data_type == "s"
    assert sheets["items"].column_dimensions["F"].number_format == "@"
    assert sheets["examples"]["D3"].value == "62.40", "as written, which a number would not keep"


@each_language
def test_each_function_is_shown_as_it_is_written(language: Language, workbooks: dict[Language, Workbook]) -> None:
    texts = [
        str(cell) for row in workbooks[language].worksheets[0].iter_rows(max_col=2, values_only=True) for cell in row
    ]
    shown = [text for text in texts if "(" in text]
    for english, chinese in FUNCTIONS.items():
        called = chinese if language is Language.CHINESE else english
        if english != "number":  # which hides a unit, and is better not looked for
            assert any(f"{called}(" in text for text in shown), called


@each_language
def test_the_first_row_of_a_table_is_explained(language: Language, workbooks: dict[Language, Workbook]) -> None:
    sheet = next(sheet for sheet in workbooks[language].worksheets if sheet.title.startswith(("table_", "表_")))
    assert sheet["A1"].comment
    assert sheet["C1"].comment
