SELECT report_id, status FROM marts.road_reports WHERE status NOT IN (
    '受付済', '対応中', '経過観察', '対応済', '再開', '対象外', '他管理者へ', '重複'
);
