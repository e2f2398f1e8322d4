"""The words of each column with fixed values: the display word of the models first, then what people write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from intranet.meetings.models import MARKS, MEETING_KINDS, RATINGS
from intranet.members.models import GENDERS, MEMBER_ROLES, STANDINGS
from intranet.organisations.models import BRANCH_KINDS, KINDS
from intranet.pledges.models import APPROVALS, GRADES, PROGRESS
from intranet.reviews.models import RESULTS
from intranet.rota.models import MEDIA as MEDIA_KINDS
from sync.codecs import Words


def _words(
    display: Mapping[str, str], synonyms: Mapping[str, Sequence[str]], maybe: Mapping[str, str] | None = None
) -> Words:
    return Words({value: (shown, *synonyms.get(value, ())) for value, shown in display.items()}, maybe)


BRANCH_KIND = _words(
    {kind: shown for kind, shown in KINDS.items() if kind in (*BRANCH_KINDS, "party_group", "mass_org")},
    {
        "rural": ("thôn", "ấp", "xóm", "bản", "NT", "nông nghiệp", "khu dân cư", "tổ dân phố", "chi bộ nông thôn"),
        "agency": ("CQ", "cơ quan xã", "hành chính", "HCSN", "chi bộ cơ quan"),
        "school": ("trường", "TH", "giáo dục", "chi bộ trường học"),
        "police": ("CA", "công an xã", "lực lượng công an"),
        "military": ("QS", "quân đội", "quân sự xã"),
        "health": ("trạm y tế", "YT"),
        "enterprise": ("DN", "doanh nghiệp tư nhân", "HTX"),
        "party_group": ("tổ Đảng",),
        "mass_org": ("đoàn thể chính trị - xã hội", "hội"),
    },
)

GENDER = _words(GENDERS, {"male": ("trai", "ông"), "female": ("nu", "gái", "bà")})

STANDING = _words(
    STANDINGS,
    {
        "full": ("CT", "ĐVCT", "đảng viên chính thức"),
        "probationary": ("DB", "ĐVDB", "đảng viên dự bị"),
        "exempt": ("miễn SH", "được miễn SH", "được miễn sinh hoạt", "miễn", "MSH"),
        "temporary": ("tạm thời", "SH tạm thời", "sinh hoạt tạm", "SHTT"),
    },
)

ROLE = _words(
    MEMBER_ROLES,
    {
        "secretary": ("BT", "Bí thư chi bộ", "BT chi bộ", "BTCB"),
        "deputy_secretary": ("PBT", "Phó BT", "Phó Bí thư chi bộ", "P.BT", "PBT chi bộ"),
        "committee_member": ("CUV", "Chi uỷ", "UV chi ủy", "Ủy viên chi ủy"),
        "member": ("ĐV",),
        "village_head": ("TTr", "Trưởng thôn", "T.trưởng", "Trưởng ấp"),
        "principal": ("HTr", "HT"),
        "police_chief": ("Trưởng CA", "Trưởng Công an xã", "Trưởng CA xã"),
    },
)

MEETING_KIND = _words(
    MEETING_KINDS,
    {
        "regular_session": ("TK", "SHTK", "SH thường kỳ", "SH TK", "sinh hoạt thường kỳ", "định kỳ", "SH định kỳ"),
        "thematic_session": ("CĐ", "SHCĐ", "SH chuyên đề", "SH CĐ", "sinh hoạt chuyên đề"),
        "flag_session": ("CC", "lễ chào cờ", "LCC"),
        "study_session": ("học tập", "học tập tuần", "SH học tập", "học tập hàng tuần"),
    },
)

RATING = _words(RATINGS, {"average": ("TB",), "poor": ("yếu",)})

#: A cross alone is not here: some offices put it for who came, some for who did not; the tab's legend tells.
MARK = _words(
    MARKS,
    {
        "present": ("có", "dự", "đủ", "✓", "✔"),
        "late": ("M", "muộn", "đi muộn", "trễ", "đến trễ"),
        "absent_excused": ("P", "phép", "có phép", "vắng có phép", "ốm", "CLD", "CP", "vắng CLD", "có lý do", "nghỉ phép"),
        "absent_unexcused": (
            "K", "V", "KP", "không phép", "vắng không phép", "KLD", "vắng KLD", "không lý do",
        ),
    },
    maybe={"bận": "absent_excused", "bận việc": "absent_excused", "đi vắng": "absent_excused", "đi xa": "absent_excused"},
)  # fmt: skip

APPROVAL = _words(
    APPROVALS,
    {
        "pending": ("chưa", "chưa duyệt", "chờ", "đang chờ"),
        "returned": ("cần bổ sung", "bổ sung", "trả lại", "cần sửa", "làm lại"),
        "approved": ("x", "duyệt", "đồng ý", "✓", "đã phê duyệt"),
    },
)

PROGRESS_WORDS = _words(
    PROGRESS,
    {
        "done": ("Đ", "x", "xong", "đã xong", "hoàn thành", "HT", "đã làm", "đã thực hiện", "✓"),
        "in_progress": ("đang TH", "đang làm", "đang", "ĐTH", "dở dang"),
        "not_done": ("C", "chưa", "KĐ", "chưa làm", "không đạt", "chưa TH", "chưa thực hiện"),
    },
)

GRADE = _words(
    GRADES,
    {
        "excellent": ("HTXS", "HTXSNV", "HT xuất sắc NV", "hoàn thành xuất sắc nhiệm vụ", "xuất sắc", "HT xuất sắc"),
        "good": ("HTT", "HTTNV", "HT tốt NV", "hoàn thành tốt nhiệm vụ", "tốt", "HT tốt"),
        "completed": ("HT", "HTNV", "hoàn thành nhiệm vụ", "HT NV"),
        "not_completed": ("KHT", "KHTNV", "không HT", "không hoàn thành nhiệm vụ", "không HTNV"),
    },
)

MEDIA = _words(
    MEDIA_KINDS,
    {
        "story": ("chuyện kể", "Kể chuyện", "chuyện"),
        "article": ("bài", "tham luận"),
        "film": ("Phim tư liệu", "video", "clip"),
        "slides": ("slide", "PowerPoint", "bài trình chiếu"),
        "song": ("hát", "tiết mục văn nghệ"),
    },
)

RESULT = _words(
    RESULTS,
    {
        "done": ("Đ", "đạt", "xong", "HT", "đã xong", "đã hoàn thành", "x"),
        "in_progress": ("đang TH", "đang làm", "ĐTH", "dở dang"),
        "not_done": ("chưa", "CHT", "chưa xong", "chưa làm", "chưa đạt", "không hoàn thành"),
    },
)
