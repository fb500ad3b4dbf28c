"""Drawings, made of outlines in code: body, spread of a cell, people, targets of drugs."""
