"""Running contenders in processes of their own, and telling what came of it."""
