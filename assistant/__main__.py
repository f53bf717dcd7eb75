"""The entry point: first private file modes, no inherited sockets and an offline environment, then the command line."""

from __future__ import annotations

import gc


def main() -> None:
    """Run `assistant`."""
    from assistant.sandbox.frames import roomy
    from assistant.sandbox.inherited import drop_sockets
    from assistant.sandbox.offline import set_offline_environment
    from assistant.sandbox.permissions import make_private

    make_private()
    drop_sockets()
    set_offline_environment()
    gc.disable()  # what is imported stays: looking for garbage in it takes a tenth of the time
    from assistant.cli.main import run

    gc.enable()
    roomy(run)()


if __name__ == "__main__":
    main()
