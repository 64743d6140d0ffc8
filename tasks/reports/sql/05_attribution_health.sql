-- Attribution health: how speakers are known, and how surely
SELECT q.kind, q.attribution, count(*) AS quotes,
    round(100.0 * count(*) / sum(count(*)) OVER (PARTITION BY q.kind), 1) AS percent_of_kind,
    round(100.0 * count(q.speaker_entity_id) / count(*), 1) AS percent_with_entity,
    round(avg(q.confidence), 2) AS confidence,
    round(100.0 * count(c.quote_id) / count(*), 1) AS percent_counted
FROM quotes q
JOIN {articles} a USING (article_id)
LEFT JOIN counted_quotes c USING (quote_id)
GROUP BY q.kind, q.attribution
ORDER BY q.kind, quotes DESC
