"""Opens an archive that largestep wrote, checks what only Python can see, and saves it again for a comparison."""
import sys

import torch

out, archive = sys.argv[1:]
value = torch.load(archive, weights_only=True)

assert type(value) is dict, type(value)
assert list(value) == ["zebra", "apple", 7, "empty dict", "empty list", "mixed", "tensors"], list(value)
assert type(value["zebra"]) is str and value["zebra"] == "stripes \u2264 5"
assert type(value["apple"]) is bool and value["apple"] is True
assert type(value[7]) is int and value[7] == 2**40
assert value["empty dict"] == {} and value["empty list"] == []
assert value["mixed"] == [None, False, -1, -(2**63), 2**63 - 1, "", [[1]]], value["mixed"]

tensors = value["tensors"]
assert tensors["bfloat16"].dtype is torch.bfloat16 and tensors["bfloat16"].tolist() == [0.5, -2.0]
assert tensors["half"].dtype is torch.float16 and tensors["half"].tolist() == [0.5, -2.0]
assert tensors["bool"].dtype is torch.bool and tensors["bool"].tolist() == [True, False, True]
assert tensors["uint8"].dtype is torch.uint8 and tensors["uint8"].tolist() == [0, 255]
assert tensors["int64"].dtype is torch.int64 and tensors["int64"].tolist() == 2**40
assert tensors["float64"].dtype is torch.float64 and tensors["float64"].item() == 0.1
assert tensors["complex"].dtype is torch.complex64 and tensors["complex"].tolist() == [1 + 2j]
assert tensors["empty"].shape == (0, 3)
image = tensors["channels last"]
assert image.shape == (2, 3, 4, 5) and image.is_contiguous(memory_format=torch.channels_last)
assert torch.equal(image, torch.arange(120.0).reshape(2, 3, 4, 5))
assert not tensors["parameter"].requires_grad
# A row of a matrix must not drag the matrix along.
assert tensors["row"].tolist() == [3.0, 4.0, 5.0] and tensors["row"].storage().size() == 3
assert tensors["every other"].tolist() == [0.0, 2.0, 4.0]
assert tensors["repeated"].tolist() == [[1.0, 2.0]] * 3

torch.save(value, out)
