"""The sweep as a Prefect flow."""

from prefect import flow

from flows.artifacts import keep_table
from flows.parameters import SweepParameters
from tasks.tables.store import Store


@flow(name="onrecord-sweep", persist_result=False)
def sweep(parameters: SweepParameters = SweepParameters()) -> int:  # noqa: B008 - Prefect's form wants it
    """Remove files that no reader can still need: of publishes long past, and of runs that died.

    Every run does so when it publishes. While another run is at work nothing is removed. Returns how many folders were.
    """
    from tasks.stages.published import publish_lock
    from tasks.stages.sweep import sweep as remove

    store = Store(parameters.data)
    with publish_lock(store):
        removed = remove(store, abandoned_after=parameters.days * 24 * 3600)
    keep_table("swept", "Folders of old files that were removed", [{"folder": str(store.root), "removed": removed}])
    return removed
