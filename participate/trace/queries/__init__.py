"""Reading what ties the stages together: links, ways, gaps and fulfilments."""
