"""Speed and quality beside peers. `make bench` runs all; each module tells how to run it alone.

The labelled sets are not part of the repository: ONRECORD_BENCH_DATA names the folder that holds them.
"""
