"""The sentences of a document: paragraphs, the figures in them and what each figure states."""
