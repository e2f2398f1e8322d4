"""Canonical values as a person reads them: names for ids, the words of choices, dates as 02/3/2022."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from intranet.formatting import vn_date
from intranet.mirror import queries
from intranet.mirror.tables import TABLES
from sync import ids
from sync.codecs import OrganisationCodec, PersonCodec, PersonsCodec, UnitCodec, shown
from sync.columns import Codec, Context, Refused, Table, Value

NOTHING = "để trống"
_INVISIBLE = "\u2060"


@dataclass(frozen=True, slots=True)
class Names:
    """The names behind record ids (a member's with the branch), as a codec asks for them."""

    known: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, uids: Iterable[str]) -> Names:
        """The names of these members and organisations (one query)."""
        return cls(queries.people_and_places(sorted(set(uids))))

    def person_name(self, record_id: str) -> str:
        """The name, or that the record is gone; a name in words stands for itself."""
        return self._name(record_id, "Người không còn trong sổ")

    def organisation_name(self, record_id: str) -> str:
        """The name, or that the record is gone; a name in words stands for itself."""
        return self._name(record_id, "Đơn vị không còn trong sổ")

    def _name(self, record_id: str, gone: str) -> str:
        if record_id in self.known:
            return self.known[record_id][0]
        return gone if ids.is_ours(record_id) else record_id

    def in_full(self, record_id: str) -> str:
        """A member's name with the branch, to tell namesakes apart."""
        name, place = self.known.get(record_id, ("", ""))
        return f"{name} ({place})" if place else name

    @property
    def knows_people(self) -> bool:
        """Nobody is looked for here."""
        return False

    @property
    def knows_units(self) -> bool:
        """Nothing is looked for here."""
        return False

    @property
    def own_committee(self) -> str:
        """Nothing is looked for here."""
        return ""

    def find_person(self, words: str, branch: str | None) -> str | Refused:
        """Nobody is looked for here."""
        return Refused("unknown_person", "", words)

    def find_organisation(self, words: str) -> str | Refused | None:
        """Nothing is looked for here."""
        return None


def codec_of(table: Table, name: str) -> Codec | None:
    """The codec of a field; None for a field this register does not have (any more)."""
    return next((f.codec for f in table.fields if f.name == name), None)


def label_of(table_name: str, name: str) -> str:
    """What people call the field."""
    return next((f.label for f in TABLES[table_name].fields if f.name == name), "")


def referred(table_name: str, name: str, values: Iterable[Value]) -> set[str]:
    """The ids among these values of a field that names persons or organisations."""
    if not isinstance(codec_of(TABLES[table_name], name), PersonCodec | OrganisationCodec | UnitCodec | PersonsCodec):
        return set()
    several = [each for value in values for each in (value if isinstance(value, list) else [value])]
    return {each for each in several if isinstance(each, str)}


def in_words(table_name: str, name: str, value: Value, names: Names, year: int) -> str:
    """A canonical value as people read it, whatever signs a tab uses for it."""
    codec = codec_of(TABLES[table_name], name)
    if codec is None or value is None or value in ("", []) or isinstance(value, dict):
        return NOTHING
    if isinstance(codec, PersonCodec) and value in names.known:
        return names.in_full(value)
    cells = codec.encode(value, [], Context(year, names))
    return " ".join(filter(None, map(shown, cells))).replace(_INVISIBLE, "") or NOTHING


def row_name(table_name: str, values: Mapping[str, Any], names: Names) -> str:
    """Whom or what a row is about, from its last known values; empty where nothing is known."""
    if isinstance(member := values.get("member"), str):
        work = values.get("item")
        return names.person_name(member) + (f" – {work}" if work and table_name == "monthly_checks" else "")
    if table_name == "meetings":
        place, date = values.get("branch"), values.get("date")
        return ", ".join(
            filter(None, (f"Buổi {vn_date(date)}" if date else "", names.organisation_name(place) if place else ""))
        )
    return str(values.get("full_name") or values.get("name") or _told(table_name, values, names))


def _told(table_name: str, values: Mapping[str, Any], names: Names) -> str:
    """What a register's row cannot be without: the deed's doer, the unit of a count."""
    told = (values.get(f.name) for f in TABLES[table_name].fields if f.required)
    return next((names.organisation_name(value) for value in told if isinstance(value, str)), "")


def refers_to(values: Mapping[str, Any]) -> Collection[str]:
    """The ids a row's name needs."""
    return [value for name in ("member", "branch", "unit") if isinstance(value := values.get(name), str)]
