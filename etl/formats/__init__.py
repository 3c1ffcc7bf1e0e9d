"""Files of every published format, read into batches of text columns."""
