"""The reader's side: a part of torch that runs in a browser, and what runs cells on it."""
