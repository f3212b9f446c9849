from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import service


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[service.Service]:
    """A service in development's settings, for all tests that leave it as they found it."""
    with service.serve(tmp_path_factory.mktemp("running")) as started:
        started.wait_until_ready()
        yield started


@pytest.fixture
def var_dir(tmp_path: Path) -> Path:
    """The data of a service of the test's own."""
    return tmp_path / "var"
