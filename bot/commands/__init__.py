"""The commands, one file per thing somebody wants to do.

What a command needs is imported by that command: help, and a start with wrong settings, are answered at once.
"""
