"""Names of persons, collectives and organisations as people write them, brought to one form."""

from __future__ import annotations

import re

from sync.values.text import compare_key, single_line, title_case

_HONORIFIC = re.compile(
    r"^(?:(?:đ/c|đ\.c|đc|đồng chí|ông|bà|cô|chú|anh|chị|thầy|bác|em)[\s.:]+)+(?=[^\W\d_])", re.IGNORECASE
)
#: Words a collective's name begins with. Đoàn, Văn and Mai are family names as well, so Đoàn needs a word after it.
_COLLECTIVE = re.compile(
    r"(?:chi bộ|đảng bộ|đảng ủy|chi ủy|chi hội|chi đoàn|hội|tập thể|tổ|đội|nhóm|ban|công đoàn|câu lạc bộ|clb|cán bộ|nhân dân|"
    r"trường|phòng|sở|ubnd|ủy ban|hđnd|mặt trận|ubmt|hợp tác xã|htx|công ty|trạm|trung tâm|văn phòng|cơ quan|khối|thôn|ấp|"
    r"xóm|bản|khu|công an|quân sự|hộ|đoàn (?:thanh niên|thể|tn|tncs|trường|xã|phường|viên|cơ sở|khối|kinh tế))\b.*"
)
_MASS_ORGANISATION = re.compile(
    r"(?:(?:chi |phân )?hội\b|công đoàn\b|(?:chi )?đoàn (?:thanh niên|tn|tncs|trường|xã|phường|cơ sở)\b|chi đoàn\b|mặt trận\b|ubmt).*"
)
_GENERIC = frozenset(
    compare_key(word)
    for word in (
        "đảng", "bộ", "chi", "ủy", "xã", "phường", "thị", "trấn", "thôn", "ấp", "xóm", "bản", "khối", "khu", "tổ", "huyện",
        "tỉnh", "thành", "phố", "quận", "cơ", "quan", "doanh", "nghiệp", "các", "và", "trực", "thuộc", "trường", "phòng",
        "đội", "hội", "ban",
    )
)  # fmt: skip
_SEVERAL_KINDS = re.compile(r"^các (?:chi bộ|đảng bộ|,| |và)+(?=khối\b)", re.IGNORECASE)


def plain_name(text: str) -> str:
    """A person's or collective's name on one line: no "đ/c" or "Ông" before it, one all in capitals in ordinary case."""
    line = single_line(text)
    bare = _HONORIFIC.sub("", line)
    if bare != line and bare[:1].islower():
        bare = line  # "bà con trong thôn" addresses nobody
    if not bare.isupper() or " " not in bare:
        return bare  # a single word in capitals is an abbreviation: CTV
    return organisation_case(bare) if is_collective(bare) else title_case(bare)


def is_collective(name: str) -> bool:
    """Whether the name is a collective's, by the words it begins with (Chi bộ, Chi hội, Tập thể, Tổ, Đội, Chi đoàn ...)."""
    return bool(_COLLECTIVE.fullmatch(single_line(name).lower()))


def is_mass_organisation(name: str) -> bool:
    """Whether the name is that of a mass organisation, which is no part of the Party's tree (Hội LHPN, Đoàn TN ...)."""
    return bool(_MASS_ORGANISATION.fullmatch(single_line(name).lower()))


def organisation_case(name: str) -> str:
    """An organisation's name written in capitals, in ordinary case: ĐẢNG BỘ XÃ KỲ XUÂN is Đảng bộ xã Kỳ Xuân."""
    line = _SEVERAL_KINDS.sub("", single_line(name))
    if not line.isupper():
        return line
    words = [w.lower() if compare_key(w) in _GENERIC else w[:1] + w[1:].lower() for w in line.split()]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])
