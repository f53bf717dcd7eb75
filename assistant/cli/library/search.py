"""`assistant search`: the passages that a question finds, without an answer."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.chat.printed import passages_csv, passages_markdown
from assistant.chat.told.shapes import passage_json
from assistant.cli.ask.format_option import Format, format_options
from assistant.cli.batch import read_batch
from assistant.cli.output import print_json, say, tell_timings
from assistant.cli.scope import scope_options
from assistant.cli.terminal.live_line import LiveLine
from assistant.cli.terminal.look import echo, styled
from assistant.domain.errors import NothingFound, UsageError
from assistant.domain.records.documents import recognised_percent
from assistant.domain.scope import Scope
from assistant.text.clean import one_line
from assistant.text.pages import file_and_page


@click.command()
@click.argument("words", nargs=-1, metavar="TEXT")
@click.option("-k", "count", type=click.IntRange(1, 100), default=10, show_default=True, help="How many passages.")
@click.option("--batch", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Questions as JSON lines.")
@scope_options
@format_options
def command(
    words: tuple[str, ...],
    count: int,
    batch: Path | None,
    scope: Scope,
    form: Format,
) -> None:
    """Show the passages that TEXT, which needs no quotation marks, finds, best first."""
    text = " ".join(words)
    if bool(text) == (batch is not None):
        raise UsageError("Give either a text or --batch FILE.", 'For instance: assistant search "notice period"')
    from assistant.app.open import open_assistant_here

    with LiveLine() as line, open_assistant_here() as assistant:
        if batch is not None:
            for name, question in read_batch(batch):
                found = assistant.search(question, count, scope)
                print_json({"id": name, "passages": [passage_json(passage) for passage in found]})
            return
        line.say("looking through your files")
        found = assistant.search(text, count, scope)
        line.clear()
        tell_timings(assistant)
        if damage := assistant.damage():
            say(f"! {one_line(damage, 500)}")
    if form == "json":
        print_json({"passages": [passage_json(passage) for passage in found]})
    elif found and form:
        click.echo((passages_markdown if form == "markdown" else passages_csv)(found), nl=False)
    elif not found:
        raise NothingFound("Nothing in the library contains that.", "Run: assistant status")
    else:
        for passage in found:
            place = styled(file_and_page(passage.path, passage.page, recognised_percent(passage.chunk.marks)), "place")
            echo(f"{styled(f'{passage.score:.2f}', 'quiet')}  {place}")
            click.echo(f"      {one_line(passage.text, 200)}")
