"""What the platform refuses in a listing, one noun a file. Each rule yields problems and changes nothing."""
