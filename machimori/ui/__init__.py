"""Streamlit pieces the pages are put together from."""
