"""Posts on others' roads: counted, listed, handed over through the desk."""

from __future__ import annotations

from pathlib import Path

from machimori.store.decided import decided
from machimori.store.journal import open_journal
from machimori.store.queries import referrals
from machimori.store.road_desk import RoadDesk
from tests.store.queries.derived_posts import city_with_targets, derived
from tests.store.small_warehouse import NOW


def test_handing_over_moves_a_post_from_one_list_to_the_other(tmp_path: Path) -> None:
    city = city_with_targets(tmp_path)
    journal, built = open_journal(city), derived(city)
    before = referrals.totals(built, ["municipal"], sure_from=0.95)
    assert before.waiting == {"prefectural": 4}
    assert (before.unsure, before.unknown, before.out_of_scope) == (0, 15, 4)
    rows = referrals.waiting(built, "prefectural", now=NOW)
    assert rows["road_name"].unique().tolist() == ["例題街道"]
    assert rows["age_days"].tolist() == sorted(rows["age_days"], reverse=True)

    desk = RoadDesk(city, built, journal, "見本 太郎", NOW)
    chosen = rows["report_id"].tolist()[:2]
    came = desk.act_on_many(
        chosen,
        client_key="k",
        status="他管理者へ",
        owner="prefectural",
        referred_to="見本都事務所",
    )
    assert len(came.events) == 2 and came.refused == []
    laid = decided(built, journal, city)
    after = referrals.totals(laid, ["municipal"], sure_from=0.95)
    assert after.waiting == {"prefectural": 2}
    assert after.handed == before.handed + 2
    assert after.out_of_scope == before.out_of_scope  # 対象外 is another thing
    listed = referrals.handed(laid, now=NOW).set_index("report_id")
    assert listed.loc[chosen, "referred_to"].tolist() == ["見本都事務所"] * 2
    assert "他管理者へ" in set(listed["status"])
    journal.close()


def test_without_an_owner_nobody_is_named(tmp_path: Path) -> None:
    city = city_with_targets(tmp_path)
    built = derived(city)
    everyone = ["municipal", "prefectural", "national"]
    assert referrals.totals(built, everyone, sure_from=0.8).waiting == {}
    assert referrals.waiting(built, "port", now=NOW).empty
