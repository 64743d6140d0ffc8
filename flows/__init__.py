"""Orchestration: what runs when, on which shards, under what. No text is processed here.

settings     what a user can set once for all: onrecord.toml, ONRECORD_* variables
parameters   what a run is asked to do; under Prefect, the form in the UI
compute      where the work is done: this process, processes of this machine (local_worker), a Dask cluster
head_start   workers that begin to start before all else is imported
engine       how the plan is carried out: directly, or with each step as a Prefect task run
plan         the one plan: shards -> clean -> extract and sign -> corpus -> publish
shards       the stages of many shards at once, each fault kept to its shard
progress     what a person sees of it meanwhile

pipeline, report, sweep    the Prefect flows; artifacts and progress_artifact are what they leave in the UI
serve, server_setup        a server with the deployments of prefect.yaml and a worker
lost_runs                  runs whose end nobody is there to see to
run_processes              the processes of runs on this machine
"""
