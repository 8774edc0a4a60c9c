"""A site behind nginx with TLS and HTTP/2, as docs/deployment.md has it; needs `nginx` and `openssl`."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.serving import end, free_port

CONFIGURATION = """\
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream site {{ server {address}; keepalive 8; }}
    server {{
        listen 127.0.0.1:{port} ssl http2;
        ssl_certificate {folder}/certificate.pem;
        ssl_certificate_key {folder}/key.pem;
        location / {{
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_pass http://site;
        }}
    }}
}}
"""


@contextmanager
def behind_nginx(address: str) -> Iterator[str]:
    """The origin at which the site at `address` (host:port) answers by TLS; nobody signed the certificate."""
    with tempfile.TemporaryDirectory(prefix="newsroom-nginx-") as folder:
        key, certificate = (Path(folder) / name for name in ("key.pem", "certificate.pem"))
        command = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=127.0.0.1",
        ]
        subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
        port = free_port()
        configuration = Path(folder) / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(folder=folder, address=address, port=port))
        command = ["nginx", "-c", str(configuration), "-e", f"{folder}/error.log"]
        nginx = subprocess.Popen(command)
        try:
            yield f"https://127.0.0.1:{port}"
        finally:
            end(nginx)
