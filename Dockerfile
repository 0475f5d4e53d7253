# gwctl in a container: `docker build -t gwctl .`; docs/ci.md tells how to run it beside FreeSWITCH.
ARG NODE=24-bookworm-slim

FROM node:${NODE} AS build
WORKDIR /opt/gwctl
COPY package.json package-lock.json tsconfig.json ./
COPY scripts ./scripts
RUN npm ci --no-audit --no-fund
COPY src ./src
# The build plans this example once, so that V8's compiled code is kept.
COPY examples/quickstart ./examples/quickstart
RUN npm run --silent build && npm prune --omit=dev --no-audit --no-fund

FROM node:${NODE}
# git for `diff` and --changed-since; flock, for the lock of an apply, is there (util-linux).
RUN apt-get update \
  && apt-get install -y --no-install-recommends git \
  && rm -rf /var/lib/apt/lists/* \
  && ln -s /opt/gwctl/dist/bin/gwctl.cjs /usr/local/bin/gwctl \
  && ln -s /opt/gwctl/pipelines/comment.js /usr/local/bin/gwctl-comment
WORKDIR /opt/gwctl
COPY package.json LICENSE ./
COPY pipelines ./pipelines
COPY schemas ./schemas
COPY --from=build /opt/gwctl/node_modules ./node_modules
COPY --from=build /opt/gwctl/dist ./dist
# Whoever runs it says as whom: the user that may write the configuration directory.
USER node
WORKDIR /trunks
ENTRYPOINT ["gwctl"]
CMD ["--help"]
