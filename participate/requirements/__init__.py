"""Requirements: the backlog that grows out of ideas, and its published releases."""
