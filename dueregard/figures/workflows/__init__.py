"""What changes figures: opening balances only."""
