"""Make the proof pack: few letters that show everything the batch contains."""
