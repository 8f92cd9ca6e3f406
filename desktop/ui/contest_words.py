"""How values that stand beside each other are told: which fields differ, what each says, who wrote it and when."""

from collections.abc import Mapping

from desktop.domain.fields import RECORDS, Field, Privacy
from desktop.domain.values import mask_of, value
from desktop.i18n import N_
from desktop.store.contests import Contest, Version
from desktop.store.projection import LIFE
from desktop.ui.notices import Voice

_WHO_DECIDES = N_("Both stay until the area's lead or the office decides.")
_MOMENT = "%m-%d %H:%M"


def fields_of(contest: Contest) -> list[Field]:
    """The fields in which the values differ."""
    forms = [each.forms or {} for each in contest.versions]
    fields = RECORDS[contest.record].group[contest.group].fields
    return [field for field in fields if len({str(form.get(field.name)) for form in forms}) > 1]


def title(voice: Voice, contest: Contest) -> str:
    """What stands beside what."""
    if contest.group == LIFE:
        return voice.word("withdrawn by one, edited by another")
    names = voice.listed(voice.label(field) for field in fields_of(contest))
    return voice.words("{n} values stand: {names}", "{n} values stand: {names}", len(contest.versions), names=names)


def told(voice: Voice, contest: Contest, staff: Mapping[bytes, str]) -> str:
    """Each value with who wrote it and when, and who decides."""
    lines = [said for version in contest.versions if (said := _said(voice, contest, version, staff))]
    return "\n".join((*lines, voice.word(_WHO_DECIDES)))


def meanwhile(voice: Voice, record: str, version: Version, staff: Mapping[bytes, str]) -> str:
    """What somebody wrote of a group while something typed of it waited."""
    fields = RECORDS[record].group[version.group].fields
    what = voice.listed(
        voice.pair(voice.label(field), text) for field in fields if (text := _value(voice, record, field, version))
    )
    return voice.word("Meanwhile: {written}", written=_signed(what or voice.word("(empty)"), version, staff))


def _said(voice: Voice, contest: Contest, version: Version, staff: Mapping[bytes, str]) -> str:
    if contest.group == LIFE:
        reason = (version.forms or {}).get("withdrawn_reason")
        return _signed(voice.word("withdrawn: {reason}", reason=reason), version, staff) if reason else ""
    texts = (_value(voice, contest.record, field, version) for field in fields_of(contest))
    return _signed(voice.listed(text or voice.word("(empty)") for text in texts), version, staff)


def _value(voice: Voice, record: str, field: Field, version: Version) -> str:
    if version.forms is None:
        return voice.word("sealed, its key is not here")
    form = version.forms.get(field.name)
    if form is None:
        return ""
    if RECORDS[record].group[version.group].privacy is Privacy.SENSITIVE:
        return mask_of(field, form)
    return voice.shown(field, value(field, form))


def _signed(what: str, version: Version, staff: Mapping[bytes, str]) -> str:
    return " · ".join(filter(None, (what, staff.get(version.actor), f"{version.when:{_MOMENT}}")))
