SELECT facility_id, opening, crowding FROM marts.facility_status
WHERE opening NOT IN ('未開設', '開設準備中', '開設', '閉鎖', '常設', '不明')
    OR crowding NOT IN ('空き', 'やや混雑', '混雑', '定員一杯', '不明');
