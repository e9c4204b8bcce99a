"""The demonstration: one invented institution and its one-click sign-ins; nothing here exists outside demo mode."""
