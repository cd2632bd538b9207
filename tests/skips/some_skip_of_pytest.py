import pytest


def test_passes():
    pass


def test_is_skipped():
    pytest.skip("no Chromium:\n apt-get install chromium")


def test_fails():
    raise AssertionError


@pytest.fixture
def program():
    pytest.skip("no program")


def test_needs_it(program):
    pass
