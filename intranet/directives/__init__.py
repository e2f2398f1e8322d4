"""What belongs to a document of the register of directives: its files, and which units have adopted it (C16)."""
