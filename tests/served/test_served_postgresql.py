"""The same on PostgreSQL, which is the database to use where runs are scheduled."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import FERRY, article, write_lines

from served.serving import free_port, serving, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

PROGRAMS = Path("/usr/lib/postgresql")


@pytest.fixture
def database() -> Iterator[str]:
    """Run a PostgreSQL server of the test's own, as another user where we are root; gives its address."""
    (programs, *_) = sorted(PROGRAMS.glob("*/bin"), reverse=True)
    as_user: dict[str, Any] = {}
    folder, port = Path(tempfile.mkdtemp(prefix="postgresql")), free_port()
    if os.geteuid() == 0:
        as_user = {"user": "postgres", "group": "postgres", "extra_groups": []}
        shutil.chown(folder, "postgres", "postgres")
    made = [programs / "initdb", "--username", "prefect", "--auth", "trust", "--no-sync", "--pgdata", folder / "data"]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_user)
    command = [programs / "postgres", "-D", folder / "data", "-p", str(port), "-k", folder, "-F"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=folder, **as_user)
    ready = [programs / "pg_isready", "--quiet", "--host", "127.0.0.1", "--port", str(port)]
    try:
        until(lambda: subprocess.run(ready, check=False).returncode == 0, "PostgreSQL")
        yield f"postgresql+asyncpg://prefect@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)
        shutil.rmtree(folder)


def test_a_run_on_postgresql(database: str, tmp_path: Path) -> None:
    with serving(tmp_path / "newsroom", PREFECT_SERVER_DATABASE_CONNECTION_URL=database) as served:
        write_lines(served.desk.raw / "news.jsonl", [article(1, FERRY)])
        run_id = served.start("pipeline")
        assert served.wait_for_end(run_id)["state"]["name"] == "Completed"
        assert served.desk.rows("SELECT DISTINCT run_id FROM articles") == [(run_id,)]
        assert not list(served.home.glob("*.db"))
