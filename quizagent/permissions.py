"""Who may look into the machine room and pull its levers."""

from typing import Any

from django.conf import settings
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from quizagent import errors, middleware


def has_system_access(request: Request) -> bool:
    """The caller holds SYSTEM_API_KEY. Without one set: everybody in development, nobody in production."""
    if not settings.SYSTEM_API_KEY:
        return not settings.PRODUCTION
    authorization = request.headers.get("Authorization", "").encode("latin-1", "replace")
    return middleware.is_one_of(middleware.bearer({b"authorization": authorization}), [settings.SYSTEM_API_KEY])


class SystemAccess(BasePermission):
    """Raises Unauthorized where a key would help, Forbidden where none is set."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if has_system_access(request):
            return True
        raise errors.Unauthorized if settings.SYSTEM_API_KEY else errors.Forbidden
