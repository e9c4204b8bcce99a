"""The words of training, its states, and when something is due: pure, with today as an argument."""
