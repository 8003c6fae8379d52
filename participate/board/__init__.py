"""The Familienbeirat: its members' reviews of ideas, and what the board resolves."""
