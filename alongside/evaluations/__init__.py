"""What two people say of the last months and of each other, on axes and in words."""
