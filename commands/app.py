"""`onrecord` and its commands."""

import atexit
import gc
import os
import signal
import sys
from importlib.metadata import version

from cyclopts import App, CycloptsError
from rich.console import Console
from rich.text import Text

from tasks.errors import UserError


def _one_line(error: CycloptsError) -> Text:
    return Text(f"onrecord: {' '.join(str(error).split())} See `onrecord --help`.")


app = App(
    name="onrecord",
    help="News dumps in; trustworthy tables of who said what out.",
    version=version("onrecord"),
    error_formatter=_one_line,
    error_console=Console(stderr=True, soft_wrap=True),
    help_format="plaintext",
    suppress_keyboard_interrupt=False,
)
app.command("commands.run:run", help="Read dumps and publish the tables.")
app.command("commands.query:query", help="Answer a question in SQL from the published tables.")
app.command("commands.report:report", help="Print reports: all, or those named.")
app.command("commands.serve:serve", help="Start Prefect with onrecord's deployments and a worker on this machine.")
app.command("commands.annotate:annotate", help="JSON lines in, JSON lines with names and quotes out.")


class CommandError(UserError):
    """A command can't do what was asked; the message says what to do."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line: exit status 0, 1 when what was asked failed, 2 when it can't be begun, 130 after Ctrl-C."""
    atexit.register(gc.freeze)  # to look for garbage among all that ends with the process takes up to a second
    try:
        app(arguments, result_action="return_value")
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does: nobody is left to be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        print("onrecord: stopped.", file=sys.stderr)  # noqa: T201 - this is where a user is told
        sys.exit(128 + signal.SIGINT)
    except UserError as error:
        print(f"onrecord: {error}", file=sys.stderr)  # noqa: T201 - this is where a user is told
        sys.exit(error.exit_status)
