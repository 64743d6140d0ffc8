"""Tests against a real Prefect server, started by `onrecord serve`, and in a real browser."""
