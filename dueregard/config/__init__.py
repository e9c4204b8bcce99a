"""Settings, addresses and the `dueregard` command."""
