"""The one way from the copy to a table: for the screen, the files and the command line."""
