"""What a Prefect server is told of onrecord besides its deployments: the work pool and the automations."""

import json
from pathlib import Path

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate, WorkPoolUpdate
from prefect.events.schemas.automations import AutomationCore
from prefect.exceptions import ObjectNotFound
from prefect.workers.process import ProcessWorker


def make_pool(name: str, runs_at_once: int) -> None:
    """Make the work pool, of processes on the worker's machine; one that is there gets the limit."""
    with get_client(sync_client=True) as client:
        try:
            client.read_work_pool(name)
            client.update_work_pool(name, WorkPoolUpdate(concurrency_limit=runs_at_once))
        except ObjectNotFound:
            template = ProcessWorker.get_default_base_job_template()
            pool = WorkPoolCreate(
                name=name, type="process", base_job_template=template, concurrency_limit=runs_at_once
            )  # fmt: skip
            client.create_work_pool(pool)


def make_automations(path: Path) -> None:
    """Make the automations of a file; one of the same name is put in line with it."""
    with get_client(sync_client=True) as client:
        for value in json.loads(path.read_text("utf-8"))["automations"]:
            automation = AutomationCore.model_validate(value)
            there = client.read_automations_by_name(automation.name)
            if there:
                client.update_automation(there[0].id, automation)
            else:
                client.create_automation(automation)
