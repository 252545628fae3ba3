"""The last step before a program of ours begins: drop rights, tie its life to ours, become the program.

Run as a script (``python -I -S child.py PARENT SIGNAL UID GID -- PROGRAM …``), never imported. Python could do the same
in ``preexec_fn``, but that runs between fork and exec, where another thread of a test runner may hold any lock.
"""

import ctypes  # here and not below: after setuid, Python's own files may be out of reach
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main() -> None:
    parent, wish, uid, gid = (int(word) for word in sys.argv[1:5])
    program = sys.argv[6:]
    libc = ctypes.CDLL(None)
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if wish:  # after setuid, since a change of user clears it
        libc.prctl(PR_SET_PDEATHSIG, wish, 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            sys.exit("The launcher is gone.")
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # Python ignores it, and what is ignored stays ignored after exec
    try:
        os.execvp(program[0], program)  # noqa: S606 - the point of this file
    except OSError as error:
        sys.exit(f"{program[0]}: {error.strerror}")


main()
