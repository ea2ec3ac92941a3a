#!/bin/sh
# Makes the certificate of compose.yaml's S3 server in a folder, once, signed by an authority of its
# own, and bundle.crt: what the system trusts and this authority.
set -eu
cd "$1"
[ -s bundle.crt ] && exit 0
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=Tingblik's S3 server" \
    -addext basicConstraints=critical,CA:TRUE -keyout authority.key -out authority.crt
openssl req -newkey rsa:2048 -nodes -subj /CN=s3 -keyout private.key -out request
printf 'subjectAltName=DNS:s3\nbasicConstraints=CA:FALSE\n' > extensions
openssl x509 -req -in request -CA authority.crt -CAkey authority.key -CAcreateserial \
    -days 3650 -extfile extensions -out public.crt
rm authority.key request extensions authority.srl
cat /etc/ssl/certs/ca-certificates.crt authority.crt > bundle.tmp
mv bundle.tmp bundle.crt
