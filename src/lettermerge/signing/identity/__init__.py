"""Make, read and judge signing identities: keys, certificates, trust."""
