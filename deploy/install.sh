#!/usr/bin/env bash
# Installs this version beside the others and makes it the current one. Repeatable; never touches data.
# install.sh [--prefix DIR]   DIR instead of the root of the system, for trials.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
prefix=""
[ "${1:-}" = "--prefix" ] && prefix=$2
version=$(cat "$here/VERSION")
home="$prefix/opt/liburia"
mkdir -p "$home" "$prefix/usr/local/bin" "$prefix/etc/liburia"
rm -rf "$home/$version.new"
cp -a "$here" "$home/$version.new"
rm -rf "${home:?}/$version"
mv "$home/$version.new" "$home/$version"
ln -sfn "$version" "$home/current.new"
mv -Tf "$home/current.new" "$home/current"
ln -sf ../../../opt/liburia/current/liburia "$prefix/usr/local/bin/liburia"
if [ -z "$prefix" ]; then
  id liburia >/dev/null 2>&1 || useradd --system --home-dir /var/lib/liburia --shell /usr/sbin/nologin liburia
  install -d -o liburia -g liburia -m 0700 /var/lib/liburia
  # The proxy of deploy/nginx.conf is on this machine; an address is believed from the proxies named here and from nobody else.
  grep -qs LIBURIA_PROXIES /etc/liburia/environment || printf 'LIBURIA_PROXIES=127.0.0.1,::1\n' >>/etc/liburia/environment
  if [ -d /run/systemd/system ]; then
    cp "$here/liburia.service" /etc/systemd/system/liburia.service
    systemctl daemon-reload
    echo "Poi: liburia init, e systemctl enable --now liburia"
  fi
fi
echo "Liburia $version è in $home/current"
