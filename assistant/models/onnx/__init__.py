"""ONNX graphs: written from weights, compared, opened. May import: domain, text, disk."""
