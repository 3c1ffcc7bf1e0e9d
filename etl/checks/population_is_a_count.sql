-- Withheld is NULL, and a count is never negative.
SELECT area_id, sex, age_band, population FROM marts.population
WHERE population < 0 OR (is_withheld AND population IS NOT NULL);
