#!/bin/sh
# root.sh SYSTEM NODE PACKAGE ROOT: makes ROOT, the image's file system: csrlab, Node and the files
# that Node needs.
#
# SYSTEM is the root folder of a Debian of the image's architecture, NODE its program node, PACKAGE
# the output of package.sh. Files are only copied, so that an image of another architecture needs
# no emulator.
set -eu
system=$1 node=$2 package=$3 root=$4

# the user id that runs csrlab; ordinary systems have no user with it
user=65532

# the libraries that node is linked with, and their packages
libraries='ld-linux*.so.* libc.so.6 libdl.so.2 libm.so.6 libpthread.so.0 libgcc_s.so.1 libstdc++.so.6'
debian='libc6 libgcc-s1 libstdc++6'

mkdir -p "$root/usr/lib" "$root/usr/lib64" "$root/usr/local/bin" "$root/etc" "$root/opt"
ln -s usr/lib "$root/lib"
ln -s usr/lib64 "$root/lib64"
(cd "$system" && ls -d usr/lib usr/lib64 usr/lib/*-linux-gnu 2>/dev/null || true) | while read -r folder; do
  for library in $libraries; do
    for file in "$system/$folder"/$library; do
      [ -e "$file" ] || continue
      mkdir -p "$root/$folder"
      # under the name that the linker looks for, even if that is a symbolic link
      cp -L "$file" "$root/$folder/"
    done
  done
done
for name in $debian; do
  copyright=usr/share/doc/$name/copyright
  [ ! -e "$system/$copyright" ] || install -D -m 644 "$system/$copyright" "$root/$copyright"
done

cp -L "$node" "$root/usr/local/bin/node"
license=$(dirname "$node")/../LICENSE
[ ! -e "$license" ] || install -D -m 644 "$license" "$root/usr/share/doc/node/LICENSE"

cp -R "$package" "$root/opt/csrlab"
cat >"$root/usr/local/bin/csrlab" <<'JS'
#!/usr/local/bin/node
import('/opt/csrlab/dist/cli.js')
JS
chmod 755 "$root/usr/local/bin/csrlab" "$root/usr/local/bin/node"

echo "csrlab:x:$user:$user::/data:/sbin/nologin" >"$root/etc/passwd"
echo "csrlab:x:$user:" >"$root/etc/group"
mkdir -m 1777 "$root/tmp"
mkdir -m 700 "$root/data"
# without root (in a test), the owner stays
[ "$(id -u)" -ne 0 ] || chown "$user:$user" "$root/data"
