-- Names are searched within one clinic or a few: with the clinic in the same index nobody reads everybody's Zhangs.
-- Chinese names have two or three letters, too few for the trigrams of an inner pattern; so every tail of such a word
-- stands in the column too, behind a mark, and an inner pattern is looked up as the beginning of a tail.
CREATE EXTENSION IF NOT EXISTS btree_gin;
UPDATE imaging_study s SET name_words = s.name_words || t.tails || ' '
FROM (SELECT m.id, string_agg('·' || substr(w, i), ' ') AS tails
      FROM imaging_study m, regexp_split_to_table(trim(m.name_words), ' ') AS w, generate_series(1, char_length(w)) AS i
      WHERE w >= U&'\3040' GROUP BY m.id) t
WHERE t.id = s.id;
DROP INDEX imaging_study_by_name;
CREATE INDEX imaging_study_by_name ON imaging_study USING gin (facility_id, name_words gin_trgm_ops);
