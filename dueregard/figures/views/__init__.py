"""Pages of figures: the catalogue, a figure, its files, and its opening balance."""

from dueregard.figures.views.balances import record_balance, withdraw_balance
from dueregard.figures.views.figures import figure, figures, figures_file, rows_file, trend_file

__all__ = ["figure", "figures", "figures_file", "record_balance", "rows_file", "trend_file", "withdraw_balance"]
