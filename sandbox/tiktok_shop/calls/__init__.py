"""What each call does, one noun a file. All take a `Call` and return `data` of the envelope, or raise `Refused`."""
