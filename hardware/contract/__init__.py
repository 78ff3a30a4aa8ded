"""What server and agents agreed on: topics, messages, documents, signatures. Shared by both ends."""
