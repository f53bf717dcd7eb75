"""Another key for a vault: whoever has the old key, or an old copy of `vault.json`, reads nothing that is written now.

Invariant: the databases are written anew beside the present ones and compared with them; replacing the wraps decides,
and what a kill leaves before or after it is undone or finished by `unfinished.py`.
"""

from __future__ import annotations

import secrets
from contextlib import ExitStack

from assistant.app.vault import unfinished
from assistant.app.vault.change import Narrate, Show, owning, tell_code
from assistant.app.vault.requests import lock_requests
from assistant.config.paths import Paths
from assistant.disk.durable import sync_folder
from assistant.vault import unlocked
from assistant.vault.cabinet import close_cabinet
from assistant.vault.cipher import KEY_BYTES
from assistant.vault.copying import copy_database, exclusive
from assistant.vault.header import write_header
from assistant.vault.wraps import measure_cost, new_code, read_secret, require_strong, wrap


def renew_key(
    paths: Paths,
    secret: str,
    passphrase: str,
    narrate: Narrate,
    cost: int = 0,
    show: Show = lambda code: None,
) -> str:
    """Write all that is in the vault anew under another key, which `passphrase` and a new recovery code open; `secret`
    is one of the present ones. Returns the code, which `show` gets before the old ones open nothing any more.

    Raises UsageError, LibraryBusy, StoreDamaged, AssistantError; then the old key still holds, unless the error says
    otherwise.
    """
    with owning(paths):
        old = unlocked.open_wraps(paths.vault, secret)
        require_strong(passphrase)
        key, code, cost = secrets.token_bytes(KEY_BYTES), new_code(), cost or measure_cost()
        wraps = [wrap(key, *read_secret(one), cost) for one in (passphrase, code)]
        was_unlocked = unlocked.is_unlocked(paths.vault)
        close_cabinet(paths.vault)
        (paths.vault / unfinished.RENEWING).touch(mode=0o600)
        sync_folder(paths.vault)
        with ExitStack() as held:
            narrate("Writing the library anew, under another key, and comparing the two.")
            for name in unfinished.DATABASES:
                file = paths.vault / name
                if file.is_file() and file.stat().st_size:
                    source = held.enter_context(exclusive(file, old))
                    copy_database(source, unfinished.renewed(paths.vault, name), key)
            tell_code(code, show)
            write_header(paths.vault, wraps, renewed=True)
        if was_unlocked:
            unlocked.unlock(paths.vault, key, paths.config_file, lock_requests(paths))
        narrate("Wiping what was under the old key.")
        unfinished.settle(paths)
    return code
