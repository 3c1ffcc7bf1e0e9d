SELECT 'town_blocks' AS mart, town_block_id AS id FROM marts.town_blocks GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'districts', district_id FROM marts.districts GROUP BY ALL HAVING count(*) > 1;
