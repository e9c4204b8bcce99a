"""Documents in and out: readers turn any file into grids of cells, writers turn blocks into files."""
