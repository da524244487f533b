"""Painting: the `Backend` protocol and its implementations. Only this package imports torch and diffusers."""
