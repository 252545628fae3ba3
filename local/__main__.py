"""`python -m local [--demo]`: what bin/start runs once everything is installed."""

import os
import signal
import sys

signal.signal(signal.SIGINT, signal.SIG_DFL)  # a Ctrl-C during the imports below is no reason for a traceback

from local.launcher import main  # noqa: E402

sys.exit(main(sys.argv[1:], os.environ))
