"""A search of the whole district, as it is typed, against the two cheapest questions to the same database."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

import district
import figures

from desktop.store import queries, search, spelling
from desktop.store.store import Store

ROUNDS = 200
ROW = "a raw lookup by primary key"
PHRASE = "a raw phrase in the word index"

_ROW = "SELECT * FROM household WHERE id = ?"
_PHRASE = "SELECT rowid FROM document_words WHERE words MATCH ? LIMIT 200"


def main() -> None:
    with district.district() as made, made.open() as store:
        figures.heading(f"search in {made.households:,} encrypted households", made.folder)
        kinds = _kinds(made.households)
        measured = _in_turn(store, kinds)
    for what in (ROW, PHRASE):
        figures.times(what, measured[what])
    for what in kinds:
        figures.times(what, measured[what], is_felt=True)
        ratios = (f"{median(measured[what]) / median(measured[other]):.0f} × {other}" for other in (ROW, PHRASE))
        print(f"    {', '.join(ratios)}")


def _kinds(households: int) -> Mapping[str, Callable[[int], str]]:
    """What is typed in one round, all over the district."""

    def serial(n: int) -> int:
        return n * 7919 % households

    def name(n: int, *, short: bool = False) -> str:
        seventh = 3 * serial(n) // 7 * 7
        return district.name(seventh if short else seventh + 1)

    def syllables(n: int) -> tuple[str, ...]:
        return spelling.readings(name(n))[0]

    return {
        "a name of two characters": lambda n: name(n, short=True),
        "a name of three characters": name,
        "a surname, which thousands have": lambda n: name(n)[0],
        "initials of pinyin": lambda n: "".join(syllable[0] for syllable in syllables(n)),
        "full pinyin": lambda n: "".join(syllables(n)),
        "the number of a household": lambda n: district.number(serial(n)),
        "the last four of an ID number": lambda n: district.id_number(3 * serial(n))[0][-4:],
        "the last six of an ID number": lambda n: district.id_number(3 * serial(n))[0][-6:],
        "a name and a lane": lambda n: f"{name(n)} 示例里{serial(n) % 97}巷",
        "a surname and a lane": lambda n: f"{name(n)[0]} 示例里{serial(n) % 97}巷",
        "a surname and a word that all have": lambda n: f"{name(n)[0]} 示例里",
        "what nobody is called": lambda n: f"龘靐{n}",
    }


def _in_turn(store: Store, kinds: Mapping[str, Callable[[int], str]]) -> Mapping[str, list[float]]:
    measured: defaultdict[str, list[float]] = defaultdict(list)
    homes = [home.id for home in queries.households(store)]
    for n in range(ROUNDS):
        phrase = search.tokens(kinds["a name of three characters"](n))
        with store.reading() as connection:
            raw: Any = connection.connection.driver_connection
            measured[ROW].append(figures.seconds(_ask, raw, _ROW, homes[n * 7919 % len(homes)]))
            measured[PHRASE].append(figures.seconds(_ask, raw, _PHRASE, f'"{phrase}"'))
        for what, typed in kinds.items():
            measured[what].append(figures.seconds(queries.found, store, typed(n)))
    return measured


def _ask(raw: Any, query: str, what: object) -> None:
    raw.execute(query, (what,)).fetchall()


if __name__ == "__main__":
    main()
