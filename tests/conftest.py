"""Dumps of a few articles of our own, the pipeline over them, and the tables read back with DuckDB."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.engine import DirectEngine
from flows.parameters import PipelineParameters
from flows.plan import Outcome, execute
from flows.prefect_server import prepare_environment
from flows.progress import Silence

FERRY = (
    "The last ferry to Skarholm left an hour late on Monday after divers cleared a net from its rudder.\n\n"
    '"We could not risk the crossing with a line around the shaft," said Captain Ingrid Solheim, who has run the route '
    "for twenty years.\n\n"
    "The harbour authority said that the net had drifted in from a fish farm. Solheim told the Fjord Courier she would "
    "ask the farm to pay for the delay.\n\n"
    '"Next time it could be a hospital run," she said.'
)
BRIDGE = (
    "Engineers in Porto closed the old iron bridge on Tuesday after a survey found cracks in two of its beams.\n\n"
    '"Nobody was in danger, but we do not gamble with a bridge," said Duarte Falcao, the city\'s chief engineer.\n\n'
    "Falcao said the repair would take six weeks. The bus company announced that its line 500 would be sent over the "
    "upper deck until then."
)
HARVEST = (
    "Farmers around Nakuru expect the best maize harvest in a decade after good rains in the spring.\n\n"
    '"My store is too small for what is coming," said Wanjiru Kamau, who grows maize and beans on forty hectares.\n\n'
    "The agriculture ministry said on Friday that prices would be held up by purchases for the national reserve."
)


def article(number: int, text: str, **fields: str) -> dict[str, str]:
    """Return a record as a scraper would leave it."""
    given = {
        "url": f"https://courier.example/news/{number}",
        "title": f"Story number {number}",
        "source": "Fjord Courier",
        "date": f"2024-03-{number % 28 + 1:02}",
        "text": text,
    }
    return given | fields


def write_lines(path: Path, articles: Sequence[object]) -> Path:
    """Write articles as JSON lines; what is not a dictionary is written as it is, for broken lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(a, ensure_ascii=False) if isinstance(a, dict) else str(a) for a in articles)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


CONTENTS = {
    **dict.fromkeys(("records", "articles", "sections", "mentions", "quotes", "faults"), "* EXCLUDE (run_id, made_by)"),
    **dict.fromkeys(("entities", "clusters"), "*"),
}
"""What is compared of each table: all but the run that made a row."""
Contents = dict[str, list[tuple[Any, ...]]]


@dataclass
class Desk:
    """A folder with dumps in raw/ and tables in processed/."""

    root: Path
    said: list[str] = field(default_factory=list)

    @property
    def raw(self) -> Path:
        """Where the dumps lie."""
        return self.root / "raw"

    @property
    def data(self) -> Path:
        """Where the tables lie."""
        return self.root / "processed"

    def run(self, *inputs: Path, **parameters: Any) -> Outcome:
        """Run the pipeline over inputs, or over all of raw/, directly."""
        asked = {"workers": 1, **parameters}
        given = PipelineParameters(inputs=list(inputs) or [self.raw], data=self.data, **asked)
        return execute(given, DirectEngine(self.said.append), Silence())

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the published file."""
        with duckdb.connect(self.data / "onrecord.duckdb", read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def contents(self) -> Contents:
        """Return the rows of every table in a stable order, without the run that made them."""
        return {table: self.rows(f"SELECT {columns} FROM {table} ORDER BY ALL") for table, columns in CONTENTS.items()}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give an empty desk."""
    (tmp_path / "raw").mkdir()
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def prefect_server() -> Iterator[None]:
    """Run a passing Prefect server with a database of its own."""
    prepare_environment()
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=180):
        yield
