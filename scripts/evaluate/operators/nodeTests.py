"""Writes the node tests of the installed onnx package into a folder, laid out as ONNX keeps them."""

import sys
from pathlib import Path

from onnx import TensorProto, numpy_helper
from onnx.backend.test.case.node import collect_testcases


def write(path, model, kind, values):
    """Inputs or outputs that are no tensors (sequences, optional ones) become empty files."""
    for i, (value, described) in enumerate(zip(values, model)):
        is_tensor = described.type.HasField("tensor_type") and not isinstance(value, (list, dict, type(None)))
        tensor = value if isinstance(value, TensorProto) else numpy_helper.from_array(value) if is_tensor else None
        (path / f"{kind}_{i}.pb").write_bytes(tensor.SerializeToString() if tensor is not None else b"")


folder = Path(sys.argv[1])
for case in collect_testcases():
    if case.model is None or not case.data_sets:
        continue
    data = folder / case.name / "test_data_set_0"
    data.mkdir(parents=True)
    (folder / case.name / "model.onnx").write_bytes(case.model.SerializeToString())
    inputs, outputs = case.data_sets[0]
    write(data, case.model.graph.input, "input", inputs)
    write(data, case.model.graph.output, "output", outputs)
