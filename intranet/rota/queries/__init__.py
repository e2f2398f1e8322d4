"""Reading the rota: the list, one assignment, whose turn it is, the topic bank."""
