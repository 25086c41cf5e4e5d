"""`python -m civtext` is the command `civtext`."""

from civtext.cli import main

main()
