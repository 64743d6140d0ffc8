"""Copies: articles that repeat each other, whole or in part, become clusters with a representative.

words, sketch, signing     a text's signature: sampled hashes of its runs of four words, its names and numbers
candidates, templates      pairs that share some, but not those of a form that many texts share
resemblance, stars         which pairs are copies, and clusters in which each resembles the representative
clusters                   all of it over the signatures of all shards
"""

from tasks.dedupe.clusters import cluster
from tasks.dedupe.signing import SIGNATURES, signatures, signatures_of

__all__ = ["SIGNATURES", "cluster", "signatures", "signatures_of"]
