"""What the doctor asks of the engine's side, without loading a checkpoint."""
