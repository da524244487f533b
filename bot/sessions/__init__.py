"""Group art sessions: a pure state machine (`play`) over frozen values (`session`), and four games on it (`modes`)."""
