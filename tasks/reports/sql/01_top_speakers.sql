-- Top speakers by outlet and week
SELECT a.outlet, date_trunc('week', a.published_day)::DATE AS week, e.name AS speaker, e.label,
    count(*) AS quotes, count(DISTINCT q.article_id) AS articles, sum(q.words)::BIGINT AS words_quoted, e.entity_id
FROM counted_quotes q
JOIN {articles} a USING (article_id)
JOIN entities e ON e.entity_id = q.speaker_entity_id
GROUP BY ALL
ORDER BY quotes DESC, articles DESC, speaker, outlet, week, e.entity_id
