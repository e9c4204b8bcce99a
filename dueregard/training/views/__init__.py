"""Pages of training, by noun."""
