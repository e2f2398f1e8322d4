"""What went wrong with a call: whether it may be tried again, and what it means in words a clerk can act on."""

from __future__ import annotations

from google.auth.exceptions import GoogleAuthError, TransportError
from gspread.exceptions import APIError
from requests import RequestException

from sync.stores.protocol import AmbiguousWrite, StoreError, WorkbookBusy, WorkbookDenied, WorkbookMissing

#: A refusal; no sign-in; no (whole) answer.
FAILURES = (APIError, GoogleAuthError, RequestException)
PASSING = frozenset({500, 502, 503, 504})
#: Drive says "too many requests" with 403 and one of these reasons.
DRIVE_QUOTA = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})


def may_try_again(error: Exception, *, writes: bool) -> bool:
    """Refused for quota, or not sent for want of sign-in; a read also after a server's passing trouble or without an answer.

    A write of unknown outcome is never sent again.
    """
    if isinstance(error, APIError):
        return _over_quota(error) or (not writes and _status(error) in PASSING)
    if isinstance(error, GoogleAuthError):
        return _sign_in_may_pass(error)
    return not writes


def asked_to_wait(error: Exception) -> float:
    """Seconds the answer asks for (Retry-After), or 0."""
    header = error.response.headers.get("Retry-After", "") if isinstance(error, APIError) else ""
    return float(header) if header.isdigit() else 0.0


def is_there(error: Exception) -> bool:
    """Whether Google answered and only said no."""
    return isinstance(error, APIError) and _status(error) < 500 and not _over_quota(error)


def plain(error: Exception, *, writes: bool) -> StoreError:
    """The failure as the store's own error."""
    if isinstance(error, APIError):
        return _refused(error, writes=writes)
    if isinstance(error, GoogleAuthError) and not _sign_in_may_pass(error):
        return WorkbookDenied("Không đăng nhập được vào Google bằng tài khoản dịch vụ. Xin quản trị kiểm tra tệp khóa.")
    if writes and not isinstance(error, GoogleAuthError):  # signing in comes before sending
        return AmbiguousWrite("Mất kết nối khi đang ghi lên Google, chưa rõ đã ghi hay chưa. Phần mềm sẽ đọc lại.")
    return WorkbookBusy("Không kết nối được với Google. Xin kiểm tra mạng; phần mềm sẽ thử lại ở lần đồng bộ sau.")


def _refused(error: APIError, *, writes: bool) -> StoreError:
    status = _status(error)
    if _over_quota(error):
        return WorkbookBusy("Google báo đã dùng hết lượt trong phút này. Phần mềm sẽ đồng bộ lại sau.")
    if status == 404:
        return WorkbookMissing("Không tìm thấy bảng tính trên Google. Có thể đã bị xóa hoặc địa chỉ sai.")
    if status in (401, 403):
        return WorkbookDenied(
            "Phần mềm chưa được quyền mở bảng tính này. Xin chia sẻ bảng tính cho tài khoản của phần mềm với quyền Người chỉnh sửa."
        )
    if writes:
        return AmbiguousWrite(f"Google không nhận lần ghi này (mã {status}). Phần mềm sẽ đọc lại rồi mới ghi tiếp.")
    kind = WorkbookBusy if status in PASSING else StoreError
    return kind(f"Google trả lời lỗi {status}. Phần mềm sẽ thử lại ở lần đồng bộ sau.")


def _status(error: APIError) -> int:
    """The status of the answer: a gateway's page has none in its body."""
    return error.code if error.code > 0 else int(error.response.status_code)


def _over_quota(error: APIError) -> bool:
    """Refused for quota alone: it was certainly not carried out."""
    reasons = {entry.get("reason") for entry in error.error.get("errors", []) if isinstance(entry, dict)}
    return _status(error) == 429 or (_status(error) == 403 and bool(reasons & DRIVE_QUOTA))


def _sign_in_may_pass(error: GoogleAuthError) -> bool:
    """Google's sign-in is out of reach for now, rather than the account itself refused."""
    return isinstance(error, TransportError) or bool(error.retryable)
