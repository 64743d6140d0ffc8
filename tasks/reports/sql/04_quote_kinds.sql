-- Kinds of quotation by outlet
SELECT a.outlet, count(DISTINCT q.article_id) AS articles, count(*) AS quotes,
    count(*) FILTER (q.kind = 'direct') AS direct, count(*) FILTER (q.kind = 'partial') AS partial,
    count(*) FILTER (q.kind = 'mixed') AS mixed, count(*) FILTER (q.kind = 'indirect') AS indirect,
    round(avg(q.words), 1) AS words_a_quote
FROM counted_quotes q
JOIN {articles} a USING (article_id)
GROUP BY a.outlet
ORDER BY quotes DESC, outlet
