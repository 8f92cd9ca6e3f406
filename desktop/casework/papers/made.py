"""What gathering a paper gives: the paper as it is told to the press, and what the register of prints says of it."""

from dataclasses import dataclass, replace

from desktop.domain.check_code import Stamp
from desktop.domain.records import Household, Record
from desktop.i18n import Language
from desktop.sheets.page import Paper


@dataclass(frozen=True, slots=True)
class Subject:
    """What a paper is about: a household, for some kinds one row of it, and in which language it speaks."""

    household: Household | None
    row: bytes | None
    language: Language

    @property
    def home(self) -> Household:
        """The household, for papers that are always about one."""
        if self.household is None:
            fault = "a paper about no household"
            raise ValueError(fault)
        return self.household


@dataclass(frozen=True, slots=True)
class Made:
    """A paper that can be looked at or sent out; `kind` is that of `fields.PAPERS`.

    `row` is what was printed, where the paper is of one row. `comes_with` are rows that are kept with the first print,
    as the sheet's own.
    """

    kind: str
    subject: Subject
    paper: Paper
    row: bytes | None = None
    number: str = ""
    version: int | None = None
    stamp: Stamp | None = None
    text_digest: str = ""
    comes_with: tuple[Record, ...] = ()

    @property
    def without_pages(self) -> "Made":
        """All that is told of it once it went out: of what stands on its pages a batch of thousands keeps nothing."""
        return replace(self, paper=replace(self.paper, pieces=(), attachments=()), comes_with=())
