"""For clients that speak to servers of a test: nobody there speaks TLS."""

import ssl

# Trusts nobody. Given as `verify`, it spares a client of httpx reading the machine's certificates: 30 ms each time.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
