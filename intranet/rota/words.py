"""The words of an assignment's and a topic's fields: for the history, and for showing two people's values side by side."""

from __future__ import annotations

from intranet.audit.queries import Word
from intranet.members.queries import names
from intranet.rota.models import MEDIA, SUBJECTS

ASSIGNMENT_WORDS = {
    "month": Word("Tháng", date=True),
    "presenter": Word("Người trình bày", names=names),
    "topic": Word("Nội dung"),
    "media": Word("Hình thức", MEDIA),
    "due": Word("Hạn chuẩn bị", date=True),
    "prepared_on": Word("Chuẩn bị xong", date=True),
    "delivered": Word("Trình bày", flag=("đã trình bày", "chưa trình bày")),
    "note": Word("Ghi chú"),
}
TOPIC_WORDS = {
    "title": Word("Chủ đề"),
    "subject": Word("Loại nội dung", SUBJECTS),
    "media": Word("Hình thức", MEDIA),
    "source": Word("Tài liệu, nguồn"),
}
