# The site and the commands in one image, without torch: the bundled model needs none.
FROM python:3.11-slim-trixie AS build

WORKDIR /source
RUN python -m venv /opt/treatylens
COPY pyproject.toml constraints.txt README.md LICENSE NOTICE ./
COPY analyzers analyzers
COPY indexer indexer
COPY search_app search_app
RUN /opt/treatylens/bin/pip install --no-cache-dir --disable-pip-version-check -c constraints.txt .

FROM python:3.11-slim-trixie

LABEL org.opencontainers.image.title="TreatyLens" \
      org.opencontainers.image.description="Search for treaties in Khmer, Chinese and English" \
      org.opencontainers.image.licenses="Apache-2.0"

# docker-compose.yml forwards a port with socat; nothing else needs it.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends socat \
    && rm -rf /var/lib/apt/lists/*

# The home folder is where the program keeps what it writes; a volume mounted there takes its owner.
RUN useradd --uid 10001 --home-dir /data --create-home --shell /usr/sbin/nologin treatylens

COPY --from=build /opt/treatylens /opt/treatylens
ENV PATH=/opt/treatylens/bin:$PATH

USER treatylens
WORKDIR /data
ENTRYPOINT ["treatylens"]
CMD ["serve"]
