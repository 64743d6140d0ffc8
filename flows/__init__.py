"""Orchestration: what runs when, on which shards, under what. No text is processed here.

settings     what a user can set once for all: onrecord.toml, ONRECORD_* variables
parameters   what a run is asked to do; under Prefect, the form in the UI
compute      where the work is done: this process, processes of this machine, a Dask cluster
engine       how the plan is carried out: directly, or with each step as a Prefect task run
plan         the one plan: shards -> clean -> extract and sign -> corpus -> publish
pipeline     that plan as a Prefect flow
progress     what a person sees of it meanwhile
"""
