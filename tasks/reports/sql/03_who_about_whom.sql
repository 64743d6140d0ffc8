-- Who speaks about whom
SELECT s.name AS speaker, o.name AS about, o.label AS about_label,
    count(DISTINCT q.quote_id) AS quotes, count(DISTINCT q.article_id) AS articles,
    s.entity_id AS speaker_entity_id, o.entity_id AS about_entity_id
FROM counted_quotes q
JOIN {articles} a USING (article_id)
JOIN entities s ON s.entity_id = q.speaker_entity_id
JOIN mentions m ON m.article_id = q.article_id AND m.section_no = q.section_no
    AND len(list_filter(q.spans, lambda x: x."start" <= m."start" AND m."end" <= x."end")) > 0
JOIN entities o ON o.entity_id = m.entity_id AND o.entity_id <> s.entity_id
GROUP BY ALL
ORDER BY quotes DESC, articles DESC, speaker, about, speaker_entity_id, about_entity_id
