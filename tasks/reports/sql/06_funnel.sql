-- Funnel: what became of every record, by the run that read it and by format
SELECT strftime(n.started_at, '%Y-%m-%d %H:%M') AS run, coalesce(r.format, 'all') AS format, count(*) AS records,
    count(*) FILTER (r.disposition = 'article') AS articles,
    count(*) FILTER (r.disposition = 'duplicate') AS duplicates,
    count(*) FILTER (r.disposition = 'rejected') AS rejected,
    count(*) FILTER (r.disposition = 'article' AND u.article_id IS NULL) AS copies,
    count(*) FILTER (r.disposition = 'article' AND a.language IS DISTINCT FROM 'en') AS not_english,
    count(f.article_id) FILTER (r.disposition = 'article') AS faults,
    coalesce(sum(q.quotes) FILTER (r.disposition = 'article'), 0)::BIGINT AS quotes, r.run_id
FROM records r
LEFT JOIN runs n ON n.run_id = r.run_id
LEFT JOIN articles a ON a.article_id = r.article_id
LEFT JOIN {articles} u ON u.article_id = r.article_id
LEFT JOIN faults f ON f.article_id = r.article_id
LEFT JOIN (SELECT article_id, count(*) AS quotes FROM quotes GROUP BY article_id) q ON q.article_id = r.article_id
GROUP BY GROUPING SETS ((n.started_at, r.run_id, r.format), (n.started_at, r.run_id))
ORDER BY n.started_at DESC, r.run_id, grouping(r.format), records DESC, format
