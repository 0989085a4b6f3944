"""`python -m cityhall` is the program `cityhall`."""

from cityhall.site.program import main

if __name__ == "__main__":
    raise SystemExit(main())
