"""Forms of training, by noun: they clean input and never save."""
