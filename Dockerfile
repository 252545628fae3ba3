# Weft's image: the web server, or the worker, or the migration, by its command.
#
#   docker build -t weft .
#   docker run --env-file weft.env weft python -m app.tables.migrate
#   docker run --env-file weft.env -p 8000:8000 weft
#   docker run --env-file weft.env weft python -m workers
#
# weft.env holds DATABASE_URL, REDIS_URL, WEFT_SECRET_KEYS, WEFT_BASE_URL and the platforms' credentials. The rehearsal
# shops and the launcher are left out: an image for production has no use for pretend shops.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 WEFT_HOST=0.0.0.0 WEFT_PORT=8000
WORKDIR /weft
RUN useradd --system --uid 10001 --home-dir /weft --shell /usr/sbin/nologin weft

# Packages first: they change less often than the code.
COPY requirements.lock .
RUN pip install --no-cache-dir --no-compile --root-user-action=ignore --disable-pip-version-check \
    --only-binary :all: --no-deps --require-hashes -r requirements.lock

COPY piccolo_conf.py ./
COPY migrations migrations
COPY locales locales
COPY static static
COPY templates templates
COPY workers workers
COPY app app
# Compiled once here, since the person who runs it may write nowhere.
RUN python -m compileall -q app workers migrations

USER 10001
EXPOSE 8000
# Only the web server answers HTTP; of a worker the container's own life is the sign.
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["python", "-c", "import os, urllib.request as u; b'workers' in open('/proc/1/cmdline', 'rb').read() or u.urlopen(f\"http://127.0.0.1:{os.environ['WEFT_PORT']}/health\", timeout=4)"]
CMD ["python", "-m", "app"]
