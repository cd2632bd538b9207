# Which LibTorch is built against; to be sourced. LARGESTEP_TORCH says it:
#   system        the distribution's libtorch-dev (what is taken where that is 1.13 or later)
#   pip           PyTorch's wheel in a virtual environment, build/torch (what is taken elsewhere): the newest, or the
#                 version that LARGESTEP_PIP_TORCH says
#   /PATH/python3 the PyTorch that this Python has
torch_wheel=torch${LARGESTEP_PIP_TORCH:+==$LARGESTEP_PIP_TORCH}
torch_venv=build/$torch_wheel
oldest_torch=1.13

# Whether a version of libtorch-dev ("" if there is none) will do.
is_recent_enough() { [[ -n $1 && $1 != "(none)" ]] && dpkg --compare-versions "$1" ge "$oldest_torch"; }

# Prints system, pip or a path. After apt-get update: what the distribution offers counts, too.
torch_choice() {
  case ${LARGESTEP_TORCH:-} in
    system | pip) echo "$LARGESTEP_TORCH" ;;
    "")
      local installed offered
      installed=$(dpkg-query -W -f='${Version}' libtorch-dev 2> /dev/null || true)
      offered=$(LC_ALL=C apt-cache policy libtorch-dev 2> /dev/null | sed -n 's/^ *Candidate: //p')
      if is_recent_enough "$installed" || { [[ ! -x $torch_venv/bin/python3 ]] && is_recent_enough "$offered"; }; then
        echo system
      else
        echo pip
      fi
      ;;
    *)
      if ! "$LARGESTEP_TORCH" -c 'import torch' 2> /dev/null; then
        echo "LARGESTEP_TORCH is \"$LARGESTEP_TORCH\", but must be system, pip or the path of a Python that has torch" >&2
        return 2
      fi
      echo "$LARGESTEP_TORCH"
      ;;
  esac
}

# The Python whose PyTorch is built against; "" for the distribution's LibTorch.
torch_python() {
  case $1 in
    system) ;;
    pip) echo "$PWD/$torch_venv/bin/python3" ;;
    *) echo "$1" ;;
  esac
}
