"""What a user installs: a prefix that can be moved and built against, and .deb files. Needs $LARGESTEP_BUILD (built)."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

BUILD = pathlib.Path(os.environ["LARGESTEP_BUILD"])
SOURCE = pathlib.Path(os.environ["LARGESTEP_SOURCE"])


def output_of(*command, **options):
    result = subprocess.run([*map(str, command)], text=True, timeout=500,
                            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options})
    if result.returncode != 0:
        raise AssertionError(f"{command}: {result.stdout[-3000:]}{(result.stderr or '')[-3000:]}")
    return result.stdout


def torch_arguments():
    """Those with which this LibTorch was found, where it is not the system's (scripts/build.sh leaves them there)."""
    path = BUILD / "torch_arguments"
    return path.read_text().split() if path.exists() else []


def compiler_flags():
    """What uses a library that was built with a sanitizer is linked with it."""
    sanitizer = os.environ["LARGESTEP_SANITIZE"]
    if sanitizer == "OFF":
        return "-O0"
    return f"-O0 -fsanitize={'thread' if sanitizer == 'thread' else 'address,undefined'}"


def declared_version():
    return re.search(r"project\(largestep VERSION ([0-9.]+)", (SOURCE / "CMakeLists.txt").read_text())[1]


class Case(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def check_program(self, root):
        """A prefix holds a program that works, its completion and its manual."""
        self.assertIn(f"largestep {declared_version()} (", output_of(root / "bin/largestep", "--version"))
        self.assertIn("quickstart-large-50", output_of(root / "bin/largestep", "presets", cwd=self.directory))
        completion = root / "share/bash-completion/completions/largestep"
        self.assertIn("complete -o", completion.read_text())
        page = output_of("zcat", root / "share/man/man1/largestep.1.gz")
        self.assertIn(f"largestep {declared_version()}", page)
        self.assertTrue(os.access(root / "share/largestep/fetch.sh", os.X_OK))


class Install(Case):
    def test_moved_it_still_works_and_other_projects_build_on_it(self):
        first, prefix = self.directory / "first", self.directory / "moved"
        output_of("cmake", "--install", BUILD, "--prefix", first)
        shutil.move(first, prefix)
        self.check_program(prefix)
        for path in prefix.rglob("*.cmake"):
            self.assertNotRegex(path.read_text(), f"{re.escape(str(SOURCE))}|{re.escape(str(first))}", path)

        build = self.directory / "build"
        output_of("cmake", "-S", SOURCE / "examples/consumer", "-B", build, *torch_arguments(),
                  f"-Dlargestep_DIR={next(prefix.rglob('largestepConfig.cmake')).parent}", f"-DCMAKE_CXX_FLAGS={compiler_flags()}",
                  f"-DCMAKE_CXX_COMPILER={os.environ['LARGESTEP_CXX']}")
        output_of("cmake", "--build", build)
        lines = output_of(build / "ten_steps").splitlines()
        self.assertEqual(lines[0], f"largestep {declared_version()}")
        steps = [re.fullmatch(r"step +(\d+)  step size ([0-9.]+)  loss ([0-9.]+)  active (0\.\d+)", line).groups()
                 for line in lines[1:]]
        self.assertEqual([int(step[0]) for step in steps], list(range(1, 11)))
        # Large until half of the run, a tenth until 90 %, then a hundredth; the tap saw every step.
        self.assertEqual([float(step[1]) for step in steps], [0.05] * 4 + [0.005] * 4 + [0.0005] * 2)
        self.assertTrue(all(0.05 < float(step[3]) < 0.95 for step in steps))
        self.check_headers(prefix)
        self.check_finding(prefix)

    def check_headers(self, prefix):
        """They say <largestep/...> of each other, and are those that users need."""
        headers = prefix / "include/largestep"
        names = {str(path.relative_to(headers)) for path in headers.rglob("*.*")}
        for name in names:
            text = (headers / name).read_text()
            self.assertNotRegex(text, r'#include "|<fmt/|<nlohmann/', name)
            self.assertLessEqual(set(re.findall(r"#include <largestep/([^>]+)>", text)), names, name)
        for name in ("train/loop.h", "session/run_training.h", "core/exception.h", "optim/step_size_schedule.h"):
            self.assertIn(name, names)
        for name in ("core/error.h", "kernels/dispatch.h", "session/training_session.h", "files/csv_file.h"):
            self.assertNotIn(name, names)
            self.assertTrue((SOURCE / "lib" / name).exists(), name)

    def check_finding(self, prefix):
        """find_package, by a project that prints what came of it."""
        project = self.directory / "finds"
        project.mkdir()
        (project / "main.cpp").write_text("int main() {}\n")
        (project / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.25)\nproject(finds LANGUAGES CXX)\n"
            "find_package(largestep QUIET COMPONENTS train nonsense)\n"
            'message(STATUS "found with nonsense: ${largestep_FOUND}")\n'
            "find_package(largestep QUIET COMPONENTS core train)\n"
            'message(STATUS "found: ${largestep_FOUND}, train: ${largestep_train_FOUND}")\n'
            "if(largestep_FOUND)\n  add_executable(finds main.cpp)\n  target_link_libraries(finds PRIVATE largestep::train)\nendif()\n")

        def configured(*arguments):
            return output_of("cmake", "--fresh", "-S", project, "-B", project / "build", *torch_arguments(), *arguments,
                             f"-Dlargestep_DIR={next(prefix.rglob('largestepConfig.cmake')).parent}", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                             f"-DCMAKE_CXX_COMPILER={os.environ['LARGESTEP_CXX']}", stderr=subprocess.STDOUT)

        said = configured()
        self.assertIn("found with nonsense: 0", said.replace("FALSE", "0"))
        self.assertIn("found: TRUE, train: TRUE", said.replace("found: 1", "found: TRUE"))
        self.assertNotIn("FMT_HEADER_ONLY", (project / "build/compile_commands.json").read_text())
        # A library that it needs is not there: a project that can do without largestep goes on, one that can't is told why.
        without = "-DCMAKE_DISABLE_FIND_PACKAGE_PNG=ON"
        said = configured(without)
        self.assertRegex(said, "found: (0|FALSE|False),")
        self.assertNotIn("CMake Warning at CMakeLists.txt", said)  # LibTorch has its own
        path = project / "CMakeLists.txt"
        path.write_text(path.read_text().replace("QUIET", "REQUIRED").replace(" nonsense", ""))
        with self.assertRaisesRegex(AssertionError, "PNG"):
            configured(without)


class Deb(Case):
    def test_packages_name_what_they_need_and_work_unpacked(self):
        if not os.environ["LARGESTEP_TORCH_DIR"].startswith("/usr/"):
            self.skipTest("this LibTorch is in no Debian package, which a .deb could depend on; build against libtorch-dev")
        output_of("cpack", "-G", "DEB", "-B", self.directory, cwd=BUILD)
        packages = {path.name.split("_")[0]: path for path in self.directory.glob("*.deb")}
        self.assertEqual(set(packages), {"largestep", "liblargestep-dev"})
        fields = {name: output_of("dpkg-deb", "-f", path) for name, path in packages.items()}
        for text in fields.values():
            self.assertIn(f"Version: {declared_version()}\n", text)
        depends = re.search(r"^Depends: (.*)$", fields["largestep"], re.MULTILINE)[1]
        for library in ("libtorch", "libssl", "zlib1g", "libpng16-16", "libc6", "libstdc++6", "libjs-vega"):
            self.assertIn(library, depends)
        self.assertIn("libtorch-dev", fields["liblargestep-dev"])

        root = self.directory / "root"
        for path in packages.values():
            output_of("dpkg-deb", "-x", path, root)
        self.check_program(root / "usr")
        self.assertIn("MIT License", (root / "usr/share/doc/largestep/copyright").read_text())
        self.assertTrue(list((root / "usr/lib").rglob("largestepConfig.cmake")))
        self.assertTrue((root / "usr/include/largestep/train/loop.h").exists())

    def test_the_newest_entry_of_the_changelog_is_this_version(self):
        versions = re.findall(r"^## ([0-9.]+)", (SOURCE / "CHANGELOG.md").read_text(), re.MULTILINE)
        self.assertEqual(versions[0], declared_version())


if __name__ == "__main__":
    unittest.main()
