"""The whole chain as an office lives it: real workbooks, LibreOffice, Google's API over HTTP, the command line, the database."""
