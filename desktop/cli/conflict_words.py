"""How conflicts are told on a terminal and to scripts: in lists, at large, and those that were decided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from desktop.casework.deciding import Side, Standing
from desktop.casework.money_effect import Effect, Total
from desktop.cli.command import Answer
from desktop.cli.words import Voice, table
from desktop.domain.fields import RECORDS, Field, Privacy
from desktop.domain.identity import id_text
from desktop.domain.records import Household
from desktop.domain.values import mask_of, value
from desktop.i18n import N_
from desktop.store import queries
from desktop.store.contests import LIFE, Line, Page, Version
from desktop.store.decided import Decided
from desktop.store.queries import Listed
from desktop.store.store import Store

_LIFE = N_("withdrawn by one, edited by another")
_BESIDE = ("_source", "_evidence")


@dataclass(frozen=True, slots=True)
class View:
    """How they are told: in a voice, with the names of people, in the area's time."""

    voice: Voice
    people: Mapping[bytes, str]
    zone: tzinfo
    store: Store

    @classmethod
    def of(cls, store: Store, voice: Voice) -> "View":
        return cls(voice, queries.staff_names(store), store.zone(), store)

    # Lists

    def open(self, page: Page[Line]) -> Answer:
        """A page of what waits."""
        voice = self.voice
        facts = [
            {
                "id": place(line.contest.row, line.contest.group),
                **self._about(line.contest.record, line.contest.group, line.home, line.name),
                "money": line.is_money,
                "withdrawn": line.is_withdrawn,
                "values": [self._version_facts(each) for each in line.contest.versions],
            }
            for line in page.lines
        ]
        rows = [
            [
                _of(line),
                *self._told(
                    line.contest.record, line.contest.group, line.name if line.home else "", line.contest.versions
                ),
                self._mark(line),
                place(line.contest.row, line.contest.group),
            ]
            for line in page.lines
        ]
        return self._page(page, facts, rows, voice.words("{n} conflict waits", "{n} conflicts wait", page.total))

    def decided(self, page: Page[Decided]) -> Answer:
        """A page of what was decided."""
        voice = self.voice
        facts = [
            {
                "id": place(each.version.row, each.version.group),
                **self._about(each.version.record, each.version.group, each.home, each.name),
                "money": each.is_money,
                "decided": self._version_facts(each.version),
                "from": [self._version_facts(version) for version in each.replaced],
                "holds": each.holds,
            }
            for each in page.lines
        ]
        rows = [
            [
                _of(each),
                *self._told_decided(each),
                f"{self._who(each.version)} · {each.version.reason}",
                "" if each.holds else voice.word("replaced since"),
            ]
            for each in page.lines
        ]
        number = voice.words("{n} conflict was decided", "{n} conflicts were decided", page.total)
        return self._page(page, facts, rows, number)

    def _page(self, page: Page[Any], facts: Sequence[Any], rows: Sequence[Sequence[str]], number: str) -> Answer:
        told = self.voice.word("{number} · page {page} of {pages}", number=number, page=page.number, pages=page.pages)
        answer = {"conflicts": facts, "total": page.total, "page": page.number, "pages": page.pages}
        return Answer(answer, [*(table(rows) if rows else []), told])

    # At large

    def facts(self, standing: Standing, effects: Sequence[Effect]) -> dict[str, Any]:
        """One of them with all that stands beside each other, for scripts."""
        told = [self._side_facts(side) for side in standing.versions]
        return {
            "id": place(standing.row, standing.group),
            **self._about(standing.record, standing.group, standing.home, standing.name),
            "money": standing.is_money,
            "withdrawn": standing.is_withdrawn,
            "may_decide": sorted(standing.may_decide),
            "values": told,
            "unseen_edits": [self._version_facts(side.version) for side in standing.edits],
            "base": self._version_facts(standing.base.version) if standing.base else None,
            "sums": [self._effect_facts(effect) for effect in effects],
        }

    def lines(self, standing: Standing, effects: Sequence[Effect]) -> Iterator[str]:
        """The same for people."""
        voice = self.voice
        number = (standing.home.number or "") if standing.home else ""
        versions = [side.version for side in standing.versions]
        fields = _differing(versions)
        what = self._what(standing.record, standing.group, standing.name, fields)
        yield " · ".join(filter(None, (number, what, place(standing.row, standing.group))))
        for n, side in enumerate(standing.versions, 1):
            yield from self._side_lines(n, side, fields)
            if not standing.is_life and n <= len(effects):
                yield from (f"      {line}" for line in self._effect_lines(effects[n - 1]))
        for side in standing.edits:
            of = [field for field in _fields(side.version) if field.name in (side.version.forms or {})]
            edit = self._what(side.version.record, side.version.group, "", of)
            yield f"  {voice.word('not seen by it: {edit}', edit=f'{edit} {self._said(side.version, of)}')}"
            yield "      " + " · ".join(filter(None, (self._who(side.version), side.version.reason)))
        if standing.is_life:
            for told, effect in zip((N_("If it stays"), N_("If it is withdrawn")), effects, strict=False):
                yield f"  {voice.word(told)}"
                yield from (f"      {line}" for line in self._effect_lines(effect))
        elif standing.base:
            before = f"{self._said(standing.base.version, fields)} · {self._who(standing.base.version)}"
            yield f"  {voice.pair(voice.word('before both'), before)}"
        else:
            yield f"  {voice.word('Nothing stood there before, as far as is known here.')}"
        if standing.is_withdrawn:
            yield f"  {voice.word('It was withdrawn since: nothing is decided before it is brought back.')}"
            return
        yield f"  {voice.word(standing.who_decides)}"
        yield f"  {self._how(standing)}"

    def _how(self, standing: Standing) -> str:
        ways = "--stays | --withdrawn" if standing.is_life else "--value N | --neither"
        return f"ruhu conflicts decide {place(standing.row, standing.group)} {ways} --because …"

    def _side_lines(self, n: int, side: Side, fields: Sequence[Field]) -> Iterator[str]:
        voice = self.voice
        yield f"  {n}  {self._said(side.version, fields)}"
        where = voice.listed(filter(None, (side.team, side.computer)))
        bundle = ""
        if side.bundle:
            bundle = voice.word(
                "with bundle {number} of {day}",
                number=f"{side.bundle.number:04}",
                day=side.bundle.at.astimezone(self.zone).date(),
            )
        yield "      " + " · ".join(filter(None, (self._who(side.version), where, bundle, side.version.reason)))
        proofs = [*(piece.caption or piece.file_name or "" for piece in side.papers), *side.elsewhere]
        told = filter(None, (side.source, voice.listed(filter(None, proofs))))
        if shown := " · ".join(told):
            yield f"      {voice.pair(voice.word('proof'), shown)}"

    def _effect_lines(self, effect: Effect) -> Iterator[str]:
        voice = self.voice
        for total in effect.totals:
            yield voice.pair(total.label, self._total(total, effect.money_unit))
        if effect.others:
            yield voice.words(
                "with {n} other value that waits, as it is shown now",
                "with {n} other values that wait, as they are shown now",
                effect.others,
            )
        if effect.gaps:
            gaps = (voice.pair(gap.label, voice.word(gap.message, **gap.values)) for gap in effect.gaps)
            yield voice.word("The sum can't be told yet: {gaps}", gaps=voice.listed(gaps))
        if effect.refused:
            why = voice.word(effect.refused.what, **effect.refused.values)
            yield voice.word("The sum can't be told yet: {gaps}", gaps=why)

    def _total(self, total: Total, unit: str) -> str:
        if total.amount is None:
            return total.reason
        difference = f"({total.difference_said})" if total.difference_said else ""
        return " ".join(filter(None, (total.direction, total.total, unit, difference)))

    def _side_facts(self, side: Side) -> dict[str, Any]:
        bundle = side.bundle
        return {
            **self._version_facts(side.version),
            "computer": side.computer,
            "team": side.team,
            "bundle": bundle
            and {
                "kind": bundle.kind,
                "number": bundle.number,
                "sender": bundle.sender,
                "at": self._moment(bundle.at),
            },
            "source": side.source,
            "evidence": [{"id": id_text(each.id), "caption": each.caption} for each in side.papers],
            "other_evidence": [*side.elsewhere],
        }

    def _effect_facts(self, effect: Effect) -> dict[str, Any]:
        voice = self.voice
        gaps = [
            {"name": gap.name, "label": gap.label, "message": voice.word(gap.message, **gap.values)}
            for gap in effect.gaps
        ]
        refused = effect.refused
        return {
            "ways": [
                {
                    "way": each.way,
                    "label": each.label,
                    "amount": each.amount,
                    "difference": each.difference,
                    "reason": each.reason,
                }
                for each in effect.totals
            ],
            "other_conflicts_as_shown": effect.others,
            "gaps": gaps,
            "refused": refused and voice.word(refused.what, **refused.values),
        }

    # Values

    def _about(self, record: str, group: str, home: Listed | None, name: str) -> dict[str, Any]:
        return {
            "record": record,
            "group": group,
            "household": home.number if home else None,
            "address": home.address if home else None,
            "name": name or None,
        }

    def _mark(self, line: Line) -> str:
        if line.is_withdrawn:
            return self.voice.word("withdrawn")
        return self.voice.word("moves money") if line.is_money else ""

    def _told(self, record: str, group: str, name: str, versions: Sequence[Version]) -> tuple[str, str]:
        fields = _differing(versions)
        return self._what(record, group, name, fields), self._against(group, versions, fields)

    def _told_decided(self, each: Decided) -> tuple[str, str]:
        fields = _differing([*each.replaced, each.version])
        was = self._against(each.version.group, each.replaced, fields)
        what = self._what(each.version.record, each.version.group, each.name if each.home else "", fields)
        return what, f"{was} → {self._said(each.version, fields)}"

    def _what(self, record: str, group: str, name: str, fields: Sequence[Field]) -> str:
        """Which record, and which of its fields differ."""
        kind = RECORDS[record]
        if group == LIFE:
            return " ".join(filter(None, (self.voice.label(kind), name)))
        return " ".join((name or self.voice.label(kind), self.voice.listed(map(self.voice.label, fields))))

    def _against(self, group: str, versions: Sequence[Version], fields: Sequence[Field]) -> str:
        if group == LIFE:
            return self.voice.word(_LIFE)
        return " | ".join(self._said(each, fields) for each in versions)

    def _said(self, version: Version, fields: Sequence[Field]) -> str:
        voice = self.voice
        if version.forms is None:
            return voice.word("sealed, its key is not here")
        if version.group == LIFE:
            reason = version.forms.get("withdrawn_reason") or ""
            return voice.word("withdrawn: {reason}", reason=reason) if reason else voice.word("it stays")
        forms = version.forms
        shown = (
            voice.word("(empty)") if forms.get(field.name) is None else self._shown(version, field) for field in fields
        )
        return voice.listed(shown)

    def _shown(self, version: Version, field: Field) -> str:
        form = (version.forms or {})[field.name]
        masked = RECORDS[version.record].group[version.group].privacy is Privacy.SENSITIVE
        if field.to == "household" and (home := self.store.get(Household, form)):
            return home.number or ""
        return mask_of(field, form) if masked else self.voice.shown(field, value(field, form))

    def _version_facts(self, version: Version) -> dict[str, Any]:
        forms = version.forms
        return {
            "value": None if forms is None else {
                field.name: self._form(version, field)
                for field in RECORDS[version.record].group[version.group].fields
                if field.name in forms
            },
            "by": self.people.get(version.actor, id_text(version.actor)),
            "when": self._moment(version.when),
            "why": version.reason,
        }  # fmt: skip

    def _form(self, version: Version, field: Field) -> Any:
        form = (version.forms or {})[field.name]
        if RECORDS[version.record].group[version.group].privacy is Privacy.SENSITIVE:
            return {"sealed": mask_of(field, form)}
        return id_text(form) if isinstance(form, bytes) else form

    def _who(self, version: Version) -> str:
        when = version.when.astimezone(self.zone)
        return f"{self.people.get(version.actor, id_text(version.actor))} {when:%Y-%m-%d %H:%M}"

    def _moment(self, at: datetime) -> str:
        return at.astimezone(self.zone).isoformat()


def _of(line: Line | Decided) -> str:
    """Of which household it is, by its number; what is of none, as a flat, by its own name."""
    return (line.home.number or "") if line.home else line.name


def _fields(version: Version) -> Sequence[Field]:
    """The fields that a version is about, without what proves it."""
    return [each for each in RECORDS[version.record].group[version.group].fields if not each.name.endswith(_BESIDE)]


def _differing(versions: Sequence[Version]) -> Sequence[Field]:
    """The fields in which these versions differ; all where they do in what proves them alone."""
    fields = _fields(versions[0])
    said = [version.forms or {} for version in versions]
    return [each for each in fields if len({str(forms.get(each.name)) for forms in said}) > 1] or fields


def place(row: bytes, group: str) -> str:
    """What a conflict is called by: its record and its group."""
    return f"{id_text(row)}.{group}"
