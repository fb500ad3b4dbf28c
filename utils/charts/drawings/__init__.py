"""Drawings as outlines in code, all drawn by the project: body, steps of metastasis, people, drug targets."""
