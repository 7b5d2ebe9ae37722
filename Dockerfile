# demarche in a container: the command line, with the record in /data or on a server.
#
#     docker build -t demarche .
#     docker run --rm -v record:/data demarche example
#     docker run --rm -v record:/data demarche state --at 2025-09-04
#     docker run --rm --network host -e DEMARCHE_STORE="esdb://127.0.0.1:2113?tls=false" demarche dossiers
#
# UNTRIED: written and checked for its form, not built here, where there is no Docker.

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
RUN node scripts/build.ts && npm prune --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    DEMARCHE_STORE=/data/demarche.db
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
# Healthy is what can open and read its record.
HEALTHCHECK --interval=30s --timeout=10s --start-period=10s --retries=3 \
  CMD ["node", "/app/bin/demarche.cjs", "dossiers", "--json"]
ENTRYPOINT ["node", "/app/bin/demarche.cjs"]
CMD ["--help"]
