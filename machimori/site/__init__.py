"""The static public site: plain files for any web server, and the same files by our own server."""
