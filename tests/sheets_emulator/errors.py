"""Errors as Google's servers phrase them: Sheets' short body, Drive's body with an `errors` list."""

from __future__ import annotations

from typing import Any

STATUS_CODES = {
    "INVALID_ARGUMENT": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405,
    "RESOURCE_EXHAUSTED": 429,
    "INTERNAL": 500,
    "UNAVAILABLE": 503,
}


class ApiError(Exception):
    """A refusal with the JSON body the real service would send."""

    def __init__(
        self,
        status: str,
        message: str,
        *,
        details: list[dict[str, Any]] | None = None,
        reason: str = "badRequest",
        location: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = STATUS_CODES[status]
        self.message = message
        self.details = details
        self.reason = reason
        self.location = location
        self.headers = headers or {}

    def body(self, *, drive: bool) -> dict[str, Any]:
        """The response body: `drive` selects the older shape with an `errors` list."""
        if drive:
            return self._drive_body()
        error: dict[str, Any] = {"code": self.code, "message": self.message, "status": self.status}
        if self.details:
            error["details"] = self.details
        return {"error": error}

    def _drive_body(self) -> dict[str, Any]:
        entry = {"message": self.message, "domain": "global", "reason": self.reason}
        if self.location:
            kind = "header" if self.location == "Authorization" else "parameter"
            entry |= {"location": self.location, "locationType": kind}
        return {"error": {"code": self.code, "message": self.message, "errors": [entry]}}


def invalid(message: str) -> ApiError:
    """400 INVALID_ARGUMENT."""
    return ApiError("INVALID_ARGUMENT", message)


def bad_field(field: str, description: str) -> ApiError:
    """400 as the JSON transcoder words it, naming the field that could not be read."""
    violation = {"field": field, "description": description}
    detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}
    return ApiError("INVALID_ARGUMENT", description, details=[detail])


def forbidden() -> ApiError:
    """403 for a spreadsheet that is not shared with the caller."""
    return ApiError("PERMISSION_DENIED", "The caller does not have permission", reason="forbidden")


def not_found() -> ApiError:
    """404 for an unknown spreadsheet."""
    return ApiError("NOT_FOUND", "Requested entity was not found.", reason="notFound")


def file_not_found(file_id: str) -> ApiError:
    """404 as Drive words it, also for a file the caller may not see."""
    return ApiError("NOT_FOUND", f"File not found: {file_id}.", reason="notFound", location="fileId")
