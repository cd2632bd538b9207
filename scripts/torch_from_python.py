#!/usr/bin/env python3
"""How to build against the PyTorch of the Python that runs this.

torch_from_python.py requirements   what pip is to install beside torch (a line each): the compiler of the CUDA version
                                    that torch was made with. CMake looks for it even where nothing is compiled by it.
torch_from_python.py arguments      the arguments that CMake takes (a line each). In an environment made for it, the
                                    links that the toolkit in wheels lacks are added.
"""
import os
import pathlib
import shutil
import subprocess
import sys

import torch

PACKAGES = pathlib.Path(torch.__file__).parent.parent
# Code for GPUs is in LibTorch. What is compiled here has none, but a CMake that does not know the newest architectures
# stops unless one is named.
ARCHITECTURES = "9.0"


def requirements():
    if torch.version.cuda is None:
        return []
    major, minor = torch.version.cuda.split(".")[:2]
    if int(major) < 13:
        return [f"nvidia-cuda-nvcc-cu{major}=={major}.{minor}.*"]
    wheels = ["nvidia-cuda-nvcc", "nvidia-cuda-crt", "nvidia-cuda-cccl", "nvidia-nvvm"]
    return [f"{wheel}=={major}.{minor}.*" for wheel in wheels]


def toolkit():
    """The CUDA toolkit's folder: that of $CUDA_HOME or of the nvcc on the PATH, else the one in wheels."""
    wheels = PACKAGES / f"nvidia/cu{torch.version.cuda.split('.')[0]}"
    nvcc = shutil.which("nvcc")
    candidates = [pathlib.Path(os.environ["CUDA_HOME"])] if os.environ.get("CUDA_HOME") else []
    candidates += [pathlib.Path(nvcc).resolve().parent.parent] if nvcc else []
    candidates += [pathlib.Path("/usr/local/cuda"), wheels]
    for folder in candidates:
        if (folder / "bin/nvcc").exists() and is_of_torchs_version(folder / "bin/nvcc"):
            if folder == wheels:
                link_libraries(folder / "lib")
            return folder
    sys.exit(f"this PyTorch is made for CUDA {torch.version.cuda}, but no nvcc of that version was found: "
             f"pip install {' '.join(repr(name) for name in requirements())}")


def is_of_torchs_version(nvcc):
    said = subprocess.run([nvcc, "--version"], capture_output=True, text=True, check=False).stdout
    return f"release {torch.version.cuda.split('.')[0]}." in said


def link_libraries(folder):
    """A wheel has libcudart.so.13 in lib; a linker asks for libcudart.so, and the nvcc of CUDA 13.0 for lib64."""
    for name in ("cudart", "nvrtc"):
        link = folder / f"lib{name}.so"
        if not link.exists():
            link.symlink_to(sorted(folder.glob(f"lib{name}.so.*"))[0].name)
    lib64 = folder.parent / "lib64"
    if not lib64.exists():
        lib64.symlink_to(folder.name)


def arguments():
    # Not torch.utils.cmake_prefix_path: below that, the script finds a libc10 of the system before its own.
    prefixes = [PACKAGES / "torch"]
    found = [f"-DTorch_DIR={PACKAGES / 'torch/share/cmake/Torch'}", f"-DLARGESTEP_PYTHON={sys.executable}"]
    if torch.version.cuda is not None:
        root = toolkit()
        if (PACKAGES / "nvidia/nccl").exists():
            prefixes.append(PACKAGES / "nvidia/nccl")
        found += [f"-DCUDA_TOOLKIT_ROOT_DIR={root}", f"-DCMAKE_CUDA_COMPILER={root / 'bin/nvcc'}",
                  f"-DTORCH_CUDA_ARCH_LIST={ARCHITECTURES}"]
    return found + [f"-DCMAKE_PREFIX_PATH={';'.join(map(str, prefixes))}"]


if __name__ == "__main__":
    actions = {"requirements": requirements, "arguments": arguments}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit(__doc__)
    print("\n".join(actions[sys.argv[1]]()))
