"""Send finished letters as e-mail: plan, draft, send, and read who answered."""
