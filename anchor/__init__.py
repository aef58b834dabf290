"""Anchor: early, multi-professional help for children and adolescents."""
