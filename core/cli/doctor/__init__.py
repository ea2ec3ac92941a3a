"""`doctor`: checks of the installation and of the API, and what to do about failures."""
