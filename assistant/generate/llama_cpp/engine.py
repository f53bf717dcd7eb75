"""The program of the child process that runs llama.cpp. It serves a Unix socket in a private folder.

Invariant: before it opens the model file, the child gives up internet sockets and, on Linux, the person's files, other
programs and processes; it ends when its standard input is closed. The parent (`process`) writes one line of JSON
(`EngineOptions`) to that pipe and keeps it open.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.generate.window import CacheType
from assistant.sandbox.cage.engine import enter_engine_cage
from assistant.sandbox.limits import no_core_dumps
from assistant.sandbox.lockdown import seal
from assistant.sandbox.parent import end_with_parent

READY = "ready"


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """The settings of the child. `token` marks the output lines for the parent among the engine's log lines."""

    model: str
    socket: str
    api_key: str
    token: str
    parent: int  # process id
    window_tokens: int
    threads: int = 0  # 0: the engine's own choice, physical cores
    gpu_layers: int = -1  # -1: as many as fit
    cache: CacheType = "f16"


def main() -> None:
    """Serve until the parent closes the pipe."""
    options = EngineOptions(**json.loads(sys.stdin.buffer.readline()))
    os.umask(0o077)
    seal()
    no_core_dumps()
    end_with_parent(options.parent)
    model = Path(options.model)
    parts = model.parent.glob("*.gguf") if model.parent.is_dir() else ()  # a large model comes in several files
    enter_engine_cage(read=[model, *parts], write=Path(options.socket).parent)
    os.dup2(1, 2)  # the engine logs to both: a single thread of the parent reads a single pipe
    try:
        server = _open(options)
    except Exception as error:  # noqa: BLE001 - native code: every error is reported as a refusal
        _report(options, f"refused {type(error).__name__}")
        os._exit(1)
    _report(options, READY)
    while sys.stdin.buffer.read(4096):
        pass
    shutil.rmtree(Path(options.socket).parent, ignore_errors=True)
    del server
    os._exit(0)


def _open(options: EngineOptions) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = options.model
    params.hostnames = [options.socket]  # a name ending in ".sock" is a Unix socket; there is no TCP port
    params.api_keys = [options.api_key]
    params.ui = False
    params.endpoint_slots = False
    params.endpoint_metrics = True  # show whether the engine still works on an abandoned request
    params.offline = True
    params.verbosity = 1
    params.n_ctx = options.window_tokens
    params.n_parallel = 2  # a slot keeps the prefix of the conversation, the other what is asked beside it
    params.kv_unified = True  # the two share the window
    params.cache_idle_slots = False  # a slot keeps what it has read while the other one works
    params.n_batch = 512  # an abandoned prompt is detected between batches
    params.cache_ram_mib = 0  # no copies of old conversations in memory
    params.n_gpu_layers = options.gpu_layers
    # By default the engine chooses flash attention by model and device; a cache in 8 bits requires it.
    if options.cache == "q8_0":
        params.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_ENABLED
        params.cache_type_k = params.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_Q8_0
    if options.threads:
        params.cpuparams.n_threads = options.threads
        params.cpuparams_batch.n_threads = options.threads
    return xllamacpp.Server(params)


def _report(options: EngineOptions, message: str) -> None:
    sys.stdout.write(f"\n{options.token} {message}\n")
    sys.stdout.flush()
