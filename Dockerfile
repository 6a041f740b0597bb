# The image people deploy:            docker build -t hatchway .
# With a jar made by bin/hatchway:    docker build -t hatchway --target prebuilt .
#
#   docker run -d --name hatchway -p 2222:2222 -v /var/run/docker.sock:/var/run/docker.sock \
#       -v "$PWD/keys":/etc/hatchway/keys:ro -v hatchway:/var/lib/hatchway hatchway
#
# A configuration other than the defaults: -v "$PWD/hatchway.yaml":/etc/hatchway/hatchway.yaml:ro
#
# Whoever holds the engine's socket is root on its machine; so is this container. Its user is root for that reason: any
# other would only have to be put in the group of the socket.
ARG JAVA_IMAGE=eclipse-temurin:25-jre
ARG MAVEN_IMAGE=maven:3-eclipse-temurin-25

FROM ${JAVA_IMAGE} AS base
COPY bin/hatchway /opt/hatchway/bin/
COPY bin/lib/java.sh /opt/hatchway/bin/lib/
COPY conf/hatchway.yaml /etc/hatchway/
RUN mkdir -p /etc/hatchway/keys && mkdir -m 700 /var/lib/hatchway && ln -s /opt/hatchway/bin/hatchway /usr/local/bin/
VOLUME /var/lib/hatchway
EXPOSE 2222
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/hatchway/bin/hatchway"]
CMD ["serve", "--config", "/etc/hatchway/hatchway.yaml", "--listen", "0.0.0.0:2222", \
    "--keys", "/etc/hatchway/keys", "--state", "/var/lib/hatchway"]

FROM base AS prebuilt
COPY target/hatchway.jar /opt/hatchway/lib/

FROM ${MAVEN_IMAGE} AS build
WORKDIR /src
COPY pom.xml ./
COPY .mvn .mvn
COPY src/main src/main
RUN mvn -q -B -Dmaven.test.skip=true -Dspotless.check.skip=true -Dwarnings=-nowarn package

FROM base
COPY --from=build /src/target/hatchway.jar /opt/hatchway/lib/
