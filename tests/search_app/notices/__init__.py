"""Reports that are sent: by mail and to webhooks."""
