"""A linear-chain tagger on tables: the engine below the entity recogniser and the quote finder.

The model is a conditional random field whose score of a label at a token is a sum of numbers looked up in tables.

- A *type* is a distinct token string. All features of one token alone (word, shape, affixes, clusters, gazetteers)
  belong to its type, so a type's scores for the tokens at offsets -2 to +2 around it are summed once and looked up
  after that, for every text of the process.
- A *cross* combines several tokens, or a token and a *mark*. Marks are numbers that the caller gives each token
  (inside quotation marks or not, first of its paragraph, what the same word was called elsewhere in the article).
  Each cross has a table addressed by a hash.
- The best sequence of labels is found by Viterbi's algorithm over all units of a batch at once. A *unit* is a
  sentence or a paragraph, as the caller chooses.

All weights are whole numbers and all sums are exact, so that results are the same on every machine, whatever else is
in the batch. The rooms: `tokens` cuts texts; `vocabulary` remembers how, by the `pieces` between spaces; `reading` lays
them out; `types` holds what a model knows of each type; `model` is the tables and their file, `cross_table` a table
laid out for gathering; `hashing` finds rows, `scores` sums them, `decoding` finds the best labels, `votes` tells what a
word was called elsewhere, `spans` turns labels into spans. `growing` and `collecting` look after memory.

To use a model:

    table = TypeTable(load(path), features)          # features: what the task knows of a word (TypeFeatures)
    reading = read(texts, table, "sentence")         # or "paragraph"
    scores = add_crosses(type_scores(model, table, reading), model, table, reading, {})
    scores = add_crosses(scores, model, table, reading, {"inside_quotes": marks})   # a number for each token
    labels = best_labels(scores, model, reading)

To train one for a new task, with labels and marks of its own, see `benchmarks/crf_training.py`.
"""
