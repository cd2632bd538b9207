"""What the program is linked to. Needs $LARGESTEP and readelf, which comes with the compiler."""
import re
import subprocess
import unittest

from program import PROGRAM


class Linking(unittest.TestCase):
    def test_the_cpp_library_comes_before_libtorch(self):
        """Some wheels' libtorch.so exports a std::filesystem that calls a null pointer; the first library named is taken."""
        said = subprocess.run(["readelf", "-d", PROGRAM], capture_output=True, text=True, check=True).stdout
        needed = re.findall(r"\(NEEDED\).*\[(lib.*?)\.so", said)
        torch = next(i for i, name in enumerate(needed) if name.startswith("libtorch"))
        self.assertLess(needed.index("libstdc++"), torch, needed)


if __name__ == "__main__":
    unittest.main()
