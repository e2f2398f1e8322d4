"""Who is who in one workbook: people and organisations found by the names people write, or not at all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sync.columns import Refused
from sync.facts import Names, OrganisationName, Person
from sync.values import compare_key, single_line, words_of

#: Functions written in brackets behind a name, or instead of one.
ROLE_WORDS: Mapping[str, str] = {
    "bt": "secretary", "bí thư": "secretary", "bt chi bộ": "secretary",
    "pbt": "deputy_secretary", "phó bt": "deputy_secretary", "phó bí thư": "deputy_secretary",
    "cuv": "committee_member", "chi ủy viên": "committee_member",
    "ttr": "village_head", "thôn trưởng": "village_head", "trưởng thôn": "village_head",
    "htr": "principal", "ht": "principal", "hiệu trưởng": "principal",
    "trưởng ca": "police_chief", "trưởng công an": "police_chief",
    "đv": "member", "đảng viên": "member",
}  # fmt: skip
_ROLES = {compare_key(words): role for words, role in ROLE_WORDS.items()}

_HONORIFIC = re.compile(r"^(?:(?:đ/c|đ\.c|đc|đồng chí|ông|bà|cô|chú|anh|chị|thầy|bác|em)[\s.:]+)+", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]*)\)\s*$")
_SEVERAL = re.compile(r"\s\+\s|[+;,/&]|\s(?:và|hoặc)\s", re.IGNORECASE)

_ORGANISATION_ABBREVIATIONS = {
    ("cb",): ("chi", "bộ"), ("c", "bộ"): ("chi", "bộ"), ("đb",): ("đảng", "bộ"), ("đu",): ("đảng", "ủy"),
    ("th",): ("tiểu", "học"), ("mn",): ("mầm", "non"), ("ca",): ("công", "an"), ("qs",): ("quân", "sự"),
    ("thcs",): ("trung", "học", "cơ", "sở"), ("thpt",): ("trung", "học", "phổ", "thông"),
    ("hlhpn",): ("hội", "liên", "hiệp", "phụ", "nữ"), ("lhpn",): ("liên", "hiệp", "phụ", "nữ"),
    ("ubnd",): ("ủy", "ban", "nhân", "dân"), ("đtn",): ("đoàn", "thanh", "niên"),
}  # fmt: skip
_ABBREVIATIONS = {
    tuple(compare_key(w) for w in k): tuple(compare_key(w) for w in v) for k, v in _ORGANISATION_ABBREVIATIONS.items()
}
_CHI_BO = tuple(compare_key(w) for w in ("chi", "bộ"))
_PREFIXES = [tuple(compare_key(w) for w in p.split()) for p in ("đảng bộ", "đảng ủy", "chi bộ", "chi ủy")]
_PLACES = {
    compare_key(w)
    for w in ("xã", "phường", "thôn", "ấp", "xóm", "bản", "khối", "tổ", "trường", "thị", "trấn", "buôn", "làng")
}


def _organisation_words(name: str) -> tuple[str, ...]:
    """The words of an organisation's name with abbreviations written out."""
    out: list[str] = []
    words, at = words_of(name), 0
    while at < len(words):
        for length in (2, 1):
            written = _ABBREVIATIONS.get(words[at : at + length])
            if written is not None:
                out.extend(written)
                at += length
                break
        else:
            out.append(words[at])
            at += 1
    return tuple(out)


def _without_prefix(words: tuple[str, ...]) -> tuple[str, ...]:
    for prefix in _PREFIXES:
        if words[: len(prefix)] == prefix:
            return words[len(prefix) :]
    return words


def _core(words: tuple[str, ...]) -> tuple[str, ...]:
    """The name without its prefix and without words such as thôn and trường: what is left is the proper name."""
    kept = tuple(w for w in _without_prefix(words) if w not in _PLACES)
    return kept or words


def is_branch_name(name: str) -> bool:
    """Whether an organisation so called is a branch (Chi bộ), by its name."""
    return _organisation_words(name)[:2] == _CHI_BO


class BookDirectory:
    """People and organisations of one workbook. A record may be listed under several names; its first one is written."""

    def __init__(self, names: Names) -> None:
        self._people = {person.record_id: person for person in reversed(names.people)}
        self._organisations = {organisation.record_id: organisation for organisation in reversed(names.organisations)}
        self._forms = _organisation_forms(names.organisations)
        self._by_given: dict[str, list[tuple[tuple[str, ...], Person]]] = defaultdict(list)
        for person in names.people:
            if words := words_of(person.name):
                self._by_given[words[-1]].append((words, person))

    @property
    def knows_people(self) -> bool:
        """Whether anybody is known at all."""
        return bool(self._people)

    @property
    def knows_units(self) -> bool:
        """Whether any organisation besides the workbook's own is known."""
        return any(not organisation.own for organisation in self._organisations.values())

    @property
    def own_committee(self) -> str:
        """The workbook's own organisation, unless it is a branch."""
        return "" if self.single_branch else self._own_id() or ""

    def organisation_name(self, record_id: str) -> str:
        """The name to write in a cell; the id itself for one that is unknown."""
        known = self._organisations.get(record_id)
        return known.name if known else record_id

    def person_name(self, record_id: str) -> str:
        """The name to write in a cell; the id itself for one that is unknown."""
        known = self._people.get(record_id)
        return known.name if known else record_id

    def find_organisation(self, words: str) -> str | Refused | None:
        """The id of the one organisation so called; Refused when several fit; None when none does."""
        written = _organisation_words(words)
        for form in (written, _without_prefix(written), _core(written)):
            found = self._forms.get(form, set())
            if len(found) == 1:
                return next(iter(found))
            if found:
                candidates = tuple(sorted(found))
                names = ", ".join(self.organisation_name(c) for c in candidates)
                return Refused(
                    "ambiguous_unit", f"“{words}” có thể là: {names}. Đề nghị ghi rõ tên.", words, candidates
                )
        return None

    def find_person(self, words: str, branch: str | None) -> str | Refused:
        """The id of the one member so called, in the branch if given, else in the whole book."""
        name, role = _taken_apart(words)
        if not name:
            return self._by_function(words, role, branch)
        if _SEVERAL.search(name):
            return Refused("two_values", f"Ô ghi “{words}” nêu nhiều người. Đề nghị chỉ ghi một người.", words)
        fitting = self._fitting(words_of(name), role, branch) or self._elsewhere(words_of(name), branch)
        if len(fitting) == 1:
            return fitting[0]
        where = f" trong {self.organisation_name(branch)}" if branch in self._organisations else ""
        if fitting:
            candidates = ", ".join(self.person_name(c) for c in fitting)
            message = f"Có {len(fitting)} người tên “{words}”{where}: {candidates}. Đề nghị ghi đủ họ tên."
            return Refused("ambiguous_person", message, words, fitting)
        message = f"Không thấy ai tên “{words}”{where}. Đề nghị ghi đủ họ tên như trong danh sách đảng viên."
        return Refused("unknown_person", message, words)

    def _fitting(self, words: tuple[str, ...], role: str | None, branch: str | None) -> tuple[str, ...]:
        if not words:
            return ()
        pool = [(n, p) for n, p in self._by_given.get(words[-1], ()) if branch in (None, self._own_id(), p.branch)]
        exact = [p for n, p in pool if n == words]
        fitting = exact or [p for n, p in pool if _in_order(words, n)]
        if role is not None and len(fitting) != 1:
            fitting = [p for p in fitting if role in p.roles]
        elif role is not None and fitting[0].roles and role not in fitting[0].roles and not exact:
            fitting = []
        return tuple(dict.fromkeys(p.record_id for p in fitting))

    def _elsewhere(self, words: tuple[str, ...], branch: str | None) -> tuple[str, ...]:
        """Somebody of another branch, named in full and the only one in the book: a guest who takes the chair."""
        if branch not in self._organisations or len(words) < 3:
            return ()
        found = tuple(dict.fromkeys(p.record_id for n, p in self._by_given.get(words[-1], ()) if n == words))
        return found if len(found) == 1 else ()

    @property
    def single_branch(self) -> str | None:
        """The workbook's own organisation where that is a branch: rows that name none belong to it."""
        own = self._organisations.get(self._own_id() or "")
        return own.record_id if own is not None and is_branch_name(own.name) else None

    def _own_id(self) -> str | None:
        """The workbook's own organisation: a row of its own may name anybody in the book."""
        return next((o.record_id for o in self._organisations.values() if o.own), "")

    def _by_function(self, words: str, role: str | None, branch: str | None) -> Refused:
        """A function instead of a name: whoever holds it is offered, never taken."""
        holders = tuple(p.record_id for p in self._people.values() if role in p.roles and branch in (None, p.branch))
        message = f"Ô ghi “{words}” chỉ nêu chức vụ, chưa rõ là ai. Đề nghị ghi họ tên."
        return Refused("ambiguous_person", message, words, holders[:5])


def _in_order(words: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether all the words occur in the name in this order, the last one being the given name."""
    rest = iter(name[:-1])
    return words[-1] == name[-1] and all(word in rest for word in words[:-1])


def _taken_apart(words: str) -> tuple[str, str | None]:
    """The bare name, and the function in brackets (or instead of the name)."""
    text, role = single_line(words), None
    if m := _BRACKETS.search(text):
        role = _ROLES.get(compare_key(m[1]))
        if role is not None:
            text = text[: m.start()].strip()
    text = _HONORIFIC.sub("", text).strip(" .")
    if compare_key(text) in _ROLES:
        return "", _ROLES[compare_key(text)]
    return text, role


def _organisation_forms(organisations: Sequence[OrganisationName]) -> dict[tuple[str, ...], set[str]]:
    """Every form of a name that may stand for the organisation. A full name always means its own organisation."""
    forms: dict[tuple[str, ...], set[str]] = defaultdict(set)
    full = {_organisation_words(o.name): o.record_id for o in organisations}
    for organisation in organisations:
        words = _organisation_words(organisation.name)
        for form in _shorter(words):
            forms[form].add(organisation.record_id)
    forms.update({words: {record_id} for words, record_id in full.items()})
    return forms


def _shorter(words: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    return {words, _without_prefix(words), _core(words)}
