"""The worker process: nightly and on-demand syncs, off the web server's back."""

from __future__ import annotations

from intranet import create_app
from intranet.mirror import jobs

if __name__ == "__main__":
    jobs.serve(create_app())
