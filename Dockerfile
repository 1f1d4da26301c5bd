FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/govcloud
WORKDIR /srv/govcloud

# Orders as PDF need a font with Chinese.
RUN apt-get update && apt-get install --no-install-recommends --yes fonts-noto-cjk && rm -rf /var/lib/apt/lists/*

COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock

COPY manage.py pyproject.toml ./
COPY govcloud govcloud
COPY texts texts
COPY accounts accounts
COPY tickets tickets

# The build needs settings but no secret: DEMO makes a throw-away key in a folder of its own. The collected files
# go where the web service looks for them.
RUN python -m govcloud.messages \
    && VAR_DIR=/tmp/build DEMO=1 STATIC_ROOT=/srv/govcloud/static python manage.py collectstatic --no-input --verbosity 0 \
    && rm -rf /tmp/build \
    && useradd --system --uid 10001 --home-dir /var/lib/govcloud --create-home govcloud \
    && install --directory --owner govcloud --mode 700 /var/backups/govcloud
ENV STATIC_ROOT=/srv/govcloud/static

USER govcloud
VOLUME /var/lib/govcloud
EXPOSE 8000
STOPSIGNAL SIGTERM
# --preload: what the environment lacks ends the container with one line; without it the workers are started for ever.
CMD ["gunicorn", "govcloud.wsgi:application", "--bind", "0.0.0.0:8000", "--preload"]
