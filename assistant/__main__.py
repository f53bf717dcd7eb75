"""The entry point: first private file modes, no inherited sockets and an offline environment, then the command line."""

from __future__ import annotations


def main() -> None:
    """Run `assistant`."""
    from assistant.sandbox.frames import roomy
    from assistant.sandbox.inherited import drop_sockets
    from assistant.sandbox.offline import set_offline_environment
    from assistant.sandbox.permissions import make_private

    make_private()
    drop_sockets()
    set_offline_environment()
    from assistant.cli.main import run

    roomy(run)()


if __name__ == "__main__":
    main()
