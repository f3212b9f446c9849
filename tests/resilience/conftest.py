import pytest

from system import server
from tests.support import inprocess


@pytest.fixture
async def served(groq, transactional_db):
    """The whole service behind the server that `serve` runs, in the test's own process."""
    async with inprocess.serving(http=server.Protocol, ws=server.Socket) as client:
        yield client
