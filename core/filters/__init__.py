"""What each table can be filtered by: `engine` is how, and every other module declares a table."""
