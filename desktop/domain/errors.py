"""The two ways the program says no: a Finding is a value, Refused is an exception.

Both carry English message ids with named places; the reader's language is chosen at the edge, by `desktop.i18n.word`.
Neither ever carries a value of a sensitive field: what is shown here may end in a log.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial


class Refused(Exception):
    """The world or a rule says no. `what` says what happened and what is safe, `remedy` what to do now.

    Both are message ids whose `{places}` are filled from the named values.
    """

    def __init__(self, what: str, remedy: str, /, *, findings: "tuple[Finding, ...]" = (), **values: object) -> None:
        super().__init__(what.format_map(values) + " " + remedy.format_map(values))
        self.what = what
        self.remedy = remedy
        self.values = values
        self.findings = findings

    def __reduce__(self) -> "tuple[Callable[[], Refused], tuple[()]]":
        """How it comes whole out of another process."""
        return partial(Refused, self.what, self.remedy, findings=self.findings, **self.values), ()


class Level(StrEnum):
    """How much a finding weighs: an error refuses the saving (a draft still saves), a warning is shown and kept."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found wrong in a record, shown beside its field; `proposal` is a value that would be accepted."""

    field: str
    message: str
    level: Level = Level.ERROR
    proposal: str | None = dataclasses.field(default=None, repr=False)  # may be a sensitive value: for the form alone
    values: Mapping[str, object] = dataclasses.field(default_factory=dict[str, object])
