"""Reports: SQL files that answer the usual questions, each also a view in the published file.

A file begins with a comment line that is its title; `{articles}` in it stands for the articles that count: in the
mode `unique` one of each cluster of copies, in the mode `as-published` all.
"""

from tasks.reports.report import MODES, REPORTS, Mode, Report, report_views, reports_named

__all__ = ["MODES", "REPORTS", "Mode", "Report", "report_views", "reports_named"]
