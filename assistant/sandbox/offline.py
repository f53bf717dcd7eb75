"""The environment of a program that stays offline.

Invariant: after `set_offline_environment` no library finds a setting, an address or a proxy to send data with.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "DO_NOT_TRACK": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "POSTHOG_DISABLED": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "OTEL_SDK_DISABLED": "true",
    "TOKENIZERS_PARALLELISM": "false",
    "SYSTEMD_NSS_RESOLVE_NETWORK": "0",  # glibc's resolver asks systemd over a Unix socket: only its cache is used
}
_PREFIXES = ("CHROMA_", "OTEL_EXPORTER_", "OPENAI_", "LANGCHAIN_", "LANGSMITH_")
_NAMES = frozenset(
    {"http_proxy", "https_proxy", "all_proxy", "ftp_proxy", "no_proxy", "hf_token", "hugging_face_hub_token"}
    | {"hf_endpoint", "wandb_api_key", "sentry_dsn"}
)


def set_offline_environment(environ: MutableMapping[str, str] | None = None) -> None:
    """Set the offline switches and remove proxies, tokens and service addresses. Call before any library is loaded."""
    values = os.environ if environ is None else environ
    for name in [name for name in values if name.upper().startswith(_PREFIXES) or name.lower() in _NAMES]:
        del values[name]
    values.update(OFFLINE)


def minimal_environment() -> dict[str, str]:
    """A fresh environment for a child process that reads foreign files: nothing personal, no switches of libraries.

    The folder for temporary files is kept: a sealed program can write to no other one.
    """
    kept = ("SYSTEMROOT", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "SQLITE_TMPDIR")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    return {**environment, **OFFLINE, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
