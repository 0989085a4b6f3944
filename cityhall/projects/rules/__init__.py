"""What is right of a project: its code, its stages, its plan, its promise. Pure."""
