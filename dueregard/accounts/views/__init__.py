"""Pages of people, accounts and appointments: one module for each noun."""
