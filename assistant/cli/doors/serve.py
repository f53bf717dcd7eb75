"""`assistant serve`: an OpenAI-compatible interface over a Unix socket, and over TCP where the settings say so.

Invariant: the process that listens at the TCP port is started before the seal, and only for the address of the
settings.
"""

from __future__ import annotations

import os
import signal
import sys

import click

from assistant.app.sealing import seal_this_process
from assistant.cli.interrupt import stop_on_interrupt
from assistant.cli.output import json_option, print_json, say
from assistant.cli.vault.passphrase import lock_here, lock_watch, unlock_here
from assistant.config.paths import find_paths
from assistant.domain.errors import UsageError


@click.command()
@click.option(
    "--tcp", default="", metavar="ADDRESS", help="Listen at 127.0.0.1:PORT too, if the setting serve.tcp is that."
)
@click.option("--new-token", is_flag=True, help="Make another token for TCP; the one before opens nothing any more.")
@json_option
@click.pass_context
def command(context: click.Context, tcp: str, new_token: bool, as_json: bool) -> None:
    """Let your other programs ask over HTTP, in the form of OpenAI's interface, until ctrl+c.

    It listens at a Unix socket that you alone can open. Answers pass the same rules as on the command line; their
    citations are in the field `citations` (docs/http.md). With --tcp a token is asked for, and web pages are refused.
    """
    if sys.platform == "win32":
        raise UsageError("There is no Unix socket on this system.", "Use assistant mcp, or Python: docs/python.md")
    paths = find_paths()
    from assistant.app.doors.listening import require_allowed, running_listener, token_of, unix_socket

    address = require_allowed(paths, tcp) if tcp else None
    seal_this_process(answers=True, listens=address)
    unlock_here(context)
    from assistant.app.open import open_assistant_here
    from assistant.doors.http.api import Api
    from assistant.doors.http.server import Server

    locks = lock_watch(paths)
    with open_assistant_here() as assistant, unix_socket(paths) as (listening, file), stop_on_interrupt() as stop:
        signal.signal(signal.SIGTERM, lambda number, frame: stop.stop())
        listener = running_listener() if address is not None else None
        token, token_file = token_of(paths, new=new_token) if listener is not None else ("", file)
        server = Server(Api(assistant), listening, listener, token)
        url = f"http://{tcp}/v1" if listener is not None else ""
        if as_json:
            print_json({"socket": str(file), "url": url, "token_file": str(token_file) if url else ""})
        else:
            say(f"(listening at {file})")
            if url:
                say(f"! Listening at {url} too, for programs that know the token in {token_file}.")
        ended = server.run(lambda idle_s: stop.stopped or (locks is not None and locks(idle_s)))
        if not ended:  # a model at work hears nothing; nobody waits for it any more
            file.unlink(missing_ok=True)
            sys.stderr.flush()
            os._exit(0)
    if locks is not None:
        lock_here()
