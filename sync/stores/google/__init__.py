"""Parts of the Google Sheets store: the client, its pace, the wire format, the batch and its repair."""
