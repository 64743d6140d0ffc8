"""Reading the reports' SQL files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from tasks.errors import UserError
from tasks.tables.views import View

Mode = Literal["unique", "as-published"]
MODES: tuple[Mode, ...] = get_args(Mode)
_ARTICLES = {"unique": "unique_articles", "as-published": "articles"}
_SUFFIX = {"unique": "", "as-published": "_as_published"}


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its name, its title and its SQL."""

    name: str
    title: str
    sql: str

    def query(self, mode: str) -> str:
        """Return the SQL in a mode: with copies counted once (`unique`), or each (`as-published`)."""
        return self.sql.format(articles=_ARTICLES[mode])

    def view(self, mode: str) -> str:
        """Return the name of the view that holds the report in a mode."""
        return self.name + _SUFFIX[mode]


def _read(path: Path) -> Report:
    first, _, sql = path.read_text("utf-8").partition("\n")
    return Report(path.stem.split("_", 1)[1], first.removeprefix("--").strip(), sql.strip())


REPORTS = tuple(_read(path) for path in sorted((Path(__file__).parent / "sql").glob("*.sql")))
"""All reports in the order of their files' numbers."""


class UnknownReport(UserError):  # noqa: N818 - named for what it means to a user
    """There is no report of that name; the message says which there are."""


def reports_named(names: Sequence[str]) -> list[Report]:
    """Return the reports of these names, or all when none is named.

    Raises:
        UnknownReport: There is none of a name.
    """
    known = {report.name: report for report in REPORTS}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UnknownReport(f"no report is called {', '.join(unknown)}: there are {', '.join(known)}.")
    return [known[name] for name in names] or list(REPORTS)


def report_views() -> Iterator[View]:
    """Yield the views of all reports in both modes."""
    for report in REPORTS:
        for mode in MODES:
            yield View(report.view(mode), report.query(mode), f"{report.title} ({mode}).")
