"""How fast it is: `python -m benchmarks NAME --json`. Each benchmark is a module with a command of its name."""
