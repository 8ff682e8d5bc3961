"""What has run before, and why it must run again."""
