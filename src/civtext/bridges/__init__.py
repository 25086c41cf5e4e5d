"""Bridges to other programs, one small module each, imported when asked for."""
