"""What the exit code of `hwaga` means to a script."""

EXIT_FAILED = 1
EXIT_REFUSED = 2
"""As click's own for wrong usage: the person can mend it."""
EXIT_INTERRUPTED = 130
""" 128 + SIGINT, as shells count."""
