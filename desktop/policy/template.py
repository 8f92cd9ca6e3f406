"""The workbook that an office starts its plan from: an example that can be calculated, explained cell by cell.

Promise: it loads without a flaw as it is, and reads back as the example's own bytes. Hidden: which cells have
drop-downs; the example itself is data, `resources/packs/template-…`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, cast

from desktop.i18n import N_, Language, word
from desktop.paths import RESOURCES
from desktop.policy import book
from desktop.policy.book.cells import letter
from desktop.policy.book.writing import laid_out, saved, title_row
from desktop.policy.language import FUNCTIONS
from desktop.policy.units import PERCENT, SPELLINGS
from desktop.policy.vocabulary import (
    BOUNDS,
    COVER_KEYS,
    INSTRUCTIONS,
    MODES,
    OPTION_KINDS,
    OPTION_ROWS,
    ROUNDINGS,
    SHEETS,
    TABLE,
    TABLE_KEYS,
    VALIDITY,
    Sheet,
    Words,
    column_of,
    spoken_name,
    titles_of,
)

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_LAST = 1_000  # row that drop-downs reach
_HELP_SIZE = 120, 340  # height and width of a comment in points
_STEPS = (
    N_("This workbook holds one compensation plan. Its figures are an example: replace them by your own plan."),
    N_(
        "Sheets and columns keep their names; columns that stay empty may be removed."
        " A sheet table_… is a table: add as many as the plan needs."
    ),
    N_(
        "Point at a title to read, in both languages, what its column holds."
        " Cells with an arrow offer what can stand in them."
    ),
    N_("Type values and formulas as text: no formulas of Excel (=…), no merged cells, no sheets of your own."),
    N_(
        "A formula is written as in the plan: recognised_area × unit_price. Numbers bear their unit: 10000 yuan,"
        " 12 yuan/m2·month, 20%. Days are written 2026-01-31."
    ),
    N_(
        "Every item needs its clause, its unit and its rounding."
        " An item with a condition says under “otherwise” why it does not apply."
    ),
    N_("The examples prove the plan: write cases that you worked out by hand, with the amounts that must come out."),
    N_("Then check it: ruhu policy check FILE.xlsx. It tells what is wrong in which cell, and what to write."),
)
_SHEETS = {
    "cover": N_("whose plan this is, from when to when, in which money"),
    "units": N_("units beyond the built-in ones"),
    "clauses": N_("the articles of the plan, and the same in plain words"),
    "inputs": N_("what must be known of a household"),
    "parameters": N_("rates, amounts and days of the plan, with the days on which they hold"),
    TABLE: N_("a table of the plan: looked up by its keys, by its tiers, or added up tier by tier"),
    "items": N_("each line of the compensation: its formula, unit and rounding"),
    "options": N_("which items each way to be compensated counts"),
    "notices": N_("what is to be said, approved or refused, and when"),
    "examples": N_("worked cases with the amounts that must come out"),
}
_HELP = {
    "cover.key": N_("What the line says. The lines may stand in any order."),
    "cover.value": N_("Days as 2026-01-31; the currency in three letters; the decimals of its money, 2 for fen."),
    "units.symbol": N_("One short word."),
    "units.meaning": N_("What it measures."),
    "clauses.id": N_("The number by which items, tables and parameters name the clause."),
    "clauses.document": N_("The document in which it stands."),
    "clauses.article": N_("Its article there."),
    "clauses.text": N_("Its words, as published."),
    "clauses.plain": N_("The same for the household, in plain words."),
    "inputs.name": N_("One word. The columns of a list are rows named list.column: 人员.年龄."),
    "inputs.type": N_("A number, yes or no, a choice, a day, or a list of people or things."),
    "inputs.unit": N_("Of a number: ㎡, 元/㎡, %. Empty: it has none."),
    "inputs.decimals": N_("How many decimals it may have. Empty: none."),
    "inputs.min": N_("The least that is accepted, in the unit; also a day."),
    "inputs.max": N_("The most that is accepted, in the unit; also a day."),
    "inputs.choices": N_("Of a choice, with bars between: 砖混|砖木."),
    "inputs.default": N_("What holds where nothing is told. Empty: it must be told."),
    "inputs.label": N_("What the page calls it. Empty: its name."),
    "inputs.evidence": N_("The paper that proves it."),
    "inputs.field": N_("Where the ledger has it; empty: it is asked."),
    "inputs.of": N_("Of this household (also where empty), or of the whole area, told once."),
    "parameters.name": N_("One word. Several rows of one name are its versions."),
    "parameters.value": N_("A number, a day, or yes or no."),
    "parameters.unit": N_("Of a number."),
    "parameters.clause": N_("The clause that it comes from."),
    "parameters.from": N_("The first day on which it holds. Empty: always before."),
    "parameters.to": N_("The last day on which it holds. Empty: always after."),
    "parameters.by": N_("The date input that chooses among the versions."),
    "items.order": N_("Where its line stands on the sheet. Empty: after the others."),
    "items.name": N_("One word, by which other formulas use its final amount."),
    "items.label": N_("What the sheet calls it. Items of one label print as one line."),
    "items.clause": N_("The clause that it comes from."),
    "items.when": N_("The condition under which it applies. Empty: always."),
    "items.formula": N_("How it is calculated, as text."),
    "items.unit": N_("The unit of the result."),
    "items.round": N_("How it is rounded. What an option counts must be rounded; not rounded: for values in between."),
    "items.digits": N_("To how many decimals: 2 to fen, 0 to yuan, -1 to ten yuan. Empty: as the money has."),
    "items.min": N_("At least so much, before rounding: a formula."),
    "items.max": N_("At most so much, before rounding: a formula."),
    "items.plain": N_("How it is calculated, for the household."),
    "items.otherwise": N_("Why it does not apply, where its condition is not met."),
    "options.item": N_("The name of an item, or a row of words that begins with @."),
    "notices.when": N_("The condition under which it is said. 方案.<option> is the total of an option."),
    "notices.level": N_("Said only, needs approval, or refuses that a sheet is made."),
    "notices.text": N_("What is said."),
    "notices.clause": N_("The clause that it comes from."),
    "examples.example": N_("The name of the case, in each of its rows."),
    "examples.kind": N_("Where it comes from, an input, the amount of an item, or the total of an option."),
    "examples.name": N_("Of the input, item or option. Of a list: 人员[1].年龄."),
    "examples.value": N_("The value or amount. A total: not applicable, where the option is absent."),
    "from": N_("The lower bound of the tier. Empty: open."),
    "from_word": N_("Whether the lower bound belongs to the tier."),
    "to": N_("The upper bound of the tier. Empty: open."),
    "to_word": N_("Whether the upper bound belongs to the tier."),
    "mode": N_("How the table is asked: looked up by its keys, by tiers, or added up tier by tier."),
    "keys": N_("How many of the columns, from the left, are keys."),
    "key_unit": N_("The unit of what is looked up or of the bounds; empty for days and words."),
    "value_unit": N_("The unit of the values; one for all, or one for each column, with bars between."),
    "by": N_("The date input that chooses among the rows."),
    "valid_from": N_("The first day on which the row holds."),
    "valid_to": N_("The last day on which the row holds."),
}
_TRUTHS = {
    "inputs.default": {Language.CHINESE: ("是", "否"), Language.ENGLISH: ("yes", "no")},
    "examples.value": {Language.CHINESE: ("是", "否", "不适用"), Language.ENGLISH: ("yes", "no", "not applicable")},
}
_WORDS = (
    (N_("sheets"), SHEETS),
    (N_("lines of the cover"), COVER_KEYS),
    (N_("first row of a table"), TABLE_KEYS),
    (N_("bounds of a table"), BOUNDS),
    (N_("validity of its rows"), VALIDITY),
    (N_("rows of the options, after @"), OPTION_ROWS),
)
_TABLES = (
    (
        N_("lookup"),
        N_(
            "By a word or a number. In row 2 stand the keys, then the values; row 1 says how many are keys."
            " The key * is every other one."
        ),
    ),
    (
        N_("tier"),
        N_(
            "By the tier in which something lies, a number or a day. In row 2 stand 下限, 下限词, 上限, 上限词"
            " (from, from_word, to, to_word), then the values. 以上 and 以内 include their bound, 超过 and 不满 do not."
        ),
    ),
    (
        N_("ladder"),
        N_("Tier by tier: of 28 ㎡ the first 15 at the first rate, the next 10 at the second. Titles as of a tier."),
    ),
    (
        N_("first row"),
        N_(
            "Pairs of cells: 方式, 查档, 键单位, ㎡, 值单位, 元, 条款, 第十二条."
            " 键单位 (key_unit) is the unit of what is looked up, left out for days and words;"
            " 值单位 (value_unit) is that of the values."
        ),
    ),
)
_FORMS = (
    (N_("if(condition, value, otherwise)"), N_("one or the other; of several: if(c1, a, c2, b, otherwise)")),
    (N_("max(a, b)   min(a, b)   mean(a, b)"), N_("the larger, the smaller, the mean")),
    (N_("clamp(x, low, high)   abs(x)"), N_("x, but not below low nor above high; x without its sign")),
    (N_("lookup(table, key)"), N_("the value of that row; of several value columns: lookup(table.column, key)")),
    (N_("tier(table, x)"), N_("the value of the tier in which x lies, a number or a day")),
    (N_("ladder(table, x)"), N_("x cut into the tiers, each slice by its rate, added up")),
    (N_("sum(list, formula)"), N_("over all rows of a list; inside, its columns are named without the list's name")),
    (N_("count(list, condition)"), N_("how many rows; without a condition: all")),
    (N_("any(list, condition)   all(list, condition)"), N_("whether it holds for any row, for all rows")),
    (N_("largest(list, formula)   smallest(list, formula)"), N_("over the rows; the list must not be empty")),
    (N_("sum_top(list, n, formula)"), N_("the n largest of the rows, added up")),
    (N_("largest_by(list, column, formula)"), N_("the largest of each class of the column, added up")),
    (
        N_("months(from, to, “full”)"),
        N_("“full”: only whole months; “started”: a begun one counts; “thirtieths”: days by 30"),
    ),
    (N_("days(from, to)   age(birth, on)"), N_("the days between; the completed years")),
    (N_("round(x, 2, “half_up”)"), N_("rounding inside a formula; to a step: ceil_to(x, step), floor_to(x, step)")),
)
_SIGNS = ("+", "-")


def template(language: Language) -> bytes:
    """Give the template workbook, titles and words in the language; equal bytes each time."""
    sheets = example(language)
    out = laid_out(sheets, language)
    names = {sheet.name: spoken_name(sheet.name) if language is Language.CHINESE else sheet.name for sheet in sheets}
    for sheet in sheets:
        on = out[names[sheet.name]]
        _explain(on, sheet, language)
        if sheet.is_table:
            _explain_head(on, sheet, language)
        for cells, choices, is_binding in _choices(sheet, names, language):
            _offer(on, cells, choices, language, is_binding=is_binding)
    _instruct(out, sheets, names, language)
    return saved(out)


def example(language: Language) -> tuple[Sheet, ...]:
    """Give the canonical sheets of the example."""
    sheets, _ = book.read(RESOURCES / "packs" / f"template-{language}")
    return sheets


def _said(words: Words, language: Language) -> list[str]:
    return [words.spoken(each) if language is Language.CHINESE else each for each in words.chinese]


def _both(words: Words, english: str) -> str:
    return f"{words.spoken(english)} {english}"


def _explain(on: "Worksheet", sheet: Sheet, language: Language) -> None:
    """Give each title a comment: its name in both languages, and what its column holds."""
    from openpyxl.comments import Comment

    words = titles_of(sheet)
    for column, title in enumerate(sheet.titles, 1):
        said = _HELP.get(title if sheet.is_table else f"{sheet.name}.{title}")
        if said:
            text = f"{_both(words, title)}\n{word(said, language)}"
            on.cell(title_row(sheet), column).comment = Comment(text, "Ruhu", *_HELP_SIZE)


def _explain_head(on: "Worksheet", sheet: Sheet, language: Language) -> None:
    """Give the words of a table's first row a comment each."""
    from openpyxl.comments import Comment

    for column, key in enumerate(sheet.rows[0][::2]):
        if key in _HELP:
            text = f"{_both(TABLE_KEYS, key)}\n{word(_HELP[key], language)}"
            on.cell(1, 2 * column + 1).comment = Comment(text, "Ruhu", *_HELP_SIZE)


def _choices(sheet: Sheet, names: Mapping[str, str], language: Language) -> Iterator[tuple[str, str, bool]]:
    """Give ranges of cells, what they offer as Excel writes it, and whether other values are warned of."""
    top = title_row(sheet) + 1
    if sheet.is_table:
        yield "B1", _listed(_said(MODES, language)), True
    for number, title in enumerate(sheet.titles, 1):
        cells = f"{letter(number)}{top}:{letter(number)}{_LAST}"
        column = column_of(sheet, title)
        if sheet.name == "options" and number > 1:
            yield from _option_choices(sheet, letter(number), language)
        elif column and column.words and sheet.name != "cover":
            yield cells, _listed(_said(column.words, language)), True
        elif title == "clause":
            yield cells, f"'{names['clauses']}'!$A$2:$A${_LAST}", True
        elif title == "by":
            yield cells, f"'{names['inputs']}'!$A$2:$A${_LAST}", False
        elif title == "unit":
            yield cells, _listed(_units(language)), False
        elif f"{sheet.name}.{title}" in _TRUTHS:
            yield cells, _listed(_TRUTHS[f"{sheet.name}.{title}"][language]), False


def _option_choices(sheet: Sheet, column: str, language: Language) -> Iterator[tuple[str, str, bool]]:
    words = {"@kind": OPTION_KINDS, "@round": ROUNDINGS}
    for row, cells in enumerate(sheet.rows[1:], 2):
        if cells[0] in words:
            yield f"{column}{row}", _listed(_said(words[cells[0]], language)), True
        elif not cells[0].startswith("@"):
            yield f"{column}{row}", _listed(_SIGNS), True
    yield f"{column}{len(sheet.rows) + 1}:{column}{_LAST}", _listed(_SIGNS), False


def _units(language: Language) -> list[str]:
    """The units that are offered, in the language where they have a word of it."""
    if language is Language.CHINESE:
        return [*SPELLINGS, PERCENT]
    return [*(others[0] for others in SPELLINGS.values() if others), PERCENT]


def _listed(choices: Iterable[str]) -> str:
    return f'"{",".join(choices)}"'


def _offer(on: "Worksheet", cells: str, choices: str, language: Language, *, is_binding: bool) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    error = word("This is none of the words that are offered.", language)
    on.add_data_validation(
        DataValidation(
            "list",
            choices,
            allow_blank=True,
            showErrorMessage=is_binding,
            errorStyle="warning",
            error=error,
            sqref=cells,
        )
    )


def _instruct(out: "Workbook", sheets: Iterable[Sheet], names: Mapping[str, str], language: Language) -> None:
    """Put the sheet before all others that says how to fill them in."""
    from openpyxl.styles import Alignment, Font

    on = cast("Worksheet", out.create_sheet(INSTRUCTIONS[language], 0))
    on.column_dimensions["A"].width, on.column_dimensions["B"].width = 44, 100
    rows = [
        (word("How to write a plan", language), ""),
        *((str(number), word(step, language)) for number, step in enumerate(_STEPS, 1)),
        ("", ""),
        (word("The sheets", language), ""),
        *((names[one.name], word(_SHEETS[TABLE if one.is_table else one.name], language)) for one in sheets),
        ("", ""),
        (word("How a table is written", language), ""),
        *((word(name, language), word(said, language)) for name, said in _TABLES),
        ("", ""),
        (word("What a formula can hold", language), ""),
        (
            word("signs", language),
            word("+ − × ÷ ( )   = ≠ < ≤ > ≥   且 或 非 (and or not)   20%   2026-01-31", language),
        ),
        *((word(form, language), word(said, language)) for form, said in _FORMS),
        ("", ""),
        (word("The words of both languages", language), ""),
        *((word(said, language), "   ".join(_both(words, each) for each in words.chinese)) for said, words in _WORDS),
        (word("functions", language), "   ".join(f"{chinese} {english}" for english, chinese in FUNCTIONS.items())),
    ]
    for number, (name, said) in enumerate(rows, 1):
        on.cell(number, 1, name).font = Font(bold=not said)
        on.cell(number, 2, said).alignment = Alignment(vertical="top", wrap_text=True)
        on.cell(number, 1).alignment = Alignment(vertical="top")
    out.active = 0
