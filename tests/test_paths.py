"""A working store's folder is judged by what it stands on; the tables of other systems are invented here."""

import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from desktop import paths
from desktop.paths import Danger, Mount, Stick, Unsafe

MOUNTINFO = """\
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
22 27 0:21 / /proc rw,relatime - proc proc rw
30 27 8:17 / /media/clerk/STICK\\040A rw,nosuid shared:5 - vfat /dev/sdb1 rw
31 27 8:33 / /data rw - ext4 /dev/sdc1 rw
32 27 253:0 / /vault rw - ext4 /dev/mapper/vault rw
33 27 0:50 / /office rw master:1 - nfs4 server:/export rw
34 27 0:51 / /home/clerk/share rw - fuse.sshfs clerk@server:/home rw
35 27 0:52 / /home/clerk/dav rw - fuse https://dav.example/ rw
36 27 0:53 / /mnt/win rw - cifs //server/share rw
37 27 254:1 / /office/local rw - ext4 /dev/vdb rw
38 27 0:54 / /host rw - 9p host rw
39 27 254:2 / /media rw - ext4 /dev/vdc rw
"""
MAC_MOUNTS = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
/dev/disk4s1 on /Volumes/STICK A (msdos, local, nodev, nosuid, noowners)
//clerk@server/share on /Volumes/share (smbfs, nodev, nosuid, mounted by clerk)
"""


def unsafe_on_linux(place: str, devices: Path = Path("/nowhere")) -> Unsafe | None:
    return paths.unsafe_mount(PurePosixPath(place), paths.linux_mounts(MOUNTINFO), devices)


def unsafe_on_mac(place: str) -> Unsafe | None:
    return paths.unsafe_mount(PurePosixPath(place), paths.mac_mounts(MAC_MOUNTS), Path("/nowhere"))


@pytest.fixture
def devices(tmp_path: Path) -> Path:
    """The kernel's tree of devices: a stick sdb, a fixed disk sdc on an outer port, and dm-0 encrypted on the stick."""
    tree, named = tmp_path / "devices", tmp_path / "block"
    for folder in ("usb1/sdb/sdb1", "usb2/port/sdc/sdc1", "virtual/dm-0/slaves"):
        (tree / folder).mkdir(parents=True)
    for flag, text in {"usb1/sdb": "1", "usb2/port/sdc": "0", "usb2/port": "removable", "virtual/dm-0": "0"}.items():
        (tree / flag / "removable").write_text(f"{text}\n")
    (tree / "virtual/dm-0/slaves/sdb1").symlink_to(tree / "usb1/sdb/sdb1")
    named.mkdir()
    for number, device in {"8:17": "usb1/sdb/sdb1", "8:33": "usb2/port/sdc/sdc1", "253:0": "virtual/dm-0"}.items():
        (named / number).symlink_to(tree / device)
    return named


@pytest.mark.parametrize("place", ["/", "/home/clerk/ruhu", "/office/local/x", "/officer", "/host/x", "/media/x"])
def test_a_folder_on_a_disk_of_this_computer_is_safe(place: str, devices: Path) -> None:
    assert unsafe_on_linux(place, devices) is None


@pytest.mark.parametrize(
    ("place", "recognised"),
    [
        ("/office", "nfs4"),
        ("/office/a/b", "nfs4"),
        ("/home/clerk/share/x", "fuse.sshfs"),
        ("/home/clerk/dav/x", "fuse"),
        ("/mnt/win/x", "cifs"),
    ],
)
def test_a_network_folder_is_told_on_linux(place: str, recognised: str) -> None:
    assert unsafe_on_linux(place) == Unsafe(Danger.NETWORK, recognised)


def test_a_stick_is_told_on_linux_by_its_mount_point_or_its_device(devices: Path) -> None:
    assert unsafe_on_linux("/media/clerk/STICK A/ruhu") == Unsafe(Danger.REMOVABLE, "/media/clerk/STICK A")
    assert unsafe_on_linux("/data/ruhu") is None
    assert unsafe_on_linux("/data/ruhu", devices) == Unsafe(Danger.REMOVABLE, "/data")
    assert unsafe_on_linux("/vault/ruhu", devices) == Unsafe(Danger.REMOVABLE, "/vault")


def test_the_last_of_two_mounts_on_one_folder_counts() -> None:
    over = MOUNTINFO + "40 37 0:60 / /office/local rw - nfs server:/over rw\n"
    mounts = paths.linux_mounts(over)
    assert paths.unsafe_mount(PurePosixPath("/office/local"), mounts) == Unsafe(Danger.NETWORK, "nfs")


def test_the_sticks_that_are_plugged_in_are_told_with_their_file_system(devices: Path) -> None:
    mounts = [*paths.linux_mounts(MOUNTINFO), Mount(PurePosixPath("/media/clerk/CD"), "iso9660", "/dev/sr0")]
    found = paths.mounted_sticks(mounts, devices)
    assert found[0] == Stick(Path("/media/clerk/STICK A"), "STICK A", "vfat")
    assert {str(each.folder) for each in found} == {"/media/clerk/STICK A", "/data", "/vault"}
    (on_mac,) = paths.mounted_sticks(paths.mac_mounts(MAC_MOUNTS), Path("/nowhere"))
    assert on_mac == Stick(Path("/Volumes/STICK A"), "STICK A", "msdos")


def test_mounts_are_told_on_macos() -> None:
    assert unsafe_on_mac("/Users/clerk/ruhu") is None
    assert unsafe_on_mac("/System/Volumes/Data/home/clerk") is None
    assert unsafe_on_mac("/Volumes/STICK A/ruhu") == Unsafe(Danger.REMOVABLE, "/Volumes/STICK A")
    assert unsafe_on_mac("/Volumes/share/ruhu") == Unsafe(Danger.NETWORK, "smbfs")


@pytest.mark.parametrize(
    ("volume", "drive_type", "kind"),
    [
        ("C:\\", 3, None),
        ("E:\\", 2, Danger.REMOVABLE),
        ("D:\\", 5, Danger.REMOVABLE),
        ("Z:\\", 4, Danger.NETWORK),
        ("\\\\server\\share\\", 1, Danger.NETWORK),
        ("\\\\?\\UNC\\server\\share\\", 1, Danger.NETWORK),
        ("\\\\?\\C:\\", 3, None),
    ],
)
def test_drives_are_told_on_windows(volume: str, drive_type: int, kind: Danger | None) -> None:
    assert paths.unsafe_drive(volume, drive_type) == (Unsafe(kind, volume) if kind else None)


@pytest.mark.parametrize(
    ("place", "service"),
    [
        (r"C:\Users\clerk\OneDrive\Documents\x", "OneDrive"),
        (r"C:\Users\clerk\OneDrive - 住建局\x", "OneDrive"),
        (r"D:\工作\x", "OneDrive"),
        (r"C:\Users\clerk\Dropbox (Office)\x", "Dropbox"),
        (r"C:\Users\clerk\iCloudDrive\x", "iCloud"),
        (r"G:\My Drive\x", "Google Drive"),
        (r"C:\Users\clerk\Nextcloud\x", "Nextcloud"),
        (r"C:\Users\clerk\Nutstore\1\我的坚果云\x", "坚果云"),
        (r"D:\BaiduSyncdisk\x", "百度网盘"),
        (r"D:\WPS云盘\x", "WPS 云盘"),
        (r"D:\WPSDrive\x", "WPS 云盘"),
        (r"D:\腾讯微云\x", "腾讯微云"),
        (r"D:\天翼云盘同步盘\x", "天翼云盘"),
        (r"D:\阿里云盘\x", "阿里云盘"),
    ],
)
def test_cloud_folders_are_told_by_name(place: str, service: str) -> None:
    unsafe = paths.unsafe_by_name(PureWindowsPath(place), {"OneDriveCommercial": r"D:\工作", "OneDrive": ""})
    assert unsafe == Unsafe(Danger.CLOUD, service)


@pytest.mark.parametrize("place", ["/Users/a/Library/CloudStorage/Box/x", "/Users/a/Library/Mobile Documents/x"])
def test_cloud_folders_are_told_on_macos(place: str) -> None:
    unsafe = paths.unsafe_by_name(PurePosixPath(place), {})
    assert unsafe
    assert unsafe.kind is Danger.CLOUD


@pytest.mark.parametrize("place", ["/srv/OneDriver/x", "/srv/my dropbox notes", "/srv/云南片区", "/srv/test_dropbox0"])
def test_a_name_that_only_sounds_like_a_cloud_is_safe(place: str) -> None:
    assert paths.unsafe_by_name(PurePosixPath(place), {"ONEDRIVE_VERSION": "1.2"}) is None


@pytest.mark.parametrize(("marker", "service"), paths._CLOUD_MARKERS.items())
def test_a_folder_below_a_sync_marker_is_told_though_it_does_not_exist_yet(
    tmp_path: Path, marker: str, service: str
) -> None:
    (tmp_path / "synced" / marker).mkdir(parents=True)
    place = tmp_path / "synced" / "not" / "yet"
    assert paths.unsafe_place(place) == Unsafe(Danger.CLOUD, service)
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "link").symlink_to(place.parent.parent)
    assert paths.unsafe_place(tmp_path / "plain" / "link" / "x") == Unsafe(Danger.CLOUD, service)
    assert paths.unsafe_place(tmp_path / "plain" / "x") is None
    assert paths.unsafe_by_marker(place, home=tmp_path / "synced") is None


@pytest.mark.skipif(sys.platform != "linux", reason="reads the kernel's own table")
def test_the_real_mount_table_is_read() -> None:
    mounts = paths.linux_mounts(Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape"))
    assert any(mount.point == PurePosixPath("/") for mount in mounts)
    assert any(mount.file_system == "proc" for mount in mounts)


def test_what_came_with_the_program_is_found() -> None:
    assert (paths.RESOURCES / "locale").is_dir()
    assert paths.FORMS.is_dir()


def test_a_users_folders_are_apart_and_can_be_put_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RUHU_HOME", raising=False)
    usual = {paths.data_folder(), paths.config_folder(), paths.log_folder()}
    assert len(usual) == 3
    assert not any("Documents" in folder.parts or paths.RESOURCES.parent in folder.parents for folder in usual)
    monkeypatch.setenv("RUHU_HOME", str(tmp_path))
    moved = {paths.data_folder(), paths.config_folder(), paths.log_folder()}
    assert {folder.parent for folder in moved} == {tmp_path}
    assert len(moved) == 3
