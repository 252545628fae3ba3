"""What a benchmark runs beside Weft."""
