"""The reconciliation service: tables of others are matched against the named things of the graph.

It speaks the Reconciliation Service API 0.2 of the W3C's Entity Reconciliation Community Group
(https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/), as
OpenRefine does.
"""
