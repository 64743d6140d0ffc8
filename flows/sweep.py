"""The sweep as a Prefect flow."""

from prefect import flow

from flows.artifacts import keep_table
from flows.parameters import Days, NamedPath
from flows.settings import load_settings
from tasks.tables.store import Store

_SETTINGS = load_settings()


@flow(name="onrecord-sweep", persist_result=False)
def sweep(days: Days = 7, data: NamedPath = _SETTINGS.data) -> int:
    """Remove files that no reader can still need: of publishes long past, and of runs that died.

    Args:
        days: Remove what was never published when it is older than this; a restarted run may still use it.
        data: The folder of the tables.

    Every run does so when it publishes. While another run is at work nothing is removed. Returns how many folders were.
    """
    from tasks.stages.published import publish_lock
    from tasks.stages.sweep import sweep as remove

    store = Store(data)
    with publish_lock(store):
        removed = remove(store, abandoned_after=days * 24 * 3600)
    keep_table("swept", "Folders of old files that were removed", [{"folder": str(store.root), "removed": removed}])
    return removed
