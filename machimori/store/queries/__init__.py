"""One function per question a screen asks."""
