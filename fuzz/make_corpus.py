#!/usr/bin/python3
"""Writes the crafted files of tests/corpus: python3 fuzz/make_corpus.py tests/corpus. Needs Debian's python3-torch.

They are where the fuzzers start, and tests/fuzz replays them. One file is one input of a function of fuzz/targets.h."""
import io
import json
import math
import pathlib
import struct
import sys
import zlib

import torch


def cifar_records():
    record = lambda label: bytes([label]) + bytes(i % 251 for i in range(3072))
    yield "empty", b""
    yield "two_records", record(3) + record(9)
    yield "label_10", record(10)
    yield "cut_off", record(1)[:2000]


def png(width=8, height=4, depth=8, colour=2, channels=3, extra=b"", end=True, signature=b"\x89PNG\r\n\x1a\n"):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(bytes([row % 5]) + bytes((row * 31 + i) % 256 for i in range(width * channels * depth // 8))
                    for row in range(min(height, 64)))
    return (signature + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)) + extra +
            chunk(b"IDAT", zlib.compress(rows)) + (chunk(b"IEND", b"") if end else b""))


def png_import():
    raw, repaired, labels = (lambda b, m=m: bytes([m]) + b for m in range(3))
    yield "good", raw(png())
    yield "good_repaired", repaired(png())
    yield "grey", raw(png(colour=0, channels=1))
    yield "corrected", repaired(png(extra=bytes([0, 0, 0, 4]) + b"gAMA" + bytes([0, 1, 134, 160, 0, 0, 0, 0])))
    yield "damaged_text", raw(png(extra=bytes([0, 0, 0, 1]) + b"tEXt" + bytes(5)))
    yield "alpha", raw(png(colour=6, channels=4))
    yield "sixteen_bits", raw(png(depth=16))
    yield "palette", repaired(png(colour=3, channels=1))
    yield "huge", raw(png(width=2**31 - 1, height=2**31 - 1, channels=0))
    yield "other_size", raw(png(width=9))
    yield "no_end", raw(png(end=False))
    yield "no_picture", raw(b"no picture")
    yield "bad_signature", raw(png(signature=b"\x89PNG\n\n\x1a\n"))
    yield "cut_off", raw(png()[:60])
    yield "bad_checksum", raw(png()[:-5] + b"!" + png()[-4:])
    yield "bad_deflate", repaired(png().replace(zlib.compress(b"")[:2], b"\xff\xff"))
    yield "empty", raw(b"")
    for name, text in {"good": "[1, 2, 3, 9]", "few": "[1]", "negative": "[1,2,3,-1]", "fraction": "[1,2,3,0.5]",
                       "huge": "[1,2,3,1e400]", "nested": "[" * 400 + "]" * 400, "deep_label": "[1,2,3," + "[" * 40 +
                       "]" * 40 + "]", "text": '["1","2","3","\\ud800"]', "object": '{"a": 1}', "open": "[1, 2",
                       "none": ""}.items():
        yield "labels_" + name, labels(text.encode())


def csv_examples():
    tables = {"header": "y\na,b,y\n1,2,3\n4,5,6\n", "no_header": "3\n1,2,3\n4,5,6\n", "by_number": "1\na,b\n1,2\n",
              "quoted": 'the "y\n"a", "b,c" ,y\r\n "1" ,\t2,+3\r\n\r\n', "mark": "y\n\ufeffx,y\n1,2\n", "empty": "y\n", "nothing": "",
              "header_only": "y\nx,y\n", "one_column": "y\ny\n1\n2\n", "ragged": "y\nx,y\n1,2\n3\n", "wide": "1\n" + "," * 500 +
              "\n" + "1," * 500 + "1\n", "text": "y\nx,y\n1,two\n", "empty_cell": "y\nx,y\n1,\n", "nan": "y\nx,y\n1,nan\n",
              "infinite": "y\nx,y\n1,1e400\n", "tiny": "y\nx,y\n5e-324,-1e308\n", "hexadecimal": "y\nx,y\n0x10,1\n",
              "signs": "y\nx,y\n+-1,++1\n", "open_quote": 'y\nx,"y\n1,2\n', "lone_quote": 'y\n",y\n",1\n', "same_names":
              "x\nx,x\n1,2\n", "no_such_target": "z\nx,y\n1,2\n", "target_beyond": "3\nx,y\n1,2\n", "target_zero": "0\nx,y\n1,2\n",
              "target_huge": "18446744073709551616\nx,y\n1,2\n", "blank_lines": "y\n\n \n\t\nx,y\n\n1,2\n \n", "no_newline":
              "y\nx,y\n1,2", "carriage_returns": "y\nx,y\r1,2\r", "null_byte": "y\nx,y\n1,\0\n", "control_bytes": "y\nx,y\n1,\x1b[31m2\n",
              "semicolons": 'y\n"x";"y"\n1;2\n', "tabs": "y\nx\ty\n1\t2\n", "two_separators": "1\n0,5;1\n", "decimal_commas":
              "y\nx;y\n0,5;1\n", "doubled_quotes": 'x"\n"x""","y\n"\n1,2\n', "behind_quotes": 'y\n"x" ,"y"z\n1,2\n', "names_in_quotes":
              '2\n"1","2"\n3,4\n', "all_in_quotes": '1\n"1","2"\n"3","4"\n', "names_beside_numbers": "1\n?,2\n3,4\n",
              "counts_columns": "3\n0,1,2,3\n4,5,6,7\n", "unnamed": "y\n,y\n1,2\n"}
    for name, table in tables.items():
        yield name, table.encode()
    yield "bad_utf8", b"\xff\n\xfe,y\n1,2\n"
    yield "utf16", b"y\n" + "x,y\n1,2\n".encode("utf-16")


def settings():
    yield "empty", b""
    yield "whole", b'''preset = "sota-large-50"
width = 16
epochs = 2_000
batch-size = 0x100
step-size = 5e-2
schedule = "0:0.05,0.5:0.005"
augment = false
device = 'cpu'
data = "/data/\xc3\xa4 b"
seed = 9223372036854775807
'''
    values = {"nan": "step-size = nan", "inf": "step-size = -inf", "too_large": "step-size = 1e400",
              "seed_beyond": "seed = 9223372036854775808", "negative": "seed = -1", "unknown": "stepsize = 1",
              "twice": "seed = 1\nseed = 2", "date": "seed = 1979-05-27T07:32:00Z", "table": "[seed]\na = 1",
              "array": "seed = [1, [2]]", "dotted": "a" + ".a" * 300 + " = 1", "nested": "seed = " + "[" * 300,
              "inline": "seed = " + "{a=" * 200, "text": 'data = """\na\\u0000\\u007f\\"b\n"""', "bad_utf8": "data = \"\xff\"",
              "comment": "# " + "x" * 300, "unfinished": 'data = "', "cosine": 'schedule = "cosin"',
              "validation": "validation-size = 49999", "points": 'schedule = "0:1,0:1"', "bool": "augment = 1",
              "warmup": "warmup-exp = 2\nstep-size = 1e308", "bom": "\ufeffseed = 1", "letter_in_key": "s\u00e0ed = 3", "letter_behind_key": "seed \u00e0= 3",
              "brackets": "[[[a", "two_equals": "data ==\"\u00e0\"", "quotes_in_number": "preset = 0x\"\u00e0\"", "letters_in_strings": "data = '\u00e0\\' # \u00e0\npreset = \"\\\"\u00e0\""}
    for name, text in values.items():
        yield name, text.encode("latin-1" if name == "bad_utf8" else "utf-8")


def saved(value):
    out = io.BytesIO()
    torch.save(value, out)
    return out.getvalue()


def text(value):
    return b"X" + struct.pack("<I", len(value)) + value


def number(value):
    return b"\x8a\x08" + struct.pack("<q", value)


def tuple_of(items):
    return b"(" + b"".join(items) + b"t"


def tensor(kind=b"FloatStorage", key=b"0", elements=6, offset=0, sizes=(2, 3), strides=(3, 1), more=b"\x89}"):
    storage = tuple_of([text(b"storage"), b"ctorch\n" + kind + b"\n", text(key), text(b"cpu"), number(elements)]) + b"Q"
    return (b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + number(offset) + tuple_of(map(number, sizes)) +
            tuple_of(map(number, strides)) + more + b"tR")


def full_checkpoint(**changes):
    t = torch.ones(3)
    return {"format": "largestep-checkpoint", "version": 1, "problem": "least-squares", "width": 0,
            "progress": {"epoch": 1, "step_in_epoch": 0, "step": 7}, "model": {"weight": t, "count": torch.tensor(3)},
            "momentum": {"weight": t}, "average": {}, "config": "seed = 1\n", "rng": torch.zeros(8, dtype=torch.uint8),
            **changes}


def safetensors(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def entry(begin, end, dtype="F32", shape=(2, 3)):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [begin, end]}


def safetensors_files():
    six = struct.pack("<6f", *range(6))
    yield "good", safetensors({"__metadata__": {"format": "pt"}, "a": entry(0, 24), "b": entry(24, 32, "I64", ())}, six + bytes(8))
    yield "kinds", safetensors({"half": entry(0, 4, "F16", (2,)), "bool": entry(4, 6, "BOOL", (2,)), "wide": entry(6, 22, "F64", (2,)),
                                "odd": entry(22, 24, "F8_E4M3", (2,)), "none": entry(24, 24, "U8", (0, 7))}, six)
    headers = {"gap": {"a": entry(4, 28)}, "overlap": {"a": entry(0, 24), "b": entry(12, 24, shape=(3,))}, "beyond": {"a": entry(0, 48)},
               "backwards": {"a": entry(24, 0)}, "huge": {"a": entry(0, 2**63 - 1, shape=(2**61,))}, "overflow":
               {"a": entry(0, 24, shape=(2**62, 4, 0))}, "negative": {"a": entry(0, 24, shape=(-2, -3))}, "no_shape": {"a": {"dtype": "F32"}},
               "list": [1], "text": {"a": "b"}, "deep": {"a": [[[[[[[[[[[[1]]]]]]]]]]]]}, "nothing": {}}
    for name, header in headers.items():
        yield name, safetensors(header, six)
    yield "cut_header", safetensors({"a": entry(0, 24)}, length=10**6)
    yield "long_header", safetensors({"a": entry(0, 24)}, length=2**39)
    yield "twice", safetensors(b'{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', six)
    yield "no_json", safetensors(b"{nothing}", six)


def npy(descr="'<f4'", order="False", shape="(2, 3)", data=None, version=1, header=None):
    text = (header or f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n").encode()
    return (b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H" if version == 1 else "<I", len(text)) + text +
            (struct.pack("<6f", *range(6)) if data is None else data))


def features():
    yield "good", npy()
    yield "columns", npy(order="True")
    yield "version2", npy(version=2)
    yield "version3", npy(version=3)
    yield "version9", npy(version=9)
    kinds = {"big_endian": npy("'>f4'"), "half": npy("'<f2'", shape="(3, 4)"), "double": npy("'<f8'", shape="(3, 1)"), "bool":
             npy("'|b1'", shape="(4, 6)"), "short": npy("'>i2'", shape="(3, 4)"), "unsigned": npy("'<u8'", shape="(3, 1)"), "long":
             npy("'=i8'", shape="(3L, 1L)"), "complex": npy("'<c8'", shape="(3, 1)"), "objects": npy("'|O'"), "record":
             npy("[('a', '<f4')]"), "date": npy("'<M8[ns]'"), "text": npy("'<U3'"), "nan": npy(data=b"\xff" * 24), "line":
             npy(shape="(6,)"), "scalar": npy(shape="()", data=bytes(4)), "cube": npy(shape="(3, 2, 1)"), "empty": npy(shape="(2, 0)",
             data=b""), "huge": npy(shape="(9223372036854775807, 3)"), "overflow": npy(shape="(4611686018427387904, 4, 0)", data=b""),
             "negative": npy(shape="(-2, -3)"), "many": npy(shape="(" + "1, " * 40 + ")"), "cut_off": npy(data=bytes(20)), "long":
             npy(data=bytes(28)), "no_dict": npy(header="[1]"), "unclosed": npy(header="{'descr': '<f4"), "no_shape": npy(header=
             "{'descr': '<f4'}"), "twice": npy(header="{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'shape': (2, 3)}"),
             "size0": npy("'<f0'", data=b""), "size_negative": npy("'<f-4'"), "magic_only": b"\x93NUMPY\x01\x00"}
    yield from kinds.items()
    yield "tensor", saved(torch.ones(3, 4))
    yield "tensors", saved({"a": torch.ones(3, 4), "b": torch.ones(3, 4)})
    yield "repeated", saved(torch.ones(1).expand(1000, 1000))
    for name, content in safetensors_files():
        yield "safetensors_" + name, content


def checkpoint():
    raw, pickle = (lambda b, m=m: bytes([m]) + b for m in range(2))
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
    sgd = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    model(torch.ones(4, 2)).sum().backward()
    sgd.step()
    good = saved(full_checkpoint())
    yield "full", raw(good)
    yield "state_dict", raw(saved({"module." + k: v for k, v in model.state_dict().items()}))
    yield "with_optimizer", raw(saved({"model": model.state_dict(), "optimizer": sgd.state_dict(), "epoch": 3}))
    yield "parameters", raw(saved(dict(model.named_parameters())))
    yield "whole_module", raw(saved(model))
    yield "newer", raw(saved(full_checkpoint(version=2)))
    yield "wrong_types", raw(saved(full_checkpoint(width="wide")))
    yield "dtypes", raw(saved({str(d): torch.ones(2, dtype=d) for d in
                               (torch.float16, torch.bfloat16, torch.float64, torch.bool, torch.complex64)}))
    yield "legacy", raw(b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.")
    yield "cut_off", raw(good[:-40])
    wrapped = {"net": {"module." + k: v for k, v in model.state_dict().items()}, "optimizer": sgd.state_dict(), "acc": 0.5,
               "scheduler": torch.optim.lr_scheduler.MultiStepLR(sgd, [1]).state_dict(), "big": 2**64, "set": {1}, "bytes": b"abc"}
    for protocol in range(2, 6):
        out = io.BytesIO()
        torch.save(wrapped, out, pickle_protocol=protocol)
        yield f"protocol{protocol}", raw(out.getvalue())
    small = {"conv1.weight": torch.ones(1, 3, 3, 3), "fc.weight": torch.ones(10, 8), "layer4.1.conv2.weight": torch.ones(8, 8, 3, 3),
             "bn1.running_var": torch.ones(1)}
    yield "network", raw(saved({"ema": small, "net": {"a.b.": small["fc.weight"], **{"a.b." + k: v for k, v in small.items()}}}))
    yield "networks", raw(saved({"a": small, "b": {k: v + 1 for k, v in small.items()}}))
    for name, content in safetensors_files():
        yield "safetensors_" + name, raw(content)
    yield "zip_end_only", raw(b"PK\x03\x04PK\x05\x06" + b"\xff" * 18)
    yield "zip64_end", raw(good[:200] + b"PK\x06\x06" + b"\xff" * 52 + b"PK\x06\x07" + struct.pack("<IQI", 0, 200, 1) +
                           b"PK\x05\x06" + b"\0" * 18)
    big = 10**15
    tensors = {"good": tensor(), "huge_storage": tensor(elements=big), "huge_size": tensor(sizes=(big, big)),
               "beyond": tensor(offset=1), "negative": tensor(offset=-1), "negative_stride": tensor(strides=(-3, 1)),
               "repeated": tensor(sizes=(10**9, 10**6), strides=(0, 0)), "mixed_dtype": b"(" + tensor() + tensor(b"IntStorage") +
               b"t", "long": tensor(b"LongStorage", b"1", 2, 0, (2,), (1,)), "empty": tensor(key=b"2", elements=0, sizes=(0, 5)),
               "unknown_type": tensor(b"QInt8Storage"), "no_record": tensor(key=b"9"), "many_dimensions":
               tensor(sizes=(1,) * 70, strides=(1,) * 70), "metadata": tensor(more=b"\x89}}" + text(b"neg") + b"\x88s"),
               "overflow": tensor(sizes=(2**62, 4), strides=(1, 1)), "offset_overflow": tensor(offset=2**63 - 1)}
    for name, value in tensors.items():
        yield "tensor_" + name, pickle(b"\x80\x02}" + text(b"weight") + value + b"s.")
    values = {"shared_dicts": b"(" + b"}q\x00" + b"".join(b"}(" + text(b"a") + b"h\x00" + text(b"b") + b"h\x00" + b"uq\x00" for _ in range(40)) + b"t",
        "pop_nothing": b"(0", "frame": b"\x95" + b"\xff" * 8, "global_of_numbers": b"K\x01K\x02\x93", "memoized": b"]\x94h\x00a", "huge_bytes":
        b"\x8e" + b"\xff" * 8, "called_call": b"ca\nb\n)R)R", "items_of_object": b"ca\nb\n)R(K\x01K\x02u", "rng_repeated": b"}(" + b"".join(text(k.encode()) + v for k, v in {
        "format": text(b"largestep-checkpoint"), "version": b"K\x01", "problem": text(b"p"), "width": b"K\x00",
        "progress": b"}(" + b"".join(text(k) + b"K\x00" for k in (b"epoch", b"step_in_epoch", b"step")) + b"u",
        "model": b"}", "momentum": b"}", "average": b"}", "config": text(b""),
        "rng": tensor(b"ByteStorage", b"1", 16, 0, (10**15,), (0,))}.items()) + b"u",
        "twice": b"}(" + text(b"a") + tensor() + text(b"a") + tensor() + b"u", "cycle": b"]q\x00h\x00a", "deep": b"]" * 100 +
        b"a" * 99, "global": b"cos\nsystem\n", "call": b"cos\nsystem\n(" + text(b"echo x") + b"tR", "new":
        b"cfoo\nBar\n)\x81}b", "v3": b"ctorch._utils\n_rebuild_tensor_v3\n(tR", "parameter":
        b"ctorch._utils\n_rebuild_parameter\n(" + tensor() + b"\x88}tR", "ordered": b"ccollections\nOrderedDict\n)R",
        "int_key": b"}K\x01" + tensor() + b"s", "float_key": b"}G" + b"\0" * 8 + b"Ns", "long_int": b"\x8a\x09" + b"\1" * 9,
        "bare_storage": tuple_of([text(b"storage"), b"ctorch\nFloatStorage\n", text(b"0"), text(b"cpu"), number(6)]) + b"Q",
        "underflow": b"a", "no_mark": b"t", "memo": b"h\x05", "attributes": b"Nb", "nothing": b""}
    for name, value in values.items():
        yield name, pickle(b"\x80\x02" + value + b".")


def run_directory():
    def run(config, run_json=None, steps=None, metrics=None, sparsity=None, measures=None, weights=None,
            curve=None, surface=None):
        files = [config, run_json, steps, metrics, sparsity, measures, weights, curve, surface]
        while files and files[-1] is None:
            files.pop()
        return b"\x1e".join((f or "").encode() for f in files)

    config = 'problem = "resnet18-cifar10"\nwidth = 16\nstep-size = 0.1\naugment = true\n'
    info = json.dumps({"dataset": "CIFAR-10", "status": "finished", "steps": 120})
    steps = "step,epoch,step_size,loss\n"
    metrics = "step,epoch,train_loss,train_error,test_loss,test_error\n"
    sparsity = "step,epoch,source,layer,units,active_fraction,distinct_active_fraction,dead_fraction\n"
    rows = "".join(f"{i},{i / 20},{0.1 if i < 90 else 0.01},{2.3 - (i > 90) * 1.5 + 0.1 * math.sin(i):.4f}\n"
                   for i in range(1, 121))
    layers = "".join(f"120,6,probe,{name},64,0.5,{'0.4' if name[-6:] in ('.relu2', 'pooled') else ''},0.01\n" for name in
                     ("stem", "layer1.1.relu2", "layer2.1.relu2", "layer3.1.relu2", "layer4.1.relu2", "pooled"))
    yield "whole", run(config, info, steps + rows, metrics + "60,3,1,0.5,1,0.5\n120,6,0.4,0.2,0.5,0.3\n", sparsity + layers)
    measures = "step,epoch,measure,layer,figure,value\n"
    figures = "".join(f"120,6,channels,pooled,{i / 20:.2f}-{(i + 1) / 20:.2f},{i}\n" for i in range(20))
    yield "measures", run(config, info, steps + rows, metrics, sparsity + layers,
                          measures + figures + "120,6,hessian,,top_eigenvalue,8\n120,6,rank,block1,components_99,\n")
    yield "measures_clash", run(config, info, steps + rows, metrics, sparsity,
                                measures + "1,1,rank,,block1,2\n1,1,rank,block1,a,3\n2,2,channels,,0,1\n")
    recorded = "step,epoch,parameter,index,value\n"
    curves, grid = "step,epoch,x,y\n", "x,y,loss\n"
    of = lambda step, name, *values: "".join(f"{step},{step / 9},{name},{i},{value}\n" for i, value in enumerate(values))
    step = steps + "1,1,1,1\n"
    square = grid + "0,0,1\n0,1,2\n1,0,3\n1,1,0\n"
    two = of(0, "u", 0) + of(0, "v", 0) + of(9, "u", 1) + of(9, "v", 1)
    yield "path", run('problem = "diagonal-network"\n', info, step, weights=recorded + two, surface=square)
    yield "path_torn", run('problem = "diagonal-network"\n', info, step, weights=recorded + two + of(18, "u", 2), surface=square)
    yield "path_uneven", run('problem = "diagonal-network"\n', info, step, weights=recorded + of(0, "u", 0) + of(0, "v", 0) + of(9, "u", 1),
                             surface=square)
    yield "path_middle", run('problem = "diagonal-network"\n', info, step, weights=recorded + two + of(18, "u", 2) + of(27, "u", 1),
                             surface=square)
    for name, cells in {"three": "0,0,1\n0,1,2\n1,0,3\n", "no_grid": "0,0,1\n" * 4, "huge": "-1e308,-1e308,inf\n-1e308,1e308,nan\n1e308,-1e308,"
                        "1e300\n1e308,1e308,0\n", "no_loss": "0,0,\n0,1,inf\n1,0,-1\n1,1,nan\n"}.items():
        yield "surface_" + name, run('problem = "diagonal-network"\n', info, step, weights=recorded + two, surface=grid + cells)
    teacher = 'problem = "two-layer-teacher"\n'
    start = of(0, "layer1.weight", 0, 1, 1, 0) + of(0, "teacher", 1, 1)
    yield "neurons", run(teacher, info, step, weights=recorded + start + of(9, "layer1.weight", 1, 1, 0, 0))
    yield "neurons_short", run(teacher, info, step, weights=recorded + of(0, "layer1.weight", *range(200)) + of(9, "layer1.weight", 1))
    yield "neurons_huge", run(teacher, info, step, weights=recorded + of(0, "layer1.weight", 1e308, -1e308) + of(0, "teacher", 1e308, "nan"))
    points = of(0, "points", 0, 0, 1, 1)
    function = 'problem = "relu-1d"\n'
    yield "curve", run(function, info, step, weights=recorded + points, curve=curves + "0,0,0,0\n0,0,1,0\n9,1,0,0\n9,1,1,1\n")
    yield "curve_no_step", run(function, info, step, weights=recorded + points, curve=curves + "0,0,0,0\n,0,1,0\n")
    yield "curve_huge", run(function, info, step, weights=recorded + of(0, "points", 1e308, -1e308, "inf", "nan"),
                            curve=curves + "0,0,1e308,nan\n1e300,1,inf,0\n")
    yield "empty", b""
    yield "config_only", run(config)
    yield "headers", run(config, info, steps, metrics, sparsity)
    yield "torn", run(config, info, steps + "1,0.0", metrics)
    for name, cell in {"huge": "1e308", "tiny": "5e-324", "negative": "-7", "nan": "nan", "inf": "inf", "beyond": "1e400",
                       "equal": "1e20", "text": "abc"}.items():
        yield "cells_" + name, run(config, info, steps + f"{cell},{cell},{cell},{cell}\n" * 120,
                                   metrics + ",".join([cell] * 6) + "\n", sparsity + f"{cell},{cell},probe,pooled" + f",{cell}" * 4 + "\n")
    yield "ragged", run(config, info, steps + "1,2,3\n")
    yield "repeated_column", run(config, info, "step,step\n1,2\n")
    yield "no_columns", run(config, info, "\n\n\n")
    yield "other_columns", run(config, info, "a,b\n1,2\n", "c\n3\n", "layer,source\nx,probe\n")
    yield "control_bytes", run(config, info, steps + "1,1,1,1\n", metrics, sparsity + "1,1,probe,\x1b[31m<b>\r,1,1,1,1\n")
    yield "deep_json", run(config, '{"a": ' + "[" * 200 + "]" * 200 + "}", steps + "1,1,1,1\n")
    yield "odd_json", run(config, '{"status": 5, "dataset": null, "a\\u0000": "\\ud83d\\ude00", "b": [1e300]}', steps + "1,1,1,1\n")
    yield "no_json", run(config, "[1]", steps + "1,1,1,1\n")
    yield "odd_config", run("a.b.c = 1\nd = [1, {e = 2}]\nf = 1979-05-27\ng = nan\n'' = ''\n", info, steps + "1,1,1,1\n")
    yield "odd_types", run('problem = 5\nseed = true\nnetwork = 1.5\nnesterov = "yes"\n', '{"network": [1], "dataset": {"a": null}, "steps": "x"}', step,
                           weights=recorded + start)
    yield "bytes", run("problem = \"svm\"\n", json.dumps({"status": "finished"}), step).replace(b"svm\"\n", b"svm\"\nseed = \"\xff\"\n")
    yield "bad_config", run("width = = 2\n", info, steps + "1,1,1,1\n")


def main():
    root = pathlib.Path(sys.argv[1])
    torch.manual_seed(0)
    for make in (cifar_records, png_import, csv_examples, settings, checkpoint, features, run_directory):
        folder = root / make.__name__
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in make():
            (folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
