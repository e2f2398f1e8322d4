"""Google's refusals: which may be tried again, and what they mean in words a clerk can act on."""

from __future__ import annotations

from google.auth.exceptions import GoogleAuthError, TransportError
from gspread.exceptions import APIError

from sync.stores.protocol import AmbiguousWrite, StoreError, WorkbookBusy, WorkbookDenied, WorkbookMissing

PASSING = frozenset({500, 502, 503, 504})
#: Drive says "too many requests" with 403 and one of these reasons.
DRIVE_QUOTA = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})


def status(error: APIError) -> int:
    """The status of the answer: a gateway's page has none in its body."""
    return error.code if error.code > 0 else int(error.response.status_code)


def over_quota(error: APIError) -> bool:
    """Refused for quota alone: it was certainly not carried out."""
    reasons = {entry.get("reason") for entry in error.error.get("errors", []) if isinstance(entry, dict)}
    return status(error) == 429 or (status(error) == 403 and bool(reasons & DRIVE_QUOTA))


def may_try_again(error: APIError, *, writes: bool) -> bool:
    """A refusal for quota; of a read also a server's passing trouble. A write of unknown outcome is never sent again."""
    return over_quota(error) or (not writes and status(error) in PASSING)


def asked_to_wait(error: APIError) -> float:
    """Seconds the answer asks for (Retry-After), or 0."""
    header = error.response.headers.get("Retry-After", "")
    return float(header) if header.isdigit() else 0.0


def plain(error: APIError, *, writes: bool) -> StoreError:
    """A refusal as the store's own error."""
    if over_quota(error):
        return WorkbookBusy("Google báo đã dùng hết lượt trong phút này. Phần mềm sẽ đồng bộ lại sau.")
    if status(error) == 404:
        return WorkbookMissing("Không tìm thấy bảng tính trên Google. Có thể đã bị xóa hoặc địa chỉ sai.")
    if status(error) in (401, 403):
        return WorkbookDenied(
            "Phần mềm chưa được quyền mở bảng tính này. Xin chia sẻ bảng tính cho tài khoản của phần mềm với quyền Người chỉnh sửa."
        )
    if writes:
        return AmbiguousWrite(
            f"Google không nhận lần ghi này (mã {status(error)}). Phần mềm sẽ đọc lại rồi mới ghi tiếp."
        )
    kind = WorkbookBusy if status(error) in PASSING else StoreError
    return kind(f"Google trả lời lỗi {status(error)}. Phần mềm sẽ thử lại ở lần đồng bộ sau.")


def may_ask_again(error: Exception, *, writes: bool) -> bool:
    """After no (whole) answer: a read, or whatever was not sent because sign-in was out of reach."""
    return not no_sign_in(error) if isinstance(error, GoogleAuthError) else not writes


def no_sign_in(error: GoogleAuthError) -> bool:
    """Whether the account itself was refused, rather than Google's sign-in out of reach for now."""
    return not isinstance(error, TransportError) and not error.retryable


def unreachable(error: Exception, *, writes: bool) -> StoreError:
    """No (whole) answer, as the store's own error. Signing in comes before sending, so a write is then not in doubt."""
    if isinstance(error, GoogleAuthError) and no_sign_in(error):
        return WorkbookDenied("Không đăng nhập được vào Google bằng tài khoản dịch vụ. Xin quản trị kiểm tra tệp khóa.")
    if writes and not isinstance(error, GoogleAuthError):
        return AmbiguousWrite("Mất kết nối khi đang ghi lên Google, chưa rõ đã ghi hay chưa. Phần mềm sẽ đọc lại.")
    return WorkbookBusy("Không kết nối được với Google. Xin kiểm tra mạng; phần mềm sẽ thử lại ở lần đồng bộ sau.")
