"""Ruhu 入户: an offline-first tool for the field teams of housing expropriation."""

__version__ = "0.1.0"
