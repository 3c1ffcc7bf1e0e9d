"""Readers and writers of outside formats: bytes or records in, records or bytes out. Pure."""
