-- One row per place and role.
--
-- Rows are one place when their name keys agree and they have the same address, or lie within
-- 100 m (one publisher's two lists place a school 26 and 41 m apart), or share the place digits of
-- the national 共通ID. The digits alone don't do: a school, its ground and a hall share them.
-- A place's id comes from municipality, name and town, so that neither row order nor a corrected
-- house number changes it. Where lists disagree, the entry that stands first in the configuration
-- is believed, and the others fill its gaps.
CREATE OR REPLACE TEMP TABLE facility_rows AS
WITH ranked AS (
    SELECT *, row_number() OVER (
        ORDER BY
            precedence, source, address_key NULLS LAST, source_facility_id NULLS LAST,
            longitude, latitude, name, source_file, source_row
    ) AS rank
    FROM staging.stg_facilities__facility
)
SELECT *, min(rank) OVER (
    PARTITION BY name_key, address_key, town_key, common_id_place, longitude, latitude
) AS node
FROM ranked;

CREATE OR REPLACE TEMP TABLE facility_nodes AS
SELECT
    node, name_key, address_key, town_key, common_id_place, longitude, latitude,
    address_key IS NOT NULL
        AND count(DISTINCT address_key) OVER (PARTITION BY name_key) = 1 AS is_only_one
FROM facility_rows
WHERE rank = node;

CREATE OR REPLACE TEMP TABLE facility_pairs AS
SELECT a.node AS node, b.node AS other
FROM facility_nodes AS a
JOIN facility_nodes AS b ON a.name_key = b.name_key AND a.node <> b.node
WHERE a.address_key = b.address_key
    OR a.common_id_place = b.common_id_place
    OR ST_Distance_Sphere(
        ST_Point(a.longitude, a.latitude), ST_Point(b.longitude, b.latitude)
    ) <= 100
    -- A row with neither address nor position means the one place so named, if there is one.
    OR (a.address_key IS NULL AND a.longitude IS NULL AND b.is_only_one)
    OR (b.address_key IS NULL AND b.longitude IS NULL AND a.is_only_one);

CREATE OR REPLACE TEMP TABLE facility_places AS
WITH RECURSIVE joined (node, place) USING KEY (node) AS (
    SELECT node, node FROM facility_nodes
    UNION
    SELECT facility_pairs.node, min(joined.place)
    FROM joined
    JOIN facility_pairs ON facility_pairs.other = joined.node
    JOIN recurring.joined AS known ON known.node = facility_pairs.node
    WHERE joined.place < known.place
    GROUP BY facility_pairs.node
),
places AS (
    SELECT
        place,
        first(name_key ORDER BY node) AS name_key,
        coalesce(first(town_key ORDER BY node) FILTER (town_key IS NOT NULL), '') AS town_key,
        min(address_key) AS address_key,
        min(longitude) AS longitude,
        min(latitude) AS latitude
    FROM joined JOIN facility_nodes USING (node)
    GROUP BY place
),
named AS (
    SELECT
        *,
        concat_ws('|', municipality_code(), name_key, town_key) AS identity,
        row_number() OVER (
            PARTITION BY name_key, town_key
            ORDER BY address_key NULLS LAST, longitude, latitude, place
        ) AS namesake
    FROM places
)
SELECT
    joined.node,
    'p' || left(md5(
        CASE WHEN namesake = 1 THEN identity
        ELSE concat_ws('|', identity, address_key, longitude, latitude) END
    ), 12) AS place_id
FROM joined JOIN named USING (place);

CREATE OR REPLACE TEMP TABLE facility_row_roles AS
SELECT
    facility_rows.*,
    place_id,
    stated.role AS own_role,
    -- 指定避難所との重複 mentions a shelter; the row's capacity and hazards are not the shelter's.
    CASE stated.role
        WHEN 'shelter' THEN coalesce(overlaps_shelter, false) AND NOT coalesce(is_shelter, false)
        WHEN 'welfare_shelter'
            THEN coalesce(overlaps_welfare_shelter, false) AND NOT coalesce(is_welfare_shelter, false)
        ELSE false
    END AND stated.role <> facility_rows.role AS is_mention
FROM facility_rows
JOIN facility_places USING (node),
    unnest(string_split(roles, ',')) AS stated (role);

-- What belongs to the place, whichever of its lists says it.
CREATE OR REPLACE TEMP TABLE facility_place_facts AS
SELECT
    place_id,
    first(name ORDER BY rank) AS name,
    first(name_kana ORDER BY rank) FILTER (name_kana IS NOT NULL) AS name_kana,
    first(name_en ORDER BY rank) FILTER (name_en IS NOT NULL) AS name_en,
    first(address ORDER BY rank) FILTER (address IS NOT NULL) AS address,
    first(phone ORDER BY rank) FILTER (phone IS NOT NULL) AS phone,
    first(municipality_code ORDER BY rank) FILTER (municipality_code IS NOT NULL)
        AS municipality_code,
    first({
        'longitude': longitude, 'latitude': latitude,
        'town_block_id': town_block_id, 'district_id': district_id
    } ORDER BY rank) FILTER (longitude IS NOT NULL) AS position,
    first(named.id ORDER BY rank) FILTER (named.id IS NOT NULL) AS named_district_id,
    first(a11y_step_free ORDER BY rank) FILTER (a11y_step_free IS NOT NULL) AS a11y_step_free,
    first(a11y_accessible_toilet ORDER BY rank) FILTER (a11y_accessible_toilet IS NOT NULL)
        AS a11y_accessible_toilet,
    first(a11y_elevator ORDER BY rank) FILTER (a11y_elevator IS NOT NULL) AS a11y_elevator
FROM facility_rows
JOIN facility_places USING (node)
LEFT JOIN (SELECT name, district_id FROM marts.districts) AS named (own_name, id)
    ON own_name IN (district_name, district_name || '区')
GROUP BY place_id;

INSERT INTO marts.facilities BY NAME
WITH role_facts AS (
    SELECT
        place_id,
        own_role AS role,
        first({
            'source_facility_id': source_facility_id, 'source': source,
            'source_file': source_file, 'source_row': source_row, 'as_of': as_of
        } ORDER BY is_mention, rank) AS origin,
        first({
            'persons': CASE
                WHEN is_mention THEN capacity_indoor
                WHEN own_role IN ('shelter', 'welfare_shelter') AND capacity_indoor > 0
                    THEN capacity_indoor
                ELSE capacity
            END,
            'indoor': capacity_indoor, 'outdoor': capacity_outdoor, 'basis': capacity_basis
        } ORDER BY is_mention, rank)
            FILTER (own_role <> 'support_station'
                AND CASE WHEN is_mention THEN capacity_indoor > 0 ELSE capacity IS NOT NULL END)
            AS capacity,
        coalesce(
            first(accepts ORDER BY is_mention, rank) FILTER (accepts IS NOT NULL),
            CASE WHEN own_role IN ('temporary_stay', 'support_station') THEN 'commuters'
            ELSE 'residents' END
        ) AS accepts,
        first(area_m2 ORDER BY rank) FILTER (area_m2 IS NOT NULL AND NOT is_mention) AS area_m2,
        first(hazard_flood ORDER BY rank) FILTER (hazard_flood IS NOT NULL AND NOT is_mention)
            AS hazard_flood,
        first(hazard_landslide ORDER BY rank)
            FILTER (hazard_landslide IS NOT NULL AND NOT is_mention) AS hazard_landslide,
        first(hazard_storm_surge ORDER BY rank)
            FILTER (hazard_storm_surge IS NOT NULL AND NOT is_mention) AS hazard_storm_surge,
        first(hazard_earthquake ORDER BY rank)
            FILTER (hazard_earthquake IS NOT NULL AND NOT is_mention) AS hazard_earthquake,
        first(hazard_tsunami ORDER BY rank) FILTER (hazard_tsunami IS NOT NULL AND NOT is_mention)
            AS hazard_tsunami,
        first(hazard_large_fire ORDER BY rank)
            FILTER (hazard_large_fire IS NOT NULL AND NOT is_mention) AS hazard_large_fire,
        first(hazard_inland_flood ORDER BY rank)
            FILTER (hazard_inland_flood IS NOT NULL AND NOT is_mention) AS hazard_inland_flood,
        first(hazard_volcano ORDER BY rank) FILTER (hazard_volcano IS NOT NULL AND NOT is_mention)
            AS hazard_volcano,
        bool_and(coalesce(is_public, true)) AS is_public,
        first(url ORDER BY is_mention, rank) FILTER (url IS NOT NULL) AS url,
        first(note ORDER BY is_mention, rank) FILTER (note IS NOT NULL) AS note,
        bool_or(coalesce(is_sample, false)) AS is_sample
    FROM facility_row_roles
    GROUP BY place_id, own_role
)
SELECT
    role_facts.place_id || '_' || role AS facility_id,
    role_facts.place_id,
    facts.name,
    facts.name_kana,
    facts.name_en,
    role,
    origin.source_facility_id,
    coalesce(facts.municipality_code, municipality_code()) AS municipality_code,
    coalesce(position.district_id, facts.named_district_id) AS district_id,
    facts.address,
    facts.phone,
    position.latitude AS latitude,
    position.longitude AS longitude,
    CASE WHEN position IS NULL THEN 'unknown' ELSE 'surveyed' END AS position_precision,
    capacity.persons AS capacity,
    capacity.indoor AS capacity_indoor,
    capacity.outdoor AS capacity_outdoor,
    capacity.basis AS capacity_basis,
    accepts,
    area_m2,
    hazard_flood,
    hazard_landslide,
    hazard_storm_surge,
    hazard_earthquake,
    hazard_tsunami,
    hazard_large_fire,
    hazard_inland_flood,
    hazard_volcano,
    facts.a11y_step_free,
    facts.a11y_accessible_toilet,
    facts.a11y_elevator,
    is_public,
    false AS is_temporary,
    url,
    note,
    mesh250(position.longitude, position.latitude) AS mesh250,
    mesh125(position.longitude, position.latitude) AS mesh125,
    position.town_block_id AS town_block_id,
    origin.source,
    origin.source_file,
    origin.source_row,
    is_sample,
    origin.as_of
FROM role_facts
JOIN facility_place_facts AS facts USING (place_id)
ORDER BY role_facts.place_id, role;
