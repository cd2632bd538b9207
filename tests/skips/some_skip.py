import unittest


class Some(unittest.TestCase):
    def test_passes(self):
        pass

    def test_is_skipped(self):
        self.skipTest("no Chromium:\n apt-get install chromium")

    def test_fails(self):
        self.fail()


class NoSetUp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise unittest.SkipTest("no GPU")

    def test_is_skipped(self):
        pass


@unittest.skip("")
class NoReason(unittest.TestCase):
    def test_is_skipped(self):
        pass
