"""Fetching models: the only code that opens an internet connection.

May import: models.catalog, models.installed, models.folder, models.onnx, disk, domain.
"""
