# demarche in a container: the command line and the server, with the record in /data or on a server of its own.
#
#     docker build -t demarche .
#     docker run --rm -v record:/data demarche example
#     docker run --rm -v record:/data demarche state --at 2025-09-04
#     docker run --rm -v record:/data -p 127.0.0.1:4180:4180 demarche serve --host 0.0.0.0 --public-reading
#     docker run --rm --network host -e DEMARCHE_STORE="esdb://127.0.0.1:2113?tls=false" demarche dossiers
#
# UNTRIED as an image: there is no Docker here. Its steps were run by hand, with what it copies and nothing else.

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
COPY tools ./tools
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json CHANGELOG.md README.md LICENSE ./
COPY scripts ./scripts
COPY bin ./bin
COPY events ./events
COPY projections ./projections
COPY src ./src
# Node itself is a development dependency here, and an optional one: the image has its own.
RUN node scripts/build.ts && npm prune --omit=dev --omit=optional --workspaces=false --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    DEMARCHE_STORE=/data/demarche.db \
    DEMARCHE_CAPTURES=/data/captures \
    DEMARCHE_CACHE=/data/cache
WORKDIR /app
COPY --from=build /build/package.json /build/CHANGELOG.md /build/LICENSE ./
COPY --from=build /build/bin ./bin
COPY --from=build /build/dist ./dist
COPY --from=build /build/node_modules ./node_modules
RUN install -d -o node -g node /data
# Not root: uid 1000, which can write /data and nothing else.
USER node
VOLUME /data
WORKDIR /data
EXPOSE 4180
# Healthy is a server (`demarche serve`) that answers and is up to date with its log.
HEALTHCHECK --interval=30s --timeout=10s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4180/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/bin/demarche.cjs"]
CMD ["--help"]
