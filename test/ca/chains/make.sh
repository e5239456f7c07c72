#!/bin/sh
# Makes the certificates of certificates.pem, with new keys. Needs OpenSSL 3.4 or newer.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
bundle=certificates.pem
echo "# made by make.sh" > $bundle

for key in root other middle lower leaf; do
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/$key.key"
done
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/rsa.key"
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:768 -out "$work/weak.key"
openssl genpkey -algorithm ED25519 -out "$work/ed25519.key"

CA='basicConstraints=critical,CA:TRUE|keyUsage=critical,keyCertSign'
LEAF='basicConstraints=critical,CA:FALSE|extendedKeyUsage=clientAuth'
BEFORE=20300101000000Z
AFTER=20400101000000Z

# sign NAME SUBJECT KEY ISSUER ISSUER_KEY EXTENSIONS [OPTIONS]: a certificate; extensions are
# separated by |. The issuer's certificate is made from its name and key.
sign() {
  name=$1 subject=$2 key=$3 issuer=$4 issuer_key=$5 extensions=$6
  shift 6
  openssl req -new -subj "/CN=$issuer" -key "$work/$issuer_key.key" -x509 -out "$work/issuer.pem"
  openssl req -new -subj "$subject" -key "$work/$key.key" -out "$work/request.pem"
  printf '%s\n' "$extensions" | tr '|' '\n' > "$work/extensions"
  openssl x509 -req -in "$work/request.pem" -CA "$work/issuer.pem" -CAkey "$work/$issuer_key.key" \
    -extfile "$work/extensions" -not_before "$BEFORE" -not_after "$AFTER" "$@" \
    -out "$work/made.pem" 2> "$work/log" || { cat "$work/log"; exit 1; }
  { echo "$name"; cat "$work/made.pem"; } >> $bundle
}

# The functions below make a certificate of a fixed place in the chain:
# NAME EXTENSIONS [OPTIONS of openssl x509]
root() { name=$1 ext=$2; shift 2; sign "$name" /CN=root root root root "$ext" "$@"; }
middle() { name=$1 ext=$2; shift 2; sign "$name" /CN=middle middle root root "$ext" "$@"; }
under_root() { name=$1 ext=$2; shift 2; sign "$name" /O=developers/CN=jane leaf root root "$ext" "$@"; }
under_middle() { name=$1 ext=$2; shift 2; sign "$name" /O=developers/CN=jane leaf middle middle "$ext" "$@"; }

root root "$CA"
root root-expired "$CA" -not_before 20290101000000Z -not_after 20300201000000Z
root root-future "$CA" -not_before 20310101000000Z
root root-path-0 "basicConstraints=critical,CA:TRUE,pathlen:0"
root root-path-1 "basicConstraints=critical,CA:TRUE,pathlen:1"
root root-servers "$CA|extendedKeyUsage=serverAuth"
root root-critical "$CA|1.2.3.4=critical,ASN1:NULL"
root root-permits "$CA|nameConstraints=critical,@names
[names]
permitted;DNS=example.com"
root root-renewed "$CA|subjectKeyIdentifier=01020304"
root root-not-a-ca "basicConstraints=critical,CA:FALSE"
root root-cannot-sign "basicConstraints=critical,CA:TRUE|keyUsage=critical,digitalSignature"
printf '[req]\ndistinguished_name=dn\n[dn]\n' > "$work/empty.cnf"
{
  echo root-v1
  openssl req -config "$work/empty.cnf" -new -x509v1 -subj /CN=root -key "$work/root.key" \
    -not_before $BEFORE -not_after $AFTER
} >> $bundle
sign root-other-key /CN=root other root other "$CA"
sign other-root /CN=other other other other "$CA"
sign root-rsa /CN=root rsa root rsa "$CA"
sign root-weak /CN=root weak root weak "$CA"
sign root-ed25519 /CN=root ed25519 root ed25519 "$CA"

middle middle "$CA"
middle middle-expired "$CA" -not_before 20290101000000Z -not_after 20300201000000Z
middle middle-not-a-ca "basicConstraints=critical,CA:FALSE|keyUsage=critical,keyCertSign"
middle middle-cannot-sign "basicConstraints=critical,CA:TRUE|keyUsage=critical,digitalSignature"
middle middle-path-0 "basicConstraints=critical,CA:TRUE,pathlen:0"
middle middle-servers "$CA|extendedKeyUsage=serverAuth"
middle middle-clients "$CA|extendedKeyUsage=clientAuth"
middle middle-critical "$CA|1.2.3.4=critical,ASN1:NULL"
middle middle-policy "$CA|certificatePolicies=critical,1.2.3.4"
middle middle-requires-policy "$CA|policyConstraints=critical,requireExplicitPolicy:0"
middle middle-asks-for-policy "$CA|policyConstraints=requireExplicitPolicy:0"
middle middle-permits "$CA|nameConstraints=critical,@names
[names]
permitted;DNS=example.com"
middle middle-excludes "$CA|nameConstraints=critical,@names
[names]
excluded;DNS=example.com"
middle middle-excludes-uncritically "$CA|nameConstraints=@names
[names]
excluded;DNS=example.com"
middle middle-both "$CA|nameConstraints=critical,@names
[names]
permitted;DNS=example.com
excluded;DNS=secret.example.com"
middle middle-excludes-addresses "$CA|nameConstraints=critical,@names
[names]
excluded;IP=10.0.0.0/255.0.0.0"
middle middle-excludes-mailboxes "$CA|nameConstraints=critical,@names
[names]
excluded;email=example.com"
middle middle-excludes-uris "$CA|nameConstraints=critical,@names
[names]
excluded;URI=example.com"
middle middle-directory "$CA|nameConstraints=critical,@names
[names]
permitted;dirName=directory
[directory]
O=developers"
sign middle-of-other /CN=middle middle other other "$CA"
sign lower /CN=lower lower middle middle "$CA"

under_root leaf "$LEAF"
under_root leaf-expired "$LEAF" -not_before 20290101000000Z -not_after 20300201000000Z
under_root leaf-future "$LEAF" -not_before 20310101000000Z
under_root leaf-without-purpose "basicConstraints=critical,CA:FALSE"
under_root leaf-servers "basicConstraints=critical,CA:FALSE|extendedKeyUsage=serverAuth"
under_root leaf-both "basicConstraints=critical,CA:FALSE|extendedKeyUsage=serverAuth,clientAuth"
under_root leaf-any "basicConstraints=critical,CA:FALSE|extendedKeyUsage=anyExtendedKeyUsage"
under_root leaf-critical "$LEAF|1.2.3.4=critical,ASN1:NULL"
under_root leaf-uncritical "$LEAF|1.2.3.4=ASN1:NULL"
under_root leaf-dns "$LEAF|subjectAltName=DNS:a.example.org"
under_root leaf-sha1 "$LEAF" -sha1
sign leaf-rsa /CN=jane leaf root rsa "$LEAF"
sign leaf-weak /CN=jane leaf root weak "$LEAF"
sign leaf-ed25519 /CN=jane leaf root ed25519 "$LEAF"
sign leaf-self-signed /CN=jane leaf jane leaf "$LEAF"
sign below-leaf /CN=mallory other jane leaf "$LEAF"

under_middle below-middle "$LEAF"
under_middle below-middle-permitted "$LEAF|subjectAltName=DNS:a.example.com"
under_middle below-middle-domain "$LEAF|subjectAltName=DNS:Example.COM"
under_middle below-middle-ending "$LEAF|subjectAltName=DNS:badexample.com"
under_middle below-middle-secret "$LEAF|subjectAltName=DNS:a.secret.example.com"
under_middle below-middle-elsewhere "$LEAF|subjectAltName=DNS:a.example.org"
under_middle below-middle-two-names "$LEAF|subjectAltName=DNS:a.example.com,DNS:a.example.org"
under_middle below-middle-address "$LEAF|subjectAltName=IP:10.1.2.3"
under_middle below-middle-mailbox "$LEAF|subjectAltName=email:jane@example.com"
under_middle below-middle-uri "$LEAF|subjectAltName=URI:https://example.com/jane"
sign below-lower /CN=jane leaf lower lower "$LEAF"
