"""Importing a plan: from the grids of a file to a proposal that a person reviews; it reads no database and changes nothing."""

from .child import propose_file
from .proposal import Proposal
from .propose import NoPlanFound, propose

__all__ = ["NoPlanFound", "Proposal", "propose", "propose_file"]
