"""Opens what reads files: the sealed readers, with those of scans behind them once their models are here and whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assistant.config.paths import Paths
from assistant.config.schema import LibraryConfig
from assistant.domain.errors import ModelMissing
from assistant.domain.ports.parse import Parser, QuickParser


def open_parser(settings: LibraryConfig, paths: Paths) -> Parser:
    """Nothing is started yet."""
    from assistant.ingest.parse.process.pool import ParserProcess
    from assistant.ingest.parse.scans.lane import WithScans, open_lane
    from assistant.models.checked import ensure_verified
    from assistant.models.installed import find

    most = settings.max_file_mb * 1_000_000
    fast = ParserProcess(max_file_bytes=most, timeout_s=settings.parse_timeout_s)
    try:
        model = find(paths.models, "recognition")
        ensure_verified(model, paths.state)
    except ModelMissing:
        return fast
    return WithScans(fast, open_lane(model.folder, most), f"{model.name} {model.revision}")


def quick_part(parser: Parser) -> QuickParser | None:
    """What `parser` reads at once, None where that is all."""
    from assistant.ingest.parse.scans.lane import WithScans

    return parser.quick if isinstance(parser, WithScans) else None


def what_reads(models: Path) -> Callable[[Path], bool]:
    """Whether a file of that name is read, with the models that are here. None is opened for it."""
    from assistant.ingest.parse.registry import reads
    from assistant.ingest.parse.scans.kinds import PICTURES
    from assistant.models.installed import find
    from assistant.text.pages import ending

    try:
        find(models, "recognition")
    except ModelMissing:
        return reads
    return lambda path: reads(path) or ending(path) in PICTURES
