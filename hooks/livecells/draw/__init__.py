"""A recorded graph as a picture, as steps and as words."""
