"""An .xlsx seen as what it is, a zip of XML parts: read them, patch some of them, leave all others byte for byte."""
