"""ONNX graphs: built from weights, compared, opened and run; the cards beside them. May import: models, disk."""
