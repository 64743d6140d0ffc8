"""`onrecord` and its commands."""

import os
import sys
from importlib.metadata import version

from cyclopts import App, CycloptsError
from rich.console import Console
from rich.text import Text

WRONG_USE = 2


def _one_line(error: CycloptsError) -> Text:
    return Text(f"onrecord: {' '.join(str(error).split())} See `onrecord --help`.")


app = App(
    name="onrecord",
    help="News dumps in; trustworthy tables of who said what out.",
    version=version("onrecord"),
    error_formatter=_one_line,
    error_console=Console(stderr=True, soft_wrap=True),
    help_format="plaintext",
)
app.command("commands.run:run", help="Read dumps and publish the tables.")
app.command("commands.query:query", help="Answer a question in SQL from the published tables.")
app.command("commands.report:report", help="Print reports: all, or those named.")
app.command("commands.annotate:annotate", help="JSON lines in, JSON lines with names and quotes out.")


class CommandError(Exception):
    """Something that the user gave can't be used, or what was asked can't be done; the message says what to do."""


def _expected_errors() -> tuple[type[Exception], ...]:
    """Return the errors whose message is meant for the user; any other is a fault of ours and keeps its traceback."""
    from flows.compute import ComputeError
    from flows.plan import RunFailed
    from flows.settings import SettingsError
    from tasks.entities.corpus_aliases import AliasTableError
    from tasks.ingest.survey import InputError
    from tasks.tables.checks import BrokenPromise
    from tasks.tables.manifest import ManifestError
    from tasks.tables.store import StoreError

    wrong_use = (CommandError, SettingsError, InputError, AliasTableError, StoreError)
    return (*wrong_use, ComputeError, RunFailed, BrokenPromise, ManifestError)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line: exit status 0, 1 when what was asked failed, 2 when it was not understood."""
    try:
        app(arguments, result_action="return_value")
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does: nobody is left to be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except CommandError as error:
        sys.exit(_told(error))
    except Exception as error:
        if not isinstance(error, _expected_errors()):
            raise
        sys.exit(_told(error))


def _told(error: Exception) -> int:
    print(f"onrecord: {error}", file=sys.stderr)  # noqa: T201 - this is where a user is told
    return getattr(error, "exit_status", 1 if type(error).__name__ in ("RunFailed", "BrokenPromise") else WRONG_USE)
