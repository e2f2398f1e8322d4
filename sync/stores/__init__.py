"""Stores: where a workbook is kept, a folder or Google, behind one protocol."""
