"""`ruhu bugs`: the mistakes that the program made on this computer, as its log has them, for who mends them."""

from typing import Annotated

import typer

from desktop.casework import bug_log
from desktop.casework.bug_log import Report
from desktop.cli.command import MOST, Answer, command
from desktop.cli.usage import group
from desktop.cli.words import Voice
from desktop.i18n import N_

commands = group()

_PLACES = 3  # of each, in words


@command(commands, "bugs", N_("What mistakes the program made here: when, of which kind, where in it."))
def list_bugs(
    voice: Voice, *, limit: Annotated[int, typer.Option(min=1, max=MOST, help=N_("At most so many."))] = 20
) -> Answer:
    log, found = bug_log.log_file(), bug_log.reports()
    facts = {
        "log": str(log),
        "reports": [
            {"at": each.at, "version": each.version, "about": each.about, "kind": each.kind, "places": each.places}
            for each in found[:limit]
        ],
    }
    if not found:
        return Answer(facts, [voice.word("The program made no mistake here, as far as its log tells.")])
    lines = [line for each in found[:limit] for line in _lines(each)]
    told = voice.words("{n} mistake is written down in {log}", "{n} mistakes are written down in {log}", len(found),
                       log=log)  # fmt: skip
    return Answer(facts, [*lines, told, voice.word("It holds no names, numbers or words of households.")])


def _lines(report: Report) -> list[str]:
    own = [place for place in report.places if not place.startswith("(")][-_PLACES:]
    return [f"{report.at}  {report.kind}  ruhu {report.version}, {report.about}", *(f"    {place}" for place in own)]
