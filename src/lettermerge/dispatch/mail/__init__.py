"""Write finished letters as e-mail: messages, drafts, delivery by SMTP, and answers."""
