"""What is never loaded from posts, and what is no post at all."""

from __future__ import annotations

#: Published names of columns about people, in the formats known. What a configuration does not
#: map is not loaded either; these can't even be mapped.
PERSONAL = (
    "author", "author.id", "author.name", "reporter", "reporter.id", "reporter.name",
    "reporter.html_url", "reporter.avatar.full", "reporter.avatar.square_100x100",
    "requestor_name", "first_name", "last_name", "email", "phone", "device_id", "account_id",
    "user", "user.id", "user.name", "User Name", "電話番号", "電話", "携帯電話",
    "メールアドレス", "氏名", "お名前", "通報者", "通報者氏名", "投稿者", "投稿者名", "報告者",
    "報告者名", "年代", "年齢", "性別", "職業", "誕生年", "生年月日", "個人/団体",
    "主な投稿先自治体", "サポーター登録", "初期投稿チェック", "旧登録番号", "郵便番号",
)  # fmt: skip

#: Columns that mark a file as something else than posts, and what it is. The most telling first.
NOT_POSTS: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("TimeFilled", "StreetID", "Latitude", "Longitude"),
        "穴を埋めた記録（補修）で、市民の投稿ではありません。いつ知らされたかが分かりません。 / "
        "These are potholes that were filled (repairs with their time), not posts of citizens: "
        "a repair does not say when somebody reported the hole.",
    ),
    (
        ("イベント", "発生件数", "緯度", "経度"),
        "車で測った急ブレーキなどの件数で、市民の投稿ではありません。 / "
        "These are counts measured in cars (hard braking), not posts of citizens.",
    ),
    (
        ("全国地方公共団体コード", "地方公共団体名", "名称", "高度の種別"),
        "標準データセットの列を持つ場所の一覧（拡幅した道路など）で、市民の投稿ではありません。 / "
        "This is a list of places in the municipal standard columns (such as widened lanes), not "
        "posts of citizens.",
    ),
    (
        ("ID", "経度", "緯度", "名称"),
        "名前の付いた地点の一覧（アンダーパスなど）で、内容も日付もなく、市民の投稿では"
        "ありません。 / "
        "This is a list of named points (such as underpasses) without a text or a date, not posts "
        "of citizens.",
    ),
    (
        ("service_code", "service_name", "metadata", "type"),
        "Open311 の受付種別の一覧（GET services）で、通報の一覧ではありません。 / "
        "This is an Open311 list of services (GET services), not of requests.",
    ),
    (
        ("code", "datatype", "variable", "required"),
        "Open311 の受付種別の定義（GET services/{code}）で、通報の一覧ではありません。 / "
        "This is the definition of one Open311 service (GET services/{code}), not requests.",
    ),
)
