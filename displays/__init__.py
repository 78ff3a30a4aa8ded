"""Pure drawing: facts in, a document, a sign's cells, a board's strings or a sentence out."""
