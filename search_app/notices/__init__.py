"""What is told of a run to those who are not looking: by e-mail, and to a webhook."""
