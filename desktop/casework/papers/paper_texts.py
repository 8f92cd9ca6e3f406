"""The wording of the papers that an area may word itself: its own where it has one, else the one that Ruhu brings.

Promise: no text is kept that its paper can't be printed with, and a text by which a paper was printed can be found
again by its digest as long as it ever stood here. Hidden: where the texts that come with the program lie.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from desktop.domain import paper_text
from desktop.domain.errors import Refused
from desktop.domain.fields import OFFICE
from desktop.domain.paper_text import PaperText, Place
from desktop.domain.records import PaperText as Kept
from desktop.i18n import N_, Language
from desktop.paths import FORMS
from desktop.sheets import agreement_paper
from desktop.store.store import Store

_PREFIX = "agreement_"

KINDS = {
    "agreement_cash": N_("Agreement for money"),
    "agreement_swap": N_("Agreement for a flat"),
    "agreement_mixed": N_("Agreement for a flat and money"),
}
"""The texts that there are, and what each is called."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as it is in use: `own` is the area's record of it, None for the one that Ruhu brings."""

    kind: str
    language: Language
    content: str
    own: Kept | None = None

    @property
    def digest(self) -> str:
        return paper_text.digest(self.content)


def places(kind: str) -> tuple[Place, ...]:
    """What a text of this kind can have filled in. Refused where there is no such text."""
    if kind not in KINDS:
        raise Refused(
            "There is no text called {kind}.", "Choose one of: {kinds}.", kind=kind, kinds=", ".join(sorted(KINDS))
        )
    return agreement_paper.places(kind.removeprefix(_PREFIX))


def in_use(store: Store, kind: str, language: Language) -> Wording:
    """The text that papers are printed with now."""
    places(kind)
    living = (row for row in _own(store, kind, language) if not row.withdrawn)
    newest = max(living, key=lambda row: row.id, default=None)
    return _worded(newest, kind, language) if newest else _brought(kind, language)


def all_in_use(store: Store) -> Iterator[Wording]:
    """Every text in every language, as it is in use."""
    for kind in KINDS:
        for language in Language:
            yield in_use(store, kind, language)


def by_digest(store: Store, kind: str, language: Language, digest: str) -> Wording | None:
    """The text with this digest, in use or not; None where it never stood here."""
    held = (_worded(row, kind, language) for row in _own(store, kind, language))
    return next((each for each in (_brought(kind, language), *held) if each.digest == digest), None)


def told(wording: Wording) -> PaperText:
    """A text, read. Refused, with all findings, where its paper can't be printed with it."""
    return paper_text.read(wording.content, places(wording.kind), wording.language)


def set_own(store: Store, kind: str, language: Language, content: str, *, because: str) -> Wording:
    """Put the area's own text in use; the one before stays to be found. Refused where anything is wrong with it."""
    _require_office(store)
    _require_reason(because)
    wanted = Wording(kind, language, paper_text.tidy(content))
    told(wanted)
    now = in_use(store, kind, language)
    if now.digest == wanted.digest:
        raise Refused("This very text is in use already. Nothing was changed.", "Change it first.")
    row = Kept(paper=kind, written_language=language, content=wanted.content, content_digest=wanted.digest)
    store.save(row, because=because)
    return in_use(store, kind, language)


def reset(store: Store, kind: str, language: Language, *, because: str) -> Wording:
    """Put the text that Ruhu brings in use again; the area's own ones stay to be found."""
    _require_office(store)
    living = [row for row in _own(store, kind, language) if not row.withdrawn]
    if not living:
        raise Refused("The text that Ruhu brings is in use already. Nothing was changed.", "Set one of your own first.")
    for row in living:
        store.withdraw(row, because=because)
    return in_use(store, kind, language)


def _own(store: Store, kind: str, language: Language) -> tuple[Kept, ...]:
    return store.records(Kept, paper=kind, written_language=str(language))


def _worded(row: Kept, kind: str, language: Language) -> Wording:
    return Wording(kind, language, row.content or "", row)


def _brought(kind: str, language: Language) -> Wording:
    content = (FORMS / "papers" / f"{kind}.{language}.md").read_text("utf-8")
    return Wording(kind, language, paper_text.tidy(content))


def _require_office(store: Store) -> None:
    if store.opened.role not in OFFICE:
        raise Refused("The office words the papers. Nothing was changed.", "Send the office the text that you want.")


def _require_reason(because: str) -> None:
    if not because.strip():
        raise Refused("This needs a reason that others can read. Nothing was changed.", "Say why in a few words.")
