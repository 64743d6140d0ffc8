"""Copies: articles that repeat each other, whole or in part, become clusters with a representative."""

from tasks.dedupe.clusters import cluster
from tasks.dedupe.signing import SIGNATURES, signatures, signatures_of

__all__ = ["SIGNATURES", "cluster", "signatures", "signatures_of"]
