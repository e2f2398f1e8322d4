"""The stores: real files and real servers."""
