FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH=amd64
WORKDIR /src
# What restore reads goes first, so that a change of code does not download the packages again.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY AdminPortal/AdminPortal.csproj AdminPortal/packages.lock.json AdminPortal/
RUN dotnet restore AdminPortal --locked-mode -a "$TARGETARCH"
COPY appsettings*.json ./
COPY .editorconfig ./
COPY wwwroot wwwroot
COPY AdminPortal AdminPortal
RUN dotnet publish AdminPortal -c Release -a "$TARGETARCH" --self-contained false --no-restore -o /app \
    && mkdir /app/data

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app ./
# The portal writes nowhere else; its files stay root's. A volume takes over this owner when it is first made.
RUN chown "$APP_UID" data
USER $APP_UID
ENV ASPNETCORE_URLS=http://+:8080
EXPOSE 8080
VOLUME /app/data
# No HEALTHCHECK: the image has no program to ask with, and orchestrators ask /health/ready themselves.
ENTRYPOINT ["dotnet", "AdminPortal.dll"]
