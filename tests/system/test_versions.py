"""The oldest versions that are safe here; what is installed must not be older."""

from importlib.metadata import version

import pytest
from packaging.version import Version


@pytest.mark.parametrize(
    ("package", "oldest", "below"),
    [
        ("django", "5.2.19", "5.3"),  # the LTS series; ASGI header and upload fixes
        ("daphne", "4.2.2", "5"),  # older ones take WebSocket messages of any size
        ("twisted", "26.4", "27"),  # older ones mix up the order of responses
        ("redis", "7.4", "9"),  # with timeouts given explicitly; long ago answers went to strangers
        ("channels-redis", "4.3", "5"),
    ],
)
def test_what_is_installed_is_safe(package: str, oldest: str, below: str) -> None:
    assert Version(oldest) <= Version(version(package)) < Version(below)
