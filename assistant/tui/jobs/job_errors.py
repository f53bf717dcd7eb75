"""What an error in a job means. Invariant: no error of a worker ends the app; each is shown, and the job is over."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.worker import Worker, WorkerState

from assistant.tui.state.error_report import explain

if TYPE_CHECKING:
    from assistant.tui.jobs.asking import Asking
    from assistant.tui.jobs.conversations import Conversations
    from assistant.tui.state.error_report import ErrorReport
    from assistant.tui.state.session import Session
    from assistant.tui.state.signals import Signals

_ENDED = (WorkerState.SUCCESS, WorkerState.ERROR, WorkerState.CANCELLED)
_DOING = {  # by group of workers
    "open": "Opening the library",
    "library": "Reading the library",
    "ask": "Answering",
    "again": "Answering",
    "index": "Indexing",
    "home": "Looking through the library",
    "page": "Opening the passage",
    "copy": "Copying",
    "view": "Opening the view",
    "preview": "Looking into the folder",
    "watch": "Watching the folders",
    "chats": "Reading the conversations",
    "rename": "Renaming the conversation",
    "delete": "Deleting the conversation",
    "export": "Exporting the conversation",
    "setting": "Changing the setting",
    "policy": "Switching the policy",
    "model": "Changing the models",
    "pull": "Fetching the model",
    "forget": "Forgetting",
}


class JobErrors:
    """Listens to the states of all workers. `show_error` shows the panel."""

    def __init__(
        self,
        session: Session,
        signals: Signals,
        asking: Asking,
        conversations: Conversations,
        show_error: Callable[[ErrorReport], None],
    ) -> None:
        self._session = session
        self._signals = signals
        self._asking = asking
        self._conversations = conversations
        self._show_error = show_error

    def worker_changed(self, event: Worker.StateChanged) -> None:
        """The end of a worker ends its turn; its error becomes a panel, and the screens say that the job ended."""
        worker = event.worker
        if event.state not in _ENDED:
            return
        if event.state is not WorkerState.ERROR or worker.error is None:
            self._asking.worker_ended(worker, None)
            self._conversations.answer_ended()
            return
        report = explain(worker.error, _DOING.get(worker.group, "Working"))
        if worker.group == "open":
            self._session.failed_to_open = True
        if worker.group == "index":
            self._session.library.state = "failed"
        self._asking.worker_ended(worker, report)
        self._conversations.answer_ended()
        self._signals.library_changed.publish(False)
        self._show_error(report)
