"""What every room stands on and no room owns: no word of the domain appears here."""
