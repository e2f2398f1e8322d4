"""Per-minute quotas of the Sheets API; off until a test turns them on."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field

from .clock import Clock
from .errors import ApiError

WINDOW = 60.0
PROJECT_NUMBER = "100000000001"


@dataclass
class Quota:
    """Google's defaults: 60 a minute per user, 300 per project, reads and writes apart."""

    clock: Clock
    enabled: bool = False
    per_user: int = 60
    per_project: int = 300
    _seen: dict[tuple[str, str], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def enable(self, per_user: int = 60, per_project: int = 300) -> None:
        """Count from now on with these limits."""
        self.enabled, self.per_user, self.per_project = True, per_user, per_project
        self._seen.clear()

    def spend(self, kind: str, user: str) -> None:
        """Count one read or write, or refuse it with 429. A refused call is not counted."""
        if not self.enabled or kind not in {"read", "write"}:
            return
        now = self.clock.now()
        project, own = self._recent(kind, "", now), self._recent(kind, user, now)
        if len(own) >= self.per_user:
            raise exhausted(kind, per_user=True)
        if len(project) >= self.per_project:
            raise exhausted(kind, per_user=False)
        project.append(now)
        own.append(now)

    def _recent(self, kind: str, user: str, now: float) -> deque[float]:
        seen = self._seen[kind, user]
        while seen and seen[0] <= now - WINDOW:
            seen.popleft()
        return seen


def exhausted(kind: str, *, per_user: bool = True) -> ApiError:
    """429 with Google's body."""
    word = "Read" if kind == "read" else "Write"
    limit = f"{word} requests per minute" + (" per user" if per_user else "")
    name = f"{word}RequestsPerMinutePer" + ("User" if per_user else "Project")
    consumer = f"projects/{PROJECT_NUMBER}"
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": "googleapis.com",
        "metadata": {
            "service": "sheets.googleapis.com",
            "quota_metric": f"sheets.googleapis.com/{word.lower()}_requests",
            "quota_limit": name,
            "quota_location": "global",
            "consumer": consumer,
        },
    }
    return ApiError(
        "RESOURCE_EXHAUSTED",
        f"Quota exceeded for quota metric '{word} requests' and limit '{limit}' of service "
        f"'sheets.googleapis.com' for consumer 'project_number:{PROJECT_NUMBER}'.",
        details=[info],
        reason="rateLimitExceeded",
    )
