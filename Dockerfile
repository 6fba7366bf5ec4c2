# The serving process. It needs a PostgreSQL at DATABASE_URL: the embedded one is for laptops.
FROM node:24-bookworm-slim AS build
WORKDIR /landlord
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /landlord
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force
COPY --from=build /landlord/dist ./dist
COPY app.yml LICENSE ./
COPY schemas ./schemas
USER node
EXPOSE 3000
CMD ["node", "dist/src/main.js"]
