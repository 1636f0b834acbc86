import pytest


@pytest.fixture(autouse=True)
def always(connection_stays):
    """Every test here asks past Django's test client."""
