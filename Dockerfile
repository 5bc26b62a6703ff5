# What the browser loads comes from npm, the program from the .NET SDK; neither is in the image that runs.
FROM node:22-slim AS assets
WORKDIR /crm
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY scripts/assets.mjs scripts/icons.txt scripts/
COPY src src
RUN node scripts/assets.mjs

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /crm
COPY . .
COPY --from=assets /crm/src/Host/wwwroot src/Host/wwwroot
COPY --from=assets /crm/src/Host/fonts src/Host/fonts
RUN dotnet publish src/Host -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble
# ICU finds the words of Chinese texts.
RUN apt-get update && apt-get install -y --no-install-recommends libicu74 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app .
RUN mkdir /data && chown $APP_UID /data
VOLUME /data
ENV Crm__DataDir=/data ASPNETCORE_HTTP_PORTS=8080
EXPOSE 8080
USER $APP_UID
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["dotnet", "Crm.Host.dll"]
CMD ["serve"]
