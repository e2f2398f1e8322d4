"""The presenter rota (phân công trình bày): who prepares which topic by when, in fair turns."""
