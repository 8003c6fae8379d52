"""Goes through docs/operations.md, block by block, on a copy of this machine that is thrown away.

Run by `make operations`, as root on Debian 12. All that the blocks install and write lands in a
layer in memory above the real disk; they see it as their own machine. There is no systemd: what a
unit says is started by hand, as the unit says it, and what cannot be done is named at the end.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
NAME = "familie.example.org"
PASSWORD = "nur für diese Probe"  # noqa: S105
#: What programs may need to reach package registries from here.
KEPT = re.compile(r"PIP_.*|SSL_CERT_.*|REQUESTS_CA_BUNDLE|GIT_SSL_CAINFO|.*_proxy|.*_PROXY")
BLOCK = re.compile(r"^```sh ?(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
UNIT = re.compile(r"systemctl (enable --now|start|stop) familienwerkstatt@(\w+)")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Machine:
    """The copy: where its disk is, what runs on it, and what could not be done."""

    def __init__(self, root: Path):
        self.root = root
        self.servers: dict[str, subprocess.Popen[bytes]] = {}
        self.left_out: list[str] = []
        self.environment = {k: v for k, v in os.environ.items() if KEPT.fullmatch(k)} | {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root",
            "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
        }

    def run(self, script: str, typed: str = "", **more: str) -> None:
        """Run a script as root; ends everything when it fails."""
        command = ["chroot", str(self.root), "/bin/bash", "-euo", "pipefail", "-c", script]
        done = subprocess.run(  # noqa: S603
            command,
            env=self.environment | more,
            input=typed,
            text=True,
            check=False,
            start_new_session=True,  # no terminal: passwords come from the pipe
        )
        if done.returncode:
            raise SystemExit(f"FAILED with exit code {done.returncode}:\n{script}")

    def unit(self, kind: str, town: str) -> None:
        """Do what systemd would do with the unit that was installed."""
        if kind == "stop":
            self.stop(town)
            return
        text = (self.root / "etc/systemd/system/familienwerkstatt@.service").read_text()
        fields = re.findall(r"^(\w+)=(.*)$", text.replace("%i", town), re.MULTILINE)
        one = dict(fields)
        settings = [value for name, value in fields if name == "Environment"]
        script = (
            f"umask {one['UMask']}; cd {one['WorkingDirectory']};"
            f" exec setpriv --reuid {one['User']} --regid {one['Group']} --clear-groups"
            f" env {' '.join(settings)} {one['ExecStart']}"
        )
        self.servers[town] = subprocess.Popen(  # noqa: S603
            ["chroot", str(self.root), "/bin/bash", "-euc", script],  # noqa: S607
            env=self.environment,
            start_new_session=True,
        )
        time.sleep(5)
        if self.servers[town].poll() is not None:
            raise SystemExit(f"FAILED: the server of {town} ended.")

    def stop(self, town: str) -> None:
        """End a server and its workers."""
        server = self.servers.pop(town)
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)


def with_systemd(machine: Machine, block: str) -> None:
    """Do by hand what a block asks systemd for; note what nobody can do here."""
    for line in block.strip().splitlines():
        if found := UNIT.fullmatch(line):
            machine.unit(found[1], found[2])
        elif line == "systemctl reload nginx":
            machine.run("nginx -s reload 2>/dev/null || nginx")
        elif line.startswith("systemctl"):
            machine.left_out.append(f"{line}   (no systemd)")
        else:
            folder = machine.root / "var/backups/familienwerkstatt/musterstadt"
            newest = max(folder.glob("[!v]*.backup")).name
            machine.run(line.replace("DATEI", newest))


def with_certificate(machine: Machine, block: str) -> None:
    """Make a certificate here: nobody outside vouches for a name that is only an example."""
    machine.left_out += [f"{line}   (own certificate instead)" for line in block.splitlines()]
    folder = f"/etc/letsencrypt/live/{NAME}"
    machine.run(
        f"mkdir -p {folder}; openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={NAME}"
        f" -addext subjectAltName=DNS:{NAME} -keyout {folder}/privkey.pem"
        f" -out {folder}/fullchain.pem 2>/dev/null; echo '127.0.0.1 {NAME}' >> /etc/hosts"
    )


def walk(machine: Machine) -> int:
    """Go through the page; return how many blocks it has."""
    blocks = BLOCK.findall((CHECKOUT / "docs/operations.md").read_text("utf-8"))
    trusted = {"CURL_CA_BUNDLE": f"/etc/letsencrypt/live/{NAME}/fullchain.pem"}
    for number, (kind, block) in enumerate(blocks, 1):
        say(f"\n── {number} of {len(blocks)} {kind}\n{block}")
        if kind == "systemd":
            with_systemd(machine, block)
        elif kind == "internet":
            with_certificate(machine, block)
        elif kind == "mail":
            machine.left_out.append(f"{block.strip()}   (no mail server; tests/notices has one)")
        else:
            typed = f"{PASSWORD}\n{PASSWORD}\n" if "create-admin" in block else ""
            trust = trusted if "curl --" in block else {}
            machine.run(block.replace("QUELLE", "/srv/quelle.git"), typed, **trust)
    machine.run(
        f"systemd-analyze verify /etc/systemd/system/familienwerkstatt*@.{{service,timer}};"
        f" curl --fail --silent https://{NAME}/ | grep -c '<title>.*Musterstadt'",
        **trusted,
    )
    return len(blocks)


def mount(root: Path, layer: Path) -> None:
    """Lay a disk of memory above the real one, in this process's own view of the machine."""
    disks = f"lowerdir=/,upperdir={layer}/upper,workdir={layer}/work"
    for command in (
        f"mount -t tmpfs -o size=4g tmpfs {layer}",
        f"mkdir {layer}/upper {layer}/work",
        f"mount -t overlay -o {disks} overlay {root}",
        f"mount --rbind /dev {root}/dev",
        f"mount -t proc proc {root}/proc",
        f"git clone --quiet --bare {CHECKOUT} {root}/srv/quelle.git",
    ):
        subprocess.run(command.split(), check=True)  # noqa: S603


def inside(folder: Path) -> None:
    """The part that has a view of the machine of its own."""
    root, layer = folder / "root", folder / "layer"
    root.mkdir()
    layer.mkdir()
    mount(root, layer)
    machine = Machine(root)
    try:
        number = walk(machine)
    finally:
        for town in list(machine.servers):
            machine.stop(town)
        if (root / "run/nginx.pid").exists():
            machine.run("nginx -s quit 2>/dev/null || true")
    left_out = "\n".join(f"  {line}" for line in machine.left_out)
    say(f"\nAll {number} blocks of docs/operations.md were gone through. Not done:\n{left_out}")


def main() -> None:
    """Take a view of the machine that nobody else has, and go through the page in it."""
    if os.geteuid() or not Path("/etc/debian_version").exists():
        sys.exit("This needs root on Debian: it lays a layer of memory above the disk.")
    if sys.argv[1:2] == ["--inside"]:
        inside(Path(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory() as folder:
        ours = [sys.executable, __file__, "--inside", folder]
        done = subprocess.run(["unshare", "--mount", *ours], check=False)  # noqa: S603, S607
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
