"""safetensors by the format's description: a length of eight bytes, a JSON header, and the tensors' bytes."""
import json
import struct

import torch

DTYPES = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64,
          "I32": torch.int32, "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8, "BOOL": torch.bool}


def read(path):
    """{name: tensor}, after checking that every byte of the file belongs to one of them and is aligned."""
    content = path.read_bytes()
    length = struct.unpack("<Q", content[:8])[0]
    header, data = json.loads(content[8:8 + length]), content[8 + length:]
    assert length % 8 == 0 and header.pop("__metadata__") == {"format": "pt"}
    tensors, at = {}, 0
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        dtype = DTYPES[entry["dtype"]]
        assert begin == at and begin % torch.empty(0, dtype=dtype).element_size() == 0, name
        tensors[name] = torch.frombuffer(bytearray(data[begin:end]), dtype=dtype).reshape(entry["shape"])
        at = end
    assert at == len(data)
    return tensors


def encoded(tensors, **changes):
    """The bytes of a file; changes replace entries of its header."""
    header, data = {}, b""
    for name, tensor in tensors.items():
        raw = tensor.contiguous().numpy().tobytes()
        dtype = next(key for key, value in DTYPES.items() if value == tensor.dtype)
        header[name] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    for name, change in changes.items():
        header[name].update(change)
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data
