SELECT v.indicator_id FROM marts.indicator_values AS v
WHERE NOT EXISTS (FROM marts.indicators AS i WHERE i.indicator_id = v.indicator_id);
