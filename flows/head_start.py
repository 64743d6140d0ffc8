"""A head start for the workers of this machine: what they take seconds for begins before the plan is imported."""

import os

from flows.compute import prepare
from flows.parameters import PipelineParameters
from tasks.errors import tried
from tasks.ingest.survey import find_files
from tasks.tables.manifest import load_manifest
from tasks.tables.store import Store


def begin_workers(parameters: PipelineParameters) -> None:
    """Begin to start the workers where there are files that are new to the tables, and so are sure to be read.

    Raises:
        InputError: An input does not exist or can't be read.
    """
    if not parameters.reads_dumps:
        return
    files = find_files(parameters.inputs, parameters.data)
    if parameters.only_failed:
        return
    store = Store(parameters.data)
    cover = load_manifest(store).cover
    new = [path for path in files if store.source_path(path) not in cover]
    sizes = [tried(os.path.getsize, path) for path in new]  # what can't be read is told when it is surveyed
    prepare(sum(size for size in sizes if isinstance(size, int)), parameters.workers, parameters.scheduler)
