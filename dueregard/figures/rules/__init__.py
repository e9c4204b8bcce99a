"""What a figure is, the spans that it is asked for, the small-number rule, opening balances, and claims in a text."""
