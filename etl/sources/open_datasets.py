"""What the municipality publishes: one row per dataset, with conformance to its standard.

From a CKAN catalogue, the standard list of open data (06), a city's own list, or a folder of the
files themselves; only the last can say whether a file keeps to its standard.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import Column, Columns, FilePlan, Layout, Source
from etl.formats.described import COLUMNS as DESCRIBED
from etl.normalise import columns as normalise

_FILE_TITLE = "ファイル_タイトル"
CONFORMANCE = frozenset({"valid", "invalid", "not_checked"})


def derive(columns: Columns, plan: FilePlan) -> None:
    """Name the row by what doesn't change; what nobody checked says so."""
    values = columns.values
    links = values["url"]  # a catalogue may give the bare name of a file
    scheme = pc.match_substring_regex(links, "^[A-Za-z][A-Za-z0-9+.-]*:")
    is_web = pc.match_substring_regex(links, "^https?://")
    hostile = pc.fill_null(pc.and_(scheme, pc.invert(is_web)), False)
    columns.doubt(hostile, "not_a_web_address", "url")
    values["url"] = pc.if_else(hostile, pa.scalar(None, pa.string()), links)
    values["conformance"] = pc.fill_null(values["conformance"], "not_checked")
    parts = [values["title"], values["url"], values["format"]]
    made = pc.binary_join_element_wise(*[pc.fill_null(part, "") for part in parts], "|")
    values["identity"] = pc.coalesce(values["dataset_id"], made)


def derive_standard_list(columns: Columns, plan: FilePlan) -> None:
    """One row per file: a dataset may have several, so the file belongs to the name."""
    values = columns.values
    if _FILE_TITLE in columns.raw.schema.names:
        title = columns.raw.column(_FILE_TITLE)
        # null_handling="skip" leaves rows out where every part is missing.
        both = pc.binary_join_element_wise(values["dataset_id"], title, "/")
        values["dataset_id"] = pc.coalesce(both, values["dataset_id"], title)
        is_empty = pc.equal(values["dataset_id"], "")
        nothing = pa.scalar(None, pa.string())
        values["dataset_id"] = pc.if_else(is_empty, nothing, values["dataset_id"])
    derive(columns, plan)


def derive_ckan(columns: Columns, plan: FilePlan) -> None:
    """Formats, address and date of a package's resources, which come as a list."""
    values = columns.values
    raw = columns.raw
    if "resources" in raw.schema.names:
        told = [_resources(text) for text in raw.column("resources").to_pylist()]
        for name in ("format", "url"):
            values[name] = pc.coalesce(
                values[name], pa.array([one.get(name) for one in told], pa.string())
            )
    values["url"] = pc.coalesce(values["url"], values["landing_page"])
    published = columns.published("updated_at")
    if published is not None:  # CKAN writes UTC without saying so
        utc = replace(normalise.Context.of(plan), timezone="UTC")
        values["updated_at"] = normalise.parse("timestamp", published, utc).values
    derive(columns, plan)


def _resources(text: str | None) -> dict[str, str]:
    try:
        resources = json.loads(text) if text else []
    except ValueError:
        return {}
    known = [one for one in resources if isinstance(one, dict)]
    formats = dict.fromkeys(str(one["format"]).upper() for one in known if one.get("format"))
    url = next((str(one["url"]) for one in known if one.get("url")), "")
    return {
        **({"format": ", ".join(formats)} if formats else {}),
        **({"url": url} if url else {}),
    }


_CKAN: dict[str, str | tuple[str, ...]] = {
    "dataset_id": ("name", "id"),
    "title": ("title", "name"),
    "description": "notes",
    "category": ("groups.title", "type"),
    "publisher": ("organization.title", "author"),
    "licence": ("license_title", "license_id"),
    "licence_url": "license_url",
    "landing_page": "url",
    "updated_at": "metadata_modified",
}

SOURCE = Source(
    name="open_datasets",
    entity="dataset",
    columns=(
        Column("dataset_id", "identifier"),
        Column("title", "name", required=True),
        Column("description", "text"),
        Column("category", "name"),
        Column("publisher", "name"),
        Column("licence", "name"),
        Column("licence_url", "url"),
        Column("format", "name"),
        Column("url", "text"),
        Column("landing_page", "url"),
        Column("updated_at", "timestamp"),
        Column("data_date", "date"),
        Column("encoding", "name"),
        Column("rows", "integer"),
        Column("bytes", "integer"),
        Column("standard", "name"),
        Column("conformance", "category", allowed=CONFORMANCE),
        Column("errors", "text"),
    ),
    layouts=(
        Layout(
            id="ckan_packages",
            title="CKAN packages (package_search, package_show)",
            signature=("name", "title", "metadata_modified"),
            columns=_CKAN,
            records="result.results",
            derive=derive_ckan,
        ),
        Layout(
            id="ckan_names",
            title="CKAN list of names (package_list)",
            signature=("value",),
            columns={"dataset_id": "value", "title": "value"},
            records="result",
            derive=derive,
        ),
        Layout(
            id="standard_list",
            title="自治体標準オープンデータセット 06 オープンデータ一覧",
            signature=("データセット_タイトル", "データセット_最終更新日"),
            columns={
                "dataset_id": "データセット_ID",
                "title": "データセット_タイトル",
                "description": "データセット_概要",
                "category": "データセット_分類",
                "publisher": "地方公共団体名",
                "licence": "ファイル_ライセンス",
                "format": "ファイル形式",
                "url": ("ファイル_ダウンロードURL", "ファイル_アクセスURL"),
                "landing_page": "データセット_URL",
                "updated_at": ("ファイル_最終更新日", "データセット_最終更新日"),
                "standard": ("ファイル_準拠する標準", "データセット_準拠する標準"),
                "bytes": "ファイル_サイズ",
            },
            derive=derive_standard_list,
        ),
        Layout(
            id="recommended_list",
            title="推奨データセット オープンデータ一覧",
            signature=("データ名称", "データ形式", "分類"),
            columns={
                "dataset_id": ("NO", "ID"),
                "title": "データ名称",
                "description": "データ概要",
                "category": "分類",
                "licence": ("ライセンス", "利用ルール"),
                "format": "データ形式",
                "url": ("URL", "ダウンロードURL"),
                "updated_at": ("最終更新日", "更新日"),
            },
            derive=derive,
        ),
        Layout(
            id="kobe_list",
            title="神戸市 metadata.csv",
            signature=("データタイトル", "ライセンス", "掲載日", "links"),
            columns={
                "title": "データタイトル",
                "description": "概要",
                "category": "タグ",
                "publisher": ("所管課", "担当局室"),
                "licence": "ライセンス",
                "format": "形式",
                "data_date": "データ時点",
                "updated_at": "掲載日",
                "url": "links",
                "landing_page": "掲載ページ",
            },
            derive=derive,
        ),
        Layout(
            id="published_file",
            title="A published file, described by itself",
            signature=("title", "conformance", "bytes"),
            columns={name: name for name in DESCRIBED},
            derive=derive,
        ),
        Layout(
            id="configured",
            title="Any list, by the columns of the configuration",
            columns={},
            derive=derive,
        ),
    ),
    key=("identity",),
    latest_by="updated_at",
    derived={"identity": pa.string()},
    describes_files="published_file",
)
