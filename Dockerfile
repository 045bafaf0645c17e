# One command, from a clean clone; only the package registry and the base image are fetched:
#   docker build -t iv-ketamine-cds .
# Behind a registry mirror or a TLS-inspecting proxy, lend the build your own settings; nothing of them stays:
#   docker build --secret id=npmrc,src=$HOME/.npmrc --secret id=ca,src=/etc/ssl/certs/ca-certificates.crt -t iv-ketamine-cds .
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc --mount=type=secret,id=ca,target=/run/secrets/ca.pem \
    if [ -s /run/secrets/ca.pem ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca.pem; fi; \
    npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json esbuild.config.js ./
COPY cards ./cards
COPY hooks ./hooks
COPY src ./src
COPY LICENSE ./
# What is left out of the packages is never loaded: C sources, binaries of other systems, type declarations, source
# maps, and polyfills (core-js) that fhirclient needs in old browsers only. Files of a checkout that was made under
# `umask 077` come with their modes: the user node has to read them, too.
RUN npm run build \
    && npm prune --omit=dev --offline --no-audit --no-fund \
    && rm -rf node_modules/better-sqlite3/deps node_modules/better-sqlite3/src node_modules/core-js node_modules/.cache \
    && find node_modules/better-sqlite3/prebuilds -type f ! -name 'linux-*' -delete \
    && find node_modules \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -type f -delete \
    && chmod -R a+rX package.json LICENSE dist node_modules \
    && mkdir /data

FROM ${NODE_IMAGE}
ARG VERSION=1.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="iv-ketamine-cds" \
      org.opencontainers.image.description="SMART on FHIR CDS Hooks service: one precise card when intravenous ketamine is ordered for migraine" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/node:24-bookworm-slim"
# Beyond loopback the service starts only with TRUSTED_CLIENTS (who may call), or with AUTH=open said in so many words.
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data \
    MALLOC_ARENA_MAX=1 \
    MALLOC_TRIM_THRESHOLD_=131072
WORKDIR /app
# Owned by root: the service cannot change its own code.
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/package.json /app/LICENSE ./
COPY --from=build --chown=node:node /data /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
    CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1 and hears SIGTERM: it finishes the requests under way and flushes the store. The flags, and
# the MALLOC_ settings above, keep its memory under 150 MB: a small young heap, a full collection when the old one has
# grown by 30 % (left alone, V8 makes one for every few megabytes of bodies where the heap is small), no second copy of
# compiled code between the first compiler and the last. The third flag is also a limit, which a container of 512 MB can
# hold, to be raised with it where bodies of many megabytes come by the dozen.
CMD ["node", "--max-semi-space-size=6", "--heap-growing-percent=30", "--max-old-space-size=384", "--no-maglev", "dist/src/server.js"]
