"""Hwaga (화가, painter): chat bots that paint."""
