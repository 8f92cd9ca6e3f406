"""Where things lie: what came with the program, what belongs to its user, and where a store may not be kept.

Promise: a folder that another machine, a sync service or a pulled stick can change under our feet is named, with the
reason. Hidden: how each system tells what a folder stands on; its tables are read as text, so tests invent them.
"""

import ctypes
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path, PurePath, PurePosixPath

import msgspec
import platformdirs

RESOURCES = Path(__file__).parents[1] / "resources"  # PyInstaller keeps this shape below its own folder
FORMS = RESOURCES.parent / "forms"


class Danger(StrEnum):
    """Why a working store may not lie in a folder."""

    REMOVABLE = "removable"
    NETWORK = "network"
    CLOUD = "cloud"


class Unsafe(msgspec.Struct, frozen=True):
    """A folder's danger and by what it was recognised: a service, a file system or a mount point."""

    kind: Danger
    recognised: str


_CLOUD_FOLDERS = {  # service → what its folders are called, in lower case
    "OneDrive": r"onedrive( - .+)?",
    "Dropbox": r"dropbox( \(.+\))?",
    "iCloud": r"mobile documents|icloud ?drive",
    "Google Drive": r"google ?drive.*|my drive|drivefs|我的云端硬盘",
    "Nextcloud": r"nextcloud\d*|owncloud",
    "坚果云": r"nutstore.*|(我的)?坚果云.*",
    "百度网盘": r"baidusyncdisk|baidunetdiskworkspace|百度(网盘|云).*",
    "WPS 云盘": r"wps ?(drive|cloud files|云盘|网盘)|金山文档",
    "腾讯微云": r"weiyun.*|(腾讯)?微云.*",
    "天翼云盘": r"天翼云盘.*|ecloud",
    "阿里云盘": r"阿里云盘.*|aliyundrive|adrive",
    "CloudStorage": r"cloudstorage",  # where macOS mounts every service
}
_CLOUD_MARKERS = {".dropbox": "Dropbox", ".nutstore": "坚果云", ".stfolder": "Syncthing"}
_NETWORK_FILE_SYSTEM = re.compile(  # not 9p, virtiofs and vboxsf: a virtual machine's own computer is no network
    r"nfs4?|cifs|smb3|smbfs|ncpfs|afs|coda|ceph|glusterfs|lustre|davfs|webdav"
    r"|fuse\.(ceph|curlftpfs|davfs|glusterfs|google-drive-ocamlfuse|gvfsd-fuse|onedriver|rclone|s3fs|smbnetfs|sshfs)"
)
_NETWORK_SOURCE = re.compile(r"//|[^/]+:/")  # //server/share, server:/folder, https://server/folder
_REMOTE_DRIVE, _REMOVABLE_DRIVES = 4, (2, 5)  # GetDriveTypeW: network; stick, CD-ROM
_VOLUME_NAME = 261  # letters, as Windows documents it
_PLAYED = frozenset({"iso9660", "udf", "cd9660", "squashfs"})
_REMOVABLE_ROOTS = (PurePosixPath("/media"), PurePosixPath("/run/media"), PurePosixPath("/Volumes"))


class Mount(msgspec.Struct, frozen=True):
    """One line of the system's mount table. `device` is Linux's "major:minor", else empty."""

    point: PurePosixPath
    file_system: str
    source: str
    device: str = ""
    is_local: bool = True


class Stick(msgspec.Struct, frozen=True):
    """A drive that can be taken out: where it is, what it is called, and its file system."""

    folder: Path
    name: str
    file_system: str


def data_folder() -> Path:
    """Where stores lie unless the user says otherwise. No installer made it, so no uninstaller removes it."""
    return _user_folder("stores", platformdirs.user_data_path("ruhu", appauthor=False) / "stores")


def config_folder() -> Path:
    """Where this user's settings lie."""
    return _user_folder("config", platformdirs.user_config_path("ruhu", appauthor=False))


def log_folder() -> Path:
    """Where this user's logs lie."""
    return _user_folder("log", platformdirs.user_log_path("ruhu", appauthor=False))


def unsafe_place(folder: Path) -> Unsafe | None:
    """Tell why a working store may not lie in the folder, which need not exist yet; None where it may."""
    place = folder.resolve()
    return unsafe_by_name(place, os.environ) or unsafe_by_marker(place, Path.home()) or _unsafe_disk(place)


def unsafe_by_name(place: PurePath, environment: Mapping[str, str]) -> Unsafe | None:
    """Recognise a cloud service by a folder's name, or by the place OneDrive tells its programs."""
    for name, value in environment.items():
        if name.upper().startswith("ONEDRIVE") and value and place.is_relative_to(type(place)(value)):
            return Unsafe(Danger.CLOUD, "OneDrive")
    for part in place.parts:
        for service, names in _CLOUD_FOLDERS.items():
            if re.fullmatch(names, part.lower()):
                return Unsafe(Danger.CLOUD, service)
    return None


def unsafe_by_marker(place: Path, home: Path) -> Unsafe | None:
    """Recognise a synced folder by what its service leaves in it; at home the services keep their own settings so."""
    for folder in (place, *place.parents):
        for marker, service in _CLOUD_MARKERS.items():
            if folder != home and (folder / marker).exists():
                return Unsafe(Danger.CLOUD, service)
    return None


def unsafe_mount(place: PurePath, mounts: list[Mount], devices: Path = Path("/sys/dev/block")) -> Unsafe | None:
    """Judge the mount on which the place lies; the last of equal mount points covers the others."""
    holding = [mount for mount in mounts if place.is_relative_to(mount.point)]
    if not holding:
        return None
    mount = max(reversed(holding), key=lambda each: len(each.point.parts))
    if not mount.is_local or _NETWORK_FILE_SYSTEM.fullmatch(mount.file_system) or _NETWORK_SOURCE.match(mount.source):
        return Unsafe(Danger.NETWORK, mount.file_system)
    if any(mount.point.is_relative_to(root) and mount.point != root for root in _REMOVABLE_ROOTS):
        return Unsafe(Danger.REMOVABLE, str(mount.point))
    if mount.device and _is_removable(devices / mount.device):
        return Unsafe(Danger.REMOVABLE, str(mount.point))
    return None


def linux_mounts(mountinfo: str) -> list[Mount]:
    """Read the text of /proc/self/mountinfo."""
    mounts: list[Mount] = []
    for line in mountinfo.rstrip("\n").split("\n"):
        mount, _, file_system = line.partition(" - ")
        _, _, device, _, point, *_ = mount.split(" ")
        kind, source, *_ = file_system.split(" ")
        mounts.append(Mount(PurePosixPath(_unescaped(point)), kind, _unescaped(source), device))
    return mounts


def mac_mounts(listing: str) -> list[Mount]:
    """Read what macOS's `mount` prints: `/dev/disk4s1 on /Volumes/STICK (msdos, local, nodev)`."""
    mounts: list[Mount] = []
    for source, point, words in re.findall(r"^(.+?) on (/.*) \((.+)\)$", listing, re.MULTILINE):
        kind, *options = words.split(", ")
        mounts.append(Mount(PurePosixPath(point), kind, source, is_local="local" in options or kind == "autofs"))
    return mounts


def unsafe_drive(volume: str, drive_type: int) -> Unsafe | None:
    """Judge a Windows volume by what GetDriveTypeW says of it; a share that does not answer is one by its name."""
    if drive_type == _REMOTE_DRIVE or re.match(r"\\\\(?![?.]\\)|\\\\\?\\UNC\\", volume):
        return Unsafe(Danger.NETWORK, volume)
    return Unsafe(Danger.REMOVABLE, volume) if drive_type in _REMOVABLE_DRIVES else None


def sticks() -> list[Stick]:
    """The drives that can be taken out and are there now; what is played from, such as a CD, is none."""
    if sys.platform == "win32":
        return _windows_sticks()
    if sys.platform == "darwin":
        listing = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=True).stdout
        return mounted_sticks(mac_mounts(listing))
    return mounted_sticks(linux_mounts(Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")))


def mounted_sticks(mounts: list[Mount], devices: Path = Path("/sys/dev/block")) -> list[Stick]:
    """The sticks of a mount table, by their names."""
    found = {
        mount.point: Stick(Path(mount.point), mount.point.name, mount.file_system)
        for mount in mounts
        if mount.file_system not in _PLAYED
        and mount.point.name  # not the system itself, started from a stick
        and unsafe_mount(mount.point, mounts, devices) == Unsafe(Danger.REMOVABLE, str(mount.point))
    }
    return sorted(found.values(), key=lambda stick: stick.name)


def _windows_sticks() -> list[Stick]:
    found = list[Stick]()
    if sys.platform == "win32":
        kernel = ctypes.windll.kernel32
        letters = (chr(ord("A") + n) for n in range(26) if kernel.GetLogicalDrives() >> n & 1)
        for volume in (f"{letter}:\\" for letter in letters):
            label, system = (ctypes.create_unicode_buffer(_VOLUME_NAME) for _ in range(2))
            is_stick = kernel.GetDriveTypeW(volume) == _REMOVABLE_DRIVES[0]
            if is_stick and kernel.GetVolumeInformationW(
                volume, label, _VOLUME_NAME, None, None, None, system, _VOLUME_NAME
            ):
                found.append(Stick(Path(volume), f"{label.value} ({volume[:2]})".strip(), system.value))
    return found


def _unsafe_disk(place: Path) -> Unsafe | None:
    if sys.platform == "win32":
        existing = next(folder for folder in (place, *place.parents) if folder.exists() or folder == folder.parent)
        volume = ctypes.create_unicode_buffer(32768)
        if not ctypes.windll.kernel32.GetVolumePathNameW(str(existing), volume, len(volume)):
            volume.value = place.anchor
        return unsafe_drive(volume.value, ctypes.windll.kernel32.GetDriveTypeW(volume.value))
    if sys.platform == "darwin":
        listing = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=True).stdout
        return unsafe_mount(place, mac_mounts(listing))
    return unsafe_mount(place, linux_mounts(Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")))


def _is_removable(device: Path) -> bool:
    """Read the kernel's flag on the disk (1), on the port it hangs on (removable), on disks under an encrypted one."""
    disk = device.resolve()
    flags = [folder / "removable" for folder in (disk, *disk.parents)]
    if any(flag.is_file() and flag.read_text().strip() in {"1", "removable"} for flag in flags):
        return True
    under = disk / "slaves"
    return under.is_dir() and any(_is_removable(each) for each in under.iterdir())


def _unescaped(text: str) -> str:
    """Undo the kernel's octal escapes of blanks and the like."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)


def _user_folder(name: str, usual: Path) -> Path:
    home = os.environ.get("RUHU_HOME")
    return Path(home) / name if home else usual
