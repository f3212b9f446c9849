"""Wrong passwords are counted per name and address: a login is refused for a while after too many of them.

The counts are shared through Redis. While that is away each process counts for itself: an operator still gets in.
"""

import hashlib
import logging
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.cache import BaseCache, caches
from django.core.exceptions import ValidationError
from django_redis.exceptions import ConnectionInterrupted
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

FAILURES = 5
FAILURES_PER_ADDRESS = 50
WINDOW_SECS = 600
_TROUBLE = (ConnectionInterrupted, RedisError, OSError)


class LoginForm(AdminAuthenticationForm):
    """A refused login does not look at the password, so it costs nothing and tells nothing."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "throttled": "Too many attempts. Try again in 10 minutes.",
    }

    def clean(self) -> dict[str, Any]:
        limits = self._limits()
        if any(_count(key) >= limit for key, limit in limits.items()):
            logger.warning("admin.login_throttled")
            raise ValidationError(self.error_messages["throttled"], code="throttled")
        try:
            return super().clean()
        except ValidationError:
            for key in limits:
                _add(key)
            raise

    def _limits(self) -> dict[str, int]:
        """How many failures each key allows. Names and addresses are hashed: a cache is read by others too."""
        address = self.request.META.get("REMOTE_ADDR", "") if self.request else ""
        name = str(self.cleaned_data.get("username") or "").casefold()
        return {_key(address, name): FAILURES, _key(address): FAILURES_PER_ADDRESS}


def _key(*parts: str) -> str:
    return "login:" + hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _count(key: str) -> int:
    try:
        return int(caches["threads"].get(key) or 0)
    except _TROUBLE:
        return int(caches["default"].get(key) or 0)


def _add(key: str) -> None:
    try:
        _increment(caches["threads"], key)
    except _TROUBLE:
        _increment(caches["default"], key)


def _increment(cache: BaseCache, key: str) -> None:
    """The window begins with the first failure."""
    if not cache.add(key, 1, timeout=WINDOW_SECS):
        try:
            cache.incr(key)
        except ValueError:  # it ended between the two
            cache.set(key, 1, timeout=WINDOW_SECS)
