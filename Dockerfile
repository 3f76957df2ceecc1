# The product as one image: gunicorn with the static files inside, as an ordinary user.

FROM python:3.11-slim AS wheels
WORKDIR /wheels
COPY requirements.txt ./
RUN pip wheel --no-cache-dir --wheel-dir . --requirement requirements.txt

FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 \
    PORT=8000
WORKDIR /app
# Volumes mounted on these begin with their owner.
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin omset \
    && install --directory --owner omset /kept /witness /backups
RUN --mount=type=bind,from=wheels,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels --requirement /wheels/requirements.txt
COPY . .
# Settings have no defaults; these are for this one command and stay out of the image.
RUN SECRET_KEY=only-to-collect ALLOWED_HOSTS=localhost MONGODB_URI=mongodb://nowhere/omset \
    python manage.py collectstatic --no-input
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD \
    ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/livez', timeout=4)"]
CMD ["gunicorn", "crm.wsgi"]
