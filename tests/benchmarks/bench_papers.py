"""The press: compensation sheets of 200 households in a file, against ReportLab alone drawing the same words and lines.

The sheets are those of the demo area; each digit is another one each time, so that hardly a line is met twice. The
reference draws neither codes nor breaks lines: it is told where each word stands.
"""

import dataclasses
import multiprocessing
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from ctypes import c_float
from datetime import date
from functools import partial
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import figures
import pypdfium2
import pypdfium2.raw as pdfium
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from desktop.casework import demo, inventing
from desktop.casework.papers import batching
from desktop.domain.records import Calculation
from desktop.paths import RESOURCES
from desktop.sheets import press
from desktop.sheets.page import Paper
from desktop.store import opening, vault

SHEETS, MANY, ROUNDS, ALONE = 200, 500, 5, 20
LIMIT = 2
BARE = "ReportLab drawing the same words and lines"
_DIGIT = re.compile("\x0e[^\x0f]*\x0f|[0-9]")
_FONTS = ("NotoSansSC-Regular", "NotoSansSC-Bold")


class Words(NamedTuple):
    """Words where they stand."""

    x: float
    y: float
    font: str
    size: float
    words: str


class Drawn(NamedTuple):
    """What a page shows."""

    words: list[Words]
    lines: list[tuple[float, float, float, float]]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ruhu-") as home:
        folder = Path(home) / "demo"
        papers = list(_papers(folder))
        figures.heading(f"{SHEETS} compensation sheets in one file", folder)
    pages = [[_drawn(sheet) for sheet in pypdfium2.PdfDocument(press.printed(paper))] for paper in papers]
    pairs = [_timed(papers, pages, numbers) for numbers in range(ROUNDS)]
    figures.times("printed by the press", [ours for ours, _ in pairs])
    figures.times(BARE, [bare for _, bare in pairs])
    figures.ratio("  the press is", median(ours / bare for ours, bare in pairs), BARE, LIMIT)
    figures.times("one sheet alone, told and printed", [_alone(papers[0], n) for n in range(ALONE)], is_felt=True)
    bound = press.bound(_varied(papers, SHEETS, 1))
    figures.amount("file, for each sheet", len(bound.content) / SHEETS, f"{sum(bound.pages) / SHEETS:.1f} pages each")
    figures.amount("a sheet in a file of its own", len(press.printed(papers[0])))
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
        held, most = apart.submit(_memory, papers).result()
    figures.amount("memory with one sheet printed", held)
    figures.amount(f"at most while {MANY} sheets are printed", most)


def _papers(folder: Path) -> Iterator[Paper]:
    demo.build(folder, inventing.PASSPHRASE, today=date(2026, 11, 19), households=60)
    unlocked = vault.unlock(folder, inventing.PASSPHRASE, vault.slots(folder)[0].name)
    with opening.open_store(folder, unlocked) as store:
        homes = list(dict.fromkeys(each.household for each in store.records(Calculation) if each.household))
        for batch in batching.papers(store, homes, ["sheet"], print):
            yield from (made.paper for made in batch)


def _timed(papers: Sequence[Paper], pages: Sequence[Sequence[Drawn]], numbers: int) -> tuple[float, float]:
    varied = list(_varied(papers, SHEETS, numbers))
    return figures.seconds(press.bound, varied), figures.seconds(_bare, list(islice(cycle(pages), SHEETS)), numbers)


def _alone(paper: Paper, numbers: int) -> float:
    (varied,) = _varied([paper], 1, numbers)
    return figures.seconds(press.printed, varied)


def _varied(papers: Sequence[Paper], count: int, numbers: int) -> Iterator[Paper]:
    """So many sheets, each with digits of its own."""
    chosen = random.Random(numbers)  # noqa: S311  no secret
    for paper in islice(cycle(papers), count):
        yield _other(paper, partial(_DIGIT.sub, lambda found: _digit(found, chosen)))


def _digit(found: re.Match[str], chosen: random.Random) -> str:
    return found[0] if len(found[0]) > 1 else chosen.choice("0123456789")


def _other(told: Any, change: Any) -> Any:
    match told:
        case str():
            return change(told)
        case tuple() | list():
            return tuple(_other(each, change) for each in told)
        case _ if dataclasses.is_dataclass(told) and not isinstance(told, type):
            names = [each.name for each in dataclasses.fields(told) if each.name not in {"language", "labels"}]
            return dataclasses.replace(told, **{name: _other(getattr(told, name), change) for name in names})
        case _:
            return told


def _drawn(sheet: pypdfium2.PdfPage) -> Drawn:
    words: list[Words] = []
    lines: list[tuple[float, float, float, float]] = []
    for item in sheet.get_objects(textpage=sheet.get_textpage()):
        if isinstance(item, pypdfium2.PdfTextObj):
            place = item.get_matrix()
            words.append(Words(place.e, place.f, item.get_font().get_base_name(), item.get_font_size(), item.extract()))
        elif item.type == pdfium.FPDF_PAGEOBJ_PATH and pdfium.FPDFPath_CountSegments(item.raw) < 200:
            lines.extend(_lines(item))
    return Drawn(words, lines)


def _lines(item: pypdfium2.PdfObject) -> Iterator[tuple[float, float, float, float]]:
    points: list[tuple[float, float]] = []
    for number in range(pdfium.FPDFPath_CountSegments(item.raw)):
        x, y = c_float(), c_float()
        segment = pdfium.FPDFPath_GetPathSegment(item.raw, number)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append((x.value, y.value))
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_LINETO:
            yield (*points[-2], *points[-1])


def _bare(sheets: Sequence[Sequence[Drawn]], numbers: int) -> bytes:
    """What whoever knows ReportLab would write, were each place known: a font, a string, a line."""
    chosen = random.Random(numbers)  # noqa: S311
    for name in _FONTS:
        registerFont(TTFont(name, RESOURCES / "fonts" / f"{name}.ttf"))
    file = BytesIO()
    canvas = Canvas(file, pageCompression=1)
    for pages in sheets:
        for page in pages:
            for x, y, font, size, words in page.words:
                canvas.setFont(font if font in _FONTS else _FONTS[0], size)
                canvas.drawString(x, y, _DIGIT.sub(lambda found: _digit(found, chosen), words))
            for line in page.lines:
                canvas.line(*line)
            canvas.showPage()
    canvas.save()
    return file.getvalue()


def _memory(papers: Sequence[Paper]) -> tuple[int | None, int | None]:
    press.printed(papers[0])
    held = figures.resident()
    press.bound(_varied(papers, MANY, 7))
    return held, figures.peak()


if __name__ == "__main__":
    main()
