"""The built-in checkpoint: a tiny SDXL, trained by this project on scenes that it draws. Loaded as any other folder.

128 x 128 pixels; `card.json` has what suits it. It knows dozens of things, colours, places, times of day and styles.
"""
