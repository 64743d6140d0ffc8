-- Attention to entities by week
SELECT date_trunc('week', a.published_day)::DATE AS week, e.name AS entity, e.label,
    count(DISTINCT m.article_id) AS articles, count(*) AS mentions, count(DISTINCT a.outlet) AS outlets, e.entity_id
FROM mentions m
JOIN {articles} a USING (article_id)
JOIN entities e USING (entity_id)
GROUP BY ALL
ORDER BY articles DESC, mentions DESC, entity, week, e.entity_id
