"""`ruhu sign`: characters of names that no type has, and the pictures that they are printed from."""

from pathlib import Path
from typing import Annotated, Any

import typer

from desktop.casework import evidence
from desktop.casework.papers import signs
from desktop.casework.papers.signs import Sign
from desktop.cli.command import Answer, Door, command
from desktop.cli.household import the_household
from desktop.cli.usage import group
from desktop.cli.words import Voice, table
from desktop.domain.identity import id_text
from desktop.domain.records import Household
from desktop.i18n import N_
from desktop.store.store import Store

commands = group()

_TOLD = 3  # names and households, of each character


@command(commands, "list", N_("List the characters that no type has: in which names, and whether there is a picture."))
def list_signs(
    door: Door,
    *,
    household: Annotated[str, typer.Option(metavar="NUMBER|ID", help=N_("Only of this household."))] = "",
) -> Answer:
    voice = door.voice
    with door.opened(read_only=True) as store:
        found = signs.needed(store, the_household(store, household).id if household else None)
        numbers = _numbers(store, found)
    lacking = [each for each in found if each.picture is None]
    head = [voice.word("Character"), voice.word("Code point"), voice.word("Picture"), voice.word("Stands in")]
    rows = [[each.sign, _unicode(each.sign), _has(voice, each), _where(voice, each, numbers)] for each in found]
    told = voice.words("{n} character can't be printed yet.", "{n} characters can't be printed yet.", len(lacking))
    return Answer({"signs": [_facts(each, numbers) for each in found]}, [*(table([head, *rows]) if rows else ()), told])


@command(
    commands, "add", N_("Keep the picture of a character, from a photo or scan: dark on light, nothing beside it.")
)
def add(
    door: Door,
    *,
    sign: Annotated[
        str, typer.Argument(metavar="SIGN", help=N_("The character as the name holds it; or its parts, as ⿰王争."))
    ],
    file: Annotated[Path, typer.Argument(metavar="PICTURE", help=N_("Its photo or scan (JPEG, PNG, WebP, TIFF)."))],
) -> Answer:
    with door.opened() as store:
        record = signs.of_photo(sign, evidence.read(file), file.name)
        store.save(record)
    told = door.voice.word("{sign} is printed from its picture from now on.", sign=record.sign)
    return Answer({"id": id_text(record.id), "sign": record.sign}, [told])


def _numbers(store: Store, found: tuple[Sign, ...]) -> dict[bytes, str]:
    homes = (store.get(Household, home) for home in dict.fromkeys(home for each in found for home in each.households))
    return {home.id: home.number or "" for home in homes if home}


def _unicode(sign: str) -> str:
    return " ".join(f"U+{ord(letter):04X}" for letter in sign)


def _has(voice: Voice, each: Sign) -> str:
    return voice.word("no picture yet") if each.picture is None else voice.word("there")


def _where(voice: Voice, each: Sign, numbers: dict[bytes, str]) -> str:
    told = [*each.words[:_TOLD], *(numbers[home] for home in each.households[:_TOLD])]
    return voice.listed(told)


def _facts(each: Sign, numbers: dict[bytes, str]) -> dict[str, Any]:
    return {
        "sign": each.sign,
        "has_picture": each.picture is not None,
        "words": list(each.words),
        "households": [numbers[home] for home in each.households],
    }
