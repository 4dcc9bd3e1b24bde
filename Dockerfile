# Same Page in a container: small, not root, its own files never written. See "In containers" in the README.
ARG PYTHON=3.11.14-slim-trixie

FROM python:${PYTHON} AS build
WORKDIR /build
COPY requirements.lock ./
RUN python -m venv /opt/samepage \
    && /opt/samepage/bin/python -m pip install --no-cache-dir --no-compile --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE manifest.yml ./
COPY bot bot
COPY handlers handlers
COPY storage storage
RUN /opt/samepage/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation . \
    && /opt/samepage/bin/python -m pip uninstall --yes hatchling editables pip \
    && /opt/samepage/bin/python -m compileall -q -j 0 /opt/samepage/lib

FROM python:${PYTHON}
LABEL org.opencontainers.image.title="Same Page" \
      org.opencontainers.image.description="Keeps recruiters and hiring managers on the same page, in Slack" \
      org.opencontainers.image.licenses="MIT"
RUN useradd --system --uid 10001 --no-create-home --home-dir /data samepage \
    && install --directory --owner samepage --mode 700 /data
COPY --from=build /opt/samepage /opt/samepage
# Only /data (a SQLite database, where that is what is used) and /tmp are ever written; Matplotlib keeps its list of
# fonts in the latter.
ENV PATH=/opt/samepage/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    SAMEPAGE_DATABASE_URL=sqlite+aiosqlite:////data/samepage.db \
    PORT=3000
USER 10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/readyz', timeout=4)"]
ENTRYPOINT ["samepage"]
CMD ["run"]
