"""What is wrong, told to whoever runs the site once when it begins and once when it ends."""
