"""Read what a project's files say: settings, theme, and the files of a new project."""
